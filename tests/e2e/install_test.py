# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` puts down works from there: program, manual page, completions."""
import pathlib
import subprocess
import unittest

import support

BUILD = pathlib.Path(support.NSMON).parent


class Installation(support.TestCase):
    def setUp(self):
        self.root = self.temp_dir()
        subprocess.run(["cmake", "--install", BUILD, "--prefix", self.root / "usr"], check=True,
                       capture_output=True)

    def test_files_lie_where_debian_expects_them(self):
        share = self.root / "usr/share"
        for path in (self.root / "usr/bin/nsmon", share / "man/man1/nsmon.1",
                     share / "bash-completion/completions/nsmon",
                     share / "zsh/vendor-completions/_nsmon",
                     share / "fish/vendor_completions.d/nsmon.fish"):
            self.assertTrue(path.is_file(), path)

    def test_the_installed_program_needs_nothing_of_the_tree(self):
        outcome = support.run([self.root / "usr/bin/nsmon", "gen-dashboards", "--out",
                               self.root / "out"], cwd=self.root)
        self.assert_status(outcome, 0)
        self.assertTrue(list((self.root / "out").rglob("*.json")))

    def test_the_manual_page_renders_without_a_warning(self):
        page = self.root / "usr/share/man/man1/nsmon.1"
        result = subprocess.run(["man", "--warnings", "--local-file", page], capture_output=True,
                                text=True, check=True, env=support.environment(MANWIDTH="80"))
        self.assertEqual(result.stderr, "")
        for command in ("query", "lint-rules", "gen-dashboards", "watch"):
            self.assertIn(f"nsmon {command}", result.stdout)


@support.needs("bash", "zsh", "fish")
class Completions(support.TestCase):
    folder = support.ROOT / "completions"

    def bash_words(self, *words):
        """What bash offers for the last word."""
        script = (f"source {self.folder}/nsmon.bash; COMP_WORDS=({' '.join(words)} ''); "
                  f"COMP_CWORD={len(words)}; _nsmon; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True,
                              cwd=self.temp_dir()).stdout.split()

    def test_bash_offers_commands_subcommands_options_and_values(self):
        self.assertIn("lint-rules", self.bash_words("nsmon"))
        self.assertIn("range", self.bash_words("nsmon", "query"))
        self.assertIn("json", self.bash_words("nsmon", "query", "--format"))

    def test_bash_completes_an_option(self):
        script = (f"source {self.folder}/nsmon.bash; COMP_WORDS=(nsmon lint-rules --syn); "
                  "COMP_CWORD=2; _nsmon; printf '%s\\n' \"${COMPREPLY[@]}\"")
        out = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
        self.assertEqual(out.split(), ["--syntax-only"])

    def test_zsh_reads_its_script(self):
        subprocess.run(["zsh", "-n", self.folder / "_nsmon"], check=True)

    def test_fish_offers_commands_and_options(self):
        def offered(line):
            return subprocess.run(
                ["fish", "--no-config", "-c",
                 f"source {self.folder}/nsmon.fish; complete -C '{line}'"],
                capture_output=True, text=True, check=True, env=support.environment(HOME=str(self.temp_dir()))).stdout
        self.assertIn("lint-rules", offered("nsmon "))
        self.assertIn("--syntax-only", offered("nsmon lint-rules --"))
        self.assertIn("instant", offered("nsmon query "))


if __name__ == "__main__":
    unittest.main()

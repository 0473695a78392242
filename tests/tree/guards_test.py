# SPDX-License-Identifier: Apache-2.0
"""The guards of the tree are themselves tested: each must fail on a planted fault."""
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Guards(unittest.TestCase):
    def setUp(self):
        self.tree = pathlib.Path(tempfile.mkdtemp(prefix="nsmon-tree-"))
        self.addCleanup(shutil.rmtree, self.tree)
        shutil.copytree(ROOT / "src", self.tree / "src")
        for folder in ("tests", "fuzz", "bench"):
            (self.tree / folder).mkdir()

    def judge(self, guard):
        result = subprocess.run([ROOT / "scripts" / guard, self.tree], capture_output=True, text=True,
                                check=False)
        return result.returncode, result.stdout

    def plant(self, path, text):
        with open(self.tree / path, "a", encoding="utf-8") as file:
            file.write(text)

    def test_layers_accept_the_tree(self):
        self.assertEqual(self.judge("check_layers")[0], 0, self.judge("check_layers")[1])

    def test_layers_refuse_an_upward_include(self):
        self.plant("src/base/span.h", '#include "promql/ast.h"\n')
        status, out = self.judge("check_layers")
        self.assertEqual(status, 1)
        self.assertRegex(out, r"src/base/span\.h:\d+: base must not include promql")

    def test_layers_refuse_a_sideways_include(self):
        self.plant("src/yaml/document.cpp", '#include "promql/ast.h"\n')
        self.assertIn("yaml must not include promql", self.judge("check_layers")[1])

    def test_layers_refuse_a_heavy_header_in_ours(self):
        self.plant("src/base/span.h", "#include <nlohmann/json.hpp>\n")
        self.assertIn("must not appear in a header", self.judge("check_layers")[1])

    def test_layers_refuse_the_option_parser_outside_cli(self):
        self.plant("src/base/duration.cpp", "#include <CLI/CLI.hpp>\n")
        self.assertIn("belongs to cli only", self.judge("check_layers")[1])

    def test_layers_refuse_an_unknown_folder(self):
        (self.tree / "src/utils").mkdir()
        self.plant("src/utils/all.h", "#pragma once\n")
        self.assertIn("folder utils is not named", self.judge("check_layers")[1])

    def test_sizes_accept_the_tree(self):
        self.assertEqual(self.judge("check_sizes")[0], 0, self.judge("check_sizes")[1])

    def test_sizes_refuse_a_long_file(self):
        self.plant("src/base/duration.cpp", "// filler\n" * 600)
        status, out = self.judge("check_sizes")
        self.assertEqual(status, 1)
        self.assertIn("src/base/duration.cpp:1:", out)

    def test_sizes_refuse_a_long_function(self):
        body = "  ++count;\n" * 60
        self.plant("src/base/duration.cpp", f"\nint long_one(int count) {{\n{body}}}\n")
        self.assertRegex(self.judge("check_sizes")[1], r"a function of 62 lines")

    def test_sizes_refuse_a_long_member_function(self):
        body = "    ++count;\n" * 60
        self.plant("src/base/span.cpp", f"class A {{\n  int member(int count) {{\n{body}  }}\n}};\n")
        self.assertRegex(self.judge("check_sizes")[1], r"a function of 62 lines")


if __name__ == "__main__":
    unittest.main()

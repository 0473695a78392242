// SPDX-License-Identifier: Apache-2.0
#include "record.h"
#include "support/golden.h"

#include <catch2/catch.hpp>

#include <random>

namespace nsmon::exposition {
namespace {

using test::record;

constexpr std::string_view kText =
    "# HELP jobs_total Jobs, with a \\\\ and a\\nbreak.\n"
    "# TYPE jobs_total counter\n"
    "jobs_total{state=\"done\",path=\"C:\\\\x\\n\\\"q\\\"\"} 1027 1395066363000\n"
    "  jobs_total { state = \"open\" , } 3\n"
    "\n"
    "# a plain comment\n"
    "# TYPE wait_seconds histogram\n"
    "# HELP wait_seconds Time in the queue.\n"
    "wait_seconds_bucket{le=\"0.5\"} 2\n"
    "wait_seconds_bucket{le=\"+Inf\"} 3\n"
    "wait_seconds_sum 1.5e+00\n"
    "wait_seconds_count 3\n"
    "no_metadata 12.47\n"
    "{\"name with blanks\",\"label one\"=\"\xc3\xa9\",b=\"2\"} -Inf -5\n"
    "# TYPE sizes summary\n"
    "sizes{quantile=\"0.99\"} NaN\n"
    "sizes_sum 9\n"
    "sizes_count 0x\n"
    "sizes_count 4\n";

TEST_CASE("the text format is read into families and samples") {
  CHECK(record(kText, Format::text) ==
        "family jobs_total counter\n"
        "  3:jobs_total state=[done] path=[C:\\x\n\"q\"] = 1027 @1395066363000\n"
        "  4:jobs_total state=[open] = 3\n"
        "end jobs_total help [Jobs, with a \\ and a\nbreak.]\n"
        "family wait_seconds histogram\n"
        "  9:wait_seconds_bucket le=[0.5] = 2\n"
        "  10:wait_seconds_bucket le=[+Inf] = 3\n"
        "  11:wait_seconds_sum = 1.5\n"
        "  12:wait_seconds_count = 3\n"
        "end wait_seconds help [Time in the queue.]\n"
        "family no_metadata unknown\n"
        "  13:no_metadata = 12.47\n"
        "end no_metadata\n"
        "family name with blanks unknown\n"
        "  14:name with blanks label one=[\xc3\xa9] b=[2] = -Inf @-5\n"
        "end name with blanks\n"
        "family sizes summary\n"
        "  16:sizes quantile=[0.99] = NaN\n"
        "  17:sizes_sum = 9\n"
        "! 18:13-15 exposition/syntax: expected a number as value, found \"0x\"\n"
        "  19:sizes_count = 4\n"
        "end sizes\n");
}

constexpr std::string_view kOpenMetrics =
    "# TYPE jobs counter\n"
    "# UNIT jobs \n"
    "# HELP jobs Jobs \\\"done\\\".\n"
    "jobs_total{a=\"b\\c\"} 17.0 1520879607.789 # {trace_id=\"KOO5\"} 9.8 1520879607.1\n"
    "jobs_created{a=\"b\\c\"} 1520430000.123\n"
    "# TYPE wait_seconds histogram\n"
    "# UNIT wait_seconds seconds\n"
    "wait_seconds_bucket{le=\"1.0\"} 2 # {} 0.5\n"
    "wait_seconds_bucket{le=\"+Inf\"} 3\n"
    "wait_seconds_count 3\n"
    "wait_seconds_sum 2\n"
    "# TYPE build info\n"
    "build_info{version=\"1\"} 1\n"
    "# TYPE mode stateset\n"
    "mode{mode=\"fast\"} 1\n"
    "mode{mode=\"slow\"} 0\n"
    "# TYPE queue gaugehistogram\n"
    "queue_bucket{le=\"+Inf\"} 4\n"
    "queue_gcount 4\n"
    "queue_gsum -2\n"
    "loose 1\n"
    "# EOF\n";

TEST_CASE("OpenMetrics is read with its own types, exemplars and seconds") {
  CHECK(record(kOpenMetrics, Format::openmetrics) ==
        "family jobs counter unit \n"
        "  4:jobs_total a=[b\\c] = 17 @1520879607789 # trace_id=[KOO5] 9.8 @1520879607100\n"
        "  5:jobs_created a=[b\\c] = 1.520430000123e+09\n"
        "end jobs help [Jobs \"done\".]\n"
        "family wait_seconds histogram unit seconds\n"
        "  8:wait_seconds_bucket le=[1.0] = 2 # 0.5\n"
        "  9:wait_seconds_bucket le=[+Inf] = 3\n"
        "  10:wait_seconds_count = 3\n"
        "  11:wait_seconds_sum = 2\n"
        "end wait_seconds\n"
        "family build info\n"
        "  13:build_info version=[1] = 1\n"
        "end build\n"
        "family mode stateset\n"
        "  15:mode mode=[fast] = 1\n"
        "  16:mode mode=[slow] = 0\n"
        "end mode\n"
        "family queue gaugehistogram\n"
        "  18:queue_bucket le=[+Inf] = 4\n"
        "  19:queue_gcount = 4\n"
        "  20:queue_gsum = -2\n"
        "end queue\n"
        "family loose unknown\n"
        "  21:loose = 1\n"
        "end loose\n");
}

TEST_CASE("the size of the pieces makes no difference") {
  const auto [text, format] = GENERATE(table<std::string_view, Format>(
      {{kText, Format::text}, {kOpenMetrics, Format::openmetrics}}));
  const std::string whole = record(text, format);
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    CAPTURE(piece);
    REQUIRE(record(text, format, piece) == whole);
  }
}

// Cases are parted by lines of dashes; what a case gives stands in the golden file.
void compare_problems(const std::string& file, Format format) {
  const std::string folder = "tests/unit/exposition/";
  const std::string cases = nsmon::test::read_text(nsmon::test::source_dir() / folder / file);
  std::string out;
  for (std::size_t begin = 0; begin < cases.size();) {
    const std::size_t end = std::min(cases.find("----\n", begin), cases.size());
    const std::string one = cases.substr(begin, end - begin);
    out += one + "=>\n" + record(one, format) + "----\n";
    begin = end + 5;
  }
  nsmon::test::compare_golden(folder + file.substr(0, file.find('.')) + ".golden", out);
}

TEST_CASE("each malformed line of the text format is a problem with a place") {
  compare_problems("text_problems.txt", Format::text);
}

TEST_CASE("each breach of OpenMetrics is a problem with a place") {
  compare_problems("openmetrics_problems.txt", Format::openmetrics);
}

TEST_CASE("bytes that are no text end the reading with an error") {
  const auto [bytes, error] = GENERATE(table<std::string, std::string>(
      {{std::string("a 1\nb\0 2\nc 3\n", 13),
        "line 2 has a null byte: expected an exposition as text, found binary data"},
       {"\x1f\x8b\x08", "expected an exposition as text, found gzip data"},
       {"\x28\xb5\x2f\xfd\x01", "expected an exposition as text, found zstd data"}}));
  CHECK_THAT(record(bytes, Format::text), Catch::EndsWith("error: " + error + "\n"));
}

TEST_CASE("invalid UTF-8, line ends of Windows and byte order marks are told") {
  CHECK(record("a{b=\"\xff\"} 1\nc 2\n", Format::text) ==
        "! 1:6-7 exposition/syntax: invalid UTF-8\nfamily c unknown\n  2:c = 2\nend c\n");
  CHECK(record("a 1\r\nb 2\r\n", Format::text) ==
        "! 1:4-4 exposition/syntax: line ends with CR LF, expected LF alone\n"
        "family a unknown\n  1:a = 1\nend a\nfamily b unknown\n  2:b = 2\nend b\n");
  CHECK(record("\xef\xbb\xbf"
               "a 1\n",
               Format::text) ==
        "! 1:1-4 exposition/syntax: byte order mark before the first line\n"
        "family a unknown\n  1:a = 1\nend a\n");
}

TEST_CASE("an input that ends too early is told") {
  CHECK(record("a 1\nb 2", Format::text) ==
        "family a unknown\n  1:a = 1\nend a\nfamily b unknown\n  2:b = 2\n"
        "! 2:4-4 exposition/end: the last line has no line break at its end\nend b\n");
  CHECK_THAT(record("a 1\n", Format::openmetrics),
             Catch::EndsWith("! 1:1-1 exposition/end: expected \"# EOF\" as the last line, but the "
                             "input ends\n"));
  CHECK(record("a 1\n# EOF", Format::openmetrics) == "family a unknown\n  1:a = 1\nend a\n");
  CHECK(record("", Format::text).empty());
}

TEST_CASE("a line without end is skipped and does not fill the memory") {
  test::Recorder recorder;
  Reader reader(Format::text, recorder);
  const std::string piece(kLongestLine / 2, 'a');
  for (int i = 0; i < 200; ++i) REQUIRE(reader.feed(piece).has_value());
  REQUIRE(reader.feed(" 1\nb 2\n").has_value());
  reader.finish();
  CHECK(recorder.text ==
        "! 1:1-1 exposition/syntax: line is longer than 1048576 bytes and was skipped\n"
        "family b unknown\n  2:b = 2\nend b\n");
}

TEST_CASE("a sample with very many labels is read, and repeated names are found") {
  std::string line = "a{";
  for (int i = 0; i < 20000; ++i) line += fmt::format("l{}=\"v\",", i);
  CHECK_THAT(record(line + "} 1\n", Format::text), Catch::Contains("l19999=[v] = 1\n"));
  CHECK_THAT(record(line + "l7=\"w\"} 1\n", Format::text),
             Catch::Contains("exposition/syntax: label \"l7\" is given twice\n"));
}

TEST_CASE("random damage never breaks the reader") {
  std::mt19937 random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text(round % 2 == 0 ? kText : kOpenMetrics);
    for (int i = 0; i < 3; ++i) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) text[at] = static_cast<char>(random() % 256);
      if (random() % 4 == 0) text.erase(at, random() % 9);
    }
    const Format format = round % 2 == 0 ? Format::text : Format::openmetrics;
    REQUIRE(record(text, format) == record(text, format, 1 + random() % 50));
  }
}

}  // namespace
}  // namespace nsmon::exposition

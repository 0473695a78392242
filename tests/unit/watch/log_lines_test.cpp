// SPDX-License-Identifier: Apache-2.0
#include "watch/log_lines.h"

#include <catch2/catch.hpp>

#include <random>

namespace nsmon::watch {

TEST_CASE("a line is shown as a terminal would leave it") {
  const auto [raw, shown] = GENERATE(table<std::string, std::string>({
      {"plain\n", "plain"},
      {"windows\r\n", "windows"},
      {"10 %\r 50 %\r100 %\n", "100 %"},
      {"10 %\r100 %\r\n", "100 %"},
      {"\x1b[32mgreen\x1b[0m\n", "green"},
      {"\x1b]0;title\x07text\n", "text"},
      {"\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\n", "link"},
      {"\x1b[2J\x1b[1;1Hgone\n", "gone"},
      {"\x1b(Bcharset\n", "charset"},
      {"a\tb\n", "a   b"},
      {"abcd\te\n", "abcd    e"},
      {"bell\x07 back\x08\n", "bell\\a back\\b"},
      {"bad \xff byte\n", "bad \\xff byte"},
      {"umlaut \xc3\xa4\n", "umlaut \xc3\xa4"},
      {"\x1b", ""},
      {"\x1b[", ""},
      {"\x1b]never ends", ""},
      {"", ""},
  }));
  CAPTURE(raw);
  CHECK(shown_text(raw) == shown);
}

TEST_CASE("lines are the same however the output is cut, and no byte is lost") {
  const std::string text = "one\ntwo\r\nthree\rthree again\n\n\x1b[1mfour\x1b[0m\nrest";
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    LineSplitter splitter;
    std::vector<std::string> shown;
    std::string raw;
    std::string_view left = text;
    while (!left.empty()) {
      const std::size_t take = std::min<std::size_t>(left.size(), 1 + random() % 9);
      for (const LogLine& line : splitter.feed(left.substr(0, take))) {
        shown.push_back(line.text);
        raw += line.raw;
      }
      left.remove_prefix(take);
    }
    const auto rest = splitter.finish();
    REQUIRE(rest);
    shown.push_back(rest->text);
    raw += rest->raw;
    CHECK(raw == text);
    CHECK(shown == std::vector<std::string>{"one", "two", "three again", "", "four", "rest"});
    CHECK_FALSE(splitter.finish());
  }
}

TEST_CASE("a line without end comes in parts of bounded size") {
  LineSplitter splitter;
  std::string joined;
  const std::string piece(100'000, 'x');
  for (int i = 0; i < 10; ++i) {
    for (const LogLine& line : splitter.feed(piece)) {
      CHECK(line.raw.size() <= 64 * 1024);
      joined += line.raw;
    }
  }
  joined += splitter.finish()->raw;
  CHECK(joined == std::string(1'000'000, 'x'));
}

TEST_CASE("the tail keeps the last lines") {
  LogTail tail(3);
  for (const char* line : {"a", "b", "c", "d"}) tail.add(line);
  CHECK(tail.lines() == std::deque<std::string>{"b", "c", "d"});
}

TEST_CASE("the planned number of epochs is read off a log line") {
  const auto [line, total] = GENERATE(table<std::string, double>({
      {"Epoch 3/8", 8},
      {"EPOCH: 3 / 80", 80},
      {"[train] epoch [1/20] loss 0.5", 20},
      {"epochs done; epoch 2/5", 5},
      {"epoch=7/9", 9},
      {"Epoch 3", 0},
      {"epoch three/eight", 0},
      {"epoch 3/", 0},
      {"epoch 3/0", 0},
      {"step 3/8", 0},
      {"epoch", 0},
  }));
  CAPTURE(line);
  CHECK(total_in_log(line, "epoch").value_or(0) == total);
}

}  // namespace nsmon::watch

// SPDX-License-Identifier: Apache-2.0
#include "exposition/writer.h"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

namespace nsmon::exposition {
namespace {

using Random = std::mt19937;

std::string pick(Random& random, const std::vector<std::string>& words) {
  return words[random() % words.size()];
}

double random_value(Random& random, bool counts) {
  switch (random() % 6) {
    case 0: return static_cast<double>(random());
    case 1: return counts ? 0 : -static_cast<double>(random()) / 7;
    case 2: return static_cast<double>(random()) * 1e-12;
    case 3: return counts ? 3 : HUGE_VAL;
    case 4: return 1e21;
    default: return 0.1 * static_cast<double>(random() % 1000);
  }
}

series::LabelSet random_labels(Random& random, std::string name, std::size_t number) {
  static const std::vector<std::string> kNames{"a",        "job",      "Label_2",
                                               "my label", "\xc3\xa9", "x.y"};
  static const std::vector<std::string> kValues{
      "x", "with \"quotes\"", "C:\\dir\\", "two\nlines", "\xe2\x82\xac", "#{}=,", " "};
  series::LabelSet labels;
  labels.set(series::kMetricName, name);
  labels.set("n", std::to_string(number));  // no series twice
  for (std::size_t i = random() % 4; i > 0; --i) {
    labels.set(pick(random, kNames), pick(random, kValues));
  }
  return labels;
}

OwnedFamily random_family(Random& random, std::size_t number, Format format) {
  static const std::vector<std::string> kStems{"requests", "my.metric", "wait_seconds",
                                               "\xc3\xa9t\xc3\xa9"};
  static const std::vector<MetricType> kTypes{MetricType::counter, MetricType::gauge,
                                              MetricType::unknown, MetricType::summary};
  OwnedFamily family;
  family.type = kTypes[random() % kTypes.size()];
  family.name = pick(random, kStems) + std::to_string(number);
  if (random() % 3 > 0) family.help = pick(random, {"Help.", "a \\ b\nc", "\"q\"", "\xe2\x82\xac"});
  const bool total = format == Format::openmetrics && family.type == MetricType::counter;
  for (std::size_t i = random() % 4; i > 0; --i) {
    OwnedSample sample;
    sample.labels = random_labels(random, family.name + (total ? "_total" : ""), i);
    if (family.type == MetricType::summary) sample.labels.set("quantile", "0.5");
    sample.value = random_value(random, family.type == MetricType::counter);
    // Far from 1970 doubles of seconds cannot hold every millisecond, so whole seconds here.
    if (random() % 2 == 0) sample.timestamp = static_cast<series::Timestamp>(random()) * 1000;
    if (total && random() % 2 == 0) {
      sample.exemplar = OwnedExemplar{.labels = {{"trace_id", "a\"b"}}, .value = 0.25};
      if (random() % 2 == 0) sample.exemplar->timestamp = -1500;
    }
    family.samples.push_back(std::move(sample));
  }
  return family;
}

std::string print(const Exposition& exposition, Format format) {
  return write(exposition.families, format);
}

TEST_CASE("what is written reads back to the same families") {
  const Format format = GENERATE(Format::text, Format::openmetrics);
  Random random(5);
  for (int round = 0; round < 2000; ++round) {
    std::vector<OwnedFamily> families;
    for (std::size_t i = random() % 4; i > 0; --i) {
      families.push_back(random_family(random, i, format));
    }
    const std::string text = write(families, format);
    CAPTURE(text);
    const auto read = parse(text, format);
    REQUIRE(read.has_value());
    REQUIRE(read->problems.empty());
    REQUIRE(read->families.size() == families.size());
    for (std::size_t i = 0; i < families.size(); ++i) {
      REQUIRE(read->families[i].name == families[i].name);
      REQUIRE(read->families[i].type == families[i].type);
      REQUIRE(read->families[i].help == families[i].help);
      REQUIRE(read->families[i].samples.size() == families[i].samples.size());
      for (std::size_t k = 0; k < families[i].samples.size(); ++k) {
        const OwnedSample& expected = families[i].samples[k];
        const OwnedSample& found = read->families[i].samples[k];
        REQUIRE(found.labels.to_string() == expected.labels.to_string());
        REQUIRE(found.value == expected.value);
        REQUIRE(found.timestamp == expected.timestamp);
        REQUIRE(found.exemplar.has_value() == expected.exemplar.has_value());
        if (!expected.exemplar) continue;
        REQUIRE(found.exemplar->labels.to_string() == expected.exemplar->labels.to_string());
        REQUIRE(found.exemplar->timestamp == expected.exemplar->timestamp);
      }
    }
    REQUIRE(print(*read, format) == text);
  }
}

TEST_CASE("the formats differ in types, units, times and the end") {
  OwnedFamily family{.name = "mode", .type = MetricType::stateset, .help = "Mode.", .unit = ""};
  family.samples.push_back(
      {.labels = {{"__name__", "mode"}, {"mode", "fast"}}, .value = 1, .timestamp = 1500});
  CHECK(write({family}, Format::text) ==
        "# HELP mode Mode.\n# TYPE mode gauge\nmode{mode=\"fast\"} 1 1500\n");
  CHECK(write({family}, Format::openmetrics) ==
        "# HELP mode Mode.\n# TYPE mode stateset\n# UNIT mode \nmode{mode=\"fast\"} 1 1.500\n# "
        "EOF\n");
}

TEST_CASE("problems of a parsed text have spans") {
  const auto read = parse("a 1\nb one\n# TYPE c x\n", Format::text);
  REQUIRE(read.has_value());
  REQUIRE(read->problems.size() == 2);
  CHECK(read->problems[0].span == Span{6, 9});
  CHECK(read->problems[1].span == Span{19, 20});
  REQUIRE(read->find("a") != nullptr);
  CHECK(read->find("a")->samples.size() == 1);
  CHECK(read->find("nowhere") == nullptr);
  CHECK_FALSE(parse(std::string_view("a\0", 2), Format::text).has_value());
}

}  // namespace
}  // namespace nsmon::exposition

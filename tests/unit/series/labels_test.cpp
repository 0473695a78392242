// SPDX-License-Identifier: Apache-2.0
#include "series/labels.h"

#include <catch2/catch.hpp>

namespace nsmon::series {

TEST_CASE("Label sets are sorted, without repeats and without empty values") {
  const LabelSet labels({{"b", "2"}, {"a", "1"}, {"c", ""}, {"b", "3"}});
  CHECK(labels.to_string() == "{a=\"1\", b=\"3\"}");
  CHECK(LabelSet({{"a", "1"}, {"a", ""}}).empty());
  CHECK(labels.get("b") == "3");
  CHECK(labels.get("z").empty());
  CHECK_FALSE(labels.has("c"));
}

TEST_CASE("Labels are set, replaced and removed") {
  LabelSet labels;
  labels.set("b", "1");
  labels.set("a", "2");
  labels.set("c", "3");
  labels.set("b", "4");
  CHECK(labels.to_string() == "{a=\"2\", b=\"4\", c=\"3\"}");
  labels.set("b", "");
  labels.remove("z");
  labels.remove("c");
  CHECK(labels.to_string() == "{a=\"2\"}");
}

TEST_CASE("Label sets are ordered name by name, value by value, shorter first") {
  const LabelSet empty;
  const LabelSet a1{{"a", "1"}};
  const LabelSet a1b1{{"a", "1"}, {"b", "1"}};
  const LabelSet a2{{"a", "2"}};
  const LabelSet b0{{"b", "0"}};
  CHECK(empty < a1);
  CHECK(a1 < a1b1);
  CHECK(a1b1 < a2);
  CHECK(a2 < b0);
  CHECK(a1 == LabelSet{{"a", "1"}});
}

TEST_CASE("Texts of label sets") {
  const LabelSet named{{"__name__", "up"}, {"job", "a\"b"}};
  CHECK(named.metric_name() == "up");
  CHECK(named.to_string() == "{__name__=\"up\", job=\"a\\\"b\"}");
  CHECK(named.to_selector() == "up{job=\"a\\\"b\"}");
  CHECK(LabelSet{{"__name__", "up"}}.to_selector() == "up");
  CHECK(LabelSet{{"a.b", "c"}}.to_selector() == "{\"a.b\"=\"c\"}");
  CHECK(LabelSet{{"__name__", "a b"}, {"c", "d"}}.to_selector() == "{\"a b\",c=\"d\"}");
  CHECK(LabelSet().to_selector() == "{}");
  CHECK(LabelSet().to_string() == "{}");
}

TEST_CASE("Legacy names") {
  CHECK(is_legacy_metric_name("a:b_1"));
  CHECK(is_legacy_metric_name(":"));
  CHECK_FALSE(is_legacy_metric_name("1a"));
  CHECK_FALSE(is_legacy_metric_name(""));
  CHECK_FALSE(is_legacy_metric_name("a.b"));
  CHECK(is_legacy_label_name("_a1"));
  CHECK_FALSE(is_legacy_label_name("a:b"));
  CHECK_FALSE(is_legacy_label_name("é"));
}

}  // namespace nsmon::series

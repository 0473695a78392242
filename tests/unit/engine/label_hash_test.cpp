// SPDX-License-Identifier: Apache-2.0
#include "engine/label_hash.h"

#include <catch2/catch.hpp>

using namespace nsmon;

TEST_CASE("xxh64 gives the published values") {
  CHECK(engine::xxh64("") == 0xef46db3751d8e999);
  CHECK(engine::xxh64("a") == 0xd24ec4f1a98c6e5b);
  CHECK(engine::xxh64("abc") == 0x44bc2cf5ad770999);
  CHECK(engine::xxh64("Nobody inspects the spammish repetition") == 0xfbcea83c8a378bf1);
}

TEST_CASE("the label hash covers names and values with their lengths") {
  const series::LabelSet labels{{"a", "bc"}};
  CHECK(engine::label_hash(labels) == engine::xxh64("\x01"
                                                    "a\x02"
                                                    "bc"));
  const series::LabelSet long_value{{"a", std::string(300, 'x')}};
  CHECK(engine::label_hash(long_value) ==
        engine::xxh64("\x01"
                      "a\xff\x2c\x01" +
                      std::string(1, '\0') + std::string(300, 'x')));
}

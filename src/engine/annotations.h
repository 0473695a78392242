// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/span.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::engine {

enum class AnnotationKind : std::uint8_t { warning, info };

// One remark of a query about its own result. Texts begin with "PromQL warning: " or "PromQL info:
// ".
struct Annotation {
  AnnotationKind kind = AnnotationKind::warning;
  std::string text;  // complete, without a position
  Span span;         // the part of the query that caused it
};

// What a repair of a classic histogram touched; repairs of one metric are told in one line.
struct MonotonicityRepair {
  double lowest_bound = 0;
  double highest_bound = 0;
  double largest_difference = 0;
  std::int64_t first_time_ms = 0;
  std::int64_t last_time_ms = 0;
  std::size_t count = 1;
};

// Remarks of a query, each text once; of equal texts the position of the last one stays.
class Annotations {
 public:
  void warn(std::string_view text, Span span);
  void inform(std::string_view text, Span span);
  // `metric` is empty when the name is not known.
  void repaired(std::string_view metric, const MonotonicityRepair& repair, Span span);
  // One more start time that lies before the previous sample; told with the number of occurrences.
  void start_overlap(std::string_view metric, Span span);
  void add(const Annotations& other);

  bool empty() const { return plain_.empty() && repairs_.empty() && overlaps_.empty(); }
  // In the order of first occurrence, counted ones last.
  std::vector<Annotation> list() const;

  // Texts for users: with ` (L:C)` behind each when `query` is the text that was parsed, none when
  // it is empty. At most `limit` (0: all), then a line that tells how many were left out.
  std::vector<std::string> warnings(std::string_view query, std::size_t limit = 0) const;
  std::vector<std::string> infos(std::string_view query, std::size_t limit = 0) const;

 private:
  struct Repair {
    MonotonicityRepair repair;
    Span span;
  };
  struct Overlap {
    std::size_t count = 0;
    Span span;
  };
  void put(AnnotationKind kind, std::string text, Span span);
  std::vector<std::string> render(AnnotationKind kind, std::string_view query,
                                  std::size_t limit) const;

  std::vector<Annotation> plain_;
  std::map<std::string, std::size_t, std::less<>> index_;  // text -> place in plain_
  std::map<std::string, Repair, std::less<>> repairs_;     // by metric name
  std::map<std::string, Overlap, std::less<>> overlaps_;   // by metric name
};

}  // namespace nsmon::engine

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "exposition/parse.h"

#include <string>
#include <string_view>

namespace nsmon::exposition {

// Appends families to a text. What the format cannot say is written as near as it can: in the text
// format info and stateset become gauges, exemplars and units are left out. In OpenMetrics the
// samples must have the suffixes of their type already (`x_total` in family `x`), as a reader
// delivers them.
class Writer {
 public:
  Writer(Format format, std::string& out) : format_(format), out_(out) {}

  void family(const OwnedFamily& family);
  // Metadata lines alone; samples follow through sample().
  void metadata(const OwnedFamily& family);
  void sample(const OwnedSample& sample);
  // `# EOF` in OpenMetrics, nothing in the text format.
  void finish();

 private:
  void name(std::string_view metric);
  void labels(const series::LabelSet& labels, std::string_view metric);
  void timestamp(series::Timestamp timestamp);

  Format format_;
  std::string& out_;
};

std::string write(const std::vector<OwnedFamily>& families, Format format);

}  // namespace nsmon::exposition

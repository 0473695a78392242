// SPDX-License-Identifier: Apache-2.0
#include "cli/io.h"

namespace nsmon::cli {
namespace {
constexpr std::size_t kPiece = 256 * 1024;
}

void Output::write(std::string_view text) {
  pending_ += text;
  if (pending_.size() >= kPiece) flush();
}

void Output::flush() {
  if (!pending_.empty() && !failed_) failed_ = !sink_(pending_);
  pending_.clear();
}

ExitCode report(Io& io, const Error& error, ExitCode status) {
  io.err.write(render(error, io.err_colour));
  return status;
}

ExitCode report(Io& io, const Error& error, const SourceText& source, ExitCode status) {
  io.err.write(render(to_diagnostic(error), source, io.err_colour));
  return status;
}

}  // namespace nsmon::cli

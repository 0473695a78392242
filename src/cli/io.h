// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/diagnostic.h"
#include "base/error.h"
#include "cli/exit_code.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nsmon::cli {

// Where a command's text goes. Writes are collected and passed on in large pieces; flush() and the
// destructor hand over the rest. After a failed write (a closed pipe, a full disk) everything more
// is dropped and failed() is true, which ends the program with a status other than 0.
class Output {
 public:
  using Sink = std::function<bool(std::string_view)>;  // false: nothing more can be written
  explicit Output(Sink sink) : sink_(std::move(sink)) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  ~Output() { flush(); }

  void write(std::string_view text);
  void flush();
  bool failed() const { return failed_; }

 private:
  Sink sink_;
  std::string pending_;
  bool failed_ = false;
};

// Everything a command may touch of the world outside its arguments; tests hand in their own.
struct Io {
  Output& out;  // results
  Output& err;  // everything else
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  int width = 80;  // columns of the terminal
  Colour out_colour = Colour::off;
  Colour err_colour = Colour::off;
  const Clock& clock = system_clock();
  std::function<std::optional<std::string>(const char* name)> environment;
  // "-" reads standard input. Errors say why and name the file.
  std::function<Result<std::string>(const std::string& path)> read_input;
};

// Prints an error on err and returns the status that goes with it.
ExitCode report(Io& io, const Error& error, ExitCode status = ExitCode::usage);
ExitCode report(Io& io, const Error& error, const SourceText& source,
                ExitCode status = ExitCode::usage);

}  // namespace nsmon::cli

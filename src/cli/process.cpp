// SPDX-License-Identifier: Apache-2.0
// The real process behind cli/app.h: descriptors, terminal, environment, signals.
#include "base/file.h"
#include "cli/app.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <sys/ioctl.h>
#include <unistd.h>

namespace nsmon::cli {
namespace {

constexpr int kDefaultWidth = 80;

bool write_fully(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int terminal_width() {
  if (const auto columns = environment("COLUMNS")) {
    int width = 0;
    std::from_chars(columns->data(), columns->data() + columns->size(), width);
    if (width > 0) return width;
  }
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return kDefaultWidth;
}

// Colour only on a terminal that shows it, unless NO_COLOR asks otherwise (https://no-color.org).
Colour colour_for(bool is_terminal) {
  const auto no_colour = environment("NO_COLOR");
  const auto term = environment("TERM");
  const bool dumb = !term || *term == "dumb";
  const bool refused = no_colour && !no_colour->empty();
  return is_terminal && !dumb && !refused ? Colour::on : Colour::off;
}

}  // namespace

int run_process(int argc, char** argv) {
  // A reader that closes the pipe early is told by write() instead of killing us.
  std::signal(SIGPIPE, SIG_IGN);
  const bool out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  const bool err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  Output out([](std::string_view text) { return write_fully(STDOUT_FILENO, text); });
  Output err([](std::string_view text) { return write_fully(STDERR_FILENO, text); });
  Io io{.out = out,
        .err = err,
        .out_is_terminal = out_is_terminal,
        .err_is_terminal = err_is_terminal,
        .width = terminal_width(),
        .out_colour = colour_for(out_is_terminal),
        .err_colour = colour_for(err_is_terminal),
        .environment = environment,
        .read_input = [](const std::string& path) {
          return path == "-" ? read_descriptor(STDIN_FILENO, "standard input") : read_file(path);
        }};
  return run({argv + (argc > 0 ? 1 : 0), argv + argc}, io);
}

}  // namespace nsmon::cli

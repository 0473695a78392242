// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include "cli/version.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::cli {
namespace {

constexpr std::string_view kStatus = R"(.SH EXIT STATUS
.TP
.B 0
Clean, passed, accepted.
.TP
.B 1
Judged and found wanting: findings at or above \-\-fail\-on, failed tests, a query that was refused.
.TP
.B 2
Usage, unreadable input, or a server that cannot be asked.
.TP
.B 3
A defect of nsmon itself.
.TP
.B 130
Interrupted.
.PP
.B nsmon watch
returns the exit status of the program it runs.
)";

constexpr std::string_view kEnvironment = R"(.SH ENVIRONMENT
.TP
.BR NSMON_SERVER ", " PROMETHEUS_URL
The server that
.B nsmon query
asks, unless \-\-server names one.
.TP
.BR NSMON_USER ", " NSMON_PASSWORD
User and password for that server.
.TP
.B NSMON_BEARER_TOKEN
A bearer token for that server.
.TP
.B NO_COLOR
No colour, whatever the terminal can show.
.SH FILES
.TP
.B .nsmon.yml
The project's catalogs, rules, configuration and dashboards; found upward from the current folder.
)";

// Backslashes and dashes mean something in roff, and so does a leading dot or quote.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
    line_begins = c == '\n';
  }
  return out;
}

void append_options(std::string& out, const CommandReference& command) {
  for (const OptionReference& option : command.options) {
    if (option.names.empty()) continue;
    std::string head;
    for (const std::string& name : option.names) head += (head.empty() ? "" : ", ") + name;
    out += ".TP\n\\fB" + roff(head) + "\\fR";
    if (!option.value.empty()) out += " \\fI" + roff(option.value) + "\\fR";
    out += "\n" + roff(description_with_choices(option)) + "\n";
  }
}

void append_command(std::string& out, const CommandReference& command, const std::string& path) {
  std::string usage = path;
  if (!command.subcommands.empty()) usage += " SUBCOMMAND";
  usage += " [OPTIONS]";
  for (const OptionReference& option : command.options) {
    if (!option.positional.empty()) usage += " [" + option.positional + "]";
  }
  out += ".SS " + roff(usage) + "\n" + roff(command.summary) + ".\n";
  append_options(out, command);
  for (const CommandReference& sub : command.subcommands) {
    append_command(out, sub, path + " " + sub.name);
  }
  if (!command.examples.empty()) {
    std::string examples = command.examples;
    if (!examples.ends_with('\n')) examples += '\n';
    out += ".PP\nExamples:\n.PP\n.nf\n" + roff(examples) + ".fi\n";
  }
}

}  // namespace

std::string manual_page(std::span<const CommandReference> commands) {
  std::string out = fmt::format(".TH NSMON 1 \"\" \"nsmon {}\" \"User Commands\"\n", kVersion);
  out += ".SH NAME\nnsmon \\- keep metrics, alerts and dashboards true to one metric catalog\n";
  out += ".SH SYNOPSIS\n.B nsmon\n.I COMMAND\n[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n";
  out += ".SH COMMANDS\n";
  for (const CommandReference& command : commands) {
    append_command(out, command, "nsmon " + command.name);
  }
  out += kStatus;
  out += kEnvironment;
  return out;
}

}  // namespace nsmon::cli

// SPDX-License-Identifier: Apache-2.0
#include "watch/child.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nsmon::watch {
namespace {

struct Pipe {
  int read = -1;
  int write = -1;

  bool open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    read = ends[0];
    write = ends[1];
    return true;
  }
};

struct Pipes {
  Pipe out;
  Pipe err;
  Pipe failure;  // carries errno when the program cannot be run; closed by a successful exec

  bool open() { return out.open() && err.open() && failure.open(); }
  void close(bool reading) {
    for (Pipe* pipe : {&out, &err, &failure}) {
      int& end = reading ? pipe->read : pipe->write;
      if (end >= 0) ::close(std::exchange(end, -1));
    }
  }
};

// Runs between fork and exec: nothing here may allocate.
[[noreturn]] void become(const std::vector<char*>& arguments, const Pipes& pipes, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);  // the parent ended before the line above
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  std::signal(SIGPIPE, SIG_DFL);  // ignored by this program; what its caller ignores stays so
  ::dup2(pipes.out.write, STDOUT_FILENO);
  ::dup2(pipes.err.write, STDERR_FILENO);
  ::execvp(arguments.front(), arguments.data());
  const int reason = errno;
  [[maybe_unused]] const ssize_t written = ::write(pipes.failure.write, &reason, sizeof reason);
  ::_exit(126);
}

// The errno of a failed exec, or 0.
int read_failure(int descriptor) {
  int reason = 0;
  ssize_t count = 0;
  do {
    count = ::read(descriptor, &reason, sizeof reason);
  } while (count < 0 && errno == EINTR);
  return count == sizeof reason ? reason : 0;
}

StartFailure explain(int reason, const std::string& program) {
  if (reason == ENOENT && program.find('/') == std::string::npos) {
    return {127, fmt::format("{}: command not found", printable(program))};
  }
  return {reason == ENOENT ? 127 : 126,
          fmt::format("cannot run {}: {}", printable(program), std::strerror(reason))};
}

}  // namespace

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

std::expected<Child, StartFailure> Child::start(const Order& order) {
  Pipes pipes;
  if (!pipes.open()) {
    const int reason = errno;
    pipes.close(true);
    pipes.close(false);
    return std::unexpected(explain(reason, order.command.front()));
  }
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::setenv("PROMETHEUS_PORT", fmt::format("{}", order.port).c_str(), 1);
  std::vector<std::string> words = order.command;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) become(arguments, pipes, parent);
  int reason = process < 0 ? errno : 0;
  pipes.close(false);
  if (process > 0) {
    ::setpgid(process, process);  // whoever of the two comes first
    reason = read_failure(pipes.failure.read);
    if (reason != 0) ::waitpid(process, nullptr, 0);
  }
  if (reason != 0) {
    pipes.close(true);
    return std::unexpected(explain(reason, order.command.front()));
  }
  ::close(pipes.failure.read);
  for (const int end : {pipes.out.read, pipes.err.read}) ::fcntl(end, F_SETFL, O_NONBLOCK);
  return Child(process, pipes.out.read, pipes.err.read);
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      out_(std::exchange(other.out_, -1)),
      err_(std::exchange(other.err_, -1)),
      end_(other.end_),
      gave_terminal_(other.gave_terminal_) {}

Child::~Child() {
  if (process_ < 0) return;
  send(SIGKILL);
  if (!end_) ::waitpid(process_, nullptr, 0);
  ::close(out_);
  ::close(err_);
  if (gave_terminal_) ::tcsetpgrp(STDIN_FILENO, ::getpgrp());
}

std::optional<ChildEnd> Child::poll() {
  if (end_) return end_;
  int status = 0;
  while (::waitpid(process_, &status, WNOHANG | WUNTRACED) == process_) {
    if (WIFEXITED(status)) {
      end_ = ChildEnd{.status = WEXITSTATUS(status)};
      return end_;
    }
    if (WIFSIGNALED(status)) {
      end_ = ChildEnd{.signal = WTERMSIG(status)};
      return end_;
    }
    // A group in the background that reads the terminal is stopped; now it gets the terminal.
    if (WIFSTOPPED(status) && WSTOPSIG(status) == SIGTTIN && !gave_terminal_) {
      std::signal(SIGTTOU, SIG_IGN);
      gave_terminal_ = ::tcsetpgrp(STDIN_FILENO, process_) == 0;
      if (gave_terminal_) send(SIGCONT);
    }
  }
  return std::nullopt;
}

void Child::send(int signal) const {
  ::kill(-process_, signal);
}

bool Child::has_group() const {
  // What outlives its parent becomes a child of ours (see start()), so that no zombie counts here.
  if (end_) {
    while (::waitpid(-process_, nullptr, WNOHANG) > 0) {
    }
  }
  return ::kill(-process_, 0) == 0;
}

}  // namespace nsmon::watch

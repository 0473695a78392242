// SPDX-License-Identifier: Apache-2.0
#include "dashboards/limited_child.h"

#include "base/utf8.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nsmon::dashboards {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kLongestTrace = 64 * 1024;

// Sanitizers reserve far more address space than they use.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kLimitsAddressSpace = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kLimitsAddressSpace = false;
#else
constexpr bool kLimitsAddressSpace = true;
#endif
#else
constexpr bool kLimitsAddressSpace = true;
#endif

void set_limit(int resource, rlim_t soft, rlim_t hard) {
  const rlimit limit{.rlim_cur = soft, .rlim_max = hard};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

void apply(const ChildLimits& limits) {
  set_limit(RLIMIT_CORE, 0, 0);
  const auto cpu = static_cast<rlim_t>(limits.cpu.count());
  if (cpu > 0) set_limit(RLIMIT_CPU, cpu, cpu + 1);
  if (kLimitsAddressSpace && limits.memory_bytes > 0) {
    set_limit(RLIMIT_AS, limits.memory_bytes, limits.memory_bytes);
  }
}

bool write_fully(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// One byte that tells success, then the text. Status 0 says that all of it was written.
[[noreturn]] void run_child(const std::function<ChildResult()>& work, int out) {
  // Signals that the parent handles or ignores act as usual here.
  for (const int number :
       {SIGINT, SIGTERM, SIGPIPE, SIGHUP, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV}) {
    std::signal(number, SIG_DFL);
  }
  ChildResult result;
  try {
    result = work();
  } catch (const std::bad_alloc&) {
    ::abort();
  } catch (const std::exception& error) {
    result = {.succeeded = false, .text = error.what()};
  }
  const bool written =
      write_fully(out, result.succeeded ? "+" : "-") && write_fully(out, result.text);
  ::_exit(written ? 0 : 1);
}

struct Pipe {
  int read = -1;
  int write = -1;
};

bool open_pipe(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe = {ends[0], ends[1]};
  return true;
}

void close_all(std::initializer_list<int> descriptors) {
  for (const int descriptor : descriptors) {
    if (descriptor >= 0) ::close(descriptor);
  }
}

std::string mebibytes(std::uint64_t bytes) {
  return fmt::format("{} MiB", bytes >> 20);
}

// Why a child ended that did not finish its work.
Error describe_end(int status, std::string_view trace, const ChildLimits& limits) {
  if (!WIFSIGNALED(status)) {
    const std::string_view first = trace.substr(0, trace.find('\n'));
    return {.message = "the evaluator ended without a result", .hint = printable(first)};
  }
  const int number = WTERMSIG(status);
  if (number == SIGXCPU || number == SIGKILL) {
    return {.message = fmt::format("took more than {} s of CPU time", limits.cpu.count()),
            .hint = "look for a recursion that never ends, or raise the limit with --max-seconds"};
  }
  if (number == SIGABRT || trace.find("memory allocation") != std::string_view::npos) {
    return {.message = fmt::format("needed more than {} of memory", mebibytes(limits.memory_bytes)),
            .hint = "look for a list that grows without end, or raise the limit with --max-memory"};
  }
  if (number == SIGSEGV || number == SIGBUS) {
    return {.message = "nested too deeply: the evaluator ran out of stack",
            .hint = "look for very deep brackets or very deep recursion"};
  }
  return {.message = fmt::format("the evaluator was ended by signal {} ({})", number,
                                 ::strsignal(number))};
}

// Reads what is there; false at the end of the stream.
bool read_some(int descriptor, std::string& text, std::size_t limit) {
  std::array<char, 64 * 1024> piece;
  const ssize_t count = ::read(descriptor, piece.data(), piece.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count == 0) return false;
  const std::size_t room = limit - std::min(limit, text.size());
  text.append(piece.data(), std::min(room, static_cast<std::size_t>(count)));
  return true;
}

}  // namespace

LimitedChild::LimitedChild(int process, int result, int trace, const ChildLimits& limits)
    : process_(process), result_(result), trace_(trace), limits_(limits) {}

LimitedChild::LimitedChild(LimitedChild&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      result_(std::exchange(other.result_, -1)),
      trace_(std::exchange(other.trace_, -1)),
      limits_(other.limits_) {}

LimitedChild::~LimitedChild() {
  close_all({result_, trace_});
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
}

Result<LimitedChild> LimitedChild::start(const std::function<ChildResult()>& work,
                                         const ChildLimits& limits) {
  Pipe result;
  Pipe trace;
  if (!open_pipe(result) || !open_pipe(trace)) {
    const int reason = errno;
    close_all({result.read, result.write});
    return failure(fmt::format("cannot open a pipe: {}", std::strerror(reason)));
  }
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);  // the parent ended before the line above
    ::dup2(trace.write, STDERR_FILENO);
    apply(limits);
    run_child(work, result.write);
  }
  const int reason = errno;
  close_all({result.write, trace.write});
  if (process < 0) {
    close_all({result.read, trace.read});
    return failure(fmt::format("cannot start a process: {}", std::strerror(reason)));
  }
  return LimitedChild(process, result.read, trace.read, limits);
}

Result<ChildOutput> LimitedChild::finish() {
  const auto deadline = SteadyClock::now() + limits_.wall;
  std::string text;
  std::string trace;
  std::array<pollfd, 2> streams{pollfd{result_, POLLIN, 0}, pollfd{trace_, POLLIN, 0}};
  while (streams[0].fd >= 0 || streams[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) {
      return failure(fmt::format("did not end within {} s", limits_.wall.count()));
    }
    if (::poll(streams.data(), streams.size(), static_cast<int>(left.count())) < 0) continue;
    if (streams[0].revents != 0 && !read_some(result_, text, limits_.output_bytes + 2)) {
      streams[0].fd = -1;
    }
    if (streams[1].revents != 0 && !read_some(trace_, trace, kLongestTrace)) streams[1].fd = -1;
    if (text.size() > limits_.output_bytes + 1) {
      return failure(fmt::format("gave more than {} of output", mebibytes(limits_.output_bytes)));
    }
  }
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || text.empty()) {
    return std::unexpected(describe_end(status, trace, limits_));
  }
  const bool succeeded = text.front() == '+';
  return ChildOutput{{succeeded, text.substr(1)}, std::move(trace)};
}

}  // namespace nsmon::dashboards

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

namespace nsmon::watch {

// Why a program could not be started, as a shell says it: 127 not found, 126 found but not
// runnable.
struct StartFailure {
  int exit_code = 126;
  std::string reason;
};

// How a program ended: with a status, or by a signal (then `signal` is not 0).
struct ChildEnd {
  int status = 0;
  int signal = 0;

  // What a shell would return.
  int exit_code() const { return signal == 0 ? status : 128 + signal; }
};

// "SIGKILL"; "signal 77" for one without a name.
std::string signal_name(int signal);

// A running program in a process group of its own. Its output comes through two pipes; standard
// input is the one of this program, untouched.
class Child {
 public:
  struct Order {
    std::vector<std::string> command;  // not empty
    std::uint16_t port = 0;            // for PROMETHEUS_PORT
  };

  // Starts it. Signals that are blocked here are not blocked there. It ends when this program does.
  static std::expected<Child, StartFailure> start(const Order& order);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  // Kills what is left of the group.
  ~Child();

  int out() const { return out_; }  // readable ends, not blocking
  int err() const { return err_; }

  // Asks the kernel whether it ended, without waiting. A program that was stopped because it wants
  // to read the terminal gets it.
  std::optional<ChildEnd> poll();
  bool ended() const { return end_.has_value(); }
  // Sends a signal to all processes of the group.
  void send(int signal) const;
  // Tells whether processes of the group are left, also after the program itself ended.
  bool has_group() const;

 private:
  Child(int process, int out, int err) : process_(process), out_(out), err_(err) {}

  int process_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::optional<ChildEnd> end_;
  bool gave_terminal_ = false;
};

}  // namespace nsmon::watch

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.h"
#include "http/url.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

// The only part of the program that calls libcurl: transfer.cpp.
namespace nsmon::http {

// One request to one URL, with everything decided: no redirects are followed here.
struct Order {
  Url url;  // its user information is not looked at
  Method method = Method::get;
  std::string_view body = {};
  std::vector<std::string> header_lines = {};  // "Name: value", without line break
  std::string user = {};
  std::string password = {};
  std::string bearer_token = {};
  bool ask_compressed = false;
  std::chrono::milliseconds timeout{0};
};

struct RawHead {
  int status = 0;
  std::string content_type;
  std::string location;
};

// A set of kept connections and the transfer that is going on.
class Transfer {
 public:
  // Loads libcurl when that has not happened yet.
  static Outcome<std::unique_ptr<Transfer>> create();
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // Sends and waits for the head of the answer. Ends a transfer still going on. `options` must
  // outlive the transfer.
  Outcome<RawHead> start(const Order& order, const Options& options);
  // The next piece of the body; empty at its end. Valid until the next call.
  Outcome<std::string_view> read();
  // Ends the transfer; a connection with an unread rest is closed.
  void finish();

 private:
  struct State;
  explicit Transfer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace nsmon::http

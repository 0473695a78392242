// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace nsmon::test {

// Answers requests on a free port of 127.0.0.1 with canned bytes, one connection at a time.
class TestServer {
 public:
  // Gets the whole request and returns the bytes to send; the connection is closed after them.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit TestServer(Answer answer);
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;
  ~TestServer();

  std::string url(const std::string& path = "/") const;
  int port() const { return port_; }
  std::vector<std::string> requests() const;

 private:
  void serve();
  void serve_one(int connection);

  Answer answer_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

inline TestServer::TestServer(Answer answer) : answer_(std::move(answer)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(listener_, generic, length) != 0 || ::listen(listener_, 8) != 0 ||
      ::getsockname(listener_, generic, &length) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

inline TestServer::~TestServer() {
  ::shutdown(listener_, SHUT_RDWR);  // ends accept()
  thread_.join();
  ::close(listener_);
}

inline std::string TestServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

inline std::vector<std::string> TestServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

inline void TestServer::serve() {
  while (true) {
    const int connection = ::accept(listener_, nullptr, nullptr);
    if (connection < 0) return;
    serve_one(connection);
    ::close(connection);
  }
}

inline void TestServer::serve_one(int connection) {
  std::string request;
  char piece[4096];
  while (true) {
    const auto head_end = request.find("\r\n\r\n");
    if (head_end != std::string::npos) {
      const auto at = request.find("Content-Length: ");
      const auto body = at < head_end ? std::stoul(request.substr(at + 16)) : 0;
      if (request.size() >= head_end + 4 + body) break;
    }
    const auto got = ::read(connection, piece, sizeof(piece));
    if (got <= 0) return;
    request.append(piece, static_cast<std::size_t>(got));
  }
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
  }
  const auto bytes = answer_(request);
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto now = ::send(connection, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) return;
    sent += static_cast<std::size_t>(now);
  }
  ::shutdown(connection, SHUT_WR);
}

// A complete answer with a Content-Length.
inline std::string http_answer(int status, const std::string& body,
                               const std::string& headers = "") {
  return "HTTP/1.1 " + std::to_string(status) + " Word\r\nConnection: close\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace nsmon::test

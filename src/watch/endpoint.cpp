// SPDX-License-Identifier: Apache-2.0
#include "watch/endpoint.h"

#include "base/redact.h"
#include "base/try.h"
#include "http/url.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace nsmon::watch {
namespace {

constexpr std::string_view kPath = "/metrics";

class Socket {
 public:
  Socket() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

// The part of a URL after scheme, host and port.
bool has_path(std::string_view text) {
  const std::size_t host = text.find("://") + 3;
  const std::size_t path = text.find('/', host);
  return path != std::string_view::npos && path + 1 < text.size();
}

bool has_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  std::string url(text);
  const bool has_scheme = text.find("://") != std::string_view::npos;
  if (!has_scheme) {
    const std::size_t slash = text.find('/');
    const std::string_view host = text.substr(0, slash);
    const std::string_view path = slash == std::string_view::npos ? "" : text.substr(slash);
    url = fmt::format("http://{}", host);
    if (!has_port(host)) url += fmt::format(":{}", kDefaultPort);
    url += path;
  }
  if (!has_path(url) && url.find('?') == std::string::npos) {
    while (url.ends_with('/')) url.pop_back();
    url += kPath;
  }
  TRY_ASSIGN(const http::Url parsed, http::parse_url(url));
  return Endpoint{.url = url,
                  .shown = redact_url(url),
                  .instance = fmt::format("{}:{}", parsed.host, parsed.port)};
}

Endpoint local_endpoint(std::uint16_t port) {
  const std::string instance = fmt::format("localhost:{}", port);
  const std::string url = fmt::format("http://{}{}", instance, kPath);
  return {.url = url, .shown = url, .instance = instance};
}

Result<std::uint16_t> free_port() {
  const Socket socket;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (socket.get() < 0 || ::bind(socket.get(), plain, size) != 0 ||
      ::getsockname(socket.get(), plain, &size) != 0) {
    return failure(fmt::format("cannot find a free port: {}", std::strerror(errno)));
  }
  return ntohs(address.sin_port);
}

bool is_port_taken(std::uint16_t port) {
  const Socket socket;
  const sockaddr_in address = loopback(port);
  return socket.get() >= 0 &&
         ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace nsmon::watch

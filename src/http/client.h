// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::http {

struct Header {
  std::string name;
  std::string value;
};

enum class TlsCheck { verify, skip };

// Whether to ask for compressed answers. `automatic` asks everywhere but at loopback and private
// addresses: compressing costs a server several times the transfer it saves there.
enum class Compression { automatic, always, never };

// How to talk to a server. Empty texts mean "none". Credentials and headers go to the server of the
// request only: they are dropped when a redirect leads to another scheme, host or port.
struct Options {
  std::string user = {};
  std::string password = {};
  std::string bearer_token = {};
  std::vector<Header> headers = {};
  std::string ca_file = {};    // PEM, instead of the system's authorities
  std::string cert_file = {};  // PEM, client certificate
  std::string key_file = {};   // PEM, its key; empty when cert_file holds both
  std::string user_agent = "nsmon";
  TlsCheck tls_check = TlsCheck::verify;
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{120'000};  // for the whole request, redirects included
  int max_redirects = 5;
  std::uint64_t max_body_bytes = std::uint64_t{1} << 30;  // after decompression
  Compression compression = Compression::automatic;
  // Asked about ten times a second while waiting; true ends the request with FailureKind::stopped.
  std::function<bool()> should_stop = {};
};

enum class Method { get, post };

struct Request {
  Method method = Method::get;
  std::string url;  // http:// or https://
  std::string body = {};
  std::string content_type = "application/x-www-form-urlencoded";  // of the body of a POST
  std::vector<Header> headers = {};                                // besides those of Options
};

enum class FailureKind {
  usage,      // the URL or an option cannot be used; nothing was sent
  library,    // libcurl cannot be loaded
  resolve,    // no address for the host's name
  refused,    // nobody listens, or no route
  timeout,    // no connection or no complete answer in time
  closed,     // the connection ended before the answer did
  tls,        // handshake or certificate
  too_large,  // more than max_body_bytes
  redirects,  // more than max_redirects
  protocol,   // the answer is not HTTP or badly encoded
  stopped,    // should_stop said so
};

// Why no complete answer came. The error's message is one sentence that names the server without
// credentials; it carries no span.
struct Failure {
  FailureKind kind = FailureKind::protocol;
  Error error;
};

template <class T>
using Outcome = std::expected<T, Failure>;

// What comes before the body. Any status is an answer: 404 is no Failure.
struct Head {
  int status = 0;
  std::string content_type = {};  // as sent, empty when absent
  std::string url = {};           // that answered, after redirects; may hold credentials
};

struct Response {
  Head head;
  std::string body;
};

// A body that is read piece by piece, as it arrives. Borrows its client, which can send nothing
// else meanwhile; destroying it early drops the connection.
class Exchange {
 public:
  Exchange(Exchange&&) noexcept;
  Exchange& operator=(Exchange&&) noexcept;
  ~Exchange();

  const Head& head() const;
  // The next piece, empty at the end of a complete body. Valid until the next call.
  Outcome<std::string_view> read();

 private:
  friend class Client;
  struct State;
  explicit Exchange(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One server or several, connections are kept for the next request. Loads libcurl at the first
// request, so a program that makes none does not pay for it. Not for use by two threads at once;
// several clients are independent. Proxies come from the environment as with curl (http_proxy,
// https_proxy, no_proxy).
class Client {
 public:
  explicit Client(Options options = {});
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  const Options& options() const;
  // Whole answer in memory.
  Outcome<Response> send(const Request& request);
  // Returns as soon as the head is there.
  Outcome<Exchange> open(const Request& request);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Percent-encodes everything but letters, digits and "-._~".
std::string escape_component(std::string_view text);

// Tells whether a host as written in a URL is this machine or a private network: localhost, names
// without a dot or below .local, .lan, .internal, .svc, and addresses of loopback, link-local and
// private ranges.
bool is_private_host(std::string_view host);

}  // namespace nsmon::http

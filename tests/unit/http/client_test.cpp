// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include "unit/http/test_server.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace nsmon::http;
using namespace std::chrono_literals;

using nsmon::test::http_answer;
using nsmon::test::TestServer;

namespace {
// The kind of failure of a GET, and its message checked for secrets on the way.
FailureKind failure_of(Client& client, const std::string& url) {
  const auto response = client.send({.url = url});
  REQUIRE_FALSE(response.has_value());
  CHECK_FALSE(response.error().error.message.empty());
  CHECK_FALSE(response.error().error.message.contains("secret"));
  return response.error().kind;
}
}  // namespace

TEST_CASE("a GET brings status, type and body") {
  TestServer server([](const std::string&) {
    return http_answer(404, "hello", "Content-Type: text/plain; charset=utf-8\r\n");
  });
  Client client;
  const auto response = client.send({.url = server.url("/a?b=c")});
  REQUIRE(response.has_value());
  CHECK(response->head.status == 404);
  CHECK(response->head.content_type == "text/plain; charset=utf-8");
  CHECK(response->body == "hello");
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].starts_with("GET /a?b=c HTTP/1.1\r\n"));
  CHECK_FALSE(server.requests()[0].contains("Accept-Encoding"));
}

TEST_CASE("a POST carries its body and type") {
  TestServer server([](const std::string&) { return http_answer(200, ""); });
  Client client;
  const auto response =
      client.send({.method = Method::post, .url = server.url(), .body = "query=up"});
  REQUIRE(response.has_value());
  const auto request = server.requests().at(0);
  CHECK(request.starts_with("POST / HTTP/1.1\r\n"));
  CHECK(request.contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
  CHECK(request.ends_with("\r\n\r\nquery=up"));
}

TEST_CASE("credentials and headers are sent") {
  TestServer server([](const std::string&) { return http_answer(200, ""); });
  Client basic(
      {.user = "u", .password = "p", .headers = {{"X-Scope-OrgID", "team"}, {"Empty", ""}}});
  REQUIRE(basic.send({.url = server.url()}).has_value());
  Client bearer({.bearer_token = "abc", .user_agent = "tester/1"});
  REQUIRE(bearer.send({.url = server.url(), .headers = {{"Accept", "x/y"}}}).has_value());
  Client from_url;
  REQUIRE(
      from_url.send({.url = "http://u:p@127.0.0.1:" + std::to_string(server.port())}).has_value());
  const auto requests = server.requests();
  CHECK(requests.at(0).contains("\r\nAuthorization: Basic dTpw\r\n"));
  CHECK(requests.at(0).contains("\r\nX-Scope-OrgID: team\r\n"));
  CHECK(requests.at(0).contains("\r\nEmpty:\r\n"));
  CHECK(requests.at(1).contains("\r\nAuthorization: Bearer abc\r\n"));
  CHECK(requests.at(1).contains("\r\nUser-Agent: tester/1\r\n"));
  CHECK(requests.at(1).contains("\r\nAccept: x/y\r\n"));
  CHECK(requests.at(2).contains("\r\nAuthorization: Basic dTpw\r\n"));
}

TEST_CASE("headers that would split the request are refused before anything is sent") {
  const auto header = GENERATE(values<Header>(
      {{"X", "a\r\nY: b"}, {"X Y", "a"}, {"", "a"}, {"X:", "a"}, {"X", std::string("\0", 1)}}));
  TestServer server([](const std::string&) { return http_answer(200, ""); });
  Client client({.headers = {header}});
  CHECK(failure_of(client, server.url()) == FailureKind::usage);
  CHECK(server.requests().empty());
}

TEST_CASE("redirects keep credentials on the same server and drop them elsewhere") {
  TestServer other([](const std::string&) { return http_answer(200, "other"); });
  TestServer server([&](const std::string& request) {
    if (request.starts_with("GET /near")) return http_answer(302, "", "Location: /here\r\n");
    if (request.starts_with("GET /far")) {
      return http_answer(307, "", "Location: " + other.url("/there") + "\r\n");
    }
    return http_answer(200, "here");
  });
  Client client({.user = "u", .password = "p", .headers = {{"X-Scope-OrgID", "team"}}});
  const auto near = client.send({.url = server.url("/near")});
  REQUIRE(near.has_value());
  CHECK(near->body == "here");
  CHECK(server.requests().at(1).contains("Authorization: Basic"));
  const auto far = client.send({.url = server.url("/far")});
  REQUIRE(far.has_value());
  CHECK(far->body == "other");
  CHECK(far->head.url == other.url("/there"));
  CHECK_FALSE(other.requests().at(0).contains("Authorization"));
  CHECK_FALSE(other.requests().at(0).contains("X-Scope-OrgID"));
}

TEST_CASE("a redirected POST stays one, but after 303") {
  TestServer server([](const std::string& request) {
    if (request.starts_with("POST /301")) return http_answer(301, "", "Location: /x\r\n");
    if (request.starts_with("POST /303")) return http_answer(303, "", "Location: /x\r\n");
    return http_answer(200, "");
  });
  Client client;
  REQUIRE(
      client.send({.method = Method::post, .url = server.url("/301"), .body = "b"}).has_value());
  REQUIRE(
      client.send({.method = Method::post, .url = server.url("/303"), .body = "b"}).has_value());
  const auto requests = server.requests();
  CHECK(requests.at(1).starts_with("POST /x "));
  CHECK(requests.at(1).ends_with("\r\n\r\nb"));
  CHECK(requests.at(3).starts_with("GET /x "));
}

TEST_CASE("redirects end after the limit and never leave HTTP") {
  TestServer loop([](const std::string&) { return http_answer(302, "", "Location: /again\r\n"); });
  Client client({.max_redirects = 3});
  CHECK(failure_of(client, loop.url()) == FailureKind::redirects);
  CHECK(loop.requests().size() == 4);
  TestServer file(
      [](const std::string&) { return http_answer(302, "", "Location: file:///etc/passwd\r\n"); });
  CHECK(failure_of(client, file.url()) == FailureKind::protocol);
}

TEST_CASE("each reason for a missing answer is told apart") {
  Client client({.user = "u", .password = "secret", .timeout = 300ms, .max_body_bytes = 100});
  SECTION("nobody listens") {
    int port = 0;
    {
      port = TestServer([](const std::string&) { return std::string(); }).port();
    }
    CHECK(failure_of(client, "http://127.0.0.1:" + std::to_string(port)) == FailureKind::refused);
  }
  SECTION("the name does not exist") {
    // A machine without name servers may only give up.
    const auto kind = failure_of(client, "http://no-such-host.invalid/?token=secret");
    CHECK((kind == FailureKind::resolve || kind == FailureKind::timeout));
  }
  SECTION("no answer comes") {
    // The kernel accepts the connection; nobody reads it.
    TestServer server([](const std::string&) { return std::string(); });
    const int busy = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(busy, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    CHECK(failure_of(client, server.url()) == FailureKind::timeout);
    ::close(busy);
  }
  SECTION("the connection ends at once") {
    TestServer server([](const std::string&) { return std::string(); });
    CHECK(failure_of(client, server.url()) == FailureKind::closed);
  }
  SECTION("the body ends early") {
    TestServer server([](const std::string&) {
      return std::string("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort");
    });
    CHECK(failure_of(client, server.url()) == FailureKind::closed);
  }
  SECTION("a chunked body ends early") {
    TestServer server([](const std::string&) {
      return std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n");
    });
    CHECK(failure_of(client, server.url()) == FailureKind::closed);
  }
  SECTION("the body is too large") {
    TestServer server([](const std::string&) { return http_answer(200, std::string(101, 'x')); });
    CHECK(failure_of(client, server.url()) == FailureKind::too_large);
  }
  SECTION("the head never ends") {
    TestServer server([](const std::string&) {
      std::string head = "HTTP/1.1 200 OK\r\n";
      for (int i = 0; i < 30'000; ++i) head += "X-Padding: " + std::string(64, 'x') + "\r\n";
      return head;
    });
    Client patient;
    CHECK(failure_of(patient, server.url()) == FailureKind::protocol);
  }
  SECTION("the answer is not HTTP") {
    TestServer server([](const std::string&) { return std::string("SSH-2.0-OpenSSH_9.2\r\n"); });
    CHECK(failure_of(client, server.url()) == FailureKind::protocol);
  }
  SECTION("TLS meets a plain server") {
    TestServer server([](const std::string&) { return http_answer(200, ""); });
    const auto url = "https://127.0.0.1:" + std::to_string(server.port());
    const auto kind = failure_of(client, url);
    CHECK((kind == FailureKind::tls || kind == FailureKind::timeout));
  }
  SECTION("the URL cannot be used") {
    CHECK(failure_of(client, "gopher://u:secret@h/") == FailureKind::usage);
  }
}

TEST_CASE("a request can be stopped") {
  TestServer server([](const std::string&) { return http_answer(200, "late"); });
  std::atomic<int> asked = 0;
  Client client({.should_stop = [&] { return ++asked > 0; }});
  CHECK(failure_of(client, server.url()) == FailureKind::stopped);
}

TEST_CASE("a long body arrives piece by piece and whole") {
  std::string body;
  for (int i = 0; i < 300'000; ++i) body += std::to_string(i) + ",";
  TestServer server([&](const std::string&) { return http_answer(200, body); });
  Client client;
  auto exchange = client.open({.url = server.url()});
  REQUIRE(exchange.has_value());
  CHECK(exchange->head().status == 200);
  std::string got;
  std::size_t longest = 0;
  while (true) {
    const auto piece = exchange->read();
    REQUIRE(piece.has_value());
    if (piece->empty()) break;
    longest = std::max(longest, piece->size());
    got += *piece;
  }
  CHECK(got == body);
  CHECK(longest <= std::size_t{1} << 20);
}

TEST_CASE("a client can ask again after an answer was dropped half-way") {
  TestServer server([](const std::string&) { return http_answer(200, std::string(400'000, 'x')); });
  Client client;
  {
    auto exchange = client.open({.url = server.url()});
    REQUIRE(exchange.has_value());
    REQUIRE(exchange->read().has_value());
  }
  const auto response = client.send({.url = server.url()});
  REQUIRE(response.has_value());
  CHECK(response->body.size() == 400'000);
}

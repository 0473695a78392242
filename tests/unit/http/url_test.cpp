// SPDX-License-Identifier: Apache-2.0
#include "http/url.h"

#include "http/client.h"

#include <catch2/catch.hpp>

#include <string>

using namespace nsmon::http;

TEST_CASE("URLs fall into their parts") {
  struct Case {
    std::string text;
    std::string origin;
    std::string target;
    std::string user;
    std::string password;
  };
  const auto [text, origin, target, user, password] = GENERATE(values<Case>({
      {"http://host", "http://host", "/", "", ""},
      {"HTTP://Host:80/a", "http://host", "/a", "", ""},
      {"https://host:443", "https://host", "/", "", ""},
      {"https://host:80/", "https://host:80", "/", "", ""},
      {"http://host?x=1#part", "http://host", "/?x=1", "", ""},
      {"http://u:p%40q@host:9090/a/b?c=d", "http://host:9090", "/a/b?c=d", "u", "p@q"},
      {"http://u@host", "http://host", "/", "u", ""},
      {"http://a@b:c@host/", "http://host", "/", "a@b", "c"},
      {"http://[::1]:9090/x", "http://[::1]:9090", "/x", "", ""},
      {"http://h/@:/", "http://h", "/@:/", "", ""},
  }));
  CAPTURE(text);
  const auto url = parse_url(text);
  REQUIRE(url.has_value());
  CHECK(url->origin() == origin);
  CHECK(url->target == target);
  CHECK(url->user == user);
  CHECK(url->password == password);
  CHECK(url->without_user() == origin + target);
}

TEST_CASE("what is no URL is refused without repeating secrets") {
  const auto text =
      GENERATE(as<std::string>(), "", "host:9090", "ftp://u:secret@h/", "http://", "http:///x",
               "http://h:0/", "http://u:secret@h:99999", "http://h:1x/", "http://[::1",
               "http://[::1]x", "http://u:secret@h /a", "http://h/\r\nX: y", "http://h/\x7f");
  CAPTURE(text);
  const auto url = parse_url(text);
  REQUIRE_FALSE(url.has_value());
  CHECK_FALSE(url.error().message.empty());
  CHECK_FALSE(url.error().message.contains("secret"));
}

TEST_CASE("what is shown of a URL has no query and no user") {
  CHECK(parse_url("https://u:p@h:1/a?token=t")->shown() == "https://h:1/a");
}

TEST_CASE("references are resolved against the URL they came from") {
  const auto [reference, resolved] = GENERATE(table<std::string, std::string>({
      {"https://other/x", "https://other/x"},
      {"//other:81/x", "http://other:81/x"},
      {"/x?y", "http://host:9090/x?y"},
      {"?y", "http://host:9090/a/b?y"},
      {"c", "http://host:9090/a/c"},
      {"/x?to=http://z/", "http://host:9090/x?to=http://z/"},
  }));
  CAPTURE(reference);
  const auto base = parse_url("http://u:p@host:9090/a/b?q=1");
  const auto url = resolve(*base, reference);
  REQUIRE(url.has_value());
  CHECK(url->without_user() == resolved);
  CHECK(url->user.empty());
}

TEST_CASE("an origin is scheme, host and port") {
  const auto here = *parse_url("http://host/a");
  CHECK(same_origin(here, *parse_url("http://HOST:80/b")));
  CHECK_FALSE(same_origin(here, *parse_url("https://host/a")));
  CHECK_FALSE(same_origin(here, *parse_url("http://host:81/a")));
  CHECK_FALSE(same_origin(here, *parse_url("http://host.evil/a")));
}

TEST_CASE("private hosts are told from public ones") {
  const auto [host, is_private] = GENERATE(table<std::string, bool>({
      {"localhost", true},      {"LOCALHOST", true},      {"prometheus", true},
      {"a.b.svc", true},        {"x.internal", true},     {"127.0.0.1", true},
      {"127.255.0.1", true},    {"10.1.2.3", true},       {"172.16.0.1", true},
      {"172.31.255.255", true}, {"192.168.1.1", true},    {"169.254.1.1", true},
      {"100.64.0.1", true},     {"0.0.0.0", true},        {"[::1]", true},
      {"[fd00::1]", true},      {"[fe80::1]", true},      {"[::ffff:10.0.0.1]", true},
      {"example.org", false},   {"8.8.8.8", false},       {"172.32.0.1", false},
      {"128.0.0.1", false},     {"[2001:db8::1]", false}, {"[::ffff:8.8.8.8]", false},
      {"10.1.2.3.4", false},    {"256.0.0.1", false},     {"localhost.example.org", false},
      {"100.128.0.1", false},
  }));
  CAPTURE(host);
  CHECK(is_private_host(host) == is_private);
}

TEST_CASE("components of a query are percent-encoded") {
  CHECK(escape_component("aZ9-._~") == "aZ9-._~");
  CHECK(escape_component("up{a=\"b c\"}+1&x") == "up%7Ba%3D%22b%20c%22%7D%2B1%26x");
  CHECK(escape_component("\u00e4\n") == "%C3%A4%0A");
}

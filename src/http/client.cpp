// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include "base/duration.h"
#include "base/utf8.h"
#include "http/transfer.h"
#include "http/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace nsmon::http {
namespace {
using SteadyClock = std::chrono::steady_clock;

std::unexpected<Failure> fail(FailureKind kind, std::string message, std::string hint = {}) {
  return std::unexpected(Failure{kind, {std::move(message), {}, std::move(hint), {}}});
}

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_field_character(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= ' ' && c != '\x7f');
}

// RFC 9110, section 5: a name is a token; a value without line breaks cannot add a header.
Outcome<void> check_header(const Header& header) {
  if (header.name.empty() || !std::ranges::all_of(header.name, is_token_character)) {
    return fail(FailureKind::usage,
                fmt::format("\"{}\" is no name of a header", printable(header.name)));
  }
  if (!std::ranges::all_of(header.value, is_field_character)) {
    return fail(FailureKind::usage, fmt::format("the value of the header {} holds a line break or "
                                                "another control character",
                                                header.name));
  }
  return {};
}

Outcome<void> check_headers(const std::vector<Header>& headers, Order& order) {
  for (const auto& header : headers) {
    if (auto checked = check_header(header); !checked) return checked;
    // curl takes "Name:" as "do not send", and "Name;" as an empty one.
    order.header_lines.push_back(header.value.empty() ? header.name + ";"
                                                      : header.name + ": " + header.value);
  }
  return {};
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool wants_compression(const Options& options, const Url& url) {
  if (options.compression != Compression::automatic) {
    return options.compression == Compression::always;
  }
  return !is_private_host(url.host);
}
}  // namespace

struct Client::State {
  Options options;
  std::unique_ptr<Transfer> transfer;
};

struct Exchange::State {
  Head head;
  Transfer* transfer = nullptr;  // of the client
};

Exchange::Exchange(std::unique_ptr<State> state) : state_(std::move(state)) {}
Exchange::Exchange(Exchange&&) noexcept = default;
Exchange& Exchange::operator=(Exchange&&) noexcept = default;

Exchange::~Exchange() {
  if (state_) state_->transfer->finish();
}

const Head& Exchange::head() const {
  return state_->head;
}

Outcome<std::string_view> Exchange::read() {
  return state_->transfer->read();
}

Client::Client(Options options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

const Options& Client::options() const {
  return state_->options;
}

namespace {
// Everything of an order that stays the same over redirects inside one origin.
Outcome<Order> first_order(const Request& request, const Options& options) {
  auto url = parse_url(request.url);
  if (!url) return std::unexpected(Failure{FailureKind::usage, std::move(url).error()});
  Order order;
  order.url = std::move(*url);
  order.method = request.method;
  order.body = request.body;
  order.user = options.user.empty() ? order.url.user : options.user;
  order.password = options.user.empty() ? order.url.password : options.password;
  order.bearer_token = options.bearer_token;
  if (!std::ranges::all_of(order.bearer_token, is_field_character)) {
    return fail(FailureKind::usage, "the bearer token holds a control character");
  }
  for (const auto* headers : {&options.headers, &request.headers}) {
    if (auto checked = check_headers(*headers, order); !checked) {
      return std::unexpected(std::move(checked).error());
    }
  }
  return order;
}

// Another server must not see what was meant for the first one. The kind of redirect decides about
// the body as RFC 9110, section 15.4 says for 303, 307 and 308; a POST stays one on 301 and 302
// too, because a query without its parameters would only be an error.
Outcome<Order> redirected(Order order, const RawHead& head) {
  auto next = resolve(order.url, head.location);
  if (!next) {
    return fail(FailureKind::protocol,
                fmt::format("{} redirects to an address that cannot be used: {}",
                            order.url.origin(), next.error().message));
  }
  if (!same_origin(order.url, *next)) {
    order.user.clear();
    order.password.clear();
    order.bearer_token.clear();
    order.header_lines.clear();
  }
  if (head.status == 303) {
    order.method = Method::get;
    order.body = {};
  }
  order.url = std::move(*next);
  return order;
}
}  // namespace

Outcome<Exchange> Client::open(const Request& request) {
  auto& options = state_->options;
  auto order = first_order(request, options);
  if (!order) return std::unexpected(std::move(order).error());
  if (!state_->transfer) {
    auto created = Transfer::create();
    if (!created) return std::unexpected(std::move(created).error());
    state_->transfer = std::move(*created);
  }
  const auto first_server = order->url.origin();
  const auto deadline = SteadyClock::now() + options.timeout;
  for (int redirects = 0; redirects <= options.max_redirects; ++redirects) {
    order->timeout =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    order->ask_compressed = wants_compression(options, order->url);
    auto sent = *order;
    if (sent.method == Method::post && !request.content_type.empty()) {
      sent.header_lines.push_back("Content-Type: " + request.content_type);
    }
    auto head = state_->transfer->start(sent, options);
    if (!head) return std::unexpected(std::move(head).error());
    if (!is_redirect(head->status) || head->location.empty()) {
      auto state = std::make_unique<Exchange::State>();
      state->head = {head->status, std::move(head->content_type), order->url.without_user()};
      state->transfer = state_->transfer.get();
      return Exchange(std::move(state));
    }
    order = redirected(std::move(*order), *head);
    if (!order) return std::unexpected(std::move(order).error());
  }
  state_->transfer->finish();
  return fail(FailureKind::redirects,
              fmt::format("{} redirects more than {} times", first_server, options.max_redirects));
}

Outcome<Response> Client::send(const Request& request) {
  auto exchange = open(request);
  if (!exchange) return std::unexpected(std::move(exchange).error());
  Response response{exchange->head(), {}};
  while (true) {
    auto piece = exchange->read();
    if (!piece) return std::unexpected(std::move(piece).error());
    if (piece->empty()) return response;
    response.body += *piece;
  }
}

std::string escape_component(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view("-._~").contains(c);
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace nsmon::http

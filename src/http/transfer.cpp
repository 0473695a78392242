// SPDX-License-Identifier: Apache-2.0
#include "http/transfer.h"

#include "base/duration.h"
#include "base/utf8.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <dlfcn.h>

namespace nsmon::http {
namespace {
// libcurl brings about thirty shared objects that cost 3 ms to load, so it is opened at the first
// request and called through this table.
struct Library {
  decltype(&curl_global_init) global_init = nullptr;
  decltype(&curl_easy_init) easy_init = nullptr;
  decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&curl_easy_reset) easy_reset = nullptr;
  decltype(&curl_easy_setopt) easy_setopt = nullptr;
  decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&curl_easy_pause) easy_pause = nullptr;
  decltype(&curl_easy_strerror) easy_strerror = nullptr;
  decltype(&curl_multi_init) multi_init = nullptr;
  decltype(&curl_multi_cleanup) multi_cleanup = nullptr;
  decltype(&curl_multi_add_handle) multi_add_handle = nullptr;
  decltype(&curl_multi_remove_handle) multi_remove_handle = nullptr;
  decltype(&curl_multi_perform) multi_perform = nullptr;
  decltype(&curl_multi_poll) multi_poll = nullptr;
  decltype(&curl_multi_info_read) multi_info_read = nullptr;
  decltype(&curl_slist_append) slist_append = nullptr;
  decltype(&curl_slist_free_all) slist_free_all = nullptr;
  std::string problem;  // why it could not be loaded; empty when it was
};

template <class Function>
void find_symbol(void* handle, const char* name, Function& function, std::string& problem) {
  function = reinterpret_cast<Function>(dlsym(handle, name));
  if (function == nullptr && problem.empty()) {
    problem = fmt::format("libcurl.so.4 has no function {}", name);
  }
}

Library load_library() {
  Library curl;
  void* handle = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);
  if (handle == nullptr) {
    const char* reason = dlerror();
    curl.problem = reason == nullptr ? "libcurl.so.4 cannot be opened" : reason;
    return curl;
  }
  const auto find = [&](const char* name, auto& function) {
    find_symbol(handle, name, function, curl.problem);
  };
  find("curl_global_init", curl.global_init);
  find("curl_easy_init", curl.easy_init);
  find("curl_easy_cleanup", curl.easy_cleanup);
  find("curl_easy_reset", curl.easy_reset);
  find("curl_easy_setopt", curl.easy_setopt);
  find("curl_easy_getinfo", curl.easy_getinfo);
  find("curl_easy_pause", curl.easy_pause);
  find("curl_easy_strerror", curl.easy_strerror);
  find("curl_multi_init", curl.multi_init);
  find("curl_multi_cleanup", curl.multi_cleanup);
  find("curl_multi_add_handle", curl.multi_add_handle);
  find("curl_multi_remove_handle", curl.multi_remove_handle);
  find("curl_multi_perform", curl.multi_perform);
  find("curl_multi_poll", curl.multi_poll);
  find("curl_multi_info_read", curl.multi_info_read);
  find("curl_slist_append", curl.slist_append);
  find("curl_slist_free_all", curl.slist_free_all);
  if (curl.problem.empty() && curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    curl.problem = "libcurl cannot be initialised";
  }
  return curl;
}

const Library& library() {
  static const Library loaded = load_library();  // stays open: other threads may be in it at exit
  return loaded;
}

constexpr long kReceiveBuffer = 128L << 10;
constexpr std::size_t kMostWaiting = std::size_t{256} << 10;  // of a body, not yet read
constexpr std::size_t kLargestHead = std::size_t{256} << 10;  // curl has a limit a little above
constexpr int kPollMs = 100;                                  // how often should_stop is asked

// Which of our reasons ended a transfer from inside a callback, where curl knows only "aborted".
enum class Abort { none, body_too_large, head_too_large };

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; };
    return lower(x) == lower(y);
  });
}
}  // namespace

struct Transfer::State {
  const Library& curl;
  CURLM* multi = nullptr;
  CURL* easy = nullptr;
  curl_slist* header_lines = nullptr;
  std::array<char, CURL_ERROR_SIZE> reason{};
  const Options* options = nullptr;
  std::string server;  // origin, for messages
  std::string host;
  bool active = false;  // easy is in multi
  bool done = false;    // and its transfer has ended well
  bool head_complete = false;
  bool paused = false;  // curl waits until read() has taken what arrived
  Abort abort = Abort::none;
  RawHead head;
  std::size_t head_bytes = 0;
  std::uint64_t body_bytes = 0;
  std::string arrived;  // by curl, not yet handed out
  std::string handed_out;

  explicit State(const Library& loaded) : curl(loaded) {}

  std::size_t take_header(std::string_view line);
  std::size_t take_body(std::string_view piece);
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* state) {
    return static_cast<State*>(state)->take_header({data, size * count});
  }
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* state) {
    return static_cast<State*>(state)->take_body({data, size * count});
  }
  void add_header_line(const std::string& line) {
    header_lines = curl.slist_append(header_lines, line.c_str());
  }
  template <class Value>
  void set(CURLoption option, Value value) {
    curl.easy_setopt(easy, option, value);
  }
  void set_text(CURLoption option, const std::string& value) {
    if (!value.empty()) set(option, value.c_str());
  }
  void prepare(const Order& order);
  void prepare_tls();
  void prepare_body(const Order& order);
  Outcome<void> step();
  Failure failure_of(CURLcode code);
  Failure timeout_failure();
  Failure connect_failure();
};

namespace {
Failure fail(FailureKind kind, std::string message, std::string hint = {}) {
  return {kind, {std::move(message), {}, std::move(hint), {}}};
}
}  // namespace

std::size_t Transfer::State::take_header(std::string_view line) {
  head_bytes += line.size();
  if (head_bytes > kLargestHead) {
    abort = Abort::head_too_large;
    return 0;
  }
  if (line.starts_with("HTTP/")) {  // also after an interim answer such as 100
    head = {};
    return line.size();
  }
  const auto text = trimmed(line);
  if (text.empty()) {
    long status = 0;
    curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    head.status = static_cast<int>(status);
    head_complete = status >= 200;
    return line.size();
  }
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return line.size();
  const auto name = text.substr(0, colon);
  const auto value = trimmed(text.substr(colon + 1));
  if (equal_ignoring_case(name, "content-type")) head.content_type = value;
  if (equal_ignoring_case(name, "location")) head.location = value;
  return line.size();
}

std::size_t Transfer::State::take_body(std::string_view piece) {
  if (!arrived.empty() && arrived.size() + piece.size() > kMostWaiting) {
    paused = true;
    return CURL_WRITEFUNC_PAUSE;
  }
  body_bytes += piece.size();
  if (body_bytes > options->max_body_bytes) {
    abort = Abort::body_too_large;
    return 0;
  }
  arrived += piece;
  return piece.size();
}

void Transfer::State::prepare(const Order& order) {
  set(CURLOPT_ERRORBUFFER, reason.data());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_BUFFERSIZE, kReceiveBuffer);
  set(CURLOPT_URL, order.url.without_user().c_str());
  set(CURLOPT_USERAGENT, options->user_agent.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options->connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, std::max(1L, static_cast<long>(order.timeout.count())));
  set(CURLOPT_HEADERFUNCTION, &State::on_header);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &State::on_body);
  set(CURLOPT_WRITEDATA, this);
  if (order.ask_compressed) set(CURLOPT_ACCEPT_ENCODING, "");  // all that curl can decode
  if (!order.user.empty()) {
    set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set(CURLOPT_USERNAME, order.user.c_str());
    set(CURLOPT_PASSWORD, order.password.c_str());
  }
  if (!order.bearer_token.empty()) add_header_line("Authorization: Bearer " + order.bearer_token);
  for (const auto& line : order.header_lines) add_header_line(line);
  prepare_body(order);
  prepare_tls();
  set(CURLOPT_HTTPHEADER, header_lines);
}

void Transfer::State::prepare_body(const Order& order) {
  if (order.method == Method::get) return;
  add_header_line("Expect:");  // curl would wait a second for "100 Continue" before a long body
  set(CURLOPT_POST, 1L);
  set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(order.body.size()));
  set(CURLOPT_COPYPOSTFIELDS, order.body.data());
}

void Transfer::State::prepare_tls() {
  set_text(CURLOPT_CAINFO, options->ca_file);
  set_text(CURLOPT_SSLCERT, options->cert_file);
  set_text(CURLOPT_SSLKEY, options->key_file);
  if (options->tls_check == TlsCheck::skip) {
    set(CURLOPT_SSL_VERIFYPEER, 0L);
    set(CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

// Lets curl work once and waits a moment when nothing came of it.
Outcome<void> Transfer::State::step() {
  if (options->should_stop && options->should_stop()) {
    return std::unexpected(fail(FailureKind::stopped, "the request was stopped"));
  }
  const auto arrived_before = arrived.size();
  if (std::exchange(paused, false)) curl.easy_pause(easy, CURLPAUSE_CONT);
  int running = 0;
  if (const auto code = curl.multi_perform(multi, &running); code != CURLM_OK) {
    return std::unexpected(fail(FailureKind::library, "libcurl reports an internal error"));
  }
  int left = 0;
  while (const CURLMsg* message = curl.multi_info_read(multi, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const auto code = message->data.result;
    if (code != CURLE_OK) return std::unexpected(failure_of(code));
    done = true;
  }
  if (done || arrived.size() != arrived_before) return {};
  curl.multi_poll(multi, nullptr, 0, kPollMs, nullptr);
  return {};
}

Failure Transfer::State::timeout_failure() {
  double connected_s = 0;
  curl.easy_getinfo(easy, CURLINFO_CONNECT_TIME, &connected_s);
  if (connected_s <= 0) {
    const auto limit = std::min(options->connect_timeout, options->timeout);
    return fail(FailureKind::timeout,
                fmt::format("no connection to {} within {}", server, format_duration(limit)));
  }
  const auto limit = format_duration(options->timeout);
  if (!head_complete) {
    return fail(FailureKind::timeout, fmt::format("no answer from {} within {}", server, limit));
  }
  return fail(FailureKind::timeout,
              fmt::format("{} did not finish its answer within {}", server, limit));
}

Failure Transfer::State::connect_failure() {
  long os_error = 0;
  curl.easy_getinfo(easy, CURLINFO_OS_ERRNO, &os_error);
  if (os_error == ECONNREFUSED) {
    return fail(FailureKind::refused,
                fmt::format("{} refused the connection: nothing listens there", server));
  }
  const std::string why = os_error != 0 ? std::strerror(static_cast<int>(os_error)) : reason.data();
  return fail(FailureKind::refused,
              fmt::format("cannot connect to {}: {}", server, printable(why)));
}

Failure Transfer::State::failure_of(CURLcode code) {
  const std::string why = printable(reason[0] != '\0' ? reason.data() : curl.easy_strerror(code));
  if (abort == Abort::body_too_large) {
    return fail(FailureKind::too_large,
                fmt::format("the answer of {} is larger than the limit of {} bytes", server,
                            options->max_body_bytes));
  }
  if (abort == Abort::head_too_large) {
    return fail(FailureKind::protocol,
                fmt::format("the answer of {} has more than 256 KiB of headers", server));
  }
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
      return fail(FailureKind::resolve,
                  fmt::format("cannot find an address for the host {}", printable(host)),
                  "check the name in the server's URL");
    case CURLE_COULDNT_CONNECT: return connect_failure();
    case CURLE_OPERATION_TIMEDOUT: return timeout_failure();
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_HTTP2_STREAM:
      return fail(FailureKind::closed,
                  fmt::format("{} closed the connection before its answer was complete", server));
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return fail(
          FailureKind::tls, fmt::format("no secure connection to {}: {}", server, why),
          why.find("wrong version number") != std::string::npos
              ? "the server does not speak TLS: does its URL begin with http://?"
              : "name the certificate of its authority (CA file) when it is not a public one");
    case CURLE_SSL_CERTPROBLEM:
      return fail(FailureKind::usage, fmt::format("cannot use the client certificate {}: {}",
                                                  printable(options->cert_file), why));
    case CURLE_SSL_CACERT_BADFILE:
      return fail(FailureKind::usage, fmt::format("cannot use the certificates of {}: {}",
                                                  printable(options->ca_file), why));
    case CURLE_URL_MALFORMAT:
      return fail(FailureKind::usage, fmt::format("the URL cannot be used: {}", why));
    default:
      return fail(FailureKind::protocol,
                  fmt::format("{} does not answer as an HTTP server does: {}", server, why));
  }
}

Transfer::Transfer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Transfer::~Transfer() {
  finish();
  state_->curl.easy_cleanup(state_->easy);
  state_->curl.multi_cleanup(state_->multi);
}

Outcome<std::unique_ptr<Transfer>> Transfer::create() {
  const auto& curl = library();
  if (!curl.problem.empty()) {
    return std::unexpected(fail(FailureKind::library,
                                fmt::format("cannot load libcurl: {}", printable(curl.problem)),
                                "install the package libcurl4"));
  }
  auto state = std::make_unique<State>(curl);
  state->multi = curl.multi_init();
  state->easy = curl.easy_init();
  if (state->multi == nullptr || state->easy == nullptr) {
    curl.easy_cleanup(state->easy);
    curl.multi_cleanup(state->multi);
    return std::unexpected(fail(FailureKind::library, "libcurl cannot be initialised"));
  }
  return std::unique_ptr<Transfer>(new Transfer(std::move(state)));
}

Outcome<RawHead> Transfer::start(const Order& order, const Options& options) {
  finish();
  auto& state = *state_;
  state.options = &options;
  state.server = order.url.origin();
  state.host = order.url.host;
  state.prepare(order);
  state.curl.multi_add_handle(state.multi, state.easy);
  state.active = true;
  while (!state.head_complete) {
    if (auto stepped = state.step(); !stepped) {
      finish();
      return std::unexpected(std::move(stepped).error());
    }
    if (state.done && !state.head_complete) {
      finish();
      return std::unexpected(
          fail(FailureKind::protocol, fmt::format("{} sent no head of an answer", state.server)));
    }
  }
  return state.head;
}

Outcome<std::string_view> Transfer::read() {
  auto& state = *state_;
  state.handed_out.clear();
  while (state.arrived.empty() && !state.done && state.active) {
    if (auto stepped = state.step(); !stepped) {
      finish();
      return std::unexpected(std::move(stepped).error());
    }
  }
  std::swap(state.arrived, state.handed_out);
  if (state.handed_out.empty()) finish();
  return std::string_view(state.handed_out);
}

void Transfer::finish() {
  auto& state = *state_;
  if (state.active) state.curl.multi_remove_handle(state.multi, state.easy);
  state.active = false;
  state.curl.easy_reset(state.easy);
  state.curl.slist_free_all(state.header_lines);
  state.header_lines = nullptr;
  state.reason[0] = '\0';
  state.done = false;
  state.head_complete = false;
  state.paused = false;
  state.abort = Abort::none;
  state.head = {};
  state.head_bytes = 0;
  state.body_bytes = 0;
  state.arrived.clear();
}

}  // namespace nsmon::http

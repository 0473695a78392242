// SPDX-License-Identifier: Apache-2.0
// Settings of an HTTP client and which of them exclude each other. (prometheus/common, config:
// HTTPClientConfig.Validate, TLSConfig.Validate, ProxyConfig.Validate)
#include "base/utf8.h"
#include "config/parts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace nsmon::config {
namespace {

bool is_set(const TextOption& text) {
  return text && !text->value.empty();
}

int count_set(std::initializer_list<const TextOption*> texts) {
  return static_cast<int>(
      std::ranges::count_if(texts, [](const TextOption* text) { return is_set(*text); }));
}

Span last_set(std::initializer_list<const TextOption*> texts) {
  Span span;
  for (const TextOption* text : texts) {
    if (is_set(*text)) span = (*text)->span;
  }
  return span;
}

void check_one_of(Context& context, std::initializer_list<const TextOption*> texts,
                  std::string_view message) {
  if (count_set(texts) > 1) context.report(last_set(texts), std::string(message));
}

BasicAuth read_basic_auth(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "basic_auth");
  BasicAuth auth{.span = node.span(),
                 .username = fields.text("username"),
                 .username_file = fields.text("username_file"),
                 .username_ref = fields.text("username_ref"),
                 .password = fields.text("password"),
                 .password_file = fields.text("password_file"),
                 .password_ref = fields.text("password_ref")};
  fields.finish();
  check_one_of(
      context, {&auth.username, &auth.username_file, &auth.username_ref},
      "at most one of basic_auth username, username_file & username_ref must be configured");
  check_one_of(
      context, {&auth.password, &auth.password_file, &auth.password_ref},
      "at most one of basic_auth password, password_file & password_ref must be configured");
  return auth;
}

Authorization read_authorization(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "authorization");
  Authorization auth{.span = node.span(),
                     .type = fields.text("type"),
                     .credentials = fields.text("credentials"),
                     .credentials_file = fields.text("credentials_file"),
                     .credentials_ref = fields.text("credentials_ref")};
  fields.finish();
  check_one_of(context, {&auth.credentials, &auth.credentials_file, &auth.credentials_ref},
               "at most one of authorization credentials & credentials_file must be configured");
  if (auth.type) {
    std::string type = auth.type->value;
    std::erase_if(type, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
    std::ranges::transform(type, type.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    });
    if (type == "basic") {
      context.report(auth.type->span,
                     R"(authorization type cannot be set to "basic", use "basic_auth" instead)");
    }
  }
  return auth;
}

ProxyConfig read_proxy(Context& context, Fields& fields) {
  ProxyConfig proxy{.proxy_url = fields.text("proxy_url"),
                    .no_proxy = fields.text("no_proxy"),
                    .proxy_from_environment = fields.boolean("proxy_from_environment")};
  const yaml::Node* headers = fields.value("proxy_connect_header");
  bool has_headers = false;
  if (headers != nullptr) {
    for (const yaml::Entry* entry : free_entries(context, *headers)) {
      has_headers = true;
      for (const yaml::Node& value : items_of(context, entry->value)) text_of(context, value);
    }
  }
  if (proxy.proxy_url) {
    if (auto problem = url_problem(proxy.proxy_url->value)) {
      context.report(proxy.proxy_url->span, fmt::format("proxy_url is no URL: {}", *problem));
    }
  }
  const bool environment = proxy.proxy_from_environment && proxy.proxy_from_environment->value;
  const bool url = is_set(proxy.proxy_url);
  if (has_headers && !environment && !url) {
    context.report(
        headers->span(),
        "if proxy_connect_header is configured, proxy_url or proxy_from_environment must "
        "also be configured");
  }
  if (environment && url) {
    context.report(proxy.proxy_url->span,
                   "if proxy_from_environment is configured, proxy_url must not be configured");
  }
  if (environment && is_set(proxy.no_proxy)) {
    context.report(proxy.no_proxy->span,
                   "if proxy_from_environment is configured, no_proxy must not be configured");
  }
  if (!proxy.proxy_url && is_set(proxy.no_proxy)) {
    context.report(proxy.no_proxy->span,
                   "if no_proxy is configured, proxy_url must also be configured");
  }
  return proxy;
}

void check_oauth2(Context& context, const OAuth2& oauth2) {
  constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  if (!is_set(oauth2.client_id)) context.report(oauth2.span, "oauth2 client_id must be configured");
  if (!is_set(oauth2.token_url)) context.report(oauth2.span, "oauth2 token_url must be configured");
  if (is_set(oauth2.grant_type) && oauth2.grant_type->value == kJwtBearer) {
    check_one_of(context,
                 {&oauth2.client_certificate_key, &oauth2.client_certificate_key_file,
                  &oauth2.client_certificate_key_ref},
                 "at most one of oauth2 client_certificate_key, client_certificate_key_file & "
                 "client_certificate_key_ref must be configured using "
                 "grant-type=urn:ietf:params:oauth:grant-type:jwt-bearer");
    constexpr std::array<std::string_view, 3> kAlgorithms = {"RS256", "RS384", "RS512"};
    if (is_set(oauth2.signature_algorithm) &&
        std::ranges::find(kAlgorithms, oauth2.signature_algorithm->value) == kAlgorithms.end()) {
      context.report(oauth2.signature_algorithm->span,
                     "valid signature algorithms are RS256, RS384 and RS512");
    }
    return;
  }
  check_one_of(
      context, {&oauth2.client_secret, &oauth2.client_secret_file, &oauth2.client_secret_ref},
      "at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be "
      "configured using grant-type=client_credentials");
}

OAuth2 read_oauth2(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "oauth2");
  OAuth2 oauth2;
  oauth2.span = node.span();
  oauth2.client_id = fields.text("client_id");
  oauth2.client_secret = fields.text("client_secret");
  oauth2.client_secret_file = fields.text("client_secret_file");
  oauth2.client_secret_ref = fields.text("client_secret_ref");
  oauth2.client_certificate_key_id = fields.text("client_certificate_key_id");
  oauth2.client_certificate_key = fields.text("client_certificate_key");
  oauth2.client_certificate_key_file = fields.text("client_certificate_key_file");
  oauth2.client_certificate_key_ref = fields.text("client_certificate_key_ref");
  oauth2.signature_algorithm = fields.text("signature_algorithm");
  oauth2.iss = fields.text("iss");
  oauth2.audience = fields.text("audience");
  oauth2.grant_type = fields.text("grant_type");
  if (const yaml::Node* claims = fields.value("claims")) free_entries(context, *claims);
  oauth2.scopes = fields.texts("scopes");
  oauth2.token_url = fields.text("token_url");
  fields.text_map("endpoint_params");
  if (const yaml::Node* tls = fields.value("tls_config")) oauth2.tls = read_tls(context, *tls);
  oauth2.proxy = read_proxy(context, fields);
  fields.finish();
  check_oauth2(context, oauth2);
  return oauth2;
}

// "x-a-b" as Go writes header names: "X-A-B".
std::string canonical_header(std::string_view name) {
  std::string out(name);
  bool upper = true;
  for (char& c : out) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    upper = c == '-';
  }
  return out;
}

constexpr std::array<std::string_view, 18> kReservedHeaders = {
    "Authorization",
    "Host",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "User-Agent",
    "Connection",
    "Keep-Alive",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Www-Authenticate",
    "Accept-Encoding",
    "X-Prometheus-Remote-Write-Version",
    "X-Prometheus-Remote-Read-Version",
    "X-Prometheus-Scrape-Timeout-Seconds",
    "X-Amz-Date",
    "X-Amz-Security-Token",
    "X-Amz-Content-Sha256"};

std::vector<HttpHeader> read_headers(Context& context, const yaml::Node& node) {
  std::vector<HttpHeader> out;
  for (const yaml::Entry* entry : free_entries(context, node)) {
    const auto name = text_of(context, entry->key);
    if (!name) continue;
    const std::string canonical = canonical_header(*name);
    if (std::ranges::find(kReservedHeaders, canonical) != kReservedHeaders.end()) {
      context.report(entry->key.span(),
                     fmt::format("setting header {} is not allowed", nsmon::quoted(canonical)));
    }
    Fields fields(context, entry->value, "HTTP header");
    out.push_back({.name = {*name, entry->key.span()},
                   .values = fields.texts("values"),
                   .secrets = fields.texts("secrets"),
                   .files = fields.texts("files")});
    fields.finish();
  }
  return out;
}

void check_exclusive(Context& context, const HttpClientConfig& http) {
  const bool token = is_set(http.bearer_token);
  const bool token_file = is_set(http.bearer_token_file);
  const Span token_span = last_set({&http.bearer_token, &http.bearer_token_file});
  if (token && token_file) {
    context.report(token_span,
                   "at most one of bearer_token & bearer_token_file must be configured");
  }
  if ((http.basic_auth || http.oauth2) && (token || token_file)) {
    context.report(
        token_span,
        "at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured");
  }
  if (http.authorization && (token || token_file)) {
    context.report(token_span,
                   "authorization is not compatible with bearer_token & bearer_token_file");
  }
  const int schemes =
      (http.basic_auth ? 1 : 0) + (http.oauth2 ? 1 : 0) + (http.authorization ? 1 : 0);
  if (schemes > 1) {
    const Span span = http.oauth2 ? http.oauth2->span : http.authorization->span;
    context.report(span, "at most one of basic_auth, oauth2 & authorization must be configured");
  }
}

}  // namespace

TlsConfig read_tls(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "tls_config");
  TlsConfig tls;
  tls.span = node.span();
  tls.ca = fields.text("ca");
  tls.cert = fields.text("cert");
  tls.key = fields.text("key");
  tls.ca_file = fields.text("ca_file");
  tls.cert_file = fields.text("cert_file");
  tls.key_file = fields.text("key_file");
  tls.ca_ref = fields.text("ca_ref");
  tls.cert_ref = fields.text("cert_ref");
  tls.key_ref = fields.text("key_ref");
  tls.server_name = fields.text("server_name");
  tls.insecure_skip_verify = fields.boolean("insecure_skip_verify");
  tls.min_version = fields.written_text("min_version");
  tls.max_version = fields.written_text("max_version");
  fields.finish();
  constexpr std::array<std::string_view, 4> kVersions = {"TLS10", "TLS11", "TLS12", "TLS13"};
  for (const TextOption* version : {&tls.min_version, &tls.max_version}) {
    if (*version && std::ranges::find(kVersions, (*version)->value) == kVersions.end()) {
      context.report((*version)->span,
                     fmt::format("unknown TLS version: {}", printable((*version)->value)),
                     "one of TLS10, TLS11, TLS12, TLS13");
    }
  }
  check_one_of(context, {&tls.ca, &tls.ca_file, &tls.ca_ref},
               "at most one of ca, ca_file & ca_ref must be configured");
  check_one_of(context, {&tls.cert, &tls.cert_file, &tls.cert_ref},
               "at most one of cert, cert_file & cert_ref must be configured");
  check_one_of(context, {&tls.key, &tls.key_file, &tls.key_ref},
               "at most one of key and key_file must be configured");
  const bool cert = count_set({&tls.cert, &tls.cert_file, &tls.cert_ref}) > 0;
  const bool key = count_set({&tls.key, &tls.key_file, &tls.key_ref}) > 0;
  if (cert && !key) {
    context.report(tls.span,
                   "exactly one of key or key_file must be configured when a client certificate is "
                   "configured");
  }
  if (key && !cert) {
    context.report(
        tls.span,
        "exactly one of cert or cert_file must be configured when a client key is configured");
  }
  return tls;
}

bool has_authentication(const HttpClientConfig& http) {
  return http.basic_auth || http.oauth2 || http.authorization || is_set(http.bearer_token) ||
         is_set(http.bearer_token_file);
}

void read_sigv4(Context& context, const yaml::Node& node) {
  Fields fields(context, node, "sigv4");
  fields.text("region");
  const auto key = fields.text("access_key");
  const auto secret = fields.text("secret_key");
  fields.text("profile");
  fields.text("role_arn");
  fields.text("external_id");
  fields.boolean("use_fips_sts_endpoint");
  fields.text("service_name");
  fields.finish();
  if (is_set(key) != is_set(secret)) {
    context.report(
        node.span(),
        "must provide a AWS SigV4 Access key and Secret Key if credentials are specified in "
        "the SigV4 config");
  }
}

HttpClientConfig read_http_client(Context& context, Fields& fields) {
  HttpClientConfig http;
  // A null leaves the setting out; an empty mapping counts as set.
  const auto present = [&](std::string_view key) -> const yaml::Node* {
    const yaml::Node* node = fields.value(key);
    return node == nullptr || yaml::is_null(*node, context.dialect) ? nullptr : node;
  };
  if (const auto* node = present("basic_auth")) http.basic_auth = read_basic_auth(context, *node);
  if (const auto* node = present("authorization")) {
    http.authorization = read_authorization(context, *node);
  }
  if (const auto* node = present("oauth2")) http.oauth2 = read_oauth2(context, *node);
  http.bearer_token = fields.text("bearer_token");
  http.bearer_token_file = fields.text("bearer_token_file");
  if (const auto* node = present("tls_config")) http.tls = read_tls(context, *node);
  http.follow_redirects = fields.boolean("follow_redirects");
  http.enable_http2 = fields.boolean("enable_http2");
  http.proxy = read_proxy(context, fields);
  if (const auto* node = present("http_headers")) http.headers = read_headers(context, *node);
  check_exclusive(context, http);
  return http;
}

}  // namespace nsmon::config

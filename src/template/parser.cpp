// SPDX-License-Identifier: Apache-2.0
#include "template/parser.h"

#include "base/nearest_name.h"
#include "base/try.h"
#include "base/utf8.h"
#include "template/literals.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

// Grammar and messages follow Go's text/template. Blanks inside an action are tokens, because they
// separate operands (`$x .y` and `$x.y` differ), so the parser asks for the next token now with and
// now without them. The line in a message is that of the newest token read, not always of the
// offending one; `tokens_[0]` holds it.
namespace nsmon::templates {
namespace {

bool begins_operand(TokenKind kind) {
  switch (kind) {
    case TokenKind::boolean:
    case TokenKind::character_constant:
    case TokenKind::complex:
    case TokenKind::dot:
    case TokenKind::field:
    case TokenKind::identifier:
    case TokenKind::number:
    case TokenKind::nil:
    case TokenKind::raw_string:
    case TokenKind::string:
    case TokenKind::variable:
    case TokenKind::left_paren: return true;
    default: return false;
  }
}

// A literal or the dot cannot take the result of the stage before it.
bool is_executable(const Operand& operand) {
  return !std::holds_alternative<Dot>(operand.node) && !std::holds_alternative<Nil>(operand.node) &&
         !std::holds_alternative<BoolLiteral>(operand.node) &&
         !std::holds_alternative<NumberLiteral>(operand.node) &&
         !std::holds_alternative<StringLiteral>(operand.node);
}

bool is_empty_tree(const NodeList& list) {
  return std::ranges::all_of(list, [](const Node& node) {
    const auto* text = std::get_if<Text>(&node.node);
    return text != nullptr && text->text.find_first_not_of(" \t\r\n\v\f") == std::string::npos;
  });
}

Operand make_operand(const Token& token, decltype(Operand::node) node) {
  return {token.span, token.span.begin, std::move(node)};
}

std::string suggestion(std::string_view name, std::span<const std::string_view> candidates) {
  const auto nearest = nearest_name(name, candidates);
  return nearest ? fmt::format("did you mean {}?", *nearest) : std::string();
}

}  // namespace

Parser::Parser(std::string_view text, std::string name)
    : text_(text), name_(std::move(name)), lexer_(text) {
  scope_.variables = {"$", "$labels", "$externalLabels", "$externalURL", "$value"};
}

ParseOutcome Parser::run() {
  NodeList body;
  if (text_.size() > kMaxTemplateBytes) {
    (void)stop(fmt::format("template is longer than {} bytes", kMaxTemplateBytes), {});
    return std::move(outcome_);
  }
  const bool complete = parse_main(body).has_value();
  if (complete && outcome_.errors.empty()) {
    outcome_.tree = Template{name_, std::string(text_), std::move(body), std::move(definitions_)};
  }
  return std::move(outcome_);
}

// --- tokens

Token Parser::next_token() {
  if (peeked_ > 0) {
    --peeked_;
  } else {
    tokens_[0] = lexer_.next();
  }
  return tokens_[static_cast<std::size_t>(peeked_)];
}

Token Parser::peek_token() {
  if (peeked_ > 0) return tokens_[static_cast<std::size_t>(peeked_ - 1)];
  peeked_ = 1;
  tokens_[0] = lexer_.next();
  return tokens_[0];
}

Token Parser::next_non_space() {
  Token token = next_token();
  while (token.kind == TokenKind::space) token = next_token();
  return token;
}

Token Parser::peek_non_space() {
  Token token = next_non_space();
  backup();
  return token;
}

void Parser::backup2(const Token& before) {
  tokens_[1] = before;
  peeked_ = 2;
}

void Parser::backup3(const Token& second, const Token& first) {
  tokens_[1] = first;
  tokens_[2] = second;
  peeked_ = 3;
}

// --- problems

std::uint32_t Parser::line_of(std::uint32_t offset) const {
  const auto end = std::min<std::size_t>(offset, text_.size());
  return 1 + static_cast<std::uint32_t>(
                 std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
}

void Parser::report(Problem problem, std::string name, Error error) {
  std::string full =
      fmt::format("template: {}:{}: {}", name_, line_of(tokens_[0].span.begin), error.message);
  outcome_.errors.push_back({problem, std::move(name), std::move(error), std::move(full)});
}

std::unexpected<Parser::Stop> Parser::stop(std::string message, Span span) {
  report(Problem::syntax, "", {std::move(message), span, {}, {}});
  return std::unexpected(Stop{});
}

std::unexpected<Parser::Stop> Parser::unexpected(const Token& token, std::string_view context) {
  if (token.kind != TokenKind::error) {
    return stop(fmt::format("unexpected {} in {}", describe(token), context), token.span);
  }
  std::string message(token.text);
  if (action_line_ != 0 && action_line_ != line_of(token.span.begin)) {
    // "unclosed action started at", not "action in action".
    const std::string_view link = message.ends_with(" action") ? "" : " in action";
    message += fmt::format("{} started at {}:{}", link, name_, action_line_);
  }
  return stop(std::move(message), token.span);
}

Parser::Step<Token> Parser::expect(TokenKind kind, std::string_view context) {
  const Token token = next_non_space();
  if (token.kind != kind) return unexpected(token, context);
  return token;
}

// --- lists and control structures

Parser::Step<void> Parser::parse_main(NodeList& body) {
  while (peek_token().kind != TokenKind::end_of_text) {
    if (peek_token().kind == TokenKind::left_delimiter) {
      const Token left = next_token();
      if (next_non_space().kind == TokenKind::define) {
        TRY(definition());
        continue;
      }
      backup2(left);
    }
    TRY_ASSIGN(Piece piece, text_or_action());
    if (piece.kind != Piece::Kind::node) {
      const bool end = piece.kind == Piece::Kind::end;
      return stop(end ? "unexpected {{end}}" : "unexpected {{else}}", tokens_[0].span);
    }
    body.push_back(std::move(piece.node));
  }
  const bool redefined = std::ranges::any_of(
      definitions_, [&](const Definition& d) { return d.name == name_ && !is_empty_tree(d.body); });
  if (redefined) {
    return stop(fmt::format("template: multiple definition of template {}", quoted(name_)),
                tokens_[0].span);
  }
  return {};
}

Parser::Step<void> Parser::definition() {
  constexpr std::string_view kContext = "define clause";
  const Scope outer = std::exchange(scope_, Scope{{"$"}, 0});
  const std::uint32_t outer_line = std::exchange(action_line_, 0);
  TRY_ASSIGN(std::string name, template_name(next_non_space(), kContext));
  TRY(expect(TokenKind::right_delimiter, kContext));
  TRY_ASSIGN(List list, item_list());
  if (list.closed_by != Piece::Kind::end) {
    return stop(fmt::format("unexpected {{{{else}}}} in {}", kContext), tokens_[0].span);
  }
  TRY(define(std::move(name), std::move(list.nodes)));
  scope_ = outer;
  action_line_ = outer_line;
  return {};
}

Parser::Step<void> Parser::define(std::string name, NodeList body) {
  const auto existing = std::ranges::find(definitions_, name, &Definition::name);
  if (existing == definitions_.end()) {
    definitions_.push_back({std::move(name), std::move(body)});
    return {};
  }
  if (is_empty_tree(existing->body)) {
    existing->body = std::move(body);
    return {};
  }
  if (is_empty_tree(body)) return {};
  return stop(fmt::format("template: multiple definition of template {}", quoted(name)),
              tokens_[0].span);
}

Parser::Step<Parser::List> Parser::item_list() {
  if (++nesting_ > kMaxNesting) {
    return stop(fmt::format("actions are nested more than {} deep", kMaxNesting), tokens_[0].span);
  }
  List list;
  while (peek_non_space().kind != TokenKind::end_of_text) {
    TRY_ASSIGN(Piece piece, text_or_action());
    if (piece.kind != Piece::Kind::node) {
      --nesting_;
      list.closed_by = piece.kind;
      return list;
    }
    list.nodes.push_back(std::move(piece.node));
  }
  return stop("unexpected EOF", tokens_[0].span);
}

Parser::Step<Parser::Piece> Parser::text_or_action() {
  const Token token = next_non_space();
  if (token.kind == TokenKind::text) {
    return Piece{Piece::Kind::node, Node{token.span, Text{std::string(token.text)}}};
  }
  if (token.kind != TokenKind::left_delimiter) return unexpected(token, "input");
  action_line_ = line_of(token.span.begin);
  auto piece = action(token);
  action_line_ = 0;
  return piece;
}

Parser::Step<Parser::Piece> Parser::action(const Token& left) {
  const Token token = next_non_space();
  std::optional<Branch::Kind> kind;
  switch (token.kind) {
    case TokenKind::block: return block(left);
    case TokenKind::break_: return loop_control(token, "{{break}}");
    case TokenKind::continue_: return loop_control(token, "{{continue}}");
    case TokenKind::else_: return else_control();
    case TokenKind::end:
      TRY(expect(TokenKind::right_delimiter, "end"));
      return Piece{Piece::Kind::end, {}};
    case TokenKind::if_: kind = Branch::Kind::if_; break;
    case TokenKind::range: kind = Branch::Kind::range; break;
    case TokenKind::with: kind = Branch::Kind::with; break;
    case TokenKind::template_: return invocation(left);
    default: backup(); return plain_action(left);
  }
  TRY_ASSIGN(Node node, branch(left, *kind));
  return Piece{Piece::Kind::node, std::move(node)};
}

Parser::Step<Parser::Piece> Parser::plain_action(const Token& left) {
  TRY_ASSIGN(Pipeline pipe, pipeline("command", TokenKind::right_delimiter));
  const Span span = cover(left.span, tokens_[0].span);
  return Piece{Piece::Kind::node, Node{span, Action{std::move(pipe)}}};
}

Parser::Step<Parser::Piece> Parser::loop_control(const Token& token, std::string_view context) {
  const Token close = next_non_space();
  if (close.kind != TokenKind::right_delimiter) return unexpected(close, context);
  if (scope_.range_depth == 0) {
    return stop(fmt::format("{} outside {{{{range}}}}", context), token.span);
  }
  Node node{token.span, Break{}};
  if (token.kind == TokenKind::continue_) node.node = Continue{};
  return Piece{Piece::Kind::node, std::move(node)};
}

// `else if` and `else with` leave the second word to the control structure that they continue.
Parser::Step<Parser::Piece> Parser::else_control() {
  const TokenKind kind = peek_non_space().kind;
  if (kind != TokenKind::if_ && kind != TokenKind::with) {
    TRY(expect(TokenKind::right_delimiter, "else"));
  }
  return Piece{Piece::Kind::else_, {}};
}

Parser::Step<Node> Parser::branch(const Token& left, Branch::Kind kind) {
  const std::size_t visible = scope_.variables.size();
  const bool loops = kind == Branch::Kind::range;
  const std::string_view context = loops ? "range" : kind == Branch::Kind::with ? "with" : "if";
  Branch result{.kind = kind, .pipeline = {}, .body = {}, .otherwise = {}};
  TRY_ASSIGN(result.pipeline, pipeline(context, TokenKind::right_delimiter));
  const Span span = cover(left.span, tokens_[0].span);
  if (loops) ++scope_.range_depth;
  TRY_ASSIGN(List list, item_list());
  if (loops) --scope_.range_depth;
  result.body = std::move(list.nodes);
  if (list.closed_by == Piece::Kind::else_) TRY(otherwise(left, result));
  scope_.variables.resize(visible);
  return Node{span, std::move(result)};
}

Parser::Step<void> Parser::otherwise(const Token& left, Branch& result) {
  const TokenKind ahead = peek_token().kind;
  const bool continues = (result.kind == Branch::Kind::if_ && ahead == TokenKind::if_) ||
                         (result.kind == Branch::Kind::with && ahead == TokenKind::with);
  if (continues) {
    next_token();
    if (++nesting_ > kMaxNesting) {
      return stop(fmt::format("actions are nested more than {} deep", kMaxNesting),
                  tokens_[0].span);
    }
    TRY_ASSIGN(Node inner, branch(left, result.kind));
    --nesting_;
    result.otherwise.emplace();
    result.otherwise->push_back(std::move(inner));
    return {};
  }
  TRY_ASSIGN(List list, item_list());
  if (list.closed_by != Piece::Kind::end) {
    return stop("expected end; found {{else}}", tokens_[0].span);
  }
  result.otherwise = std::move(list.nodes);
  return {};
}

Parser::Step<std::string> Parser::template_name(const Token& token, std::string_view context) {
  if (token.kind != TokenKind::string && token.kind != TokenKind::raw_string) {
    return unexpected(token, context);
  }
  auto name = unquote(token.text);
  if (!name) return stop("invalid syntax", token.span);
  return std::move(*name);
}

Parser::Step<Parser::Piece> Parser::block(const Token& left) {
  constexpr std::string_view kContext = "block clause";
  const Token written = next_non_space();
  TRY_ASSIGN(std::string name, template_name(written, kContext));
  TRY_ASSIGN(Pipeline pipe, pipeline(kContext, TokenKind::right_delimiter));
  const Span span = cover(left.span, tokens_[0].span);
  const Scope outer = std::exchange(scope_, Scope{{"$"}, 0});
  TRY_ASSIGN(List list, item_list());
  if (list.closed_by != Piece::Kind::end) {
    return stop(fmt::format("unexpected {{{{else}}}} in {}", kContext), tokens_[0].span);
  }
  TRY(define(name, std::move(list.nodes)));
  scope_ = outer;
  Invocation call{std::move(name), written.span.begin, std::move(pipe)};
  return Piece{Piece::Kind::node, Node{span, std::move(call)}};
}

Parser::Step<Parser::Piece> Parser::invocation(const Token& left) {
  constexpr std::string_view kContext = "template clause";
  Invocation result;
  const Token written = next_non_space();
  result.position = written.span.begin;
  TRY_ASSIGN(result.name, template_name(written, kContext));
  if (next_non_space().kind != TokenKind::right_delimiter) {
    backup();
    TRY_ASSIGN(result.pipeline, pipeline(kContext, TokenKind::right_delimiter));
  }
  const Span span = cover(left.span, tokens_[0].span);
  return Piece{Piece::Kind::node, Node{span, std::move(result)}};
}

// --- pipelines

Parser::Step<void> Parser::declarations(Pipeline& pipe, std::string_view context) {
  while (true) {
    const Token token = peek_non_space();
    if (token.kind != TokenKind::variable) return {};
    next_token();
    // Three tokens decide whether `$x` is declared here or read.
    const Token after = peek_token();
    const Token ahead = peek_non_space();
    const bool comma = ahead.kind == TokenKind::character && ahead.text == ",";
    if (ahead.kind != TokenKind::assign && ahead.kind != TokenKind::declare && !comma) {
      if (after.kind == TokenKind::space) {
        backup3(token, after);
      } else {
        backup2(token);
      }
      return {};
    }
    next_non_space();
    pipe.declared.push_back({std::string(token.text), token.span});
    scope_.variables.emplace_back(token.text);
    if (!comma) {
      pipe.assigns = ahead.kind == TokenKind::assign;
      return {};
    }
    if (context != "range" || pipe.declared.size() >= 2) {
      return stop(fmt::format("too many declarations in {}", context), ahead.span);
    }
    const TokenKind second = peek_non_space().kind;
    if (second != TokenKind::variable && second != TokenKind::right_delimiter &&
        second != TokenKind::right_paren) {
      return stop("range can only initialize variables", tokens_[0].span);
    }
  }
}

Parser::Step<Pipeline> Parser::pipeline(std::string_view context, TokenKind end) {
  Pipeline pipe;
  pipe.span = peek_non_space().span;
  TRY(declarations(pipe, context));
  while (true) {
    const Token token = next_non_space();
    if (token.kind == end) {
      pipe.span.end = token.span.begin;
      TRY(check(pipe, context));
      return pipe;
    }
    if (!begins_operand(token.kind)) return unexpected(token, context);
    backup();
    TRY_ASSIGN(Command stage, command());
    pipe.commands.push_back(std::move(stage));
  }
}

Parser::Step<void> Parser::check(const Pipeline& pipe, std::string_view context) {
  if (pipe.commands.empty()) {
    return stop(fmt::format("missing value for {}", context), tokens_[0].span);
  }
  for (std::size_t i = 1; i < pipe.commands.size(); ++i) {
    const Operand& first = pipe.commands[i].operands[0];
    if (is_executable(first)) continue;
    return stop(fmt::format("non executable command in pipeline stage {}", i + 1), first.span);
  }
  return {};
}

Parser::Step<Command> Parser::command() {
  Command result;
  result.span = peek_non_space().span;
  while (true) {
    peek_non_space();
    TRY_ASSIGN(std::optional<Operand> node, operand());
    if (node) {
      result.span = cover(result.span, node->span);
      result.operands.push_back(std::move(*node));
    }
    const Token token = next_token();
    if (token.kind == TokenKind::space) continue;
    if (token.kind == TokenKind::right_delimiter || token.kind == TokenKind::right_paren) {
      backup();
    } else if (token.kind != TokenKind::pipe) {
      return unexpected(token, "operand");
    }
    break;
  }
  if (result.operands.empty()) return stop("empty command", tokens_[0].span);
  return result;
}

Parser::Step<std::optional<Operand>> Parser::operand() {
  TRY_ASSIGN(std::optional<Operand> node, term());
  if (node && peek_token().kind == TokenKind::field) TRY(append_fields(*node));
  return node;
}

Parser::Step<void> Parser::append_fields(Operand& node) {
  const Token first = peek_token();
  const bool literal = !is_executable(node);
  const std::string written = literal ? print(node) : std::string();
  std::vector<std::string> path;
  Span span = node.span;
  while (peek_token().kind == TokenKind::field) {
    const Token field = next_token();
    path.emplace_back(field.text.substr(1));
    span = cover(span, field.span);
  }
  if (literal) return stop(fmt::format("unexpected . after term {}", quoted(written)), first.span);
  const auto append = [&](std::vector<std::string>& to) {
    for (std::string& name : path) to.push_back(std::move(name));
  };
  if (auto* field = std::get_if<Field>(&node.node)) {
    append(field->path);
  } else if (auto* variable = std::get_if<Variable>(&node.node)) {
    append(variable->path);
  } else {
    auto base = std::make_unique<Operand>();
    std::swap(*base, node);
    node.node = Chain{std::move(base), std::move(path)};
  }
  node.span = span;
  node.position = first.span.begin;
  return {};
}

Parser::Step<std::optional<Operand>> Parser::term() {
  const Token token = next_non_space();
  switch (token.kind) {
    case TokenKind::identifier:
      if (!is_rule_function(token.text)) {
        report(Problem::unknown_function, std::string(token.text),
               {fmt::format("function {} not defined", quoted(token.text)),
                token.span,
                suggestion(token.text, rule_functions()),
                {}});
      }
      return make_operand(token, FunctionName{std::string(token.text)});
    case TokenKind::dot: return make_operand(token, Dot{});
    case TokenKind::nil: return make_operand(token, Nil{});
    case TokenKind::variable: return variable(token);
    case TokenKind::field: return make_operand(token, Field{{std::string(token.text.substr(1))}});
    case TokenKind::boolean: return make_operand(token, BoolLiteral{token.text == "true"});
    case TokenKind::character_constant:
    case TokenKind::complex:
    case TokenKind::number: return number(token);
    case TokenKind::left_paren: return parenthesised(token);
    case TokenKind::string:
    case TokenKind::raw_string: {
      auto value = unquote(token.text);
      if (!value) return stop("invalid syntax", token.span);
      return make_operand(token, StringLiteral{std::string(token.text), std::move(*value)});
    }
    default: backup(); return std::optional<Operand>();
  }
}

Parser::Step<Operand> Parser::number(const Token& token) {
  auto parsed = parse_number(token.text);
  if (!parsed) return stop(std::move(parsed.error().message), token.span);
  return make_operand(token, std::move(*parsed));
}

Parser::Step<Operand> Parser::variable(const Token& token) {
  if (std::ranges::find(scope_.variables, token.text) == scope_.variables.end()) {
    const std::vector<std::string_view> known(scope_.variables.begin() + 1, scope_.variables.end());
    report(Problem::unknown_variable, std::string(token.text),
           {fmt::format("undefined variable {}", quoted(token.text)),
            token.span,
            suggestion(token.text, known),
            {}});
  }
  return make_operand(token, Variable{std::string(token.text), {}});
}

Parser::Step<Operand> Parser::parenthesised(const Token& token) {
  if (++nesting_ > kMaxNesting) return stop("max expression depth exceeded", token.span);
  TRY_ASSIGN(Pipeline inner, pipeline("parenthesized pipeline", TokenKind::right_paren));
  --nesting_;
  const std::uint32_t position = inner.span.begin;
  const Span span{token.span.begin, inner.span.end + 1};
  return Operand{span, position, std::make_unique<Pipeline>(std::move(inner))};
}

ParseOutcome parse(std::string_view text, std::string name) {
  return Parser(text, std::move(name)).run();
}

}  // namespace nsmon::templates

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "template/lexer.h"
#include "template/parse.h"

#include <array>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace nsmon::templates {

// Recursive descent over the tokens of one template; see parse.h for the contract. A problem that
// ends the reading is stored in the outcome, and Stop unwinds.
class Parser {
 public:
  Parser(std::string_view text, std::string name);

  ParseOutcome run();

 private:
  struct Stop {};
  template <class T>
  using Step = std::expected<T, Stop>;

  // What one text or action is to the list it stands in.
  struct Piece {
    enum class Kind : std::uint8_t { node, end, else_ };
    Kind kind = Kind::node;
    Node node;
  };
  struct List {
    NodeList nodes;
    Piece::Kind closed_by = Piece::Kind::end;
  };
  // `{{define}}` and `{{block}}` begin with fresh variables and outside of any range.
  struct Scope {
    std::vector<std::string> variables;
    int range_depth = 0;
  };

  Step<void> parse_main(NodeList& body);
  Step<void> definition();
  Step<List> item_list();
  Step<Piece> text_or_action();
  Step<Piece> action(const Token& left);
  Step<Piece> plain_action(const Token& left);
  Step<Piece> loop_control(const Token& token, std::string_view context);
  Step<Piece> else_control();
  Step<Node> branch(const Token& left, Branch::Kind kind);
  Step<void> otherwise(const Token& left, Branch& branch);
  Step<Piece> block(const Token& left);
  Step<Piece> invocation(const Token& left);
  Step<std::string> template_name(const Token& token, std::string_view context);
  Step<void> define(std::string name, NodeList body);
  Step<Pipeline> pipeline(std::string_view context, TokenKind end);
  Step<void> declarations(Pipeline& pipe, std::string_view context);
  Step<void> check(const Pipeline& pipe, std::string_view context);
  Step<Command> command();
  Step<std::optional<Operand>> operand();
  Step<std::optional<Operand>> term();
  Step<Operand> parenthesised(const Token& token);
  Step<Operand> number(const Token& token);
  Step<Operand> variable(const Token& token);
  Step<void> append_fields(Operand& node);

  Token next_token();
  Token peek_token();
  Token next_non_space();
  Token peek_non_space();
  void backup() { ++peeked_; }
  void backup2(const Token& before);
  void backup3(const Token& second, const Token& first);

  Step<Token> expect(TokenKind kind, std::string_view context);
  std::unexpected<Stop> unexpected(const Token& token, std::string_view context);
  std::unexpected<Stop> stop(std::string message, Span span);
  void report(Problem problem, std::string name, Error error);
  std::uint32_t line_of(std::uint32_t offset) const;

  std::string_view text_;
  std::string name_;
  Lexer lexer_;
  // Tokens put back, the one to come next at index peeked_ - 1; a syntax that tells `$x ` from
  // `$x :=` needs three.
  std::array<Token, 3> tokens_;
  int peeked_ = 0;
  int nesting_ = 0;
  std::uint32_t action_line_ = 0;
  Scope scope_;
  ParseOutcome outcome_;
  std::vector<Definition> definitions_;
};

}  // namespace nsmon::templates

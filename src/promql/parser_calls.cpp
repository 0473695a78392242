// SPDX-License-Identifier: Apache-2.0
// Calls, aggregations, lists of labels and the modifiers of binary operators.
#include "base/utf8.h"
#include "promql/functions.h"
#include "promql/literals.h"
#include "promql/parser.h"

#include <fmt/core.h>

#include <algorithm>

namespace nsmon::promql {
namespace {
constexpr int kLowest = 1;

// Whether an expression can begin with the token.
bool starts_expression(Tok kind) {
  switch (kind) {
    case Tok::number:
    case Tok::duration:
    case Tok::string:
    case Tok::left_paren:
    case Tok::left_brace:
    case Tok::identifier:
    case Tok::metric_identifier:
    case Tok::add:
    case Tok::sub:
    case Tok::and_:
    case Tok::or_:
    case Tok::unless:
    case Tok::by:
    case Tok::without:
    case Tok::offset:
    case Tok::anchored:
    case Tok::smoothed:
    case Tok::fill:
    case Tok::fill_left:
    case Tok::fill_right:
    case Tok::start:
    case Tok::end_word:
    case Tok::step:
    case Tok::range:
    case Tok::min_of:
    case Tok::max_of: return true;
    default: return is_aggregator(kind);
  }
}

// Words that the lexer takes for something else but that can be labels in a list.
bool can_be_label(Tok kind) {
  switch (kind) {
    case Tok::identifier:
    case Tok::metric_identifier:
    case Tok::and_:
    case Tok::or_:
    case Tok::unless:
    case Tok::atan2:
    case Tok::start:
    case Tok::end_word:
    case Tok::step:
    case Tok::range:
    case Tok::min_of:
    case Tok::max_of: return true;
    case Tok::without: return false;
    default: return is_aggregator(kind) || is_keyword(kind);
  }
}

AggregateOp aggregate_op(Tok kind) {
  return static_cast<AggregateOp>(static_cast<int>(kind) - static_cast<int>(Tok::sum));
}

bool takes_parameter(AggregateOp op) {
  switch (op) {
    case AggregateOp::topk:
    case AggregateOp::bottomk:
    case AggregateOp::count_values:
    case AggregateOp::quantile:
    case AggregateOp::limitk:
    case AggregateOp::limit_ratio: return true;
    default: return false;
  }
}
}  // namespace

Parser::Parsed Parser::call(const Token& name) {
  Arguments args = arguments();
  if (!args.ok) return {};
  const std::string_view word = text(name);
  const Function* function = find_function(word);
  if (function == nullptr) {
    judge(name.span, "unknown function with name " + quoted(word));
  } else if (function->experimental && !features_.experimental_functions) {
    judge(name.span, fmt::format("function {} is not enabled", quoted(word)));
  }
  const int height = args.height + 1;
  if (too_high(height, name.span)) return {};
  Call node;
  node.function = function == nullptr ? std::string_view() : function->name;
  node.signature = function;
  node.name_span = name.span;
  node.arguments = std::move(args.values);
  return finish(std::move(node), cover(name.span, args.close), height);
}

Parser::Arguments Parser::arguments() {
  Arguments result;
  if (!expect(Tok::left_paren)) return result;
  if (peek().kind != Tok::right_paren) {
    while (true) {
      Parsed argument = binary(kLowest);
      if (!argument) return result;
      result.height = std::max(result.height, argument.height);
      result.values.push_back(std::move(argument.expr));
      if (peek().kind != Tok::comma) break;
      const Token comma = take();
      if (starts_expression(peek().kind)) continue;
      judge(comma.span, "trailing commas not allowed in function call args");
      break;
    }
  }
  if (peek().kind != Tok::right_paren) {
    unexpected();
    return result;
  }
  result.close = take().span;
  result.ok = true;
  return result;
}

Parser::Parsed Parser::aggregate(const Token& op) {
  const Within context(*this, {"aggregation", ""});
  Grouping labels;
  const bool labels_first = peek().kind != Tok::left_paren;
  if (labels_first && !grouping(labels)) return {};
  Arguments args = arguments();
  if (!args.ok) return {};
  Span close = args.close;
  if (!labels_first && (peek().kind == Tok::by || peek().kind == Tok::without)) {
    if (!grouping(labels)) return {};
    close = labels.close;
  }
  return new_aggregate(op, std::move(labels), std::move(args), cover(op.span, close));
}

Parser::Parsed Parser::new_aggregate(const Token& op, Grouping grouping, Arguments arguments,
                                     Span span) {
  Aggregate node;
  node.op = aggregate_op(op.kind);
  node.op_span = op.span;
  node.without = grouping.without;
  node.grouping = std::move(grouping.names);
  const bool experimental = node.op == AggregateOp::limitk || node.op == AggregateOp::limit_ratio;
  const std::size_t wanted = takes_parameter(node.op) ? 2 : 1;
  if (arguments.values.empty()) {
    judge(span, "no arguments for aggregate expression provided");
  } else if (experimental && !features_.experimental_functions) {
    judge(span, fmt::format("{}() is experimental and must be enabled with "
                            "--enable-feature=promql-experimental-functions",
                            to_string(node.op)));
  } else if (arguments.values.size() != wanted) {
    judge(span, fmt::format("wrong number of arguments for aggregate expression provided, "
                            "expected {}, got {}",
                            wanted, arguments.values.size()));
  } else {
    if (wanted == 2) node.parameter = std::move(arguments.values.front());
    node.operand = std::move(arguments.values.back());
  }
  const int height = arguments.height + 1;
  if (too_high(height, op.span)) return {};
  return finish(std::move(node), span, height);
}

bool Parser::grouping(Grouping& result) {
  result.without = take().kind == Tok::without;
  Labels labels = grouping_labels();
  result.ok = labels.ok;
  result.names = std::move(labels.names);
  result.close = labels.close;
  return result.ok;
}

Parser::Labels Parser::grouping_labels() {
  Labels result;
  if (peek().kind != Tok::left_paren) {
    unexpected({"grouping opts", "\"(\""});
    return result;
  }
  take();
  while (peek().kind != Tok::right_paren) {
    if (!grouping_label(result.names)) return result;
    const Tok kind = peek().kind;
    if (kind == Tok::right_paren) break;
    if (kind != Tok::comma) {
      unexpected({"grouping opts", "\",\" or \")\""});
      return result;
    }
    take();
  }
  result.close = take().span;
  result.ok = true;
  return result;
}

bool Parser::grouping_label(std::vector<LabelName>& names) {
  const Tok kind = peek().kind;
  if (kind != Tok::string && !can_be_label(kind)) {
    unexpected({"grouping opts", "label"});
    return false;
  }
  const Token token = take();
  std::string name = kind == Tok::string ? unquote(text(token)) : std::string(text(token));
  if (name.empty() || !is_utf8(name)) {
    judge(token.span, "invalid label name for grouping: " + quoted(name));
  }
  names.push_back({std::move(name), token.span});
  return true;
}

bool Parser::binary_modifiers(Binary& node) {
  VectorMatching& matching = node.matching;
  if (accept(Tok::bool_)) node.return_bool = true;
  const Tok kind = peek().kind;
  if (kind == Tok::on || kind == Tok::ignoring) {
    take();
    matching.on = kind == Tok::on;
    if (!matching_labels(matching)) return false;
  }
  return fill_modifiers(matching);
}

bool Parser::matching_labels(VectorMatching& matching) {
  matching.written = true;
  Labels labels = grouping_labels();
  if (!labels.ok) return false;
  matching.labels = std::move(labels.names);
  const Tok side = peek().kind;
  if (side != Tok::group_left && side != Tok::group_right) return true;
  take();
  matching.cardinality =
      side == Tok::group_left ? Cardinality::many_to_one : Cardinality::one_to_many;
  // The list may be absent, but then the right side has to begin.
  if (peek().kind != Tok::left_paren && starts_expression(peek().kind)) return true;
  Labels include = grouping_labels();
  matching.include = std::move(include.names);
  return include.ok;
}

bool Parser::fill_modifiers(VectorMatching& matching) {
  const Tok kind = peek().kind;
  if (kind == Tok::fill) {
    take();
    if (!fill_value(matching.fill_left)) return false;
    matching.fill_right = matching.fill_left;
    return true;
  }
  if (kind != Tok::fill_left && kind != Tok::fill_right) return true;
  take();
  const bool left_first = kind == Tok::fill_left;
  if (!fill_value(left_first ? matching.fill_left : matching.fill_right)) return false;
  if (!accept(left_first ? Tok::fill_right : Tok::fill_left)) return true;
  return fill_value(left_first ? matching.fill_right : matching.fill_left);
}

bool Parser::fill_value(std::optional<double>& value) {
  if (!expect(Tok::left_paren)) return false;
  const Tok sign = peek().kind;
  if (sign == Tok::add || sign == Tok::sub) take();
  const Tok kind = peek().kind;
  if (kind != Tok::number && kind != Tok::duration) {
    unexpected();
    return false;
  }
  const double number = seconds(take());
  value = sign == Tok::sub ? -number : number;
  return expect(Tok::right_paren);
}

}  // namespace nsmon::promql

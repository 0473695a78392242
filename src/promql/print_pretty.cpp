// SPDX-License-Identifier: Apache-2.0
// Splits what is too long for a line. Whether a node is split depends on the length of its one-line
// form, so the tree is measured once, from the leaves up: asking each node anew would take
// quadratic time on deep trees.
#include "promql/print.h"
#include "promql/print_parts.h"
#include "promql/walk.h"

#include <unordered_map>

namespace nsmon::promql {
namespace {

class Splitter {
 public:
  explicit Splitter(std::size_t width) : width_(width) {}

  std::string run(const Expr& root) {
    measure(root);
    append(root, 0);
    return std::move(out_);
  }

 private:
  std::size_t measure(const Expr& expr);
  bool too_long(const Expr& expr) const { return lengths_.at(&expr) > width_; }
  void indent(std::size_t level) { out_.append(2 * level, ' '); }
  void append_one_line(const Expr& expr, std::size_t level);
  void append(const Expr& expr, std::size_t level);
  void append_list(const std::vector<const Expr*>& items, std::size_t level);
  void append_unary(const Unary& node, std::size_t level);
  void append_binary(const Binary& node, std::size_t level);

  std::size_t width_;
  std::string out_;
  std::unordered_map<const Expr*, std::size_t> lengths_;
};

// Length of the one-line form: what the node itself writes, and its children.
std::size_t Splitter::measure(const Expr& expr) {
  std::size_t length = 0;
  const std::vector<const Expr*> below = children(expr);
  for (const Expr* child : below) length += measure(*child);
  std::string own;
  if (std::holds_alternative<Paren>(expr.node)) {
    length += 2;
  } else if (std::holds_alternative<Unary>(expr.node)) {
    length += 1;
  } else if (const auto* binary = std::get_if<Binary>(&expr.node)) {
    append_operator(own, *binary);
    length += own.size() + 2;
  } else if (const auto* aggregate = std::get_if<Aggregate>(&expr.node)) {
    append_aggregate_head(own, *aggregate);
    length += own.size() + 2 + (aggregate->parameter ? 2 : 0);
  } else if (const auto* call = std::get_if<Call>(&expr.node)) {
    length += call->function.size() + 2 + (below.empty() ? 0 : 2 * (below.size() - 1));
  } else if (const auto* subquery = std::get_if<Subquery>(&expr.node)) {
    append_subquery_suffix(own, *subquery);
    length += own.size();
  } else {
    length = print(expr).size();
  }
  lengths_.emplace(&expr, length);
  return length;
}

void Splitter::append_one_line(const Expr& expr, std::size_t level) {
  indent(level);
  out_ += print(expr);
}

void Splitter::append(const Expr& expr, std::size_t level) {
  if (const auto* subquery = std::get_if<Subquery>(&expr.node)) {
    // One that fits has no indent of its own, wherever it stands.
    if (!too_long(expr)) return append_one_line(expr, 0);
    append(*subquery->inner, level);
    append_subquery_suffix(out_, *subquery);
  } else if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    append_unary(*unary, level);
  } else if (!too_long(expr)) {  // NOLINT(bugprone-branch-clone): the order of cases decides
    append_one_line(expr, level);
  } else if (const auto* binary = std::get_if<Binary>(&expr.node)) {
    append_binary(*binary, level);
  } else if (const auto* aggregate = std::get_if<Aggregate>(&expr.node)) {
    indent(level);
    append_aggregate_head(out_, *aggregate);
    append_list(children(expr), level);
  } else if (std::holds_alternative<Paren>(expr.node)) {
    indent(level);
    append_list(children(expr), level);
  } else if (const auto* call = std::get_if<Call>(&expr.node); call && !call->arguments.empty()) {
    indent(level);
    out_ += call->function;
    append_list(children(expr), level);
  } else {
    append_one_line(expr, level);
  }
}

// `(`, the items each on a line one level deeper, `)`.
void Splitter::append_list(const std::vector<const Expr*>& items, std::size_t level) {
  out_ += "(\n";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out_ += ",\n";
    append(*items[i], level + 1);
  }
  out_ += '\n';
  indent(level);
  out_ += ')';
}

// The sign goes before the first token of the operand, which brings its own indent.
void Splitter::append_unary(const Unary& node, std::size_t level) {
  const std::size_t begin = out_.size();
  append(*node.operand, level);
  std::size_t first = begin;
  while (first < out_.size() && out_[first] == ' ') ++first;
  std::string prefix(2 * level, ' ');
  prefix += node.op == UnaryOp::minus ? '-' : '+';
  out_.replace(begin, first - begin, prefix);
}

void Splitter::append_binary(const Binary& node, std::size_t level) {
  append(*node.lhs, level + 1);
  out_ += '\n';
  indent(level);
  append_operator(out_, node);
  out_ += '\n';
  append(*node.rhs, level + 1);
}
}  // namespace

std::string print_pretty(const Expr& expr, std::size_t width) {
  return Splitter(width).run(expr);
}

}  // namespace nsmon::promql

// SPDX-License-Identifier: Apache-2.0

// Arithmetic and comparisons between two vectors (Prometheus 3.14, "Vector matching"). The columns
// of both sides get a group number from their matching labels once; after that only numbers meet.
//
// One side is the "one" side (the right one, with group_right the left one): at each step a group
// may have one element of it. The elements of the other side, the "many" side, look for it. Where a
// side lacks an element, a fill value may stand in. Errors are raised for what exists at a step,
// whether or not the comparison keeps it.
#include "base/try.h"
#include "engine/binary.h"
#include "engine/match_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>
#include <utility>

namespace nsmon::engine {
namespace {

using promql::Cardinality;

// The columns of one group.
struct Group {
  std::vector<std::size_t> many;
  std::vector<std::size_t> one;
};

// A result column before merging and the step pairs it came from.
struct Product {
  Column column;
  std::uint32_t group = 0;
  std::vector<bool> matched;  // the pair existed, even if the comparison dropped it
};

class VectorOperation {
 public:
  VectorOperation(Evaluator& evaluator, const promql::Expr& expr, Columns lhs, Columns rhs)
      : evaluator_(evaluator),
        expr_(expr),
        binary_(std::get<promql::Binary>(expr.node)),
        matching_(binary_.matching),
        swapped_(matching_.cardinality == Cardinality::one_to_many),
        many_(std::move(swapped_ ? rhs : lhs)),
        one_(std::move(swapped_ ? lhs : rhs)),
        fill_many_(matching_.fill_left),
        fill_one_(matching_.fill_right),
        match_groups_(evaluator.query().labels(), matching_),
        problems_(evaluator.steps()) {}

  Result<Columns> run() {
    if (many_.empty() && one_.empty()) return Columns{};
    assign_groups();
    count_sides();
    TRY(check_one_side());
    if (matching_.cardinality == Cardinality::one_to_one) TRY(check_one_to_one());
    for (std::size_t i = 0; i < many_.size(); ++i) multiply(i);
    if (fill_many_) fill_missing_many();
    TRY(check_unique());
    problems_.report(evaluator_.query().annotations(), binary_.op, expr_.span);
    Columns columns;
    columns.reserve(products_.size());
    for (Product& product : products_) columns.push_back(std::move(product.column));
    return evaluator_.merged(std::move(columns));
  }

 private:
  bool fills() const { return fill_many_.has_value() || fill_one_.has_value(); }

  void assign_groups() {
    for (const Column& column : many_) many_group_.push_back(match_groups_.group(column));
    for (const Column& column : one_) one_group_.push_back(match_groups_.group(column));
    groups_.resize(match_groups_.size());
    for (std::size_t i = 0; i < many_.size(); ++i) groups_[many_group_[i]].many.push_back(i);
    for (std::size_t i = 0; i < one_.size(); ++i) groups_[one_group_[i]].one.push_back(i);
  }

  static std::vector<bool> any_present(const Columns& columns, std::size_t steps) {
    std::vector<bool> present(steps);
    for (const Column& column : columns) {
      for (std::size_t step = 0; step < steps; ++step) {
        if (column.has(step)) present[step] = true;
      }
    }
    return present;
  }

  void count_sides() {
    many_present_ = any_present(many_, evaluator_.steps());
    one_present_ = any_present(one_, evaluator_.steps());
  }

  // Whether the operation looks at elements at all at this step.
  bool active(std::size_t step) const {
    return fills() || (many_present_[step] && one_present_[step]);
  }

  Result<void> check_one_side() {
    for (std::uint32_t group = 0; group < groups_.size(); ++group) {
      const auto& members = groups_[group].one;
      if (members.size() < 2) continue;
      for (std::size_t step = 0; step < evaluator_.steps(); ++step) {
        if (!active(step)) continue;
        std::optional<std::size_t> first;
        for (const std::size_t member : members) {
          if (!one_[member].has(step)) continue;
          if (first) return duplicate(group, *first, member);
          first = member;
        }
      }
    }
    return {};
  }

  std::unexpected<Error> duplicate(std::uint32_t group, std::size_t a, std::size_t b) {
    const LabelTable& labels = evaluator_.query().labels();
    std::array<std::string, 2> texts = {labels.get(one_[a].labels).to_string(),
                                        labels.get(one_[b].labels).to_string()};
    std::ranges::sort(texts);
    return failure(fmt::format(
        "found duplicate series for the match group {} on the {} hand-side of the operation: [{}, "
        "{}];many-to-many matching not allowed: matching labels must be unique on one side",
        labels.get(match_groups_.labels_of(group)).to_string(), swapped_ ? "left" : "right",
        texts[0], texts[1]));
  }

  bool group_has_one(const Group& group, std::size_t step) const {
    return std::ranges::any_of(group.one,
                               [&](std::size_t member) { return one_[member].has(step); });
  }

  Result<void> check_one_to_one() {
    for (const Group& group : groups_) {
      if (group.many.size() < 2) continue;
      for (std::size_t step = 0; step < evaluator_.steps(); ++step) {
        if (!active(step) || !(fill_one_ || group_has_one(group, step))) continue;
        const auto present = std::ranges::count_if(
            group.many, [&](std::size_t member) { return many_[member].has(step); });
        if (present > 1) {
          return failure(
              "multiple matches for labels: many-to-one matching must be explicit "
              "(group_left/group_right)");
        }
      }
    }
    return {};
  }

  // Labels of a result: those of the many side, less the name or the unmatched labels, with what
  // group_left or group_right copies from the one side.
  LabelId result_labels(LabelId many, LabelId one) {
    LabelTable& table = evaluator_.query().labels();
    const bool immediate =
        binary_.return_bool && !evaluator_.query().options().delayed_name_removal;
    LabelId result = is_arithmetic(binary_.op) || immediate ? table.without_name(many) : many;
    if (matching_.cardinality == Cardinality::one_to_one) {
      if (match_names_.empty()) {
        for (const promql::LabelName& label : matching_.labels) {
          match_names_.push_back(label.name);
        }
      }
      result = matching_.on ? table.keep(result, match_names_) : table.drop(result, match_names_);
    }
    if (matching_.include.empty()) return result;
    series::LabelSet labels = table.get(result);
    for (const promql::LabelName& label : matching_.include) {
      labels.set(label.name, table.get(one).get(label.name));
    }
    return table.intern(std::move(labels));
  }

  void put(Product& product, std::size_t step, const Operand& many, const Operand& one) {
    product.matched[step] = true;
    Outcome outcome = swapped_ ? operate(binary_.op, one, many) : operate(binary_.op, many, one);
    problems_.note(step, outcome);
    if (outcome.problem != Problem::none) return;
    if (binary_.return_bool) return product.column.set(step, outcome.keep ? 1.0 : 0.0);
    if (!outcome.keep) return;
    if (outcome.histogram) {
      product.column.set(step, std::move(outcome.histogram));
    } else {
      product.column.set(step, outcome.number);
    }
  }

  static Operand operand(const Column& column, std::size_t step) {
    return {column.values[step],
            column.is_histogram(step) ? column.histograms[step].get() : nullptr};
  }

  static bool share_a_step(const Column& a, const Column& b) {
    for (std::size_t step = 0; step < a.size(); ++step) {
      if (a.has(step) && b.has(step)) return true;
    }
    return false;
  }

  Product product(LabelId many, LabelId one, std::uint32_t group) {
    Product product;
    product.column = Column(result_labels(many, one), evaluator_.steps());
    product.column.drop_name =
        binary_.return_bool && evaluator_.query().options().delayed_name_removal;
    product.group = group;
    product.matched.resize(evaluator_.steps());
    return product;
  }

  void multiply(std::size_t index) {
    const Column& many = many_[index];
    const std::uint32_t number = many_group_[index];
    const Group& group = groups_[number];
    for (const std::size_t member : group.one) {
      const Column& one = one_[member];
      if (!share_a_step(many, one)) continue;
      Product result = product(many.labels, one.labels, number);
      for (std::size_t step = 0; step < many.size(); ++step) {
        if (many.has(step) && one.has(step)) {
          put(result, step, operand(many, step), operand(one, step));
        }
      }
      products_.push_back(std::move(result));
    }
    if (!fill_one_) return;
    Product filled = product(many.labels, match_groups_.labels_of(number), number);
    const Operand stand_in{*fill_one_, nullptr};
    bool used = false;
    for (std::size_t step = 0; step < many.size(); ++step) {
      if (!many.has(step) || group_has_one(group, step)) continue;
      put(filled, step, operand(many, step), stand_in);
      used = true;
    }
    if (used) products_.push_back(std::move(filled));
  }

  void fill_missing_many() {
    const Operand stand_in{*fill_many_, nullptr};
    for (std::size_t index = 0; index < one_.size(); ++index) {
      const Column& one = one_[index];
      const std::uint32_t number = one_group_[index];
      const auto& members = groups_[number].many;
      Product filled = product(match_groups_.labels_of(number), one.labels, number);
      bool used = false;
      for (std::size_t step = 0; step < one.size(); ++step) {
        const bool missing = std::ranges::none_of(
            members, [&](std::size_t member) { return many_[member].has(step); });
        if (!one.has(step) || !missing) continue;
        put(filled, step, stand_in, operand(one, step));
        used = true;
      }
      if (used) products_.push_back(std::move(filled));
    }
  }

  // With group_left or group_right the results of one group must differ in their labels.
  Result<void> check_unique() {
    if (matching_.cardinality == Cardinality::one_to_one) return {};
    std::unordered_map<LabelId, std::vector<std::size_t>> by_labels;
    for (std::size_t i = 0; i < products_.size(); ++i) {
      auto& same = by_labels[products_[i].column.labels];
      for (const std::size_t other : same) {
        if (products_[other].group == products_[i].group &&
            overlap(products_[other], products_[i])) {
          return failure("multiple matches for labels: grouping labels must ensure unique matches");
        }
      }
      same.push_back(i);
    }
    return {};
  }

  static bool overlap(const Product& a, const Product& b) {
    for (std::size_t step = 0; step < a.matched.size(); ++step) {
      if (a.matched[step] && b.matched[step]) return true;
    }
    return false;
  }

  Evaluator& evaluator_;
  const promql::Expr& expr_;
  const promql::Binary& binary_;
  const promql::VectorMatching& matching_;
  const bool swapped_;  // the left side is the one side
  Columns many_;
  Columns one_;
  // With group_right, fill_left stands in for the right side and fill_right for the left one: both
  // name the many and the one side, not places in the text.
  std::optional<double> fill_many_;
  std::optional<double> fill_one_;
  MatchGroups match_groups_;
  std::vector<std::uint32_t> many_group_;
  std::vector<std::uint32_t> one_group_;
  std::vector<Group> groups_;
  std::vector<bool> many_present_;
  std::vector<bool> one_present_;
  std::vector<Product> products_;
  std::vector<std::string> match_names_;
  Problems problems_;
};

}  // namespace

Result<Columns> combine_vectors(Evaluator& evaluator, const promql::Expr& expr, Columns lhs,
                                Columns rhs) {
  return VectorOperation(evaluator, expr, std::move(lhs), std::move(rhs)).run();
}

}  // namespace nsmon::engine

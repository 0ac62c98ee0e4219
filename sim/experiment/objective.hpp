#pragma once

#include <tl/expected.hpp>

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

/// What a search is after, as people write it: linear expressions over metrics and scenario keys.
///
///   25 * 0.06 * (1 - M01) + 0.01 * policy.grace_window
///   [M09 cases: wait, mean]
///   M05 <= 0.02
///
/// A metric is named by its id, and in brackets by id and label; a scenario key by its full name,
/// where a duration counts in hours. Sums, differences, products with numbers and parentheses;
/// a constraint compares two expressions by <= or >=.
namespace ordersim::experiment {

/// What an expression speaks of, and where: `at` and `length` count bytes of the text from 0.
struct Reference {
    bool is_metric = false;
    std::string name;   ///< "M01", or "policy.grace_window"
    std::string label;  ///< of the metric; empty for its headline
    std::size_t at = 0;
    std::size_t length = 1;
};

struct LinearTerm {
    double coefficient = 0;
    Reference reference;
};

struct LinearExpression {
    std::string text;  ///< as it was written
    double constant = 0;
    std::vector<LinearTerm> terms;  ///< in the order of the text
};

/// Holds where `excess` <= 0, which is by how much it fails otherwise: for "M05 <= 0.02" the excess
/// is M05 - 0.02.
struct Constraint {
    std::string text;
    LinearExpression excess;
};

struct ExpressionError {
    std::size_t at = 0;  ///< byte of the text, from 0; its length where the text ends too early
    std::size_t length = 1;
    std::string message;  ///< what is wrong there and what to write instead
};

[[nodiscard]] tl::expected<LinearExpression, ExpressionError> parse_expression(
    std::string_view text);

[[nodiscard]] tl::expected<Constraint, ExpressionError> parse_constraint(std::string_view text);

/// Whether the two can never hold together, whatever their metrics and keys come to: what one
/// leaves the other takes ("M01 >= .95" and "M01 <= .9").
[[nodiscard]] bool contradict(const Constraint& one, const Constraint& other);

/// The message, the text, and a caret under the fault:
///   MESSAGE
///     M01 ** 2
///         ^
[[nodiscard]] std::string with_caret(std::string_view text, const ExpressionError& error);

/// The value where `value_of(reference)` gives that of each reference. Terms add up in their order.
template <std::regular_invocable<const Reference&> Lookup>
[[nodiscard]] double evaluate(const LinearExpression& expression, const Lookup& value_of) {
    double value = expression.constant;
    for (const LinearTerm& term : expression.terms) {
        value += term.coefficient * value_of(term.reference);
    }
    return value;
}

}  // namespace ordersim::experiment

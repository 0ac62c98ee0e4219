#include "sim/experiment/objective.hpp"

#include "sim/base/trimmed.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <cstdint>
#include <utility>

namespace ordersim::experiment {

namespace {

/// Far more than anyone writes, far less than a stack holds.
constexpr std::uint32_t kNestingMax = 100;

bool is_digit(char c) {
    return '0' <= c && c <= '9';
}
bool is_letter(char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_';
}
bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// "M01": the id of a metric that needs no brackets.
bool is_metric_id(std::string_view word) {
    return word.size() == 3 && word[0] == 'M' && is_digit(word[1]) && is_digit(word[2]);
}

using Parsed = tl::expected<LinearExpression, ExpressionError>;

LinearExpression scaled(LinearExpression expression, double factor) {
    expression.constant *= factor;
    for (LinearTerm& term : expression.terms) {
        term.coefficient *= factor;
    }
    return expression;
}

LinearExpression sum_of(LinearExpression one, const LinearExpression& two) {
    one.constant += two.constant;
    one.terms.insert(one.terms.end(), two.terms.begin(), two.terms.end());
    return one;
}

/// A recursive descent over the text.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Parsed sum() {
        Parsed left = product();
        while (left && (next() == '+' || next() == '-')) {
            const double sign = text_[at_++] == '+' ? 1 : -1;
            const Parsed right = product();
            if (!right) {
                return right;
            }
            left = sum_of(std::move(*left), scaled(*right, sign));
        }
        return left;
    }

    /// The next character that is no space; 0 at the end.
    char next() {
        while (at_ < text_.size() && is_space(text_[at_])) {
            ++at_;
        }
        return at_ < text_.size() ? text_[at_] : '\0';
    }

    tl::unexpected<ExpressionError> error_at(std::size_t at, std::size_t length,
                                             std::string message) const {
        return tl::unexpected(
            ExpressionError{.at = at, .length = length, .message = std::move(message)});
    }

    tl::unexpected<ExpressionError> unexpected_here(const std::string& instead) {
        const char found = next();
        const std::string what =
            found == '\0' ? "the text ends here" : std::string("'") + found + "' cannot stand here";
        return error_at(at_, 1, what + ": " + instead);
    }

    /// Takes "<=" or ">="; 1 for the former, -1 for the latter, 0 if neither stands here.
    int comparison() {
        const char first = next();
        if ((first == '<' || first == '>') && text_.substr(at_ + 1, 1) == "=") {
            at_ += 2;
            return first == '<' ? 1 : -1;
        }
        return 0;
    }

private:
    Parsed product() {
        Parsed left = factor();
        while (left && (next() == '*' || next() == '/')) {
            const std::size_t sign_at = at_;
            const bool divides = text_[at_++] == '/';
            const Parsed right = factor();
            if (!right) {
                return right;
            }
            left = divides ? quotient(*left, *right, sign_at) : product_of(*left, *right, sign_at);
        }
        return left;
    }

    Parsed product_of(const LinearExpression& one, const LinearExpression& two,
                      std::size_t sign_at) const {
        if (!one.terms.empty() && !two.terms.empty()) {
            return error_at(sign_at, 1,
                            "a product of two metrics or keys: write a sum of them, each times a "
                            "number");
        }
        return one.terms.empty() ? scaled(two, one.constant) : scaled(one, two.constant);
    }

    Parsed quotient(const LinearExpression& one, const LinearExpression& two,
                    std::size_t sign_at) const {
        if (!two.terms.empty() || two.constant == 0) {
            return error_at(
                sign_at, 1,
                two.terms.empty() ? "division by zero" : "only division by a number is linear");
        }
        return scaled(one, 1 / two.constant);
    }

    Parsed factor() {
        const char first = next();
        if (first == '-') {
            return nested([this] {
                Parsed operand = factor();
                return operand ? Parsed(scaled(std::move(*operand), -1)) : operand;
            });
        }
        if (first == '(') {
            return nested([this] { return sum(); }, ')');
        }
        if (first == '[') {
            return bracketed_metric();
        }
        if (is_digit(first) || first == '.') {
            return number();
        }
        if (is_letter(first)) {
            return word();
        }
        return unexpected_here(
            "write a number, a metric like M01 or [M02 approved], or a key like "
            "policy.grace_window");
    }

    template <class Inner>
    Parsed nested(const Inner& inner, char close = '\0') {
        const std::size_t opened_at = at_++;
        if (++depth_ > kNestingMax) {
            return error_at(opened_at, 1, "nested too deeply: write it as a sum of products");
        }
        Parsed value = inner();
        --depth_;
        if (value && close != '\0') {
            if (next() != close) {
                return at_ < text_.size() ? Parsed(unexpected_here("write an operator or ')'"))
                                          : error_at(opened_at, 1, "this '(' is never closed");
            }
            ++at_;
        }
        return value;
    }

    Parsed number() {
        double value = 0;
        const char* const start = text_.data() + at_;
        const auto [end, fault] = std::from_chars(start, text_.data() + text_.size(), value);
        const auto length = static_cast<std::size_t>(end - start);
        if (fault != std::errc() || !std::isfinite(value)) {
            return error_at(at_, std::max<std::size_t>(length, 1), "not a number that can be held");
        }
        at_ += length;
        if (at_ < text_.size() && is_letter(text_[at_])) {
            return error_at(at_, 1, "numbers stand without units here: durations count in hours");
        }
        return LinearExpression{.text = {}, .constant = value, .terms = {}};
    }

    Parsed word() {
        const std::size_t start = at_;
        while (at_ < text_.size() &&
               (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '.')) {
            ++at_;
        }
        const std::string_view name = text_.substr(start, at_ - start);
        return reference({.is_metric = is_metric_id(name),
                          .name = std::string(name),
                          .label = {},
                          .at = start,
                          .length = name.size()});
    }

    Parsed bracketed_metric() {
        const std::size_t start = at_;
        const std::size_t end = text_.find(']', start);
        if (end == std::string_view::npos) {
            return error_at(start, 1, "this '[' is never closed");
        }
        const std::string_view inside = trimmed(text_.substr(start + 1, end - start - 1));
        const std::size_t space = std::min(inside.find(' '), inside.size());
        at_ = end + 1;
        if (inside.empty()) {
            return error_at(start, at_ - start, "empty: write id and label, as in [M02 approved]");
        }
        return reference({.is_metric = true,
                          .name = std::string(inside.substr(0, space)),
                          .label = std::string(trimmed(inside.substr(space))),
                          .at = start,
                          .length = at_ - start});
    }

    static Parsed reference(Reference reference) {
        return LinearExpression{.text = {},
                                .constant = 0,
                                .terms = {{.coefficient = 1, .reference = std::move(reference)}}};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint32_t depth_ = 0;
};

}  // namespace

Parsed parse_expression(std::string_view text) {
    Parser parser(text);
    Parsed parsed = parser.sum();
    if (parsed && parser.next() != '\0') {
        return parser.unexpected_here("write an operator: + - * /");
    }
    if (parsed) {
        parsed->text = std::string(text);
    }
    return parsed;
}

tl::expected<Constraint, ExpressionError> parse_constraint(std::string_view text) {
    Parser parser(text);
    const Parsed left = parser.sum();
    if (!left) {
        return tl::unexpected(left.error());
    }
    const int sign = parser.comparison();
    if (sign == 0) {
        return parser.unexpected_here("write <= or >= and a bound, as in M05 <= 0.02");
    }
    const Parsed right = parser.sum();
    if (!right) {
        return tl::unexpected(right.error());
    }
    if (parser.next() != '\0') {
        return parser.unexpected_here("a constraint is one comparison; give several of them apart");
    }
    LinearExpression excess = scaled(sum_of(*left, scaled(*right, -1)), sign);
    excess.text = std::string(text);
    return Constraint{.text = std::string(text), .excess = std::move(excess)};
}

bool contradict(const Constraint& one, const Constraint& other) {
    std::map<std::pair<std::string, std::string>, double> sums;
    for (const Constraint* constraint : {&one, &other}) {
        for (const LinearTerm& term : constraint->excess.terms) {
            sums[{term.reference.name, term.reference.label}] += term.coefficient;
        }
    }
    // Both hold where neither excess is positive, hence nor their sum.
    return one.excess.constant + other.excess.constant > 0 &&
           std::ranges::all_of(sums, [](const auto& sum) { return sum.second == 0; });
}

std::string with_caret(std::string_view text, const ExpressionError& error) {
    return error.message + "\n  " + std::string(text) + "\n  " + std::string(error.at, ' ') +
           std::string(error.length, '^');
}

}  // namespace ordersim::experiment

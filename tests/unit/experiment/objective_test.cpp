#include "sim/experiment/objective.hpp"

#include "sim/base/random.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <string>

using namespace ordersim::experiment;

namespace {

/// The value with M01 = 0.75, M02 approved = 0.5, and a grace window of 12 h.
double value_of(const LinearExpression& expression) {
    const std::map<std::string, double> known{
        {"M01", 0.75}, {"M02 approved", 0.5}, {"policy.grace_window", 12}};
    return evaluate(expression, [&](const Reference& reference) {
        return known.at(reference.label.empty() ? reference.name
                                                : reference.name + " " + reference.label);
    });
}

double value_of(const std::string& text) {
    const auto expression = parse_expression(text);
    REQUIRE(expression);
    CHECK(expression->text == text);
    return value_of(*expression);
}

struct Fault {
    std::string text;
    std::size_t at;
    std::string message;
};

}  // namespace

TEST_CASE("objective: a metric alone is one") {
    const auto expression = parse_expression("M10");
    REQUIRE(expression);
    REQUIRE(expression->terms.size() == 1);
    CHECK(expression->terms[0].coefficient == 1);
    CHECK(expression->terms[0].reference.is_metric);
    CHECK(expression->terms[0].reference.name == "M10");
    CHECK(expression->terms[0].reference.label.empty());
}

TEST_CASE("objective: a cost of failed cancels and of waiting") {
    CHECK(value_of("25 * 0.06 * (1 - M01) + 0.01 * policy.grace_window") ==
          Approx(25 * 0.06 * 0.25 + 0.12));
}

TEST_CASE("objective: signs, quotients and parentheses as everywhere") {
    CHECK(value_of("-M01") == -0.75);
    CHECK(value_of("--M01") == 0.75);
    CHECK(value_of("2 - 3 - M01") == -1.75);
    CHECK(value_of("8 / 4 / 2 * M01") == 0.75);
    CHECK(value_of("((M01 - 1) * -(2 + 2))") == 1);
    CHECK(value_of(" 1e-2*M01 ") == Approx(0.0075));
    CHECK(value_of("M01 * 2 - M01") == 0.75);
    CHECK(value_of(".5") == 0.5);
}

TEST_CASE("objective: a slice of a metric is named by id and label in brackets") {
    const auto expression = parse_expression("[M09 cases: wait, mean] + [ M02  approved ] + [M01]");
    REQUIRE(expression);
    REQUIRE(expression->terms.size() == 3);
    const Reference& wait = expression->terms[0].reference;
    CHECK(wait.is_metric);
    CHECK(wait.name == "M09");
    CHECK(wait.label == "cases: wait, mean");
    CHECK(wait.at == 0);
    CHECK(wait.length == 23);
    CHECK(expression->terms[1].reference.label == "approved");
    CHECK(expression->terms[2].reference.label.empty());
}

TEST_CASE("objective: a word that is no metric is a scenario key") {
    const auto expression = parse_expression("0.01 * sellers.class.small.weight");
    REQUIRE(expression);
    CHECK_FALSE(expression->terms[0].reference.is_metric);
    CHECK(expression->terms[0].reference.name == "sellers.class.small.weight");
    CHECK(expression->terms[0].reference.at == 7);
}

TEST_CASE("objective: what is wrong is named with its place") {
    const std::vector<Fault> faults{
        {"", 0, "the text ends here"},
        {"M01 +", 5, "the text ends here"},
        {"M01 M02", 4, "'M' cannot stand here: write an operator"},
        {"M01 * M02", 4, "a product of two metrics or keys"},
        {"1 / M01", 2, "only division by a number"},
        {"M01 / (2 - 2)", 4, "division by zero"},
        {"(M01", 0, "this '(' is never closed"},
        {"(M01]", 4, "']' cannot stand here"},
        {"[M02 approved", 0, "this '[' is never closed"},
        {"[ ]", 0, "empty"},
        {"30min", 2, "numbers stand without units"},
        {"1e999", 0, "not a number that can be held"},
        {".", 0, "not a number"},
        {"M01 <= 0.5", 4, "'<' cannot stand here"},
        {std::string(200, '(') + "1" + std::string(200, ')'), 100, "nested too deeply"},
    };
    for (const Fault& fault : faults) {
        CAPTURE(fault.text);
        const auto expression = parse_expression(fault.text);
        REQUIRE_FALSE(expression);
        CHECK(expression.error().at == fault.at);
        CHECK_THAT(expression.error().message, Catch::StartsWith(fault.message));
    }
}

TEST_CASE("objective: the caret stands under the fault") {
    const std::string text = "M01 * M02";
    const auto expression = parse_expression(text);
    REQUIRE_FALSE(expression);
    CHECK_THAT(with_caret(text, expression.error()), Catch::EndsWith("\n  M01 * M02\n      ^"));
}

TEST_CASE("constraint: its excess is by how much it fails") {
    const auto most = parse_constraint("M01 <= 0.7");
    REQUIRE(most);
    CHECK(most->text == "M01 <= 0.7");
    CHECK(value_of(most->excess) == Approx(0.05));
    const auto least = parse_constraint("2 * M01 + 0.5 >= policy.grace_window / 6");
    REQUIRE(least);
    CHECK(value_of(least->excess) == Approx(0.0).margin(1e-15));
    CHECK(least->excess.terms.size() == 2);
}

TEST_CASE("constraint: one comparison, no more and no less") {
    const std::vector<Fault> faults{
        {"M01", 3, "the text ends here: write <= or >="},
        {"M01 < 0.5", 4, "'<' cannot stand here: write <= or >="},
        {"M01 == 0.5", 4, "'=' cannot stand here"},
        {"0.1 <= M01 <= 0.5", 11, "'<' cannot stand here: a constraint is one comparison"},
        {"M01 <= ", 7, "the text ends here: write a number"},
        {"M01 * M02 <= 1", 4, "a product of two"},
    };
    for (const Fault& fault : faults) {
        CAPTURE(fault.text);
        const auto constraint = parse_constraint(fault.text);
        REQUIRE_FALSE(constraint);
        CHECK(constraint.error().at == fault.at);
        CHECK_THAT(constraint.error().message, Catch::StartsWith(fault.message));
    }
}

TEST_CASE("objective: whatever is typed gives a value or a fault within the text") {
    enum class Purpose : std::uint16_t { length, letter };
    const std::string letters = "M01 +-*/()[].e9<=_ap\t\xff";
    std::uint32_t accepted = 0;
    for (std::uint32_t text_number = 0; text_number < 20'000; ++text_number) {
        const ordersim::Draws draws(1, text_number);
        std::string text(1 + draws.bits(0, Purpose::length) % 12, ' ');
        for (std::size_t i = 0; i < text.size(); ++i) {
            text[i] = letters[draws.bits(i, Purpose::letter) % letters.size()];
        }
        const auto expression = parse_expression(text);
        const auto constraint = parse_constraint(text);
        accepted += expression ? 1U : 0U;
        CHECK((expression || expression.error().at <= text.size()));
        CHECK((constraint || constraint.error().at <= text.size()));
        CHECK_FALSE((expression && constraint));
    }
    CHECK(accepted > 100);
}

TEST_CASE("constraint: two that leave nothing between them contradict each other") {
    const auto contradicts = [](const char* one, const char* other) {
        return contradict(*parse_constraint(one), *parse_constraint(other));
    };
    CHECK(contradicts("M01 >= .95", "M01 <= .9"));
    CHECK(contradicts("2 * M01 - M05 >= 1", "M05 >= 2 * M01"));
    CHECK_FALSE(contradicts("M01 >= .9", "M01 <= .9"));
    CHECK_FALSE(contradicts("M01 >= .95", "M05 <= .9"));
    CHECK_FALSE(contradicts("M01 >= .95", "[M01 wallet] <= .9"));
}

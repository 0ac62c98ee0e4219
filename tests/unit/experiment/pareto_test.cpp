#include "sim/experiment/pareto.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace ordersim::experiment;

namespace {

using Values = std::vector<double>;
using Dominators = std::vector<std::optional<std::size_t>>;

/// Ten replications about a mean, moving together as on common draws.
Values around(double mean) {
    return {mean + 0.3, mean - 0.2, mean, mean + 0.1, mean - 0.2,
            mean,       mean + 0.2, mean, mean - 0.3, mean + 0.1};
}

/// The same mean, moving on its own.
Values apart(double mean) {
    return {mean - 0.2, mean + 0.3, mean + 0.1, mean,       mean,
            mean - 0.2, mean,       mean + 0.2, mean + 0.1, mean - 0.3};
}

}  // namespace

TEST_CASE("pareto: what is surely worse in everything is dominated") {
    const std::vector<ParetoAim> aims{
        {.is_higher_better = true, .values = {around(0.7), around(0.8), around(0.6)}},
        {.is_higher_better = false, .values = {around(5), around(4), around(3)}}};
    CHECK(dominated_by(aims, 0.95) == Dominators{1, std::nullopt, std::nullopt});
}

TEST_CASE("pareto: a lead that noise could explain dominates nothing") {
    const std::vector<ParetoAim> aims{
        {.is_higher_better = true, .values = {around(0.7), apart(0.75)}},
        {.is_higher_better = false, .values = {around(5), around(4)}}};
    CHECK(dominated_by(aims, 0.95) == Dominators{std::nullopt, std::nullopt});
}

TEST_CASE("pareto: an aim in which no draw sets two apart does not stand in the way") {
    const std::vector<ParetoAim> aims{{.is_higher_better = true, .values = {around(1), around(1)}},
                                      {.is_higher_better = true, .values = {around(2), around(3)}}};
    CHECK(dominated_by(aims, 0.95) == Dominators{1, std::nullopt});
    const std::vector<ParetoAim> alike{
        {.is_higher_better = true, .values = {around(1), around(1)}}};
    CHECK(dominated_by(alike, 0.95) == Dominators{std::nullopt, std::nullopt});
}

TEST_CASE("pareto: who is beaten by many is told of one that none beats") {
    const std::vector<ParetoAim> aims{
        {.is_higher_better = true, .values = {around(1), around(2), around(3)}}};
    CHECK(dominated_by(aims, 0.95) == Dominators{2, 2, std::nullopt});
}

TEST_CASE("pareto: only replications that both have are compared, and none is no verdict") {
    Values longer = around(3);
    longer.push_back(100);
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<ParetoAim> aims{
        {.is_higher_better = true, .values = {around(1), longer, Values(10, nothing), {}}}};
    CHECK(dominated_by(aims, 0.95) == Dominators{1, std::nullopt, std::nullopt, std::nullopt});
    CHECK(dominated_by({}, 0.95).empty());
}

#include "tests/theory/verification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <string>

#include "sim/experiment/run.hpp"
#include "sim/measure/interval.hpp"

namespace ordersim::tests {
namespace {

/// Each scenario runs once; its variants are the cases.
measure::Result result_of(const std::string& scenario) {
    const auto loaded = scenario::load(
        {.path = std::string(ORDERSIM_SOURCE_DIR "/scenarios/verification/") + scenario + ".toml",
         .overrides = {"run.check_invariants=true"},
         .library = ORDERSIM_SOURCE_DIR "/scenarios"});
    if (!loaded) {
        FAIL(scenario::to_text(loaded.error()));
    }
    const auto result = experiment::run(*loaded, {.threads = 2});
    REQUIRE(result);
    return *result;
}

const measure::Estimate& estimate_of(const measure::Result& result, const ReferenceCase& one) {
    const auto variant = std::ranges::find(result.variants, one.variant, &measure::Variant::name);
    REQUIRE(variant != result.variants.end());
    const auto metric = std::ranges::find_if(variant->metrics, [&](const measure::Metric& each) {
        return each.id == one.id && each.label == one.label;
    });
    REQUIRE(metric != variant->metrics.end());
    return metric->estimate;
}

/// From the interval's own half-width: what the statistics say of themselves is tested too.
double z_score(const measure::Estimate& estimate, double level, const ReferenceCase& one) {
    const double t = measure::t_quantile((1 + level) / 2, estimate.replications - 1.0);
    const double half_width = std::max(estimate.high - estimate.value,
                                       estimate.value - estimate.low);
    return (estimate.value * one.scale - one.value) / (half_width * one.scale / t);
}

}  // namespace

void check_cases(std::span<const ReferenceCase> cases) {
    std::map<std::string, measure::Result> results;
    std::string table = fmt::format("{:<12} {:<33} {:>14} {:>14} {:>6}\n", "case", "quantity",
                                    "theory", "simulated", "z");
    double sum_of_squares = 0;
    for (const ReferenceCase& one : cases) {
        if (!results.contains(one.scenario)) {
            results.emplace(one.scenario, result_of(one.scenario));
        }
        const measure::Result& result = results.at(one.scenario);
        const measure::Estimate& estimate = estimate_of(result, one);
        const double z = z_score(estimate, result.level, one);
        table += fmt::format("{:<12} {:<33} {:>14.9f} {:>14.9f} {:>6.2f}\n", one.variant,
                             one.quantity, one.value, estimate.value * one.scale, z);
        INFO(one.variant << ": " << one.quantity << ": z = " << z);
        CHECK(std::abs(z) < 4.5);
        sum_of_squares += z * z;
    }
    // Standard errors that were much too large would pass any bound on z: together the z-scores
    // must be about as large as chance makes them. They are not independent, hence the wide limits.
    const double mean_square = sum_of_squares / static_cast<double>(cases.size());
    CHECK(mean_square > 0.3);
    CHECK(mean_square < 2.5);
    WARN(table);
}

}  // namespace ordersim::tests

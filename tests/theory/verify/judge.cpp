#include "tests/theory/verify/judge.hpp"

#include "sim/base/assert.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::verify {

namespace {

constexpr double kTailMax = 5e-5;

/// The normal score with the tail probability that Student's t has there.
double normal_score(double t, double degrees_of_freedom) {
    if (std::isnan(t)) {
        return t;
    }
    const boost::math::students_t_distribution<double> student(degrees_of_freedom);
    const double tail = cdf(complement(student, std::abs(t)));
    if (tail < std::numeric_limits<double>::min()) {
        return std::copysign(std::numeric_limits<double>::infinity(), t);
    }
    const boost::math::normal_distribution<double> normal;
    return std::copysign(quantile(complement(normal, tail)), t);
}

double deviation_of(const Seen& seen, double exact) {
    return seen.deviation.value_or(seen.estimate.value - exact);
}

double score(double exact, std::span<const Seen> seeds) {
    const auto n = static_cast<double>(seeds.size());
    double mean = 0;
    double known_variance = 0;
    for (const Seen& seen : seeds) {
        const double error = seen.standard_error.value_or(0);
        mean += deviation_of(seen, exact) / n;
        known_variance += error * error / n;
    }
    if (known_variance > 0) {
        return mean / std::sqrt(known_variance / n);
    }
    double squares = 0;
    for (const Seen& seen : seeds) {
        const double from_mean = deviation_of(seen, exact) - mean;
        squares += from_mean * from_mean;
    }
    if (squares == 0) {
        return mean == 0 ? 0 : std::copysign(std::numeric_limits<double>::infinity(), mean);
    }
    return normal_score(mean / std::sqrt(squares / (n - 1) / n), n - 1);
}

bool covers(const measure::Estimate& estimate, double exact) {
    return estimate.low <= exact && exact <= estimate.high;
}

}  // namespace

CoverageLimits coverage_limits(std::uint32_t seeds) {
    const boost::math::binomial_distribution<double> law(seeds, kLevel);
    CoverageLimits limits{.low = 0, .high = seeds};
    while (cdf(law, limits.low) <= kTailMax) {
        limits.red_by_chance = cdf(law, limits.low);
        ++limits.low;
    }
    double above = 0;
    while (above + pdf(law, limits.high) <= kTailMax) {
        above += pdf(law, limits.high);
        --limits.high;
    }
    limits.red_by_chance += above;
    return limits;
}

Verdict judge(double exact, std::span<const Seen> seeds) {
    ORDERSIM_ASSERT(seeds.size() >= 2);
    Verdict verdict{.z = score(exact, seeds), .is_certain = true};
    for (const Seen& seen : seeds) {
        const measure::Estimate& estimate = seen.estimate;
        verdict.estimate += estimate.value / static_cast<double>(seeds.size());
        verdict.covered += covers(estimate, exact) ? 1U : 0U;
        verdict.is_certain &= estimate.low == exact && estimate.high == exact;
    }
    const CoverageLimits limits = coverage_limits(static_cast<std::uint32_t>(seeds.size()));
    const bool is_score_fine = std::abs(verdict.z) < kScoreMax;  // no NaN is
    const bool is_coverage_fine = limits.low <= verdict.covered && verdict.covered <= limits.high;
    verdict.is_red = !is_score_fine || !(is_coverage_fine || verdict.is_certain);
    return verdict;
}

}  // namespace ordersim::verify

#include "sim/gate/methods.hpp"

#include "sim/gate/provenance.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/rank_shift.hpp"
#include "sim/measure/welch.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ordersim::gate {

namespace {

using measure::Estimate;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// With fewer pairs Student's interval of their differences is wider than Welch's of all
/// replications, and stands on too few values.
constexpr std::size_t kPairsMin = 5;

bool is_estimated(const Sample& sample) {
    return sample.front()->level > 0;
}

/// Mean, its standard error and the replications behind it.
struct Moments {
    double mean = 0;
    double variance = 0;     ///< of the mean; infinite where nothing is known of it
    double freedom = 0;      ///< degrees of
    std::string fault = {};  ///< why nothing is known of the variance
};

/// Whether nothing varied: what is left of the width is rounding, at values of that size.
bool is_point(const Estimate& estimate, double size) {
    constexpr double rounding = 1e-12;
    return estimate.high - estimate.low <= rounding * std::abs(size);
}

/// Why the interval says nothing of how far replications lie apart; empty: it does.
std::string spread_fault(const Reading& reading) {
    const Estimate& estimate = reading.estimate;
    if (estimate.replications < 2 || !std::isfinite(estimate.low) ||
        !std::isfinite(estimate.high)) {
        return reading.place + " has no interval of its own";
    }
    if (is_point(estimate, estimate.value)) {
        return reading.place +
               ": replications that agree to the bit tell no spread; only equal seeds on both "
               "sides would tell more";
    }
    if (reading.traits.unit == "share" && estimate.low <= 0 && estimate.high >= 1) {
        return reading.place +
               ": its interval is all there is from 0 to 1; more --replications tell more";
    }
    return {};
}

/// Student's interval is as wide below as above; a share's is cut at 0 and 1, where the wider side
/// is the whole one.
Moments moments_of(const Reading& reading) {
    const Estimate& estimate = reading.estimate;
    const double freedom = std::max(estimate.replications, 1U) - 1.0;
    if (std::string fault = spread_fault(reading); !fault.empty()) {
        return {estimate.value, kInfinity, freedom, std::move(fault)};
    }
    const double half_width =
        std::max(estimate.high - estimate.value, estimate.value - estimate.low);
    const double error = half_width / measure::t_quantile((1 + reading.level) / 2, freedom);
    return {estimate.value, error * error, freedom};
}

/// Readings that have data by what they were drawn from: equal draws count once.
std::map<std::string, const Reading*> by_draws(const Sample& sample) {
    std::map<std::string, const Reading*> readings;
    for (const Reading* reading : sample) {
        if (!std::isnan(reading->estimate.value)) {
            readings.emplace(reading->draws, reading);
        }
    }
    return readings;
}

/// Of the mean over several records on draws of their own.
Moments pooled(const Sample& sample) {
    const auto readings = by_draws(sample);
    const auto count = static_cast<double>(readings.size());
    Moments all;
    double share = 0;  // of the variances squared, by freedom (Satterthwaite 1946)
    for (const auto& [draws, reading] : readings) {
        const Moments one = moments_of(*reading);
        all.mean += one.mean / count;
        const double variance = one.variance / (count * count);
        all.variance += variance;
        share += variance * variance / one.freedom;
        all.fault = all.fault.empty() ? one.fault : all.fault;
        all.freedom += one.freedom;
    }
    if (readings.size() > 1 && share > 0 && std::isfinite(all.variance)) {
        all.freedom = all.variance * all.variance / share;
    }
    return all;
}

Estimate with_bounds(const Moments& moments, double level) {
    const double half_width =
        std::isfinite(moments.variance) && moments.freedom >= 1
            ? measure::t_quantile((1 + level) / 2, moments.freedom) * std::sqrt(moments.variance)
            : kInfinity;
    return {.value = moments.mean,
            .low = moments.mean - half_width,
            .high = moments.mean + half_width,
            .replications = static_cast<std::uint32_t>(moments.freedom) + 1};
}

/// Welch and Satterthwaite, as welch.hpp has it for the values themselves.
Estimate welch_of(const Moments& value, const Moments& baseline, double level) {
    Moments difference{value.mean - baseline.mean, value.variance + baseline.variance, 0};
    if (std::isfinite(difference.variance)) {
        difference.freedom = difference.variance * difference.variance /
                             (value.variance * value.variance / value.freedom +
                              baseline.variance * baseline.variance / baseline.freedom);
    }
    Estimate estimate = with_bounds(difference, level);
    estimate.replications =
        static_cast<std::uint32_t>(std::min(value.freedom, baseline.freedom)) + 1;
    return estimate;
}

/// Two readings on the same draws that differ; empty: there are none.
std::string conflict_in(const Sample& sample) {
    const auto readings = by_draws(sample);
    for (const Reading* reading : sample) {
        const auto first = readings.find(reading->draws);
        if (first != readings.end() && !is_same_result(*first->second, *reading)) {
            return first->second->place + " and " + reading->place +
                   ": one seed, and two results; give a side the records of one program, or seeds "
                   "that differ";
        }
    }
    return {};
}

struct Pairs {
    std::vector<double> values;
    std::vector<double> baseline;
    bool is_same = true;  ///< every pair agrees to the last bit
};

Pairs common_draws(const Sample& news, const Sample& baseline) {
    Pairs pairs;
    const auto others = by_draws(baseline);
    for (const auto& [draws, reading] : by_draws(news)) {
        if (const auto other = others.find(draws); other != others.end()) {
            pairs.values.push_back(reading->estimate.value);
            pairs.baseline.push_back(other->second->estimate.value);
            pairs.is_same = pairs.is_same && is_same_result(*reading, *other->second);
        }
    }
    return pairs;
}

bool is_alone(const Sample& sample) {
    return std::ranges::all_of(sample,
                               [](const Reading* reading) { return reading->replications == 1; }) &&
           by_draws(sample).size() == 1;
}

std::string too_few(std::size_t have, std::uint32_t needed, const char* what) {
    return std::to_string(have) + " " + what + " are too few for an interval at this level; " +
           std::to_string(needed) + " would do";
}

/// Student's interval of what pairs differ by; where all differ by the same, which gives it no
/// width, that of the signed ranks, which needs more pairs.
void settle_pairs(const Pairs& pairs, double level, Difference& result) {
    result.method = "paired t";
    result.difference = measure::mean_difference({pairs.values, pairs.baseline}, level);
    if (is_point(result.difference, pairs.values.front() + pairs.baseline.front())) {
        result.method = "paired ranks";
        result.difference = measure::paired_shift_estimate({pairs.values, pairs.baseline}, level);
    }
    if (!std::isfinite(result.difference.low)) {
        result.note =
            too_few(pairs.values.size(), measure::shift_pairs_needed(level), "common seeds");
    }
}

/// The replications behind a sample, where none differs from the others of its record.
std::optional<std::vector<double>> constant_replications(const Sample& sample) {
    std::vector<double> values;
    for (const auto& [draws, reading] : by_draws(sample)) {
        const Estimate& estimate = reading->estimate;
        if (!is_point(estimate, estimate.value)) {
            return std::nullopt;
        }
        values.insert(values.end(), estimate.replications, estimate.value);
    }
    return values.empty() ? std::nullopt : std::optional(std::move(values));
}

/// Of replications that all agree on either side: Student's interval has no width, that of ranks
/// is as sure as there are replications.
void settle_constants(const std::vector<double>& values, const std::vector<double>& baseline,
                      double level, Difference& result) {
    result.method = "ranks";
    result.baseline = measure::median_estimate(baseline, level);
    result.value = measure::median_estimate(values, level);
    result.difference = measure::shift_estimate(values, baseline, level);
    if (!std::isfinite(result.difference.low)) {
        result.note = too_few(std::min(values.size(), baseline.size()),
                              measure::shift_values_needed(level), "replications that agree");
    }
}

tl::expected<Difference, std::string> of_estimates(const Sample& news, const Sample& baseline,
                                                   double level) {
    Difference result{.method = "Welch",
                      .baseline = estimate_of(baseline, level),
                      .value = estimate_of(news, level),
                      .difference = {},
                      .note = {}};
    const Pairs pairs = common_draws(news, baseline);
    for (const Sample* sample : {&news, &baseline}) {
        if (const std::string conflict = conflict_in(*sample); !conflict.empty()) {
            return tl::unexpected(conflict);
        }
    }
    const bool all_paired = pairs.values.size() == by_draws(news).size() &&
                            pairs.values.size() == by_draws(baseline).size();
    if (all_paired && pairs.is_same) {
        result.method = "exact";
        result.difference = {0, 0, 0, result.value.replications};
        return result;
    }
    for (const Sample* sample : {&news, &baseline}) {
        if (is_alone(*sample)) {
            return tl::unexpected(sample->front()->place +
                                  ": one replication tells no spread; run with --replications 10 "
                                  "or more");
        }
    }
    if (all_paired && pairs.values.size() >= kPairsMin) {
        settle_pairs(pairs, level, result);
        return result;
    }
    const auto values = constant_replications(news);
    const auto olds = constant_replications(baseline);
    if (values && olds) {
        settle_constants(*values, *olds, level, result);
        return result;
    }
    const Moments ours = pooled(news);
    const Moments theirs = pooled(baseline);
    result.difference = welch_of(ours, theirs, level);
    result.note = ours.fault.empty() ? theirs.fault : ours.fault;
    return result;
}

/// One value a file where there are several: what differs between processes shows between files.
std::vector<double> values_of(const Sample& sample) {
    std::vector<double> values;
    for (const Reading* reading : sample) {
        values.push_back(measure::median_of(reading->values));
    }
    return sample.size() > 1 ? values : sample.front()->values;
}

bool is_constant(const std::vector<double>& values) {
    return std::ranges::all_of(values, [&](double value) { return value == values.front(); });
}

/// What rounding may hide in the sample.
double step_of(const Sample& sample) {
    double step = 0;
    for (const Reading* reading : sample) {
        step = std::max(step, reading->traits.step);
    }
    return step;
}

/// Why a measured sample cannot be judged; empty: it can.
std::string fault_of(const Sample& sample, const std::vector<double>& values) {
    const Reading& first = *sample.front();
    if (!std::ranges::all_of(values, [](double value) { return std::isfinite(value); })) {
        return first.place + ": a value that is no number; what was measured there has none";
    }
    if (values.size() == 1) {
        return first.place +
               ": one repetition tells no spread; give several files a side, or benchmarks with "
               "--benchmark_repetitions=10";
    }
    if (first.traits.is_timed && first.traits.step == 0 && is_constant(values)) {
        return first.place + ": all " + std::to_string(values.size()) +
               " values are the same to the last digit, which no clock gives: copied files, or a "
               "clock too coarse; measure longer (--benchmark_min_time)";
    }
    return {};
}

tl::expected<Difference, std::string> of_values(const Sample& news, const Sample& baseline,
                                                const MethodOptions& options) {
    const std::vector<double> values = values_of(news);
    const std::vector<double> olds = values_of(baseline);
    for (const auto& [sample, own] : {std::pair(&news, &values), std::pair(&baseline, &olds)}) {
        if (const std::string fault = fault_of(*sample, *own); !fault.empty()) {
            return tl::unexpected(fault);
        }
    }
    Difference result{.method = options.is_paired ? "paired ranks" : "ranks",
                      .baseline = measure::median_estimate(olds, options.level),
                      .value = measure::median_estimate(values, options.level),
                      .difference = {},
                      .note = {}};
    if (options.is_paired) {
        if (values.size() != olds.size()) {
            return tl::unexpected(news.front()->place + ": " + std::to_string(values.size()) +
                                  " values against " + std::to_string(olds.size()) +
                                  "; pairs need as many on both sides, in the order in which they "
                                  "were measured");
        }
        result.difference = measure::paired_shift_estimate({values, olds}, options.level);
    } else {
        result.difference = measure::shift_estimate(values, olds, options.level);
    }
    const double step = std::max(step_of(news), step_of(baseline));
    result.difference.low -= step;
    result.difference.high += step;
    if (!std::isfinite(result.difference.low)) {
        result.note =
            options.is_paired
                ? too_few(values.size(), measure::shift_pairs_needed(options.level), "pairs")
                : too_few(std::min(values.size(), olds.size()),
                          measure::shift_values_needed(options.level), "values a side");
    }
    return result;
}

}  // namespace

tl::expected<Difference, std::string> difference_of(const Sample& news, const Sample& baseline,
                                                    const MethodOptions& options) {
    if (is_estimated(news) != is_estimated(baseline)) {
        return tl::unexpected(news.front()->place + " and " + baseline.front()->place +
                              ": one was measured, the other simulated; compare like with like");
    }
    return is_estimated(news) ? of_estimates(news, baseline, options.level)
                              : of_values(news, baseline, options);
}

Estimate estimate_of(const Sample& sample, double level) {
    if (!is_estimated(sample)) {
        return measure::median_estimate(values_of(sample), level);
    }
    Estimate estimate = with_bounds(pooled(sample), level);
    if (sample.front()->traits.unit == "share") {
        estimate.low = std::isfinite(estimate.low) ? std::max(estimate.low, 0.0) : estimate.low;
        estimate.high = std::isfinite(estimate.high) ? std::min(estimate.high, 1.0) : estimate.high;
    }
    return estimate;
}

}  // namespace ordersim::gate

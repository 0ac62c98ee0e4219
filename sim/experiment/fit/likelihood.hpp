#pragma once

#include "sim/experiment/fit/time_table.hpp"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <vector>

/// Maximum likelihood from right-censored times: of each event its density, of each censored time
/// the probability to last longer (Klein and Moeschberger 2003, section 3.5).
///
/// Pure functions, safe on any thread; sums run in the order of the table. One pass over its rows
/// an iteration, and less than ten iterations as a rule.
namespace ordersim::experiment {

/// The highest point of a likelihood. Parameters as the law takes them, in hours where they are
/// times.
struct Likeliest {
    std::vector<double> parameters;
    /// Standard errors by the observed information, on the scale of the logarithm; of a share, of
    /// its log-odds.
    std::vector<double> errors;
    double log_likelihood = 0;
};

/// The error is a sentence: why the likelihood has no highest point.
using Fitted = tl::expected<Likeliest, std::string>;

inline constexpr const char* kAllEqual = "all times are equal";
inline constexpr const char* kNoTop =
    "the likelihood has no highest point: the times say too little about their spread";

// All require an event.

/// {mean}: all time watched over the events.
[[nodiscard]] Fitted fit_exponential(const TimeTable& table);

// The laws whose logarithm is moved and stretched. In (location / spread, 1 / spread) their
// likelihood is concave, censored or not (Burridge 1981), so that Newton's method finds its only
// summit from any start.

/// {median, sigma}
[[nodiscard]] Fitted fit_lognormal(const TimeTable& table);
/// {shape, scale}
[[nodiscard]] Fitted fit_weibull(const TimeTable& table);
/// {shape, scale}
[[nodiscard]] Fitted fit_loglogistic(const TimeTable& table);

/// {shape, scale}, by Newton's method in their logarithms; what a censored time hides by one sweep
/// over all of them an iteration.
[[nodiscard]] Fitted fit_gamma(const TimeTable& table);

/// {share of the quicker part, its median, its sigma, the other's median, its sigma}
///
/// The likelihood has many summits, and none at the top: a part narrowed to one time climbs without
/// end. Expectation and maximisation from six fixed starts, on at most 2,000 times, finds the
/// summits; Newton's method climbs the highest whose parts hold five times and are at most 20 times
/// as wide as each other (Hathaway 1985). `near` says where to look first; it may be empty.
[[nodiscard]] Fitted fit_lognormal_mixture(const TimeTable& table, std::span<const double> near);

}  // namespace ordersim::experiment

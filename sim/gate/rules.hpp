#pragma once

#include "sim/gate/sample.hpp"
#include "sim/scenario/scenario.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a thresholds file (TOML) says: which metrics are judged, by how much, in which direction.
///
///     alpha = 0.01              # chance of any false verdict among all metrics
///
///     [[rule]]
///     metric = "decide* cpu_time"   # by full name; * stands for anything
///     threshold = "3 %"             # of the baseline; a number is in the metric's unit, and
///                                   # "0.5 points" are of a share, 0.005
///     better = "lower"              # lower, higher
///     judge = true                  # false: leave it out
///
/// Of several rules that match, the last that speaks of a thing decides it.
namespace ordersim::gate {

/// The origin of a threshold that no rule gave.
inline constexpr const char* kByDefault = "by default";

struct Threshold {
    double value = 0;
    bool is_relative = false;   ///< `value` times the baseline's
    std::string origin;         ///< "gate.toml:6"
    bool is_in_points = false;  ///< for shares alone: "1 point", of which `value` is 0.01
};

struct Rule {
    std::string pattern;
    std::optional<Threshold> threshold;
    std::optional<measure::Better> better;
    std::optional<bool> is_judged;
    std::string origin;
};

/// Of alpha: below, no sample has an interval at its level; above, a verdict says little.
inline constexpr double kAlphaMin = 1e-9;
inline constexpr double kAlphaMax = 0.49;

struct Rules {
    std::optional<double> alpha;
    std::vector<Rule> rules;
};

/// All that is wrong with the text at once, each with its place.
[[nodiscard]] tl::expected<Rules, std::vector<scenario::Diagnostic>> rules_from_toml(
    std::string_view text, const std::string& name);

/// Whether `*` and other characters of `pattern` are all of `text`. O(pattern x text).
[[nodiscard]] bool matches(std::string_view pattern, std::string_view text);

/// A metric after all rules that match it.
struct Ruled {
    measure::Better better = measure::Better::neither;
    bool is_judged = false;
    Threshold threshold;
};
[[nodiscard]] Ruled ruled(const MetricKey& key, const MetricTraits& traits, const Rules& rules);

/// Why that is no threshold for the metric: of a share, 1 and more is all that there can be, and
/// points are of shares only. Empty: it is one.
[[nodiscard]] std::string threshold_fault(const Threshold& threshold, const MetricKey& key,
                                          const std::string& unit);

/// Rules that match no metric: misspelt, or what they were for is gone. By their origin.
[[nodiscard]] std::vector<std::string> idle_rules(const std::vector<MetricKey>& keys,
                                                  const Rules& rules);

}  // namespace ordersim::gate

#include "sim/gate/changes.hpp"
#include "sim/gate/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace ordersim::gate {

namespace {

using measure::Estimate;
using measure::GateChange;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool is_regressed(const GateChange& change) {
    return change.verdict == "regressed";
}

/// What the fresh sample alone says: an error where it says nothing.
tl::expected<Difference, std::string> fresh_difference(const Side& news, const Side& baseline,
                                                       const MetricKey& key, double level) {
    const auto ours = news.find(key);
    const auto theirs = baseline.find(key);
    if (ours == news.end() || theirs == baseline.end() || !is_sampled(ours->second)) {
        return tl::unexpected(std::string("the fresh sample does not hold it"));
    }
    if (const std::string& unit = ours->second.front()->traits.unit;
        unit != theirs->second.front()->traits.unit) {
        return tl::unexpected("the fresh sample counts in " + unit);
    }
    return difference_of(ours->second, theirs->second, {.level = level, .is_paired = false});
}

Estimate without_bounds(Estimate estimate) {
    estimate.low = -kInfinity;
    estimate.high = kInfinity;
    return estimate;
}

}  // namespace

void confirm(Judged& judged, const std::vector<Readings>& fresh,
             const std::vector<Readings>& baseline, const Rules& rules,
             const JudgeOptions& options) {
    const auto suspects = std::ranges::count_if(judged.changes, is_regressed);
    if (suspects == 0) {
        return;
    }
    std::vector<std::string> notes;
    const Side ours = side_of(fresh);
    const Side theirs = aligned(side_of(baseline), ours, notes);
    const double level = level_of(options.alpha, static_cast<std::size_t>(suspects));
    for (GateChange& change : judged.changes) {
        if (!is_regressed(change)) {
            continue;
        }
        change.confirmation.push_back({{}, change.value, change.difference});
        const MetricKey key{change.group, change.metric, change.label};
        const auto found = fresh_difference(ours, theirs, key, level);
        if (found) {
            settle(change, *found, ruled(key, ours.at(key).front()->traits, rules));
        } else {
            change.difference = without_bounds(change.difference);
            change.verdict = "undecided";
            change.note = found.error();
        }
        if (change.verdict == "improved") {
            change.verdict = "undecided";
            change.note = "one sample says regressed, the other improved";
        }
        change.confirmation.front().outcome = is_regressed(change) ? "confirmed" : "not confirmed";
    }
    judged.notes.push_back(
        fmt::format("{} {} regressed at first and {} measured again: what is said of {} is said "
                    "of the fresh sample, with {:.6g} % an interval",
                    suspects, suspects == 1 ? "metric" : "metrics", suspects == 1 ? "was" : "were",
                    suspects == 1 ? "it" : "them", 100 * level));
}

}  // namespace ordersim::gate

#include "sim/gate/changes.hpp"

#include "sim/measure/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace ordersim::gate {

namespace {

using measure::Better;
using measure::GateChange;

std::set<std::string> groups_of(const Side& side) {
    std::set<std::string> groups;
    for (const auto& [key, sample] : side) {
        groups.insert(key.group);
    }
    return groups;
}

bool is_simulated(const Side& side) {
    return !side.empty() && side.begin()->second.front()->level > 0;
}

const char* better_word(Better better) {
    switch (better) {
    case Better::higher: return "higher";
    case Better::lower: return "lower";
    case Better::neither: break;
    }
    return "";
}

std::string threshold_text(const Threshold& threshold) {
    if (!threshold.is_relative) {
        return threshold.origin;
    }
    const std::string amount = fmt::format("{:g} %", 100 * threshold.value);
    return threshold.origin == kByDefault ? amount + " " + kByDefault
                                          : threshold.origin + ": " + amount;
}

double amount_of(const Threshold& threshold, double baseline) {
    return threshold.is_relative ? threshold.value * std::abs(baseline) : threshold.value;
}

}  // namespace

double level_of(double alpha, std::size_t judged) {
    return 1 - alpha / static_cast<double>(std::max<std::size_t>(judged, 1));
}

bool is_sampled(const Sample& sample) {
    return std::ranges::any_of(sample, [](const Reading* reading) {
        return !reading->values.empty() || !std::isnan(reading->estimate.value);
    });
}

Side aligned(Side baseline, const Side& news, std::vector<std::string>& notes) {
    const std::set<std::string> ours = groups_of(news);
    const std::set<std::string> theirs = groups_of(baseline);
    if (ours.size() != 1 || theirs.size() != 1 || ours == theirs || !is_simulated(news)) {
        return baseline;
    }
    notes.push_back(
        fmt::format("two scenarios are compared: {} against {}", *ours.begin(), *theirs.begin()));
    Side renamed;
    for (auto& [key, sample] : baseline) {
        renamed.emplace(MetricKey{*ours.begin(), key.metric, key.label}, std::move(sample));
    }
    return renamed;
}

GateChange change_of(const MetricKey& key, const MetricTraits& traits, const Ruled& ruled) {
    GateChange change;
    change.group = key.group;
    change.metric = key.metric;
    change.label = key.label;
    change.name = traits.name;
    change.unit = traits.unit;
    change.better = better_word(ruled.better);
    change.threshold_from = threshold_text(ruled.threshold);
    return change;
}

void settle(GateChange& change, const Difference& found, const Ruled& ruled) {
    change.method = found.method;
    change.baseline = found.baseline;
    change.value = found.value;
    change.difference = found.difference;
    change.note = found.note;
    change.relative = found.baseline.value != 0
                          ? found.difference.value / std::abs(found.baseline.value)
                          : std::numeric_limits<double>::quiet_NaN();
    change.threshold = amount_of(ruled.threshold, found.baseline.value);
    change.verdict = measure::verdict_name(
        measure::verdict_of(found.difference, change.threshold, ruled.better));
}

}  // namespace ordersim::gate

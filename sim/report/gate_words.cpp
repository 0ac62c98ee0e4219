#include "sim/report/gate.hpp"
#include "sim/report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::GateChange;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::array<std::string_view, 4> kVerdicts{"regressed", "undecided", "improved",
                                                    "equivalent"};

/// A unit of time that fits, and how many of the record's go into it.
struct TimeScale {
    double factor = 1;
    std::string_view unit;
};

TimeScale time_scale(double value, std::string_view unit) {
    constexpr std::array<std::pair<std::string_view, double>, 4> kUnits{
        {{"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}}};
    const auto* const own =
        std::ranges::find(kUnits, unit, &std::pair<std::string_view, double>::first);
    if (own == kUnits.end()) {
        return {1, unit};
    }
    for (const auto& [name, nanoseconds] : kUnits) {
        if (std::abs(value) * own->second >= nanoseconds) {
            return {own->second / nanoseconds, name};
        }
    }
    return {own->second, "ns"};
}

Estimate times(const Estimate& estimate, double factor) {
    return {estimate.value * factor, estimate.low * factor, estimate.high * factor,
            estimate.replications};
}

bool is_relative(const GateChange& change) {
    return change.unit != "share" && std::isfinite(change.relative);
}

}  // namespace

std::string full_name(const GateChange& change) {
    const std::string name =
        change.group.empty() ? change.metric : change.group + " " + change.metric;
    return change.label.empty() ? name : name + " " + change.label;
}

std::string level_in_words(const GateChange& change, const Estimate& level) {
    const TimeScale scale = time_scale(level.value, change.unit);
    return show(times(level, scale.factor), {scale.unit, {}}).brief_with_unit();
}

std::string change_in_words(const GateChange& change, const Estimate& difference) {
    if (is_relative(change)) {
        const double base = std::abs(change.baseline.value);
        const Shown shown = show(times(difference, 100 / base), {"1", {}}, Sense::difference);
        return shown.value + " %" + (shown.interval.empty() ? "" : " " + shown.interval);
    }
    const TimeScale scale = time_scale(difference.value, change.unit);
    return show(times(difference, scale.factor), {scale.unit, {}}, Sense::difference)
        .brief_with_unit();
}

std::string verdict_in_words(const GateChange& change) {
    std::string words = change.verdict;
    for (const measure::GateConfirmation& confirmation : change.confirmation) {
        words += ", " + confirmation.outcome;
    }
    return words;
}

std::string remark_in_words(const GateChange& change) {
    std::string words = change.note;
    for (const measure::GateConfirmation& confirmation : change.confirmation) {
        words += fmt::format("{}{} by a fresh sample; at first {}", words.empty() ? "" : "; ",
                             confirmation.outcome,
                             change_in_words(change, confirmation.first_difference));
    }
    return words;
}

std::string threshold_in_words(const GateChange& change) {
    const TimeScale scale = time_scale(change.threshold, change.unit);
    const double value = change.threshold * scale.factor;
    const Shown shown = show({.value = value, .low = -kInfinity, .high = kInfinity},
                             {scale.unit, {}}, Sense::difference);
    std::string amount = shown.value.substr(shown.value.starts_with('+') ? 1 : 0);
    if (amount.find('.') != std::string::npos) {
        amount.erase(amount.find_last_not_of('0') + 1);
        amount.erase(amount.find_last_not_of('.') + 1);
    }
    amount += shown.unit.empty() ? "" : " " + shown.unit;
    return amount + " (" + change.threshold_from + ")";
}

std::string gate_verdict(const measure::Gate& gate) {
    std::string rest;
    for (const std::string_view verdict : kVerdicts) {
        const auto count = std::ranges::count(gate.changes, verdict, &GateChange::verdict);
        if (count > 0) {
            rest += fmt::format("{}{} {}", rest.empty() ? "" : ", ", count, verdict);
        }
    }
    return fmt::format("{}: of {} {}, {}", gate.verdict, gate.changes.size(),
                       gate.changes.size() == 1 ? "metric" : "metrics", rest);
}

std::string gate_certainty(const measure::Gate& gate) {
    const std::string level =
        gate.judged == 1
            ? fmt::format("The interval holds with {:.6g} %.", 100 * gate.each_level)
            : fmt::format("All {} intervals hold together with {:g} %, each with {:.6g} % ({}).",
                          gate.judged, 100 * (1 - gate.alpha), 100 * gate.each_level,
                          gate.correction);
    return level +
           " Regressed or improved: the interval excludes 0 and the change exceeds what matters; "
           "equivalent: the interval lies within what matters; undecided: neither.";
}

}  // namespace ordersim::report

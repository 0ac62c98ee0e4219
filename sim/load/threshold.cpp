#include "sim/load/threshold.hpp"

#include "sim/base/trimmed.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace ordersim::load {
namespace {

using order::CommandKind;
using Subject = Threshold::Subject;

constexpr double kMicrosecondsInMs = 1000;
constexpr std::array kCancels{CommandKind::cancel_unpaid, CommandKind::cancel_direct,
                              CommandKind::cancel_instant, CommandKind::request_cancel};
constexpr std::pair<std::string_view, double> kQuantiles[] = {
    {"p50", 0.5}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}, {"max", 1.0}};
constexpr std::pair<std::string_view, Subject> kSubjects[] = {{"errors", Subject::errors},
                                                              {"unknown", Subject::unknown},
                                                              {"violations", Subject::violations},
                                                              {"rate", Subject::rate}};

bool is_call(std::string_view name) {
    if (name == "all" || name == "cancel" || name == "lateness" || name == "waiting") {
        return true;
    }
    for (std::size_t call = 0; call <= kLookCall; ++call) {
        if (call_name(call) == name) {
            return true;
        }
    }
    return false;
}

/// "p99(request_cancel)"; empty on success, else what is wrong.
std::string read_subject(std::string_view text, Threshold& threshold) {
    for (const auto& [name, subject] : kSubjects) {
        if (text == name) {
            threshold.subject = subject;
            return {};
        }
    }
    const std::size_t open = text.find('(');
    const bool is_closed = open != std::string_view::npos && text.ends_with(')');
    const auto quantile = std::ranges::find(kQuantiles, trimmed(text.substr(0, open)),
                                            &std::pair<std::string_view, double>::first);
    if (!is_closed || quantile == std::end(kQuantiles)) {
        return "'" + std::string(text) + "' is none of p50(CALL), p90, p95, p99, p99.9, max, "
               "errors, unknown, violations and rate";
    }
    threshold.probability = quantile->second;
    threshold.call = trimmed(text.substr(open + 1, text.size() - open - 2));
    return is_call(threshold.call)
               ? std::string()
               : "'" + threshold.call + "' is no call; a call is a command's name such as "
                 "request_cancel, look, cancel, all, lateness or waiting";
}

/// What one of the unit is in the threshold's own; nothing for a unit that does not belong here.
std::optional<double> scale_of(Subject subject, std::string_view unit) {
    switch (subject) {
        case Subject::quantile:
            if (unit == "us") {
                return 1 / kMicrosecondsInMs;
            }
            return unit == "ms" ? std::optional(1.0)
                                : unit == "s" ? std::optional(1000.0) : std::nullopt;
        case Subject::errors:
        case Subject::unknown:
            return unit == "%" ? std::optional(0.01)
                               : unit.empty() ? std::optional(1.0) : std::nullopt;
        case Subject::violations: return unit.empty() ? std::optional(1.0) : std::nullopt;
        case Subject::rate:
            return unit.empty() || unit == "/s" ? std::optional(1.0) : std::nullopt;
    }
    return std::nullopt;
}

std::string read_bound(std::string_view text, Threshold& threshold) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit =
        trimmed({end, static_cast<std::size_t>(text.data() + text.size() - end)});
    const auto scale = scale_of(threshold.subject, unit);
    if (error != std::errc() || !std::isfinite(number) || number < 0 || !scale) {
        const bool is_time = threshold.subject == Subject::quantile;
        return "'" + std::string(text) + "' is no bound here; one looks like " +
               (is_time                                      ? "20ms"
                : threshold.subject == Subject::violations   ? "1"
                : threshold.subject == Subject::rate         ? "1000"
                                                             : "0.1%");
    }
    threshold.bound = number * *scale;
    return {};
}

double milliseconds_at(const measure::Histogram& histogram, double probability) {
    if (histogram.count() == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return static_cast<double>(probability < 1 ? histogram.quantile(probability)
                                               : histogram.max()) /
           kMicrosecondsInMs;
}

double quantile_of(const Threshold& threshold, const Recording& recording) {
    if (threshold.call == "lateness") {
        return milliseconds_at(recording.lateness(), threshold.probability);
    }
    if (threshold.call == "waiting") {
        return milliseconds_at(recording.waiting(), threshold.probability);
    }
    if (threshold.call == "all") {
        return milliseconds_at(recording.all().latency, threshold.probability);
    }
    measure::Histogram together = recording.empty_latency();
    for (std::size_t call = 0; call <= kLookCall; ++call) {
        const bool is_cancel = threshold.call == "cancel" && call < kCommandCalls &&
                               std::ranges::find(kCancels, static_cast<CommandKind>(call)) !=
                                   kCancels.end();
        const CallFigures* figures = recording.figures(call);
        if (figures != nullptr && (is_cancel || call_name(call) == threshold.call)) {
            together.merge(figures->latency);
        }
    }
    return milliseconds_at(together, threshold.probability);
}

double share_of(double part, double whole) {
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

std::pair<double, std::string_view> value_of(const Threshold& threshold,
                                             const LoadOutcome& outcome) {
    const CallFigures& all = outcome.recording.all();
    const judge::Verdict& verdict = outcome.verdict;
    switch (threshold.subject) {
        case Subject::quantile: return {quantile_of(threshold, outcome.recording), "ms"};
        case Subject::errors:
            return {share_of(static_cast<double>(all.failed),
                             static_cast<double>(all.latency.count())),
                    "share"};
        case Subject::unknown:
            return {share_of(static_cast<double>(verdict.unknown),
                             static_cast<double>(verdict.replies)),
                    "share"};
        case Subject::violations:
            return {static_cast<double>(verdict.violation_count()), "count"};
        case Subject::rate:
            return {share_of(static_cast<double>(all.latency.count()),
                             std::chrono::duration<double>(outcome.measured).count()),
                    "1/s"};
    }
    return {};
}

}  // namespace

tl::expected<Threshold, std::string> parse_threshold(std::string_view text) {
    Threshold threshold{.text = std::string(trimmed(text)), .call = {}};
    const std::size_t place = text.find_first_of("<>");
    if (place == std::string_view::npos) {
        return tl::unexpected("'" + threshold.text +
                              "' compares nothing; one looks like p99(request_cancel) < 20ms");
    }
    threshold.is_upper = text[place] == '<';
    threshold.is_strict = place + 1 >= text.size() || text[place + 1] != '=';
    std::string fault = read_subject(trimmed(text.substr(0, place)), threshold);
    if (fault.empty()) {
        fault = read_bound(trimmed(text.substr(place + (threshold.is_strict ? 1 : 2))), threshold);
    }
    return fault.empty() ? tl::expected<Threshold, std::string>(std::move(threshold))
                         : tl::unexpected(fault);
}

measure::LoadThreshold judge_threshold(const Threshold& threshold, const LoadOutcome& outcome) {
    const auto [value, unit] = value_of(threshold, outcome);
    const bool is_within = threshold.is_upper ? value < threshold.bound : value > threshold.bound;
    const bool is_kept = is_within || (!threshold.is_strict && value == threshold.bound);
    return {threshold.text, value, std::string(unit), is_kept};
}

}  // namespace ordersim::load

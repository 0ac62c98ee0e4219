#include "sim/report/load.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Load;
using measure::LoadCall;
using measure::LoadPrediction;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kName = 22;
constexpr std::size_t kCount = 11;
constexpr std::size_t kTime = 9;
constexpr std::size_t kMetric = 25;
constexpr std::size_t kPredicted = 24;
constexpr std::size_t kValue = 11;
constexpr std::size_t kUnitShown = 4;  ///< letters of a unit that has room behind a number
constexpr std::size_t kCallsShown = 12;
constexpr std::size_t kViolationsShown = 5;

double per_second(const Load& load) {
    return load.seconds > 0 ? replies_of(load.all) / load.seconds : 0;
}

void identity(Lines& lines, const Load& load) {
    lines.line(lines.paint(fmt::format("{} ({}) on {}", load.scenario, load.variant, load.target),
                           Tone::strong));
    lines.paragraph(
        fmt::format("seed {}, {} connections, {} s{}, {}", load.seed, grouped(load.connections, 0),
                    grouped(load.seconds, 1),
                    load.warm_up_seconds > 0
                        ? fmt::format(" after {} s of warm-up", grouped(load.warm_up_seconds, 1))
                        : "",
                    load.mode == "flat out"
                        ? "flat out: the next call leaves when a connection is free"
                        : fmt::format("a day of the orders in {}",
                                      latency_text(86'400'000 / load.clock_factor))),
        Tone::faint);
    lines.blank();
}

void rates(Lines& lines, const Load& load) {
    for (const auto& [what, words] : load_facts(load)) {
        lines.entry(what, words);
    }
    if (const std::string limit = load_limit(load); !limit.empty()) {
        lines.entry("caution", limit);
    }
    lines.blank();
}

std::string times_row(const measure::LoadTimes& times) {
    std::string row;
    for (const double time : {times.p50, times.p90, times.p99, times.p999, times.max}) {
        row += pad_left(latency_text(time), kTime);
    }
    return row;
}

void calls(Lines& lines, const Load& load) {
    lines.line(lines.paint(pad_right("latency, from when it was meant", kName + kCount) +
                               pad_left("p50", kTime) + pad_left("p90", kTime) +
                               pad_left("p99", kTime) + pad_left("p99.9", kTime) +
                               pad_left("max", kTime),
                           Tone::strong));
    const auto add = [&lines](const LoadCall& call) {
        lines.line(pad_right(call.name, kName - 1) + " " +
                   pad_left(short_count(replies_of(call)), kCount) + times_row(call.latency));
    };
    add(load.all);
    for (const LoadCall* call : calls_by_count(load)) {
        add(*call);
    }
    lines.line(pad_right("service time of all", kName + kCount) + times_row(load.all.service));
    lines.blank();
}

/// The last ones, where there are many.
void calls_that_show(Lines& lines, const measure::LoadViolation& violation) {
    const std::size_t count = violation.calls.size();
    for (std::size_t i = count - std::min(count, kCallsShown); i < count; ++i) {
        const measure::LoadViolationCall& one = violation.calls[i];
        lines.entry(fmt::format("  {} to {} ms", grouped(one.from_us / 1e3, 1),
                                grouped(one.to_us / 1e3, 1)),
                    one.call + ": " + one.reply);
    }
}

void judgement(Lines& lines, const Load& load) {
    const measure::LoadJudgement& judged = load.judgement;
    const double share = judged.replies > 0 ? 100 * judged.judged / judged.replies : 0;
    lines.entry("judged by the rules",
                fmt::format("{} of {} replies ({} %), {} unknown", grouped(judged.judged, 0),
                            grouped(judged.replies, 0), grouped(share, 2),
                            grouped(judged.unknown, 0)));
    if (judged.violations.empty()) {
        lines.entry("violations", "none");
    }
    if (judged.unheard > 0) {
        lines.entry("not judged", fmt::format("{} replies about orders that had broken the rules",
                                              grouped(judged.unheard, 0)));
    }
    for (const auto& [rule, count] : judged.violations) {
        lines.entry("violation", fmt::format("{}: {}", rule, count == 1 ? "once"
                                             : grouped(count, 0) + " times"));
    }
    for (std::size_t i = 0; i < std::min(judged.first.size(), kViolationsShown); ++i) {
        const measure::LoadViolation& one = judged.first[i];
        lines.entry(fmt::format("  order {}, version {}", one.order, one.version), one.words);
    }
    if (!judged.first.empty()) {
        calls_that_show(lines, judged.first.front());
    }
    lines.blank();
}

std::string shown(double value, const LoadPrediction& one, const Load& load) {
    const measure::Estimate alone{value, value, value, 0};
    const double half = one.predicted.high - one.predicted.low;
    const measure::Estimate like{value, value - half / 2, value + half / 2, 2};
    const Shown text = show(std::isfinite(half) && half > 0 ? like : alone,
                            {one.unit, load.currency});
    const bool has_unit = !text.unit.empty() && text.unit.size() <= kUnitShown;
    return !has_unit || std::isnan(value) ? text.value : text.value + " " + text.unit;
}

/// "M10 buyer", or "M01 cancellation success".
std::string name_of(const LoadPrediction& one) {
    return one.id + " " + (one.label.empty() ? one.name : one.label + ", " + one.name);
}

void predictions(Lines& lines, const Load& load) {
    if (load.predictions.empty()) {
        return;
    }
    lines.line(lines.paint(pad_right("predicted beside measured", kMetric) +
                               pad_left("predicted", kPredicted) +
                               pad_left("same draws", kValue) + pad_left("measured", kValue),
                           Tone::strong));
    for (const LoadPrediction& one : load.predictions) {
        const Shown predicted = show(one.predicted, {one.unit, load.currency});
        const bool has_unit = predicted.unit.size() <= kUnitShown;
        std::string line =
            pad_right(fit(name_of(one), kMetric - 1), kMetric) +
            pad_left(has_unit ? predicted.brief_with_unit() : predicted.brief(), kPredicted) +
            pad_left(shown(one.same_draws, one, load), kValue) +
            pad_left(shown(one.measured, one, load), kValue);
        if (one.verdict == "higher" || one.verdict == "lower") {
            line += "  " + one.verdict;
        }
        lines.line(line);
    }
    lines.paragraph(
        fmt::format("Intervals hold the next run with {} %, from {} runs of the simulator; there "
                    "is none where too few runs had data. Nothing behind a line: as predicted.",
                    grouped(100 * load.prediction_level, 0),
                    grouped(load.prediction_replications - 1, 0)),
        Tone::faint);
    lines.blank();
}

std::string value_text(const measure::LoadThreshold& threshold) {
    if (std::isnan(threshold.value)) {
        return "no data";
    }
    if (threshold.unit == "ms") {
        return latency_text(threshold.value);
    }
    if (threshold.unit == "share") {
        return fmt::format("{:.3g} %", 100 * threshold.value);
    }
    return grouped(threshold.value, 0) + (threshold.unit == "1/s" ? " a second" : "");
}

std::string books_words(const measure::LoadJudgement& judgement) {
    if (judgement.books == "untold") {
        return "none told";
    }
    if (judgement.books == "undecided") {
        return "not compared: not all is known of every order";
    }
    return judgement.books == "right" ? "the sum of its orders" : "not the sum of its orders";
}

}  // namespace

double replies_of(const LoadCall& call) { return call.accepted + call.refused + call.failed; }

std::vector<const LoadCall*> calls_by_count(const Load& load) {
    std::vector<const LoadCall*> calls;
    for (const LoadCall& call : load.calls) {
        calls.push_back(&call);
    }
    std::ranges::stable_sort(calls, std::ranges::greater(),
                             [](const LoadCall* call) { return replies_of(*call); });
    return calls;
}

std::vector<LoadFact> load_facts(const Load& load) {
    std::vector<LoadFact> facts{
        {"replies", fmt::format("{} ({} a second), {} refused by the rules, {} failed",
                                grouped(replies_of(load.all), 0), grouped(per_second(load), 0),
                                grouped(load.all.refused, 0), grouped(load.all.failed, 0))},
        {"orders placed", grouped(load.orders, 0)}};
    if (load.shards > 1) {
        facts.push_back({"shards", fmt::format("{} processes that began within {}, their calls "
                                               "merged and judged as one history",
                                               grouped(load.shards, 0),
                                               latency_text(load.shards_apart_ms))});
    }
    if (load.races > 0) {
        facts.push_back({"races", fmt::format("{} commands met rivals at their very instant; the "
                                              "market is not the predicted one",
                                              grouped(load.races, 0))});
    }
    if (load.probes > 0) {
        facts.push_back({"probes",
                         fmt::format("{} calls that had to be refused, or answered as before",
                                     grouped(load.probes, 0))});
    }
    if (load.retries > 0 || load.given_up > 0) {
        facts.push_back({"without a reply", fmt::format("{} sent again, {} given up",
                                                        grouped(load.retries, 0),
                                                        grouped(load.given_up, 0))});
    }
    if (load.not_offered > 0) {
        facts.push_back({"not asked", fmt::format("{} times, for want of a request in the mapping",
                                                  grouped(load.not_offered, 0))});
    }
    for (const std::string& reply : load.unreadable) {
        facts.push_back({"failed", reply});
    }
    if (load.mode == "open") {
        facts.push_back({"generator late by", fmt::format("{} (p50), {} (p99), {} at most",
                                                          latency_text(load.lateness.p50),
                                                          latency_text(load.lateness.p99),
                                                          latency_text(load.lateness.max))});
    }
    if (!std::isnan(load.arrivals_cv)) {
        facts.push_back({"orders as they arrived",
                         fmt::format("CV {:.2f}, IDC {:.2f} in 10 ms, by the service's clock "
                                     "(Poisson: 1 and 1)",
                                     load.arrivals_cv, load.arrivals_idc)});
    }
    facts.push_back({"the target's books", books_words(load.judgement)});
    return facts;
}

std::string latency_text(double milliseconds) {
    if (milliseconds >= 1000) {
        return fmt::format("{:.3g} s", milliseconds / 1000);
    }
    return milliseconds >= 1 || milliseconds == 0 ? fmt::format("{:.3g} ms", milliseconds)
                                                  : fmt::format("{:.0f} us", 1000 * milliseconds);
}

std::string load_limit(const Load& load) {
    if (load.limited_by == "generator") {
        return "the generator could not keep its own time: latencies say as much of this machine "
               "as of the target; ask for less, or give it a core of its own";
    }
    if (load.limited_by == "sockets") {
        return "this machine had no port or file descriptor left for some calls, which failed here "
               "and not at the target: fewer --connections, 'ulimit -n' or a wider "
               "net.ipv4.ip_local_port_range";
    }
    if (load.limited_by == "connections") {
        return "calls waited for a free connection: the target was slower than the load; latencies "
               "hold the wait, service times do not; see --connections";
    }
    return {};
}

std::string load_verdict(const Load& load) {
    const auto broken = static_cast<double>(
        std::ranges::count(load.thresholds, false, &measure::LoadThreshold::is_kept));
    double violations = 0;
    for (const auto& [rule, count] : load.judgement.violations) {
        violations += count;
    }
    if (load.ended == "hopeless") {
        return "Failed: ended early, for five seconds no call had an answer.";
    }
    if (load.judgement.replies == 0) {
        return "Failed: no call was made; the rate, or the orders' clock, is too slow for it.";
    }
    if (violations > 0) {
        return violations == 1 ? "Failed: 1 reply breaks the rules."
                               : fmt::format("Failed: {} replies break the rules.",
                                             grouped(violations, 0));
    }
    if (broken > 0) {
        return fmt::format("Failed: {} of {} thresholds are not kept.", grouped(broken, 0),
                           load.thresholds.size());
    }
    if (!load.is_passed) {
        return "Failed: too much is unknown to call it right.";
    }
    return "Passed: every judged reply is what the rules allow" +
           std::string(load.thresholds.empty() ? "." : ", and all thresholds are kept.");
}

std::string load_summary(const measure::LoadRecord& record, Colour colour, std::string_view next) {
    const Load& load = record.result;
    Lines lines(colour);
    identity(lines, load);
    rates(lines, load);
    calls(lines, load);
    judgement(lines, load);
    predictions(lines, load);
    for (const measure::LoadThreshold& threshold : load.thresholds) {
        lines.entry(threshold.is_kept ? "kept" : "not kept",
                    threshold.text + ": " + value_text(threshold));
    }
    lines.paragraph(load_verdict(load), Tone::strong);
    lines.paragraph(fmt::format("{} s CPU, {} replies a CPU-second",
                                grouped(record.host.cpu_seconds, 1),
                                grouped(record.host.events_per_second, 0)),
                    Tone::faint);
    if (!next.empty()) {
        lines.paragraph("next: " + std::string(next), Tone::faint);
    }
    return lines.take();
}

}  // namespace ordersim::report

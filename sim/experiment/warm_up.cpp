#include "sim/experiment/warm_up.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <utility>
#include <vector>

#include "sim/base/threads.hpp"
#include "sim/measure/warm_up.hpp"

namespace ordersim::experiment {
namespace {

using measure::WarmUpVerdict;
using Series = std::vector<double>;  // by hour

constexpr std::uint32_t kPilots = 5;
constexpr std::size_t kDay = 24;
constexpr std::size_t kWeek = 7 * kDay;
/// A series is smoothed by a window that fits so often into it.
constexpr std::size_t kWindows = 3;

/// While orders arrive; what comes after is not the system at work but its emptying.
std::size_t arrival_hours(const agents::Arrivals& arrivals) {
    SimDuration time = arrivals.horizon;
    if (arrivals.orders_max != 0) {
        const double days = arrivals.orders_max / arrivals.orders_per_day;
        time = std::min(time, duration_of(days * kMicrosecondsPerDay));
    }
    return static_cast<std::size_t>(time / std::chrono::hours(1));
}

/// Entry i is the mean over the window that starts at hour i.
Series moving_means(const Series& series) {
    const std::size_t window = series.size() >= kWindows * kWeek  ? kWeek
                               : series.size() >= kWindows * kDay ? kDay
                                                                  : 1;
    Series means;
    for (std::size_t i = 0; i + window <= series.size(); ++i) {
        const auto begin = series.begin() + static_cast<std::ptrdiff_t>(i);
        means.push_back(
            std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(window), 0.0) /
            static_cast<double>(window));
    }
    return means;
}

/// Open requests by hour: for each contender, of each pilot.
std::vector<std::vector<Series>> run_pilots(const scenario::RunPlan& plan,
                                            std::span<const Contender> contenders,
                                            const PilotOptions& options) {
    const std::uint32_t pilots = std::min(kPilots, plan.replications);
    const auto jobs = static_cast<std::uint32_t>(pilots * contenders.size());
    std::vector<std::vector<Series>> series(contenders.size(), std::vector<Series>(pilots));
    Span span = options.span;
    span.measured_from = SimTime{};
    span.checks = market::Checks::off;
    std::atomic<std::uint32_t> next = 0;
    on_threads(options.threads, [&](std::uint32_t) {
        for (std::uint32_t job = next++; job < jobs; job = next++) {
            const std::uint32_t pilot = job % pilots;
            const std::uint32_t contender = job / pilots;
            Replication done =
                replicate(contenders[contender], Draws(plan.seed, pilot), span, {});
            series[contender][pilot] = std::move(done.counts.pending_by_hour);
        }
    });
    return series;
}

std::string reason(WarmUpVerdict verdict) {
    switch (verdict) {
        case WarmUpVerdict::too_short:
            return "none: the run is too short for MSER-5; give run.warm_up";
        case WarmUpVerdict::at_bound:
            return "none: MSER-5 saw no steady state in the open requests; give run.warm_up";
        case WarmUpVerdict::found: break;
    }
    return {};
}

}  // namespace

WarmUp find_warm_up(const scenario::RunPlan& plan, std::span<const Contender> contenders,
                    const PilotOptions& options) {
    if (plan.warm_up) {
        const bool is_none = *plan.warm_up == SimDuration::zero();
        return {*plan.warm_up, is_none ? "none, as given" : to_text(*plan.warm_up) + ", as given"};
    }
    const std::vector<std::vector<Series>> series = run_pilots(plan, contenders, options);
    std::size_t hours = 0;
    for (std::size_t i = 0; i < contenders.size(); ++i) {
        Series average = measure::replication_average(series[i]);
        average.resize(std::min(average.size(),
                                arrival_hours(contenders[i].variant.params.arrivals)));
        const measure::WarmUp cut = measure::mser5(moving_means(average));
        if (cut.verdict != WarmUpVerdict::found) {
            return {SimDuration{}, reason(cut.verdict)};
        }
        hours = std::max(hours, cut.truncation);
    }
    const SimDuration length = std::chrono::hours((hours + kDay - 1) / kDay * kDay);
    return {length, to_text(length) + ", by MSER-5 on the open requests of " +
                        std::to_string(series.front().size()) + " pilot replications"};
}

}  // namespace ordersim::experiment

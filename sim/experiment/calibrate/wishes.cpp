#include "sim/experiment/calibrate/wishes.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/poisson.hpp"
#include "sim/measure/survival.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::CensoredTime;
using order::Reason;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr double kAtRiskShareMin = 0.005;
/// Steps of the hazard are joined until they hold so many wishes.
constexpr double kStepEventsMin = 5;
constexpr std::array<double, 20> kEdges{1.0 / 12, 0.25, 0.5, 1,   2,   4,   8,   12,  24,   48,
                                        72,       96,   144, 192, 240, 360, 480, 720, 1440, 2160};

bool is_wish(const WishWatch& watch) {
    return watch.end == WishWatch::End::wish;
}

bool corrects_mistake(Reason reason) {
    return reason == Reason::mistake || reason == Reason::duplicate ||
           reason == Reason::address_change || reason == Reason::payment_method;
}

Reason reason_of(std::string_view word) {
    return enum_from_name<Reason>(word).value_or(Reason::other);
}

measure::KaplanMeier curve_of(const std::vector<WishWatch>& watches) {
    std::vector<CensoredTime> times;
    times.reserve(watches.size());
    for (const WishWatch& watch : watches) {
        times.push_back({watch.hours, !is_wish(watch)});
    }
    return measure::KaplanMeier(std::move(times));
}

/// The last time of an event for which enough waited; 0: there is none.
double reach_of(const measure::KaplanMeier& curve) {
    const double least =
        std::max(kAtRiskMin, static_cast<double>(curve.sample_size()) * kAtRiskShareMin);
    double reach = 0;
    for (const measure::SurvivalStep& step : curve.steps()) {
        reach = step.at_risk >= least ? step.time : reach;
    }
    return reach;
}

std::vector<measure::HazardStep> grid_steps(double reach) {
    std::vector<measure::HazardStep> steps;
    double from = 0;
    for (const double edge : kEdges) {
        const bool is_last = edge >= reach;
        steps.push_back({from, is_last ? reach : edge, 0, 0, {}});
        if (is_last) {
            break;
        }
        from = edge;
    }
    return steps;
}

void count_wishes(const std::vector<WishWatch>& watches, std::vector<measure::HazardStep>& steps) {
    for (const WishWatch& watch : watches) {
        for (measure::HazardStep& step : steps) {
            step.exposure += std::clamp(watch.hours - step.from, 0.0, step.to - step.from);
            const bool is_here =
                watch.hours <= step.to && (watch.hours > step.from || step.from <= 0);
            step.events += is_wish(watch) && is_here ? 1 : 0;
        }
    }
}

std::vector<measure::HazardStep> joined(const std::vector<measure::HazardStep>& fine) {
    std::vector<measure::HazardStep> steps;
    for (const measure::HazardStep& step : fine) {
        if (!steps.empty() && steps.back().events < kStepEventsMin) {
            steps.back().to = step.to;
            steps.back().events += step.events;
            steps.back().exposure += step.exposure;
        } else {
            steps.push_back(step);
        }
    }
    if (steps.size() > 1 && steps.back().events < kStepEventsMin) {
        const measure::HazardStep last = steps.back();
        steps.pop_back();
        steps.back().to = last.to;
        steps.back().events += last.events;
        steps.back().exposure += last.exposure;
    }
    return steps;
}

/// The step of a time; nullopt: beyond the last.
std::optional<std::size_t> step_of(const std::vector<measure::HazardStep>& steps, double hours) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (hours <= steps[i].to) {
            return i;
        }
    }
    return std::nullopt;
}

/// The curve's fall over each step.
std::vector<double> increments_of(const measure::KaplanMeier& curve,
                                  const std::vector<measure::HazardStep>& steps) {
    std::vector<double> increments;
    double before = 1;
    for (const measure::HazardStep& step : steps) {
        const double after = curve.survival(step.to);
        increments.push_back(before - after);
        before = after;
    }
    return increments;
}

void tell_rates(std::vector<measure::HazardStep>& steps, double level) {
    for (measure::HazardStep& step : steps) {
        if (step.exposure <= 0) {
            step.per_day = {kNone, 0, std::numeric_limits<double>::infinity()};
            continue;
        }
        const measure::Interval bounds = measure::poisson_interval(step.events, level);
        const double a_day = 24 / step.exposure;
        step.per_day = {step.events * a_day, bounds.low * a_day, bounds.high * a_day};
    }
}

/// Wishes with a reason, by cause and step.
std::array<std::vector<double>, 2> count_reasons(Wishes& wishes,
                                                 const std::vector<WishWatch>& watches) {
    std::array<std::vector<double>, 2> counts;
    for (auto& count : counts) {
        count.resize(wishes.steps.size());
    }
    for (const WishWatch& watch : watches) {
        const auto step = step_of(wishes.steps, watch.hours);
        if (!is_wish(watch) || !step || !watch.has_reason) {
            continue;
        }
        const std::size_t cause = corrects_mistake(watch.reason) ? 0 : 1;
        ++counts[cause][*step];
        ++wishes.reasons[cause];
        ++wishes.reason_share[cause][static_cast<std::size_t>(watch.reason)];
    }
    return counts;
}

/// The second cause's share of the wishes in a step, by those with a reason.
double share_of_others(const Wishes& wishes, double corrected, double others) {
    if (!wishes.has_reasons) {
        return 1;
    }
    const double told = corrected + others;
    return told > 0 ? others / told
                    : wishes.reasons[1] / (wishes.reasons[0] + wishes.reasons[1]);
}

void part_by_cause(Wishes& wishes, const std::vector<WishWatch>& watches,
                   const std::vector<double>& increments) {
    const auto counts = count_reasons(wishes, watches);
    wishes.has_reasons = wishes.reasons[0] + wishes.reasons[1] >= static_cast<double>(kEventsMin);
    std::array<double, 2> sums{};
    for (std::size_t i = 0; i < increments.size(); ++i) {
        const double others = share_of_others(wishes, counts[0][i], counts[1][i]);
        const std::array<double, 2> parts{increments[i] * (1 - others), increments[i] * others};
        for (std::size_t cause = 0; cause < 2; ++cause) {
            wishes.parts[cause].push_back(parts[cause]);
            sums[cause] += parts[cause];
        }
    }
    for (std::size_t cause = 0; cause < 2; ++cause) {
        for (double& part : wishes.parts[cause]) {
            part = sums[cause] > 0 ? part / sums[cause] : 0;
        }
        wishes.cause_share[cause] =
            wishes.share.value > 0 ? sums[cause] / wishes.share.value : 0;
        for (double& share : wishes.reason_share[cause]) {
            share = wishes.reasons[cause] > 0 ? share / wishes.reasons[cause] : 0;
        }
    }
}

/// Why the share of wishes is for no scenario; empty: it is.
std::string why_kept(const Wishes& wishes, double reach) {
    if (wishes.orders < static_cast<double>(kEventsMin)) {
        return "fewer than 30 cases: the preset's value is kept";
    }
    if (wishes.requests < 1) {
        return "no request: the preset's value is kept";
    }
    return reach > 0 ? "" : "fewer than 20 were followed so long: the preset's value is kept";
}

/// All orders taken as followed to the end where nobody wants out, else the whole curve.
measure::Bounded share_without_reach(const Wishes& wishes, const measure::KaplanMeier& curve,
                                     double level) {
    if (wishes.orders <= 0) {
        return {kNone, 0, 1};
    }
    if (wishes.requests <= 0) {
        const measure::Interval none = measure::wilson({0, wishes.orders}, level);
        return {0, none.low, none.high};
    }
    const double last = curve.time_last();
    const measure::Interval bounds = curve.bounds(last, level);
    return {1 - curve.survival(last), 1 - bounds.high, 1 - bounds.low};
}

/// When the waiting ends other than by a request, and how.
std::pair<Instant, WishWatch::End> end_without_wish(const OrderFile& file, const RealOrder& order,
                                                    Instant lapse) {
    std::pair<Instant, WishWatch::End> end{file.end, WishWatch::End::open};
    for (const Instant other : {order[Stamp::shipped_at], cancelled_at(order), lapse}) {
        if (other != kNoInstant && other <= end.first) {
            end = {other, WishWatch::End::other};
        }
    }
    return end;
}

}  // namespace

std::vector<WishWatch> watch_wishes(const OrderFile& file, const KnownRules& rules) {
    std::vector<WishWatch> watches;
    const Instant unpaid = unpaid_limit(file, rules);
    for (const RealOrder& order : file.orders) {
        const Instant from =
            is_delayed(file, order, rules) ? order[Stamp::paid_at] : order[Stamp::created_at];
        const Instant asked = order[Stamp::cancel_requested_at];
        if (from == kNoInstant || (asked != kNoInstant && asked < from)) {
            continue;  // nothing is bought yet
        }
        const auto [to, end] = end_without_wish(
            file, order, order.has(Stamp::paid_at) ? kNoInstant : from + unpaid);
        const bool has_wish = asked != kNoInstant && asked <= to;
        const bool ends_unseen = order[Stamp::shipped_at] == kNoInstant &&
                                 cancelled_at(order) == kNoInstant &&
                                 has_cancelled_status(file, order);
        if (ends_unseen && !has_wish) {
            continue;
        }
        const std::string_view word = file.word(order, WordColumn::cancel_reason);
        watches.push_back({hours_between(from, has_wish ? asked : std::max(from, to)),
                           has_wish ? WishWatch::End::wish : end, reason_of(word), !word.empty()});
    }
    return watches;
}

Wishes find_wishes(const OrderFile& file, const KnownRules& rules, double level) {
    const std::vector<WishWatch> watches = watch_wishes(file, rules);
    Wishes wishes;
    wishes.orders = static_cast<double>(watches.size());
    for (const WishWatch& watch : watches) {
        wishes.requests += is_wish(watch) ? 1 : 0;
    }
    const measure::KaplanMeier curve = curve_of(watches);
    const double reach = reach_of(curve);
    wishes.why = why_kept(wishes, reach);
    if (reach <= 0) {
        wishes.share = share_without_reach(wishes, curve, level);
        return wishes;
    }
    std::vector<measure::HazardStep> fine = grid_steps(reach);
    count_wishes(watches, fine);
    wishes.steps = joined(fine);
    const measure::Interval bounds = curve.bounds(reach, level);
    wishes.share = {1 - curve.survival(reach), 1 - bounds.high, 1 - bounds.low};
    tell_rates(wishes.steps, level);
    part_by_cause(wishes, watches, increments_of(curve, wishes.steps));
    return wishes;
}

measure::Bounded asked_share(const std::vector<WishWatch>& watches, double level) {
    constexpr std::uint32_t request = 1;
    constexpr std::uint32_t other = 2;
    std::vector<measure::CompetingTime> times;
    times.reserve(watches.size());
    for (const WishWatch& watch : watches) {
        times.push_back({watch.hours, is_wish(watch)                        ? request
                                      : watch.end == WishWatch::End::other ? other
                                                        : measure::CompetingTime::kCensored});
    }
    if (times.empty()) {
        return {kNone, 0, 1};
    }
    const measure::AalenJohansen curve(std::move(times), other);
    const double last = curve.time_last();
    const measure::Interval bounds = curve.bounds(request, last, level);
    return {curve.incidence(request, last), bounds.low, bounds.high};
}

}  // namespace ordersim::experiment

#include "sim/experiment/calibrate/requests.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/measure/aalen_johansen.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/poisson.hpp"
#include "sim/measure/survival.hpp"
#include "sim/order/command.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::Bounded;
using measure::CensoredTime;
using order::Reason;
using scenario::CancelOutcome;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr double kHour = 3.6e9;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Where fewer are left at risk, a curve is noise.
constexpr double kAtRiskMin = 20;
constexpr double kAtRiskShareMin = 0.005;
/// Steps of the hazard are joined until they hold so many wishes.
constexpr double kStepEventsMin = 5;
constexpr std::array<double, 20> kEdges{1.0 / 12, 0.25, 0.5, 1,   2,   4,   8,   12,  24,   48,
                                        72,       96,   144, 192, 240, 360, 480, 720, 1440, 2160};

struct MethodWord {
    std::string_view word;
    std::size_t method;
};
constexpr std::array<MethodWord, 24> kMethods{{
    {"card", 0},      {"credit_card", 0},      {"creditcard", 0},    {"credit", 0},
    {"visa", 0},      {"mastercard", 0},       {"debit", 1},         {"debit_card", 1},
    {"wallet", 2},    {"voucher", 2},          {"paypal", 2},        {"alipay", 2},
    {"apple_pay", 2}, {"google_pay", 2},       {"gift_card", 2},     {"balance", 2},
    {"delayed", 3},   {"boleto", 3},           {"bank_transfer", 3}, {"transfer", 3},
    {"invoice", 3},   {"cash_on_delivery", 3}, {"cod", 3},           {"pix", 2},
}};

bool corrects_mistake(Reason reason) {
    return reason == Reason::mistake || reason == Reason::duplicate ||
           reason == Reason::address_change || reason == Reason::payment_method;
}

Reason reason_of(std::string_view word) {
    return enum_from_name<Reason>(word).value_or(Reason::other);
}

/// A wish, or waiting without one.
struct WishWatch {
    double hours = 0;
    bool has_wish = false;
    Reason reason = Reason::other;
    bool has_reason = false;
};

std::vector<WishWatch> watch_wishes(const OrderFile& file, const KnownRules& rules) {
    std::vector<WishWatch> watches;
    const Instant unpaid = unpaid_limit(file, rules);
    for (const RealOrder& order : file.orders) {
        const Instant from =
            is_delayed(file, order, rules) ? order[Stamp::paid_at] : order[Stamp::created_at];
        if (from == kNoInstant) {
            continue;  // nothing is bought yet
        }
        const Instant asked = order[Stamp::cancel_requested_at];
        Instant to = file.end;
        for (const Instant other : {order[Stamp::shipped_at], cancelled_at(order)}) {
            to = other != kNoInstant ? std::min(to, other) : to;
        }
        to = order.has(Stamp::paid_at) ? to : std::min(to, from + unpaid);
        WishWatch watch;
        watch.has_wish = asked != kNoInstant && asked >= from && asked <= to;
        if (asked != kNoInstant && asked < from) {
            continue;
        }
        const bool ends_unseen = order[Stamp::shipped_at] == kNoInstant &&
                                 cancelled_at(order) == kNoInstant &&
                                 has_cancelled_status(file, order);
        if (ends_unseen && !watch.has_wish) {
            continue;
        }
        watch.hours =
            static_cast<double>((watch.has_wish ? asked : std::max(from, to)) - from) / kHour;
        const std::string_view word = file.word(order, WordColumn::cancel_reason);
        watch.has_reason = !word.empty();
        watch.reason = reason_of(word);
        watches.push_back(watch);
    }
    return watches;
}

measure::KaplanMeier curve_of(const std::vector<WishWatch>& watches) {
    std::vector<CensoredTime> times;
    times.reserve(watches.size());
    for (const WishWatch& watch : watches) {
        times.push_back({watch.hours, !watch.has_wish});
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
            step.events += watch.has_wish && is_here ? 1 : 0;
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

/// Parts by cause: each step's increment goes to the causes by their wishes in it.
void part_by_cause(Wishes& wishes, const std::vector<WishWatch>& watches,
                   const std::vector<double>& increments) {
    std::array<std::vector<double>, 2> counts;
    for (auto& count : counts) {
        count.resize(wishes.steps.size());
    }
    for (const WishWatch& watch : watches) {
        const auto step = step_of(wishes.steps, watch.hours);
        if (!watch.has_wish || !step) {
            continue;
        }
        const std::size_t cause =
            wishes.has_reasons && watch.has_reason && corrects_mistake(watch.reason) ? 0 : 1;
        ++counts[cause][*step];
        wishes.reason_share[cause][static_cast<std::size_t>(watch.reason)] += 1;
    }
    for (std::size_t cause = 0; cause < 2; ++cause) {
        double sum = 0;
        for (std::size_t i = 0; i < increments.size(); ++i) {
            const double events = wishes.steps[i].events;
            const double part = events > 0 ? increments[i] * counts[cause][i] / events : 0;
            wishes.parts[cause].push_back(part);
            sum += part;
        }
        for (double& part : wishes.parts[cause]) {
            part = sum > 0 ? part / sum : 0;
        }
        wishes.cause_share[cause] = wishes.share.value > 0 ? sum / wishes.share.value : 0;
        double reasons = 0;
        for (const double share : wishes.reason_share[cause]) {
            reasons += share;
        }
        for (double& share : wishes.reason_share[cause]) {
            share = reasons > 0 ? share / reasons : 0;
        }
    }
}

constexpr std::array kEndNames{"approved", "rejected", "by the rules", "withdrawn",
                               "parcel left first"};

/// 1 + index in kEndNames.
std::uint32_t end_of(const RealOrder& order, const Watch& watch) {
    if (!watch.is_censored) {
        return order.outcome == CancelOutcome::approved ? 1 : 2;
    }
    if (order[Stamp::cancel_resolved_at] == watch.to) {
        return order.outcome == CancelOutcome::withdrawn ? 4 : 3;
    }
    return order[Stamp::shipped_at] == watch.to ? 5 : measure::CompetingTime::kCensored;
}

measure::Curve incidence_curve(const measure::AalenJohansen& curve, std::uint32_t end,
                               double level) {
    constexpr std::size_t points_max = 199;
    measure::Curve told{kEndNames[end - 1], "h", "1", {{0, 0, 0, 0}}};
    const auto steps = curve.steps();
    const std::size_t count = std::min(steps.size(), points_max);
    for (std::size_t i = 1; i <= count; ++i) {
        const double time = steps[i * steps.size() / count - 1].time;
        const measure::Interval bounds = curve.bounds(end, time, level);
        told.points.push_back({time, curve.incidence(end, time), bounds.low, bounds.high});
    }
    return told;
}

}  // namespace

std::optional<std::size_t> method_of(std::string_view word) {
    const auto known = std::ranges::find(kMethods, word, &MethodWord::word);
    return known == kMethods.end() ? std::nullopt : std::optional(known->method);
}

bool is_delayed(const OrderFile& file, const RealOrder& order, const KnownRules& rules) {
    constexpr std::size_t delayed = 3;
    const std::string_view word = file.word(order, WordColumn::payment_method);
    if (const auto method = word.empty() ? std::nullopt : method_of(word)) {
        return *method == delayed;
    }
    return order.has(Stamp::paid_at) &&
           order[Stamp::paid_at] - order[Stamp::created_at] > rules.verify_limit.count();
}

Instant unpaid_limit(const OrderFile& file, const KnownRules& rules) {
    constexpr double paid = 0.95;
    std::vector<Instant> delays;
    for (const RealOrder& order : file.orders) {
        if (order.has(Stamp::paid_at) && !is_delayed(file, order, rules)) {
            delays.push_back(order[Stamp::paid_at] - order[Stamp::created_at]);
        }
    }
    if (static_cast<double>(delays.size()) < kAtRiskMin) {
        return std::numeric_limits<Instant>::max() / 2;
    }
    const auto at = delays.begin() +
                    static_cast<std::ptrdiff_t>(paid * static_cast<double>(delays.size() - 1));
    std::ranges::nth_element(delays, at);
    return std::max<Instant>(*at, 0);
}

Wishes find_wishes(const OrderFile& file, const KnownRules& rules, double level) {
    const std::vector<WishWatch> watches = watch_wishes(file, rules);
    Wishes wishes;
    wishes.orders = static_cast<double>(watches.size());
    for (const WishWatch& watch : watches) {
        wishes.requests += watch.has_wish ? 1 : 0;
        wishes.has_reasons = wishes.has_reasons || (watch.has_wish && watch.has_reason);
    }
    const measure::KaplanMeier curve = curve_of(watches);
    const double reach = reach_of(curve);
    if (reach <= 0) {
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

std::vector<measure::RequestEnd> find_request_ends(const OrderFile& file, double level) {
    std::vector<measure::CompetingTime> times;
    std::array<double, kEndNames.size()> counts{};
    for (const Watch& watch : watch(file, Delay::answer).watches) {
        const std::uint32_t end = end_of(file.orders[watch.order], watch);
        times.push_back({static_cast<double>(watch.to - watch.from) / kHour, end});
        if (end != measure::CompetingTime::kCensored) {
            ++counts[end - 1];
        }
    }
    std::vector<measure::RequestEnd> ends;
    if (times.empty()) {
        return ends;
    }
    const measure::AalenJohansen curve(std::move(times), kEndNames.size());
    const double last = curve.time_last();
    for (std::uint32_t end = 1; end <= kEndNames.size(); ++end) {
        const measure::Interval bounds = curve.bounds(end, last, level);
        ends.push_back({kEndNames[end - 1],
                        counts[end - 1],
                        {curve.incidence(end, last), bounds.low, bounds.high},
                        incidence_curve(curve, end, level)});
    }
    return ends;
}

std::optional<double> silence_hours(const OrderFile& file) {
    std::vector<double> hours;
    for (const RealOrder& order : file.orders) {
        const bool is_auto = order.outcome == CancelOutcome::auto_ &&
                             order.has(Stamp::cancel_requested_at) &&
                             order[Stamp::cancel_resolved_at] > order[Stamp::cancel_requested_at];
        if (is_auto) {
            hours.push_back(static_cast<double>(order[Stamp::cancel_resolved_at] -
                                                order[Stamp::cancel_requested_at]) /
                            kHour);
        }
    }
    constexpr std::size_t least = 10;
    if (hours.size() < least) {
        return std::nullopt;
    }
    std::ranges::sort(hours);
    // Nine of ten within two per cent of their median: a clock, not people.
    const double median = hours[hours.size() / 2];
    const auto is_near = [median](double time) { return std::abs(time - median) < 0.02 * median; };
    const auto near = std::ranges::count_if(hours, is_near);
    return static_cast<std::size_t>(near) * 10 >= hours.size() * 9 ? std::optional(median)
                                                                   : std::nullopt;
}

}  // namespace ordersim::experiment

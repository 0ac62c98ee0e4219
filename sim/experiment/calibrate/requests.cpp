#include "sim/experiment/calibrate/requests.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/measure/aalen_johansen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::experiment {
namespace {

using scenario::CancelOutcome;
using scenario::WordColumn;

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

std::vector<measure::RequestEnd> find_request_ends(const OrderFile& file, double level) {
    std::vector<measure::CompetingTime> times;
    std::array<double, kEndNames.size()> counts{};
    for (const Watch& watch : watch(file, Delay::answer).watches) {
        const std::uint32_t end = end_of(file.orders[watch.order], watch);
        times.push_back({hours_between(watch.from, watch.to), end});
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
            hours.push_back(hours_between(order[Stamp::cancel_requested_at],
                                          order[Stamp::cancel_resolved_at]));
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

#include "sim/experiment/calibrate/requests.hpp"
#include "sim/measure/aalen_johansen.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/poisson.hpp"
#include "sim/measure/survival.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::CalibratedShare;
using measure::CensoredTime;
using scenario::CancelOutcome;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr double kHour = 3.6e9;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Where fewer are left at risk, a curve is noise.
constexpr double kAtRiskMin = 20;

CalibratedShare counted(std::string name, std::string title, std::string key,
                        measure::RatioSample sample, double level) {
    CalibratedShare share;
    share.name = std::move(name);
    share.title = std::move(title);
    share.key = std::move(key);
    share.count = sample.hits;
    share.of = sample.tries;
    share.simulated = kNone;
    share.estimate = {kNone, 0, 1};
    if (sample.tries > 0) {
        const measure::Interval interval = measure::wilson(sample, level);
        share.estimate = {sample.hits / sample.tries, interval.low, interval.high};
    }
    return share;
}

/// The share that an event reaches in the end, censored times allowed for: Kaplan-Meier up to where
/// enough are still watched.
CalibratedShare reached(std::string name, std::string title, std::string key,
                        std::vector<CensoredTime> times, double level) {
    CalibratedShare share = counted(std::move(name), std::move(title), std::move(key), {}, level);
    for (const CensoredTime& time : times) {
        share.count += time.is_censored ? 0 : 1;
    }
    const auto size = static_cast<double>(times.size());
    const measure::KaplanMeier curve(std::move(times));
    if (size <= 0) {
        return share;
    }
    double time = 0;
    for (const measure::SurvivalStep& step : curve.steps()) {
        time = step.at_risk >= kAtRiskMin ? step.time : time;
    }
    const measure::Interval bounds = curve.bounds(time, level);
    share.estimate = {1 - curve.survival(time), 1 - bounds.high, 1 - bounds.low};
    if (share.count <= 0) {
        const measure::Interval none = measure::wilson({0, size}, level);
        share.estimate = {0, none.low, none.high};
    }
    return share;
}

/// Of orders, competing with everything else that ends the time to ask.
CalibratedShare asked(const OrderFile& file, double level) {
    constexpr std::uint32_t request = 1;
    constexpr std::uint32_t other = 2;
    std::vector<measure::CompetingTime> times;
    CalibratedShare share = counted(
        "asked", "of orders, the buyer asks to cancel before the parcel leaves", "", {}, level);
    for (const RealOrder& order : file.orders) {
        const Instant from = order[Stamp::created_at];
        const Instant asked_at = order[Stamp::cancel_requested_at];
        Instant to = file.end;
        std::uint32_t end = measure::CompetingTime::kCensored;
        for (const Instant at : {order[Stamp::shipped_at], cancelled_at(order)}) {
            if (at != kNoInstant && at <= to) {
                to = at;
                end = other;
            }
        }
        if (asked_at != kNoInstant && asked_at <= to) {
            to = asked_at;
            end = request;
        }
        if (to >= from) {
            share.count += end == request ? 1 : 0;
            times.push_back({static_cast<double>(to - from) / kHour, end});
        }
    }
    if (!times.empty()) {
        const measure::AalenJohansen curve(std::move(times), other);
        const double last = curve.time_last();
        const measure::Interval bounds = curve.bounds(request, last, level);
        share.estimate = {curve.incidence(request, last), bounds.low, bounds.high};
    }
    return share;
}

class ShareFinder {
public:
    ShareFinder(const OrderFile& file, const KnownRules& rules, double level)
        : file_(file), rules_(rules), level_(level) {}

    std::vector<CalibratedShare> find() && {
        if (file_.has(Stamp::cancel_requested_at)) {
            requests();
            unpaid();
        }
        if (file_.has(Stamp::dispute_opened_at)) {
            disputes();
        }
        stock_outs();
        words(WordColumn::payment_method, "method", "of orders paid by", "payment.method_share");
        words(WordColumn::cancel_reason, "reason", "of cancellations for", "");
        words(WordColumn::dispute_outcome, "dispute", "of disputes ended for", "");
        return std::move(shares_);
    }

private:
    void requests() {
        measure::RatioSample approved;
        for (const RealOrder& order : file_.orders) {
            approved.hits += order.outcome == CancelOutcome::approved ? 1 : 0;
            approved.tries +=
                order.outcome == CancelOutcome::approved || order.outcome == CancelOutcome::rejected
                    ? 1
                    : 0;
        }
        shares_.push_back(asked(file_, level_));
        if (file_.find("cancel_outcome") == nullptr) {
            return;
        }
        shares_.push_back(counted("approved", "of the sellers' answers are yes",
                                  "sellers.approve_unpicked", approved, level_));
        shares_.push_back(withdrawals());
    }

    /// The share that would withdraw, evenly over the time to answer L, were nothing else to end
    /// the request: with the hazard (w/L) / (1 - w t/L) of such withdrawals, w is where the
    /// expected number of them, the sum over requests of -ln(1 - w t/L), is the number seen. Its
    /// interval is that of the number, Poisson's.
    [[nodiscard]] CalibratedShare withdrawals() const {
        CalibratedShare share =
            counted("withdrawn", "of requests would be withdrawn in time, were they left open",
                    "buyers.withdraw_share", {}, level_);
        const double limit = hours(rules_.answer_limit);
        std::vector<double> parts;  // of the limit that each request was watched
        for (const Watch& watch : watch(file_, Delay::answer).watches) {
            const RealOrder& order = file_.orders[watch.order];
            share.count += order.outcome == CancelOutcome::withdrawn &&
                                   watch.to == order[Stamp::cancel_resolved_at]
                               ? 1
                               : 0;
            const double time = static_cast<double>(watch.to - watch.from) / kHour;
            parts.push_back(limit > 0 ? std::min(time / limit, 1.0) : 0);
        }
        const measure::Interval count = measure::poisson_interval(share.count, level_);
        share.estimate = {withdrawing(parts, share.count), withdrawing(parts, count.low),
                          withdrawing(parts, count.high)};
        return share;
    }

    /// The w at which so many withdrawals are expected; 1 where no share explains as many.
    static double withdrawing(const std::vector<double>& parts, double wanted) {
        const auto expected = [&parts](double w) {
            double sum = 0;
            for (const double part : parts) {
                sum -= std::log1p(-w * part);
            }
            return sum;
        };
        double low = 0;
        double high = 1 - 1e-9;
        constexpr int halvings = 50;
        for (int i = 0; i < halvings; ++i) {
            const double middle = (low + high) / 2;
            (expected(middle) < wanted ? low : high) = middle;
        }
        return wanted > 0 ? high : 0;
    }

    void disputes() {
        std::vector<CensoredTime> times;
        for (const RealOrder& order : file_.orders) {
            const Instant from = order[Stamp::shipped_at];
            const Instant opened = order[Stamp::dispute_opened_at];
            if (from == kNoInstant || order.has(Stamp::cancel_requested_at) ||
                (opened != kNoInstant && opened < from)) {
                continue;
            }
            const Instant to = opened == kNoInstant ? file_.end : opened;
            times.push_back(
                {static_cast<double>(std::max(from, to) - from) / kHour, opened == kNoInstant});
        }
        shares_.push_back(reached("disputed", "of parcels sent, without a request before, disputed",
                                  "buyers.complaints.share", std::move(times), level_));
    }

    /// Of those that stayed unpaid beyond what payments take, and have ended.
    void unpaid() {
        const Instant limit = unpaid_limit(file_, rules_);
        measure::RatioSample cancelled;
        for (const RealOrder& order : file_.orders) {
            const Instant end = cancelled_at(order);
            const Instant asked = order[Stamp::cancel_requested_at];
            const Instant from = order[Stamp::created_at] + limit;
            if (!order.has(Stamp::paid_at) && end != kNoInstant && end > from) {
                ++cancelled.tries;
                cancelled.hits += asked != kNoInstant && asked > from ? 1 : 0;
            }
        }
        if (cancelled.tries > 0) {
            shares_.push_back(counted("cancelled unpaid",
                                      "of orders that were never paid, the buyer cancels",
                                      "buyers.unpaid_cancel_share", cancelled, level_));
        }
    }

    void stock_outs() {
        if (!file_.has(WordColumn::order_status)) {
            return;
        }
        measure::RatioSample out;
        for (const RealOrder& order : file_.orders) {
            if (order.has(Stamp::paid_at)) {
                ++out.tries;
                out.hits += file_.word(order, WordColumn::order_status) == "unavailable" ? 1 : 0;
            }
        }
        shares_.push_back(counted("out of stock", "of paid orders are 'unavailable'",
                                  "sellers.stock_out_share", out, level_));
    }

    void words(WordColumn column, const std::string& name, const std::string& title,
               const std::string& key) {
        if (!file_.has(column)) {
            return;
        }
        const auto& words = file_.words[static_cast<std::size_t>(column)];
        std::vector<double> counts(words.size());
        double total = 0;
        for (const RealOrder& order : file_.orders) {
            const std::uint8_t word = order.word[static_cast<std::size_t>(column)];
            if (word != scenario::kNoWord) {
                ++total;
                counts[word] += word < counts.size() ? 1 : 0;
            }
        }
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (counts[i] > 0) {
                shares_.push_back(counted(name + ": " + words[i], title + " " + words[i], key,
                                          {counts[i], total}, level_));
            }
        }
    }

    const OrderFile& file_;
    const KnownRules& rules_;
    double level_;
    std::vector<CalibratedShare> shares_;
};

}  // namespace

std::vector<CalibratedShare> find_shares(const OrderFile& file, const KnownRules& rules,
                                         double level) {
    return ShareFinder(file, rules, level).find();
}

}  // namespace ordersim::experiment

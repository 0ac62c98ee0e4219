#include "sim/experiment/calibrate/requests.hpp"
#include "sim/experiment/calibrate/wishes.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/poisson.hpp"
#include "sim/measure/survival.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::CalibratedShare;
using measure::CensoredTime;
using scenario::CancelOutcome;
using scenario::kNoInstant;
using scenario::WordColumn;

/// Shown beside what the file tells; the scenario keeps the preset's value.
std::string kept(const std::string& why) {
    return why + ": the preset's value is kept";
}

std::string why_few(const std::string& key, double cases) {
    const bool is_few = cases < static_cast<double>(kEventsMin);
    return is_few && !key.empty() ? kept("fewer than " + std::to_string(kEventsMin) + " cases")
                                  : "";
}

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
    share.why = why_few(share.key, sample.tries);
    if (sample.tries > 0) {
        const measure::Interval interval = measure::wilson(sample, level);
        share.estimate = {sample.hits / sample.tries, interval.low, interval.high};
    }
    return share;
}

/// The share that an event reaches in the end, censored times allowed for: Kaplan-Meier up to where
/// enough are still watched. Where that is nowhere, the whole curve is told and not written.
CalibratedShare reached(std::string name, std::string title, std::string key,
                        std::vector<CensoredTime> times, double level) {
    CalibratedShare share = counted(std::move(name), std::move(title), std::move(key), {}, level);
    for (const CensoredTime& time : times) {
        share.count += time.is_censored ? 0 : 1;
    }
    const auto size = static_cast<double>(times.size());
    share.why = why_few(share.key, size);
    if (size <= 0) {
        return share;
    }
    if (share.count <= 0) {
        const measure::Interval none = measure::wilson({0, size}, level);
        share.estimate = {0, none.low, none.high};
        return share;
    }
    const measure::KaplanMeier curve(std::move(times));
    std::optional<double> reach;
    for (const measure::SurvivalStep& step : curve.steps()) {
        reach = step.at_risk >= kAtRiskMin ? step.time : reach;
    }
    if (!reach && share.why.empty()) {
        share.why = kept("fewer than 20 were followed so long");
    }
    const double time = reach.value_or(curve.time_last());
    const measure::Interval bounds = curve.bounds(time, level);
    share.estimate = {1 - curve.survival(time), 1 - bounds.high, 1 - bounds.low};
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
        const Wishes wishes = find_wishes(file_, rules_, level_);
        CalibratedShare asked =
            counted("asked", "of buyers ask to cancel before the parcel leaves", "", {}, level_);
        asked.count = wishes.requests;
        asked.estimate = asked_share(watch_wishes(file_, rules_), level_);
        shares_.push_back(std::move(asked));
        CalibratedShare wanting =
            counted("wishes", "of buyers would ask, were nothing else to end their waiting",
                    "buyers.intent.share", {}, level_);
        wanting.count = wishes.requests;
        wanting.estimate = wishes.share;
        wanting.why = wishes.why;
        shares_.push_back(std::move(wanting));
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
            const double time = hours_between(watch.from, watch.to);
            parts.push_back(limit > 0 ? std::min(time / limit, 1.0) : 0);
        }
        share.why = why_few(share.key, static_cast<double>(parts.size()));
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
                {hours_between(from, std::max(from, to)), opened == kNoInstant});
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

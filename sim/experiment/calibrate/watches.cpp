#include "sim/experiment/calibrate/watches.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/measure/interval.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>

namespace ordersim::experiment {
namespace {

using scenario::CancelOutcome;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr std::array<DelayTraits, kDelays> kTraits{{
    {"payment", "from the order to its payment", Stamp::created_at, Stamp::paid_at},
    {"handling", "from payment to hand-over", Stamp::paid_at, Stamp::shipped_at},
    {"transit", "from hand-over to delivery", Stamp::shipped_at, Stamp::delivered_at},
    {"answer", "from a request to the seller's answer", Stamp::cancel_requested_at,
     Stamp::cancel_resolved_at},
    {"refund", "from a refund's start to its posting", Stamp::refund_requested_at,
     Stamp::refund_posted_at},
    {"dispute", "from a dispute's opening to its end", Stamp::dispute_opened_at,
     Stamp::dispute_closed_at},
}};

/// Longer than three times this quantile of those that ended is never.
constexpr double kNeverQuantile = 0.99;
constexpr double kNeverFactor = 3;
/// Fewer ends say nothing about the tail.
constexpr std::size_t kNeverEvents = 100;

std::string quoted(Stamp stamp) {
    return "'" + std::string(enum_name(stamp)) + "'";
}

Instant earliest(std::initializer_list<Instant> instants) {
    Instant first = kNoInstant;
    for (const Instant at : instants) {
        if (at != kNoInstant && (first == kNoInstant || at < first)) {
            first = at;
        }
    }
    return first;
}

/// Follows the orders of a file through one delay.
class Watcher {
public:
    Watcher(const OrderFile& file, Delay delay) : file_(file), delay_(delay) {
        const bool is_unpaid = delay == Delay::handling && !file.has(Stamp::paid_at);
        from_ = is_unpaid ? Stamp::created_at : traits_of(delay).from;
        to_ = traits_of(delay).to;
    }

    Watches watch() && {
        for (std::size_t i = 0; i < file_.orders.size(); ++i) {
            look_at(file_.orders[i], static_cast<std::uint32_t>(i));
        }
        std::ranges::stable_sort(found_.left_out, std::ranges::greater(), &measure::LeftOut::count);
        return std::move(found_);
    }

private:
    void look_at(const RealOrder& order, std::uint32_t index) {
        if (!order.has(from_)) {
            if (order.has(to_) && !is_other_end(order)) {
                leave_out("no " + quoted(from_), order);
            }
            return;
        }
        if (const std::string why = unusable(order); !why.empty()) {
            leave_out(why, order);
            return;
        }
        const Instant from = order[from_];
        const Instant end = ends(order) ? order[to_] : kNoInstant;
        const Instant cut = cut_of(order);
        if (end != kNoInstant && end < from) {
            leave_out(quoted(to_) + " before " + quoted(from_), order);
        } else if (end != kNoInstant && (cut == kNoInstant || end <= cut)) {
            found_.watches.push_back({from, end, false, index});
        } else {
            const Instant last = earliest({cut, file_.end});
            found_.watches.push_back({from, std::max(from, last), true, index});
        }
    }

    /// A cancellation without a request is the seller's or the clock's.
    [[nodiscard]] bool is_other_end(const RealOrder& order) const {
        return delay_ == Delay::answer && order.outcome == CancelOutcome::none;
    }

    /// Whether the stamp at the end is the end of this delay.
    [[nodiscard]] bool ends(const RealOrder& order) const {
        if (!order.has(to_)) {
            return false;
        }
        return delay_ != Delay::answer || order.outcome == CancelOutcome::approved ||
               order.outcome == CancelOutcome::rejected;
    }

    /// What came between; kNoInstant: nothing.
    [[nodiscard]] Instant cut_of(const RealOrder& order) const {
        switch (delay_) {
        case Delay::payment: return cancelled_at(order);
        case Delay::handling:
            return earliest({cancelled_at(order), request_after(order, order[from_])});
        case Delay::transit: return cancelled_at(order);
        case Delay::answer: return answer_cut(order);
        case Delay::refund:
        case Delay::dispute: return kNoInstant;
        }
        return kNoInstant;
    }

    static Instant request_after(const RealOrder& order, Instant from) {
        const Instant asked = order[Stamp::cancel_requested_at];
        return asked != kNoInstant && asked >= from ? asked : kNoInstant;
    }

    static Instant answer_cut(const RealOrder& order) {
        const bool is_answered =
            order.outcome == CancelOutcome::approved || order.outcome == CancelOutcome::rejected;
        const Instant resolved = is_answered ? kNoInstant : order[Stamp::cancel_resolved_at];
        const Instant shipped = order[Stamp::shipped_at];
        const bool left = shipped != kNoInstant && shipped >= order[Stamp::cancel_requested_at];
        // An answered request may well be followed by the parcel, a rejected one mostly is.
        return earliest({resolved, left && !is_answered ? shipped : kNoInstant});
    }

    /// Why the order tells nothing; empty: it does.
    [[nodiscard]] std::string unusable(const RealOrder& order) const {
        const Instant gone = cancelled_at(order);
        const bool is_open = !order.has(to_);
        if (delay_ == Delay::answer) {
            return unusable_request(order);
        }
        if (delay_ == Delay::transit && gone != kNoInstant && gone <= order[from_]) {
            return "a parcel sent after the cancellation";
        }
        const bool may_be_cut =
            delay_ == Delay::payment || delay_ == Delay::handling || delay_ == Delay::transit;
        if (may_be_cut && is_open && gone == kNoInstant && has_cancelled_status(file_, order)) {
            return "no stamp of the cancellation";
        }
        return {};
    }

    [[nodiscard]] static std::string unusable_request(const RealOrder& order) {
        const Instant asked = order[Stamp::cancel_requested_at];
        const Instant resolved = order[Stamp::cancel_resolved_at];
        if (order.has(Stamp::shipped_at) && order[Stamp::shipped_at] < asked) {
            return "a request after the parcel had left";
        }
        if (order.outcome == CancelOutcome::auto_ && resolved == asked) {
            return "a request granted at once by the rules";
        }
        if (order.outcome == CancelOutcome::none && resolved != kNoInstant) {
            return "an end without a 'cancel_outcome'";
        }
        if (order.outcome != CancelOutcome::none && resolved == kNoInstant) {
            return "a 'cancel_outcome' without 'cancel_resolved_at'";
        }
        return {};
    }

    void leave_out(const std::string& reason, const RealOrder& order) {
        auto& all = found_.left_out;
        auto known = std::ranges::find(all, reason, &measure::LeftOut::reason);
        if (known == all.end()) {
            all.push_back({reason, "", 0, {}});
            known = all.end() - 1;
        }
        ++known->count;
        if (known->lines.size() < scenario::kLinesNamed) {
            known->lines.push_back(order.line);
        }
    }

    const OrderFile& file_;
    Delay delay_;
    Stamp from_;
    Stamp to_;
    Watches found_;
};

}  // namespace

const DelayTraits& traits_of(Delay delay) {
    return kTraits[static_cast<std::size_t>(delay)];
}

bool can_tell(const OrderFile& file, Delay delay) {
    const DelayTraits& traits = traits_of(delay);
    if (delay == Delay::answer && file.find("cancel_outcome") == nullptr) {
        return false;
    }
    const bool has_start = file.has(traits.from) || delay == Delay::handling;
    return has_start && file.has(traits.to);
}

Watches watch(const OrderFile& file, Delay delay) {
    return Watcher(file, delay).watch();
}

Instant cancelled_at(const RealOrder& order) {
    const Instant resolved = order[Stamp::cancel_resolved_at];
    const Instant shipped = order[Stamp::shipped_at];
    const bool lives_on =
        order.outcome == CancelOutcome::rejected || order.outcome == CancelOutcome::withdrawn ||
        (order.outcome != CancelOutcome::approved && shipped != kNoInstant && shipped > resolved);
    return lives_on ? kNoInstant : resolved;
}

bool has_cancelled_status(const OrderFile& file, const RealOrder& order) {
    const std::string_view word = file.word(order, WordColumn::order_status);
    return word == "canceled" || word == "cancelled" || word == "unavailable";
}

std::vector<measure::CensoredTime> hours_of(const std::vector<Watch>& watches) {
    std::vector<measure::CensoredTime> hours;
    hours.reserve(watches.size());
    for (const Watch& watch : watches) {
        hours.push_back({hours_between(watch.from, watch.to), watch.is_censored});
    }
    return hours;
}

measure::Bounded split_never(std::vector<Watch>& watches, Instant end, double level) {
    std::vector<Instant> lengths;
    for (const Watch& watch : watches) {
        if (!watch.is_censored) {
            lengths.push_back(watch.to - watch.from);
        }
    }
    if (lengths.size() < kNeverEvents) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return {std::numeric_limits<double>::quiet_NaN(), -infinity, infinity};
    }
    const auto at = lengths.begin() + static_cast<std::ptrdiff_t>(
                                          kNeverQuantile * static_cast<double>(lengths.size() - 1));
    std::ranges::nth_element(lengths, at);
    const auto limit = static_cast<Instant>(kNeverFactor * static_cast<double>(*at));
    const auto is_never = [limit](const Watch& watch) {
        return watch.is_censored && watch.to - watch.from > limit;
    };
    measure::RatioSample sample;
    for (const Watch& watch : watches) {
        const bool is_followed =
            watch.from + limit < end && (!watch.is_censored || is_never(watch));
        sample.tries += is_followed ? 1 : 0;
        sample.hits += is_followed && is_never(watch) ? 1 : 0;
    }
    std::erase_if(watches, is_never);
    if (sample.tries <= 0) {
        constexpr double infinity = std::numeric_limits<double>::infinity();
        return {std::numeric_limits<double>::quiet_NaN(), -infinity, infinity};
    }
    const measure::Interval interval = measure::wilson(sample, level);
    return {sample.hits / sample.tries, interval.low, interval.high};
}

}  // namespace ordersim::experiment

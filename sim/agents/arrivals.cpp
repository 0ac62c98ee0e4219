#include "sim/agents/arrivals.hpp"

#include "sim/base/first_reaching.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::agents {
namespace {

/// A busy time with what it cumulates. "Load" is the time in which the mean rate would bring as
/// many orders, in microseconds.
class BusyTime {
public:
    explicit BusyTime(const Arrivals& arrivals)
        : clock_(arrivals.clock), surge_(arrivals.surge), begin_(arrivals.surge.at) {}

    [[nodiscard]] SimTime begin() const { return begin_; }
    [[nodiscard]] SimTime end() const { return begin_ + surge_.length; }

    /// Between two instants of it.
    [[nodiscard]] double load(SimTime from, SimTime to) const {
        const double spike = spike_left(from) - spike_left(to);
        return microseconds(clock_.elapsed(from, to)) * surge_.factor + spike;
    }

    /// When `load` has cumulated since `from`. Requires: it does before the end.
    [[nodiscard]] SimTime reaching(double load, SimTime from) const {
        // What the spike still brings is below the clock's resolution.
        constexpr double negligible = 0.5;
        const SimTime latest =
            std::min(clock_.advance(from, duration_of(load / surge_.factor)), end());
        if (spike_left(from) < negligible) {
            return latest;
        }
        const auto excess = [&](double after) {
            return this->load(from, from + duration_of(after)) - load;
        };
        return from + duration_of(first_reaching(excess, {0.0, microseconds(latest - from)}));
    }

private:
    /// Load that the spike brings after `at`, were the busy time endless.
    [[nodiscard]] double spike_left(SimTime at) const {
        if (surge_.spike <= 0) {
            return 0;
        }
        const double decay = microseconds(surge_.spike_decay);
        return surge_.spike * decay * std::exp(-microseconds(at - begin_) / decay);
    }

    const WeeklyClock& clock_;
    const Surge& surge_;
    SimTime begin_;
};

/// When `orders` more are expected since `after`; kNever if the stages bring fewer.
SimTime reaching(const std::vector<RateStage>& stages, double orders, SimTime after) {
    const auto days = [](SimDuration time) { return microseconds(time) / kMicrosecondsPerDay; };
    SimTime begin{};
    for (const RateStage& stage : stages) {
        const SimTime end = begin + stage.length;
        if (after < end) {
            const SimTime from = std::max(after, begin);
            const double slope = (stage.end_per_day - stage.begin_per_day) / days(stage.length);
            const double rate = stage.begin_per_day + slope * days(from - begin);
            const double left = (rate + stage.end_per_day) / 2 * days(end - from);
            if (orders <= left) {
                // The root of rate x + slope x^2 / 2 = orders, in the form that loses no digits.
                const double steep = std::max(rate * rate + 2 * slope * orders, 0.0);
                const double wait = 2 * orders / (rate + std::sqrt(steep));
                return from + duration_of(wait * kMicrosecondsPerDay);
            }
            orders -= left;
        }
        begin = end;
    }
    return kNever;
}

}  // namespace

SimTime next_arrival(const Cast& cast, const Draws& draws, std::uint32_t n, SimTime after) {
    const Arrivals& arrivals = cast.params().arrivals;
    const double gap = -std::log(draws.uniform(n, Purpose::arrival_gap));
    if (!arrivals.stages.empty()) {
        return reaching(arrivals.stages, gap, after);
    }
    SimDuration load = duration_of(gap * kMicrosecondsPerDay / arrivals.orders_per_day);
    const BusyTime busy(arrivals);
    if (arrivals.surge.length <= SimDuration::zero() || after >= busy.end()) {
        return arrivals.clock.advance(after, load);
    }
    if (after < busy.begin()) {
        const SimTime at = arrivals.clock.advance(after, load);
        if (at <= busy.begin()) {
            return at;
        }
        load -= arrivals.clock.elapsed(after, busy.begin());
        after = busy.begin();
    }
    const double in_surge = busy.load(after, busy.end());
    if (in_surge >= microseconds(load)) {
        return busy.reaching(microseconds(load), after);
    }
    return arrivals.clock.advance(busy.end(), load - duration_of(in_surge));
}

}  // namespace ordersim::agents

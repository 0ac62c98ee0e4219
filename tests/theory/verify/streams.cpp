#include "sim/agents/arrivals.hpp"

#include "tests/theory/sinusoid.hpp"
#include "tests/theory/verify/line.hpp"

#include <cstddef>

// Orders whose rate moves with the time of day, as the market draws them, and infinitely many
// servers behind them.

namespace ordersim::verify {

namespace {

using tests::sinusoid::kDay;
using tests::sinusoid::kHoursAUnit;

agents::Cast sinusoidal_cast() {
    agents::Params params = tests::plain_params();
    params.arrivals = tests::sinusoid::arrivals();
    return agents::Cast(params);
}

/// Calls `visit(n, at)` for every order before `end`.
template <class Visit>
void for_each_arrival(const agents::Cast& cast, const Draws& draws, SimTime end, Visit visit) {
    SimTime now{};
    for (std::uint32_t n = 0; (now = agents::next_arrival(cast, draws, n, now)) < end; ++n) {
        visit(n, now);
    }
}

/// Which of the days an instant is in, and its units since midnight.
struct TimeOfDay {
    explicit TimeOfDay(SimTime at)
        : day(static_cast<std::size_t>(at.time_since_epoch() / kDay)),
          unit(hours(at.time_since_epoch() % kDay) / kHoursAUnit) {}

    std::size_t day;
    double unit;
};

std::vector<double> counts_between(std::uint64_t seed, int days, double from, double to) {
    static const agents::Cast cast = sinusoidal_cast();
    std::vector<double> counts(static_cast<std::size_t>(days), 0);
    for_each_arrival(cast, Draws(seed, 0), SimTime(days * kDay), [&](std::uint32_t, SimTime at) {
        const TimeOfDay time(at);
        counts[time.day] += from <= time.unit && time.unit < to ? 1 : 0;
    });
    return counts;
}

/// Over full hours of the clock, hence exact.
Answer simulate_counts(std::uint64_t seed, const Theory& theory) {
    constexpr int days = 400;
    Answers answers;
    for (const double count : counts_between(seed, days, 6, 18)) {
        answers.mean("mean count", {count, 1});
        answers.variance("variance of count", count);
    }
    return answers.answer(theory);
}

/// From 6 on the hour's mean rate is below the rate over [6, 6.1] by 15 (2 pi / 24)^2
/// ((1/7)^2 - .1^2) / 6 = .0018: the probability is off by 5e-6, the standard error over 200 seeds
/// is 3e-4.
Answer simulate_gap(std::uint64_t seed, const Theory&) {
    constexpr int days = 2000;
    Sample empty;
    for (const double count : counts_between(seed, days, 6, 6.1)) {
        empty.hits += count == 0 ? 1 : 0;
        empty.tries += 1;
    }
    return {{"P(no arrival in [6, 6.1])", independent_share(empty)}};
}

/// Days are as good as independent, since exp(-12) of what is busy outlasts one. Within an hour of
/// the clock orders come evenly instead of by the sinusoid, which moves the mean by less than
/// 15 (2 pi / 24) (1/7)^2 / 12 = .007; the standard error over 200 seeds is .04.
Answer simulate_busy(const std::string& name, std::uint64_t seed, const Theory& theory) {
    constexpr int days = 200;
    static const agents::Cast cast = sinusoidal_cast();
    static const Distribution service =
        of(Distribution::exponential(in_microseconds(kHoursAUnit / 0.5)));
    struct Look {
        const char* quantity;
        double unit;  ///< of the day
        std::vector<double> busy;
    };
    std::vector<Look> looks{{"mean number busy at 100", 100 - 96, {}},
                            {"mean number busy at 106", 106 - 96, {}},
                            {"mean number busy at 112", 112 - 96, {}}};
    for (Look& look : looks) {
        look.busy.resize(days);
    }
    const Draws draws(seed, 0);
    const CaseDraws services(name, draws);
    for_each_arrival(cast, draws, SimTime(days * kDay), [&](std::uint32_t n, SimTime begin) {
        const SimTime end = begin + delay(service, services.uniform(n, Draw::service));
        for (Look& look : looks) {
            const SimDuration offset = duration_of(in_microseconds(look.unit * kHoursAUnit));
            for (auto day = TimeOfDay(begin).day; day < days; ++day) {
                const SimTime at = SimTime(static_cast<std::int64_t>(day) * kDay) + offset;
                if (at >= end) {
                    break;
                }
                look.busy[day] += at >= begin ? 1 : 0;
            }
        }
    });
    Answers answers;
    for (const Look& look : looks) {
        for (std::size_t day = 1; day < look.busy.size(); ++day) {
            answers.mean(look.quantity, {look.busy[day], 1});
        }
    }
    return answers.answer(theory);
}

}  // namespace

std::vector<Case> streams() {
    return {{"nhpp_1", simulate_counts},
            {"nhpp_2", simulate_gap},
            {"mtginf_1", [](std::uint64_t seed, const Theory& theory) {
                 return simulate_busy("mtginf_1", seed, theory);
             }}};
}

}  // namespace ordersim::verify

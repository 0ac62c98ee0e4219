#include "sim/experiment/calibrate/calibrate.hpp"
#include "sim/experiment/calibrate/simulated.hpp"
#include "sim/experiment/calibrate/wishes.hpp"
#include "sim/experiment/replicate.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

// Tables of orders made by scenarios/verification/known_orders.toml, cut off while about three of
// ten delays are still open, and what `calibrate` says of them: the laws that made them must lie in
// its intervals as often as promised.

namespace ordersim::experiment {
namespace {

#ifdef __OPTIMIZE__
constexpr std::uint32_t kLogs = 12;
#else
constexpr std::uint32_t kLogs = 2;
#endif

scenario::Scenario known_orders() {
    const auto loaded =
        scenario::load({.path = ORDERSIM_SOURCE_DIR "/scenarios/verification/known_orders.toml",
                        .overrides = {},
                        .library = ORDERSIM_SOURCE_DIR "/scenarios"});
    if (!loaded) {
        FAIL(scenario::to_text(loaded.error()));
    }
    return *loaded;
}

struct KnownParameter {
    const char* delay;
    const char* family;
    const char* name;
    double value;
};
constexpr std::array kParameters{
    KnownParameter{"payment", "lognormal", "median", 6},
    KnownParameter{"payment", "lognormal", "sigma", 0.8},
    KnownParameter{"late payment", "Weibull", "shape", 1.3},
    KnownParameter{"late payment", "Weibull", "scale", 72},
    KnownParameter{"handling", "gamma", "shape", 1.6},
    KnownParameter{"handling", "gamma", "scale", 72},
    KnownParameter{"transit", "log-logistic", "shape", 2.5},
    KnownParameter{"transit", "log-logistic", "scale", 192},
    KnownParameter{"answer", "exponential", "mean", 30},
    KnownParameter{"refund", "lognormal", "median", 120},
    KnownParameter{"refund", "lognormal", "sigma", 0.6},
};

struct KnownShare {
    const char* name;
    double value;
};
constexpr std::array kShares{
    KnownShare{"approved", 0.7},
    KnownShare{"withdrawn", 0.2},
    KnownShare{"method: card", 0.6},
};

/// How often an interval held the truth, and where it lay.
struct Coverage {
    double truth = 0;
    double inside = 0;
    double tried = 0;
    double sum = 0;

    void add(double value, double low, double high) {
        ++tried;
        sum += value;
        inside += low <= truth && truth <= high ? 1 : 0;
    }
};

class ClosedLoop {
public:
    ClosedLoop()
        : scenario_(known_orders()),
          contender_{scenario_.variants.front(), agents::Cast(scenario_.variants.front().params)} {}

    void run(std::uint32_t logs) {
        for (std::uint32_t log = 0; log < logs; ++log) {
            look_at(calibrated(log));
        }
    }
    [[nodiscard]] const std::map<std::string, Coverage>& coverage() const { return coverage_; }
    [[nodiscard]] double censored_share() const { return censored_ / times_; }
    /// Of the laws taken, those of the family that made the delay.
    [[nodiscard]] double right_families() const { return right_ / chosen_; }

private:
    measure::CalibrationResult calibrated(std::uint32_t log) {
        market::OrderLedger ledger;
        const SimTime end(scenario_.variants.front().params.arrivals.horizon);
        const Replication done = replicate(contender_, Draws(7, log), {.until = end}, {},
                                           {.log = nullptr, .ledger = &ledger});
        ORDERSIM_ASSERT(done.is_complete);
        const OrderFile file = order_file(ledger.rows(), instant_of(end));
        const order::Policy& policy = scenario_.variants.front().policy;
        const measure::Bounded wishes =
            find_wishes(file, {policy.verify_limit, policy.answer_limit}, 0.95).share;
        at("wishes", 0.3).add(wishes.value, wishes.low, wishes.high);
        CalibrationOptions options;
        options.bootstrap_samples = 0;
        options.name = "known";
        options.extends = "known_orders";
        return calibrate(file, scenario_, options).result;
    }

    /// Requires: there is one of that name.
    template <class Items>
    static const auto& named(const Items& items, const char* name) {
        const auto found =
            std::ranges::find_if(items, [name](const auto& item) { return item.name == name; });
        ORDERSIM_ASSERT(found != items.end());
        return *found;
    }

    Coverage& at(const std::string& name, double truth) {
        Coverage& coverage = coverage_[name];
        coverage.truth = truth;
        return coverage;
    }

    void look_at(const measure::CalibrationResult& result) {
        for (const KnownParameter& known : kParameters) {
            look_at(result, known);
        }
        for (const KnownShare& known : kShares) {
            const measure::Bounded share = named(result.shares, known.name).estimate;
            at(known.name, known.value).add(share.value, share.low, share.high);
        }
        const measure::Bounded& rate = result.arrivals.per_day;
        at("orders a day", 150).add(rate.value, rate.low, rate.high);
    }

    void look_at(const measure::CalibrationResult& result, const KnownParameter& known) {
        const measure::FittedDelay& delay = named(result.delays, known.delay);
        const auto law = std::ranges::find(delay.laws, known.family, &measure::FittedLaw::family);
        ORDERSIM_ASSERT(law != delay.laws.end());
        const measure::CalibratedParameter& parameter = named(law->parameters, known.name);
        at(fmt::format("{} {}", known.delay, known.name), known.value)
            .add(parameter.value, parameter.low, parameter.high);
        censored_ += delay.censored;
        times_ += delay.censored + delay.events;
        ++chosen_;
        right_ += delay.choice == known.family ? 1 : 0;
    }

    scenario::Scenario scenario_;
    Contender contender_;
    std::map<std::string, Coverage> coverage_;
    double censored_ = 0;
    double times_ = 0;
    double right_ = 0;
    double chosen_ = 0;
};

/// What chance alone leaves out once in a thousand times or so, of `tried` intervals that promise
/// to hold 95 of 100.
double fewest(double tried) {
    return 0.95 * tried - 3.3 * std::sqrt(0.95 * 0.05 * tried) - 0.5;
}

void check_loop(std::uint32_t logs) {
    ClosedLoop loop;
    loop.run(logs);
    std::string table = fmt::format(
        "{} logs, {:.0f} % of all delays censored, {:.0f} % of laws of the right "
        "family\n{:<22}{:>10}{:>12}{:>9}\n",
        logs, loop.censored_share() * 100, loop.right_families() * 100, "", "true", "mean found",
        "covered");
    double inside = 0;
    double tried = 0;
    for (const auto& [name, coverage] : loop.coverage()) {
        table += fmt::format("{:<22}{:>10.4g}{:>12.4g}{:>9.2f}\n", name, coverage.truth,
                             coverage.sum / coverage.tried, coverage.inside / coverage.tried);
        inside += coverage.inside;
        tried += coverage.tried;
    }
    INFO(table);
    CHECK(loop.censored_share() > 0.25);
    CHECK(loop.censored_share() < 0.35);
    for (const auto& [name, coverage] : loop.coverage()) {
        INFO(name);
        CHECK(coverage.inside >= fewest(coverage.tried));
    }
    CHECK(inside >= fewest(tried));
    CHECK(loop.right_families() > 0.6);
}

}  // namespace

TEST_CASE("calibration: the laws that made an order table lie in the intervals of its fits") {
    check_loop(kLogs);
}

TEST_CASE("calibration: intervals hold the truth at their rate over a hundred tables",
          "[.hundred]") {
    check_loop(100);
}

}  // namespace ordersim::experiment

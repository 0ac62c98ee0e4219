#include "sim/experiment/fit/goodness.hpp"

#include "sim/base/random.hpp"
#include "sim/experiment/fit/curve_distance.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ordersim::experiment {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// `choice` is addressed by the sample's own places, the others by those of a drawn sample.
enum class Purpose : std::uint16_t { choice, time, censoring };

/// The law of the censoring times: Kaplan-Meier's curve with events and censorings exchanged. Who
/// ended at t was not at risk of being cut off then; what is left at the end is never cut off.
class CensoringCurve {
public:
    explicit CensoringCurve(const TimeTable& table) {
        double at_risk = table.size();
        double survival = 1;
        for (const TimeRow& row : table.rows) {
            if (row.censored > 0) {
                survival *= 1 - row.censored / (at_risk - row.events);
                times_.push_back(row.time);
                levels_.push_back(1 - survival);
            }
            at_risk -= row.events + row.censored;
        }
    }

    [[nodiscard]] double quantile(double u) const {
        const auto reached = std::ranges::lower_bound(levels_, u);
        return reached == levels_.end()
                   ? kInfinity
                   : times_[static_cast<std::size_t>(reached - levels_.begin())];
    }

private:
    std::vector<double> times_;
    std::vector<double> levels_;
};

/// Samples of a fitted law, censored and rounded as the sample was.
class BootstrapSamples {
public:
    BootstrapSamples(Distribution law, const TimeTable& table, const FitOptions& options)
        : law_(std::move(law)),
          censoring_(table),
          grid_(grid_of(table, options.unit)),
          size_(static_cast<std::uint64_t>(table.size())),
          seed_(options.seed) {}

    [[nodiscard]] TimeTable sample(std::uint32_t number) const {
        const Draws draws(seed_, number);
        std::vector<measure::CensoredTime> times;
        times.reserve(size_);
        for (std::uint64_t i = 0; i < size_; ++i) {
            const double own = rounded(law_.quantile(draws.uniform(i, Purpose::time)));
            const double cut = censoring_.quantile(draws.uniform(i, Purpose::censoring));
            times.push_back({.time = std::min(own, cut), .is_censored = cut < own});
        }
        return time_table(times);
    }

private:
    [[nodiscard]] double rounded(double time) const {
        return grid_ > 0 ? std::round(time / grid_) * grid_ : time;
    }

    Distribution law_;
    CensoringCurve censoring_;
    double grid_;
    std::uint64_t size_;
    std::uint64_t seed_;
};

/// Counts samples that lie no nearer than the tested one, until either is plain.
class PValue {
public:
    explicit PValue(double distance) : distance_(distance) {}

    void add(double distance) {
        if (is_plain()) {
            return;
        }
        ++samples_;
        not_nearer_ += distance >= distance_ ? 1 : 0;
    }

    [[nodiscard]] bool is_plain() const {
        return is_near() || (not_nearer_ == 0 && samples_ == kAllNearer);
    }
    [[nodiscard]] double value() const {
        return is_near() ? not_nearer_ / samples_ : (not_nearer_ + 1) / (samples_ + 1);
    }

private:
    static constexpr double kNear = 20;
    static constexpr double kAllNearer = 59;

    [[nodiscard]] bool is_near() const { return not_nearer_ == kNear; }

    double distance_;
    double samples_ = 0;
    double not_nearer_ = 0;
};

/// To the table's own fit, sought near `parameters`.
CurveDistance distance_anew(const FamilyForm& form, const TimeTable& table,
                            std::span<const double> parameters) {
    const Fitted fitted =
        table.events > 0 ? form.fit(table, parameters) : Fitted(tl::unexpected(std::string()));
    return fitted ? curve_distance(table, form.levels(fitted->parameters, table))
                  : CurveDistance{kInfinity, kInfinity, kInfinity};
}

}  // namespace

std::vector<measure::CensoredTime> drawn(std::span<const measure::CensoredTime> sample,
                                         std::size_t times_max, std::uint64_t seed) {
    const Draws draws(seed, 0);
    std::vector<measure::CensoredTime> chosen;
    for (std::size_t i = 0; i < sample.size() && chosen.size() < times_max; ++i) {
        const auto left = static_cast<double>(sample.size() - i);
        const auto wanted = static_cast<double>(times_max - chosen.size());
        if (wanted >= left || draws.uniform(i, Purpose::choice) * left < wanted) {
            chosen.push_back(sample[i]);
        }
    }
    return chosen;
}

double grid_of(const TimeTable& table, FitUnit unit) {
    constexpr std::array<double, 4> steps_an_hour{1.0 / 24, 1, 60, 3600};
    constexpr std::array<double, 3> steps_a_minor_unit{0.01, 0.1, 1};
    const std::span<const double> all_steps = unit == FitUnit::hours
                                                  ? std::span<const double>(steps_an_hour)
                                                  : std::span<const double>(steps_a_minor_unit);
    for (const double steps : all_steps) {
        const bool is_on_grid = std::ranges::all_of(table.rows, [&](const TimeRow& row) {
            const double count = row.time * steps;
            return std::abs(count - std::round(count)) <= 1e-6;
        });
        if (is_on_grid && !table.rows.empty()) {
            return 1 / steps;
        }
    }
    return 0;
}

GoodnessOfFit distance_of(const FamilyForm& form, std::span<const double> parameters,
                          const TimeTable& table) {
    constexpr double untested = std::numeric_limits<double>::quiet_NaN();
    const CurveDistance distance = curve_distance(table, form.levels(parameters, table));
    return {.kolmogorov_smirnov = distance.kolmogorov_smirnov,
            .anderson_darling = distance.anderson_darling,
            .p_kolmogorov_smirnov = untested,
            .p_anderson_darling = untested};
}

void test_law(const FamilyForm& form, const TimeTable& tested, const FitOptions& options,
              GoodnessOfFit& goodness) {
    const Fitted fitted = form.fit(tested, {});
    if (!fitted || options.bootstrap_samples_max == 0) {
        return;
    }
    auto law = form.law(fitted->parameters);
    if (!law) {
        return;
    }
    const BootstrapSamples samples(std::move(*law), tested, options);
    const CurveDistance own = curve_distance(tested, form.levels(fitted->parameters, tested));
    PValue kolmogorov_smirnov(own.kolmogorov_smirnov);
    PValue anderson_darling(own.anderson_darling);
    while (goodness.bootstrap_samples < options.bootstrap_samples_max &&
           !(kolmogorov_smirnov.is_plain() && anderson_darling.is_plain())) {
        const TimeTable sample = samples.sample(++goodness.bootstrap_samples);
        const CurveDistance there = distance_anew(form, sample, fitted->parameters);
        kolmogorov_smirnov.add(there.kolmogorov_smirnov);
        anderson_darling.add(there.anderson_darling);
    }
    goodness.tested_times = static_cast<std::size_t>(tested.size());
    goodness.p_kolmogorov_smirnov = kolmogorov_smirnov.value();
    goodness.p_anderson_darling = anderson_darling.value();
    goodness.is_rejected = goodness.p_anderson_darling < options.significance;
}

}  // namespace ordersim::experiment

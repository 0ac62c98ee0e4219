#pragma once

#include "sim/measure/interval.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Times to the first of several ends that compete: an order answered can no longer be shipped
/// unasked. 1 less Kaplan-Meier of one end, the others censored, overstates how often it comes:
/// it says what would happen if nothing else could.
namespace ordersim::measure {

/// Time to the first end, or to the moment up to which none had come.
struct CompetingTime {
    static constexpr std::uint32_t kCensored = 0;

    double time = 0;        ///< finite, >= 0, in any one unit
    std::uint32_t end = 0;  ///< 1, 2, ... for the kinds of end; kCensored for none
};

/// What happened at one time at which something ended.
struct CompetingStep {
    double time = 0;
    double at_risk = 0;   ///< watched just before
    double survival = 1;  ///< P(T > time): of no end at all
};

/// The cumulative incidence F_k(t) = P(T <= t, end k) = sum over times s <= t of S(s-) d_k/n, with
/// S the Kaplan-Meier estimate of the time to any end (Aalen and Johansen 1978). The incidences and
/// S sum to 1. At equal times ends come before censorings.
///
/// Immutable once made, hence safe to read from several threads; sums run in the order of time.
class AalenJohansen {
public:
    /// O(n log n + steps kinds). Requires: times are finite, >= 0; ends are at most `kinds`.
    AalenJohansen(std::vector<CompetingTime> sample, std::uint32_t kinds);

    [[nodiscard]] std::uint32_t kinds() const noexcept { return kinds_; }
    [[nodiscard]] std::span<const CompetingStep> steps() const noexcept { return steps_; }
    /// Up to where anyone was watched; nothing is known beyond. 0 for an empty sample.
    [[nodiscard]] double time_last() const noexcept { return time_last_; }
    [[nodiscard]] std::size_t sample_size() const noexcept { return sample_size_; }

    /// F_end(t); beyond time_last() its last value. O(log steps).
    /// Requires, of these three: 1 <= end <= kinds.
    [[nodiscard]] double incidence(std::uint32_t end, double time) const;
    /// Greenwood's standard error of F_end(t), by the recursion of the covariances of S and F_k
    /// over the steps (Andersen, Borgan, Gill and Keiding 1993, section IV.4.1.3). Without
    /// censoring that of a share, exactly. For independent times.
    [[nodiscard]] double standard_error(std::uint32_t end, double time) const;
    /// On the scale of ln(-ln(1 - F)), which stays within [0, 1] (Kalbfleisch and Prentice 2002,
    /// section 1.4). Where F is 0 or 1 there is no error to go by: the exact bounds of 0 or all of
    /// n (Clopper and Pearson 1934) stand in, n those whose fate by then is known, ended or still
    /// watched; who was cut off before is left out, which errs to the wide side. [0, 1] of an
    /// empty sample. For independent times.
    [[nodiscard]] Interval bounds(std::uint32_t end, double time, double level) const;

private:
    struct Incidence {
        double value = 0;
        double variance = 0;
    };
    class Sweep;

    [[nodiscard]] Incidence at(std::uint32_t end, double time) const;
    /// How many had ended by then or were still watched. O(log n).
    [[nodiscard]] double known(double time) const;

    std::uint32_t kinds_ = 0;
    std::vector<CompetingStep> steps_;
    std::vector<Incidence> incidences_;  ///< by step, then by end
    std::vector<double> censorings_;     ///< times, ascending
    double time_last_ = 0;
    std::size_t sample_size_ = 0;
};

}  // namespace ordersim::measure

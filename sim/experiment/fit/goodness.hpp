#pragma once

#include "sim/experiment/fit/families.hpp"
#include "sim/experiment/fit/fit.hpp"

#include <span>
#include <vector>

/// Whether a fitted law could have given the sample.
namespace ordersim::experiment {

/// At most `times_max` of the sample, drawn without replacement, in their order (selection
/// sampling: Knuth, volume 2, algorithm 3.4.2 S). Unlike every k-th of the sorted sample they are
/// independent times again, which the tests ask for.
[[nodiscard]] std::vector<measure::CensoredTime> drawn(
    std::span<const measure::CensoredTime> sample, std::size_t times_max, std::uint64_t seed);

/// The step of which all times are multiples: 24, 1, 1/60 or 1/3600 hours; 0 if there is none, or
/// no time. Of amounts 100, 10 or 1 minor units.
[[nodiscard]] double grid_of(const TimeTable& table, FitUnit unit = FitUnit::hours);

/// The distances of the law with these parameters to the whole sample, untested.
[[nodiscard]] GoodnessOfFit distance_of(const FamilyForm& form, std::span<const double> parameters,
                                        const TimeTable& table);

/// Tests a law by parametric bootstrap (Stute, Gonzalez Manteiga and Presedo Quindimil 1993): the
/// law is fitted to `tested`; samples of its size are drawn from it, cut off by times of the
/// reversed Kaplan-Meier curve, rounded to the grid of the sample if it has one, and fitted anew,
/// as fitting draws the law towards its sample. The p-value is the share of them that lie no
/// nearer to their own fits, (g + 1)/(b + 1); once 20 of l do, it is 20/l, and no more are drawn
/// (Besag and Clifford 1991); nor after the first 59, where none does: it is 1/60 then. (Which
/// rejects a true law at 5 % in one of 2,000 tests more: of 199 samples 10 or more would have lain
/// no nearer, none of them among the first 59.) A sample that cannot be fitted counts as not
/// nearer.
///
/// O(samples (size log size + fit)). Requires: the form can be fitted to `tested`.
void test_law(const FamilyForm& form, const TimeTable& tested, const FitOptions& options,
              GoodnessOfFit& goodness);

}  // namespace ordersim::experiment

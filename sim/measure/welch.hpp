#pragma once

#include "sim/measure/record.hpp"

#include <span>

/// Two samples that share no draws, and tests of no difference. Pure functions, O(n).
namespace ordersim::measure {

struct WelchDifference {
    Estimate difference;            ///< of the means; its `replications` are the fewer of the two
    double degrees_of_freedom = 0;  ///< Welch and Satterthwaite
    double p_value = 1;             ///< two-sided, of equal means
};

/// First mean minus second. With a = s1^2/n1, b = s2^2/n2 the interval is Student's about it with
/// variance a + b and (a + b)^2 / (a^2/(n1 - 1) + b^2/(n2 - 1)) degrees of freedom (Welch 1947;
/// Law 2015, section 10.2). On common draws it is far too wide: use `mean_difference`.
/// Requires: at least two values each, not all of them alike on both sides; no NaN.
[[nodiscard]] WelchDifference welch_difference(std::span<const double> first,
                                               std::span<const double> second, double level);

/// P(|T| >= |t|) of Student's law. Requires: degrees_of_freedom > 0.
[[nodiscard]] double t_p_value(double t, double degrees_of_freedom);

/// The p-value of a mean of 0 that an interval of `mean_estimate` or `mean_difference` stands for.
/// Requires: the interval is bounded, and its width is not 0.
[[nodiscard]] double p_value_of_zero(const Estimate& mean, double level);

}  // namespace ordersim::measure

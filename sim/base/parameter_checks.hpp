#pragma once

#include "sim/base/distribution.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the factories of Distribution ask of their parameters.
namespace ordersim {

/// A parameter under the name its law gives it.
struct Named {
    std::string_view law;
    std::string_view name;
    double value;

    /// "law: name is value", the start of a complaint.
    [[nodiscard]] std::string is() const;
};

/// A number as a person would write it.
[[nodiscard]] std::string text(double value);

using Problem = std::optional<DistributionError>;

[[nodiscard]] Problem first_not_finite(std::initializer_list<Named> parameters);
[[nodiscard]] Problem first_not_positive(std::initializer_list<Named> parameters);
/// Positive, and such that a table can be made.
[[nodiscard]] Problem first_not_tabled(std::initializer_list<Named> parameters);
/// Bounds may be infinite but not NaN, nor in the wrong order.
[[nodiscard]] Problem bounds_problem(std::string_view what, double min, double max);
/// As many as there are parts, one at least; none negative; 1 in sum.
[[nodiscard]] Problem shares_problem(const std::vector<double>& shares, std::size_t parts);

}  // namespace ordersim

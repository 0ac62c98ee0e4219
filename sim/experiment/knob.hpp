#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// What a search may turn, and the points of the space that the knobs span.
namespace ordersim::experiment {

/// One scenario key that a search may set, and the values that it may take.
struct Knob {
    enum class Kind : std::uint8_t {
        continuous,  ///< any number from low to high
        integer,     ///< any whole number from low to high
        categorical  ///< one of the choices; they have no order
    };
    std::string key;  ///< of the scenario: "policy.grace_window"
    Kind kind = Kind::continuous;
    double low = 0;                      ///< durations in hours; whole for an integer knob
    double high = 0;                     ///< >= low
    std::vector<std::string> choices{};  ///< of a categorical knob, at least one; else empty
    bool is_duration = false;
};

/// A value for each knob: the number itself, or the place of the choice, counted from 0.
using Point = std::vector<double>;

/// The point at a place of the unit cube: whole numbers and choices share [0, 1) in equal parts, so
/// that a uniform place gives each the same chance. A continuous value is rounded to what its text
/// holds: durations to the second, other numbers to a millionth of the range.
/// Requires: one coordinate a knob, each in [0, 1].
[[nodiscard]] Point point_at(std::span<const Knob> knobs, std::span<const double> unit);

/// The nearest point of the space to any point near it: bounds hold, whole numbers are whole.
[[nodiscard]] Point nearest_point(std::span<const Knob> knobs, const Point& near);

/// How many points the space has; infinite with a continuous knob of some width.
[[nodiscard]] double points_in(std::span<const Knob> knobs);

}  // namespace ordersim::experiment

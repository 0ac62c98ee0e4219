#pragma once

#include "sim/scenario/factor.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// The points of the space that a search's knobs span.
namespace ordersim::experiment {

using scenario::Knob;

enum class KnobKind : std::uint8_t {
    continuous,  ///< any number or duration from low to high
    whole,       ///< any whole number from low to high
    choice       ///< one of the levels; they have no order
};

[[nodiscard]] KnobKind kind_of(const Knob& knob);

/// A value for each knob: hours, the number itself, or the place of the choice, counted from 0.
using Point = std::vector<double>;

/// The point at a place of the unit cube: whole numbers and choices share [0, 1) in equal parts, so
/// that a uniform place gives each the same chance. A continuous value is rounded to what reads
/// well: durations to the minute where the range has a thousand, else to the second; other numbers
/// to a millionth of the range.
/// Requires: one coordinate a knob, each in [0, 1].
[[nodiscard]] Point point_at(std::span<const Knob> knobs, std::span<const double> unit);

/// The nearest point of the space to any point near it: bounds hold, whole numbers are whole.
[[nodiscard]] Point nearest_point(std::span<const Knob> knobs, const Point& near);

/// How many points the space has; infinite with a continuous knob.
[[nodiscard]] double points_in(std::span<const Knob> knobs);

/// The point's value of a knob as text of a scenario: "12h 6min", "24", "reject".
[[nodiscard]] std::string value_text(const Knob& knob, double value);

/// The point as overrides "KEY=VALUE".
[[nodiscard]] std::vector<std::string> overrides_at(std::span<const Knob> knobs,
                                                    const Point& point);

}  // namespace ordersim::experiment

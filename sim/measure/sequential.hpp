#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <span>

/// When enough replications have run. Decided at fixed looks from the estimates alone, so that the
/// answer does not depend on which thread finished first.
namespace ordersim::measure {

/// Stop when the half-width stays at or below a target (Chow and Robbins 1965; Law 2015, section
/// 9.4.1). A half-width that dips by luck stops such a rule too early, and coverage falls below the
/// level; a minimum of replications and looking ahead (Hoad, Robinson and Davies 2010) hold that
/// in check.
struct HalfWidthRule {
    double half_width_max = 0;            ///< absolute, in the unit of the estimate
    std::uint32_t replications_min = 10;  ///< with data
    std::uint32_t looks_ahead = 1;        ///< further looks at which the target must still hold
};

enum class Sampling : std::uint8_t { more, enough };

/// The distance from the value to its farther bound: a bound cut off at the end of a range does not
/// feign precision. Infinite without an interval.
[[nodiscard]] double half_width(const Estimate& estimate);

/// `looks`: the estimate after each look, oldest first. Enough iff the last 1 + looks_ahead of them
/// have at least replications_min replications and a half-width of at most half_width_max. Pure.
[[nodiscard]] Sampling next_sampling(std::span<const Estimate> looks, const HalfWidthRule& rule);

}  // namespace ordersim::measure

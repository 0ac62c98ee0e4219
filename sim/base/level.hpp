#pragma once

#include <cmath>
#include <cstdint>

namespace ordersim {

/// A point on the scale of cumulated probability: what lies below it and what lies above. Both are
/// kept because a small one cannot be had from the other without losing its digits.
/// below + above = 1 up to rounding.
struct Level {
    double below;
    double above;
};

/// Whether an atom at x counts: P(X < x) or P(X <= x).
enum class Edge : std::uint8_t { before, through };

/// The level at which the share u lies below. Exact for every u that Draws::uniform returns.
[[nodiscard]] constexpr Level level_of(double u) noexcept {
    return {u, 1.0 - u};
}

/// ln(above), precise at both ends.
[[nodiscard]] inline double log_above(Level at) noexcept {
    constexpr double few = 0x1p-10;
    return at.below < few ? std::log1p(-at.below) : std::log(at.above);
}

}  // namespace ordersim

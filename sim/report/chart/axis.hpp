#pragma once

#include <string>
#include <vector>

/// From values to places on a chart, with ticks at numbers that people count in.
namespace ordersim::report::chart {

struct Tick {
    double value = 0;
    std::string label;
};

/// A scale over [low, high], low < high. Logarithmic: low > 0. Symmetric: by log(1 + |value|), to
/// both sides of zero.
struct Axis {
    enum class Kind { linear, logarithmic, symmetric };
    Kind kind = Kind::linear;
    double low = 0;
    double high = 1;
    std::vector<Tick> ticks;  ///< within [low, high], rising

    /// Where a value stands: 0 at low, 1 at high, clamped to both.
    [[nodiscard]] double at(double value) const;
};

/// 0 to 100 %, for shares in [0, 1].
[[nodiscard]] Axis share_axis();
/// A part of it that holds [low, high], for shares whose changes would drown in the whole.
[[nodiscard]] Axis share_axis(double low, double high);
/// From 0 to 100 %, or farther for ratios that exceed 1.
[[nodiscard]] Axis ratio_axis(double high);
/// From round to round number around [low, high]; about `ticks` steps of 1, 2 or 5.
[[nodiscard]] Axis number_axis(double low, double high, int ticks = 5);
/// A symmetric one from -`farthest` to it, at least from -2 to 2, ticked at powers of ten.
[[nodiscard]] Axis multiples_axis(double farthest);
/// Times in hours with ticks at minutes, hours, days and weeks; logarithmic when the times span
/// more than a factor of 50. Times at 0 stand at the left end. Requires: high > 0.
[[nodiscard]] Axis time_axis(double low, double high);

}  // namespace ordersim::report::chart

#include "sim/report/chart/axis.hpp"

#include "sim/report/numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ordersim::report::chart {
namespace {

constexpr double kMinute = 1.0 / 60;
constexpr double kDay = 24;

/// Hours that make good ticks on a logarithmic axis, each three to six times the one before.
constexpr std::array<double, 13> kLandmarks{
    1.0 / 3600, 10.0 / 3600, kMinute,  5 * kMinute, 15 * kMinute, 1,         4,
    12,         2 * kDay,    7 * kDay, 28 * kDay,   112 * kDay,   448 * kDay};
/// Steps in hours for a linear one.
constexpr std::array<double, 20> kSteps{
    1.0 / 3600, 10.0 / 3600, kMinute,   5 * kMinute, 10 * kMinute, 15 * kMinute, 30 * kMinute,
    1,          2,           3,         6,           12,           kDay,         2 * kDay,
    4 * kDay,   7 * kDay,    14 * kDay, 28 * kDay,   56 * kDay,    112 * kDay};

/// The smallest of 1, 2 and 5 times a power of ten that is not below `least`.
double round_step(double least) {
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least * (1 - 1e-9)) {
            return factor * power;
        }
    }
    return 10 * power;
}

Axis stepped(double low, double high, double step) {
    Axis axis;
    const double first = std::floor(low / step + 1e-9);
    const double last = std::max(first + 1, std::ceil(high / step - 1e-9));
    axis.low = first * step;
    axis.high = last * step;
    for (double i = first; i <= last; i += 1) {
        axis.ticks.push_back({.value = i * step, .label = {}});
    }
    return axis;
}

/// Whole days stay days up to four weeks: "14d", not "2w".
std::string time_label(double hours) {
    return duration_text(hours);
}

Axis logarithmic_time(double low, double high) {
    Axis axis{.kind = Axis::Kind::logarithmic, .low = low, .high = high, .ticks = {}};
    for (const double hours : kLandmarks) {
        if (hours >= low * (1 - 1e-9) && hours <= high * (1 + 1e-9)) {
            axis.ticks.push_back({.value = hours, .label = time_label(hours)});
        }
    }
    return axis;
}

/// A number axis for shares, in percent.
Axis percent_axis(double low, double high) {
    Axis axis = number_axis(low * 100, high * 100);
    axis.low /= 100;
    axis.high /= 100;
    for (Tick& tick : axis.ticks) {
        tick.value /= 100;
        tick.label += " %";
    }
    return axis;
}

}  // namespace

double Axis::at(double value) const {
    const double inside = std::clamp(value, low, high);
    switch (kind) {
    case Kind::linear: return (inside - low) / (high - low);
    case Kind::logarithmic: return std::log(inside / low) / std::log(high / low);
    case Kind::symmetric: {
        const auto place = [](double at) { return std::copysign(std::log1p(std::abs(at)), at); };
        return (place(inside) - place(low)) / (place(high) - place(low));
    }
    }
    return 0;
}

Axis share_axis() {
    return share_axis(0, 1);
}

Axis share_axis(double low, double high) {
    Axis axis = percent_axis(low, high);
    axis.low = std::max(0.0, axis.low);
    axis.high = std::min(1.0, axis.high);
    std::erase_if(axis.ticks, [&axis](const Tick& tick) {
        return tick.value < axis.low - 1e-9 || tick.value > axis.high + 1e-9;
    });
    return axis;
}

Axis ratio_axis(double high) {
    return percent_axis(0, std::max(1.0, high));
}

Axis number_axis(double low, double high, int ticks) {
    if (!(high > low)) {
        const double room = low == 0 ? 1 : std::abs(low) / 10;
        high = low + room;
        low = low == 0 ? 0 : low - room;
    }
    const double step = round_step((high - low) / ticks);
    Axis axis = stepped(low, high, step);
    const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step) + 1e-9)));
    for (Tick& tick : axis.ticks) {
        tick.label = grouped(tick.value, decimals);
    }
    return axis;
}

Axis multiples_axis(double farthest) {
    const double end = std::max(farthest * 1.05, 2.0);
    Axis axis{.kind = Axis::Kind::symmetric, .low = -end, .high = end, .ticks = {}};
    axis.ticks.push_back({.value = 0, .label = "0"});
    // On a wide axis the neighbours of zero would stand on its label.
    for (double power = end > 5000 ? 10 : 1; power <= end; power *= end > 500 ? 100 : 10) {
        const std::string text = grouped(power, 0);
        axis.ticks.push_back({.value = power, .label = text});
        axis.ticks.insert(axis.ticks.begin(), {.value = -power, .label = "-" + text});
    }
    return axis;
}

Axis time_axis(double low, double high) {
    if (low > 0 && high / low > 50) {
        return logarithmic_time(low, high);
    }
    const auto* const step = std::find_if(kSteps.begin(), kSteps.end() - 1,
                                          [high](double hours) { return high / hours <= 7; });
    Axis axis = stepped(0, high, *step);
    for (Tick& tick : axis.ticks) {
        tick.label = tick.value == 0 ? "0" : time_label(tick.value);
    }
    return axis;
}

}  // namespace ordersim::report::chart

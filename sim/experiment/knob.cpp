#include "sim/experiment/knob.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::experiment {

namespace {

/// How many values a knob that is not continuous can take.
double count_of(const Knob& knob) {
    return knob.kind == Knob::Kind::categorical ? static_cast<double>(knob.choices.size())
                                                : knob.high - knob.low + 1;
}

double first_of(const Knob& knob) {
    return knob.kind == Knob::Kind::categorical ? 0 : knob.low;
}

double rounded_to(double value, double step) {
    return step > 0 ? std::round(value / step) * step : value;
}

double continuous_value(const Knob& knob, double value) {
    constexpr double second_h = 1.0 / 3600;
    const double width = knob.high - knob.low;
    const double step = knob.is_duration ? std::min(second_h, width) : width / 1e6;
    return std::clamp(knob.low + rounded_to(value - knob.low, step), knob.low, knob.high);
}

double value_near(const Knob& knob, double value) {
    if (knob.kind == Knob::Kind::continuous) {
        return continuous_value(knob, value);
    }
    const double first = first_of(knob);
    return std::clamp(std::round(value), first, first + count_of(knob) - 1);
}

}  // namespace

Point point_at(std::span<const Knob> knobs, std::span<const double> unit) {
    ORDERSIM_ASSERT(knobs.size() == unit.size());
    Point point;
    point.reserve(knobs.size());
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const Knob& knob = knobs[i];
        ORDERSIM_ASSERT(unit[i] >= 0 && unit[i] <= 1);
        if (knob.kind == Knob::Kind::continuous) {
            point.push_back(continuous_value(knob, knob.low + unit[i] * (knob.high - knob.low)));
        } else {
            const double count = count_of(knob);
            point.push_back(first_of(knob) + std::min(std::floor(unit[i] * count), count - 1));
        }
    }
    return point;
}

Point nearest_point(std::span<const Knob> knobs, const Point& near) {
    ORDERSIM_ASSERT(knobs.size() == near.size());
    Point point;
    point.reserve(knobs.size());
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        point.push_back(value_near(knobs[i], near[i]));
    }
    return point;
}

double points_in(std::span<const Knob> knobs) {
    double count = 1;
    for (const Knob& knob : knobs) {
        if (knob.kind != Knob::Kind::continuous) {
            count *= count_of(knob);
        } else if (knob.high > knob.low) {
            return std::numeric_limits<double>::infinity();
        }
    }
    return count;
}

}  // namespace ordersim::experiment

#include "sim/experiment/knob.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::experiment {

namespace {

/// The lowest value of a knob that is not continuous, and how many there are.
double first_of(const Knob& knob) {
    return kind_of(knob) == KnobKind::choice ? 0 : std::ceil(knob.low);
}
double count_of(const Knob& knob) {
    return kind_of(knob) == KnobKind::choice ? static_cast<double>(knob.levels.size())
                                             : std::floor(knob.high) - std::ceil(knob.low) + 1;
}

double rounded_to(double value, double step) {
    return step > 0 ? std::round(value / step) * step : value;
}

double continuous_value(const Knob& knob, double value) {
    constexpr double second_h = 1.0 / 3600;
    constexpr double minute_h = 1.0 / 60;
    const double width = knob.high - knob.low;
    const double duration_step = width >= 1000 * minute_h ? minute_h : second_h;
    const double step =
        knob.axis == scenario::Axis::hours ? std::min(duration_step, width) : width / 1e6;
    return std::clamp(knob.low + rounded_to(value - knob.low, step), knob.low, knob.high);
}

double value_near(const Knob& knob, double value) {
    if (kind_of(knob) == KnobKind::continuous) {
        return continuous_value(knob, value);
    }
    const double first = first_of(knob);
    return std::clamp(std::round(value), first, first + count_of(knob) - 1);
}

}  // namespace

KnobKind kind_of(const Knob& knob) {
    if (knob.axis == scenario::Axis::words) {
        return KnobKind::choice;
    }
    return knob.is_whole ? KnobKind::whole : KnobKind::continuous;
}

Point point_at(std::span<const Knob> knobs, std::span<const double> unit) {
    ORDERSIM_ASSERT(knobs.size() == unit.size());
    Point point;
    point.reserve(knobs.size());
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const Knob& knob = knobs[i];
        ORDERSIM_ASSERT(unit[i] >= 0 && unit[i] <= 1);
        if (kind_of(knob) == KnobKind::continuous) {
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
        if (kind_of(knob) != KnobKind::continuous) {
            count *= count_of(knob);
        } else {
            return std::numeric_limits<double>::infinity();
        }
    }
    return count;
}

std::string value_text(const Knob& knob, double value) {
    return kind_of(knob) == KnobKind::choice ? knob.levels[static_cast<std::size_t>(value)].text
                                             : scenario::level_text(knob.axis, value);
}

std::vector<std::string> overrides_at(std::span<const Knob> knobs, const Point& point) {
    ORDERSIM_ASSERT(knobs.size() == point.size());
    std::vector<std::string> overrides;
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        overrides.push_back(knobs[i].key + "=" + value_text(knobs[i], point[i]));
    }
    return overrides;
}

}  // namespace ordersim::experiment

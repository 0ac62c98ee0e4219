#pragma once

#include "sim/scenario/factor.hpp"

#include <limits>
#include <string>
#include <vector>

/// Knobs of each kind for tests of searches.
namespace ordersim::knobs {

inline scenario::Knob number(std::string key, double low, double high) {
    return {.key = std::move(key),
            .axis = scenario::Axis::numbers,
            .is_whole = false,
            .low = low,
            .high = high,
            .levels = {}};
}

inline scenario::Knob whole(std::string key, double low, double high) {
    scenario::Knob knob = number(std::move(key), low, high);
    knob.is_whole = true;
    return knob;
}

inline scenario::Knob hours(std::string key, double low, double high) {
    scenario::Knob knob = number(std::move(key), low, high);
    knob.axis = scenario::Axis::hours;
    return knob;
}

inline scenario::Knob choice(std::string key, const std::vector<std::string>& words) {
    scenario::Knob knob = number(std::move(key), 0, 0);
    knob.axis = scenario::Axis::words;
    for (const std::string& word : words) {
        knob.levels.push_back({word, std::numeric_limits<double>::quiet_NaN()});
    }
    return knob;
}

}  // namespace ordersim::knobs

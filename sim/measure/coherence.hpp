#pragma once

#include "sim/measure/json.hpp"

#include <optional>

/// What the lists of a record must agree in, which no schema can say: that places point into lists,
/// and that lists by the same things are equally long. A record that this program wrote does; one
/// that was edited or damaged may not. Pure; O(size).
namespace ordersim::measure {

/// The first fault, at its place.
[[nodiscard]] std::optional<JsonError> incoherence(const Tuning& tuning);
[[nodiscard]] std::optional<JsonError> incoherence(const Comparisons& comparisons);

/// Of results without such lists: none.
template <class Result>
[[nodiscard]] std::optional<JsonError> incoherence(const Result& /*result*/) {
    return std::nullopt;
}

}  // namespace ordersim::measure

#pragma once

#include "sim/base/weekly_clock.hpp"
#include "sim/scenario/law.hpp"

#include <cstdint>
#include <optional>

namespace ordersim::scenario {

/// How the speeds of a clock are meant.
enum class ClockKind : std::uint8_t {
    open_hours,  ///< runs at speed 1 while open, else stands
    profile      ///< speeds up and down, at speed 1 in the mean over a week
};

struct ClockRead {
    WeeklyClock clock;
    Canonical canonical;
};

/// Reads "always", "Mon-Sat 09-21", "Mon-Fri 09-18, Sat 10-14", or, for a profile,
/// `{ hours = [24 numbers], weekdays = [7 numbers] }`: the speed of an hour is the product.
[[nodiscard]] std::optional<ClockRead> read_clock(const Node& node, ClockKind kind,
                                                  ReadContext& context);

}  // namespace ordersim::scenario

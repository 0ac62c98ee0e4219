#pragma once

#include "sim/base/time.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace ordersim::scenario {

/// Which time a duration is meant on.
enum class DurationClock : std::uint8_t { any, calendar, business };

struct DurationText {
    double microseconds = 0;  ///< on the clock; a business day has 24 business hours
    DurationClock clock = DurationClock::any;  ///< any: 0, the same on every clock
};

/// Reads "90s", "30 min", "2d 12h", "1.5 weeks", "3 business days" or "0": numbers with units,
/// added up. The error is a sentence that names the remedy. Results lie in [0, kLongestDelay].
[[nodiscard]] tl::expected<DurationText, std::string> parse_duration(std::string_view text);

/// The same duration, exactly, in the shortest mixture of units: "2d 12h", "0".
[[nodiscard]] std::string duration_text(const DurationText& duration);
[[nodiscard]] std::string duration_text(SimDuration duration);

}  // namespace ordersim::scenario

#pragma once

#include "sim/base/time.hpp"

#include <array>
#include <cstdint>

namespace ordersim::kernel {

/// How many servers are on duty: a number for each hour of the week, repeated weekly. Hour 0 is
/// Monday 00:00-01:00; a shift covers its first instant and not its last. A value.
class Staffing {
public:
    static constexpr std::size_t kHours = 168;
    using Servers = std::array<std::uint32_t, kHours>;

    [[nodiscard]] static Staffing constant(std::uint32_t servers) noexcept;
    [[nodiscard]] static Staffing weekly(const Servers& servers) noexcept;

    /// Requires: time >= 0.
    [[nodiscard]] std::uint32_t at(SimTime time) const noexcept;
    /// The first instant after `time` at which the number changes; kNever if it never does.
    /// Requires: time >= 0. O(168).
    [[nodiscard]] SimTime next_change(SimTime time) const noexcept;

private:
    explicit Staffing(const Servers& servers) noexcept : servers_(servers) {}

    Servers servers_;
};

}  // namespace ordersim::kernel

#pragma once

#include "sim/agents/params.hpp"
#include "sim/judge/judge.hpp"
#include "sim/load/session.hpp"

/// What a session is set up with, and the two clocks that it lives by: the wall's and the orders'.
namespace ordersim::load {

/// A deadline is looked up so long after it, in wall time: the service fires it a moment later.
inline constexpr std::chrono::microseconds kLookAfter{2000};

[[nodiscard]] SimDuration on_orders_clock(Wall::duration wall, double factor);
[[nodiscard]] Wall::duration on_wall(SimDuration time, double factor);
[[nodiscard]] std::int64_t nanoseconds(Wall::time_point at);

/// The arrivals that are meant: so many a second of wall time, on the orders' clock.
[[nodiscard]] agents::Params meant(agents::Params params, const LoadConfig& config, double factor);

/// When the load begins. The error: by `begin_at` that is past.
[[nodiscard]] tl::expected<Wall::time_point, std::string> beginning(const LoadConfig& config);

/// What the judge may expect of the service that the load is for.
[[nodiscard]] judge::JudgeConfig judge_config(const LoadConfig& config, double factor);

}  // namespace ordersim::load

#pragma once

#include "sim/agents/cast.hpp"

/// When orders come.
namespace ordersim::agents {

/// The first instant after `after` at which an order arrives, `n` being the number of that order:
/// one draw an order. Poisson at `orders_per_day` on the arrival clock, and within the surge at its
/// higher rate, or at the rate of the stages, by inversion of the cumulated rate: exact to 1 us.
/// kNever: none does.
[[nodiscard]] SimTime next_arrival(const Cast& cast, const Draws& draws, std::uint32_t n,
                                   SimTime after);

}  // namespace ordersim::agents

#pragma once

#include "sim/experiment/calibrate/watches.hpp"
#include "sim/market/order_ledger.hpp"

#include <optional>
#include <span>

namespace ordersim::experiment {

/// A file as the reader would make it of what `ordersim run --orders` writes, but for sellers and
/// amounts. `end`: until which the orders were watched; nullopt: to the last thing that happened.
/// Requires: rows is not empty.
[[nodiscard]] OrderFile order_file(std::span<const market::LedgerRow> rows,
                                   std::optional<Instant> end);

/// The instant of a table for one of the simulation.
[[nodiscard]] Instant instant_of(SimTime at);

}  // namespace ordersim::experiment

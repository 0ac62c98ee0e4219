#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "sim/market/market.hpp"
#include "sim/metrics/tally.hpp"
#include "sim/scenario/scenario.hpp"

/// One replication of one variant: the smallest piece of work of every study.
namespace ordersim::experiment {

/// A variant ready to run: its cast is made once and shared by all replications and threads.
struct Contender {
    const scenario::Variant& variant;
    agents::Cast cast;
};

struct Replication {
    metrics::Counts counts;
    std::uint64_t useful_events = 0;
    std::uint64_t checks_made = 0;
    std::uint64_t orders_placed = 0;
    std::optional<market::Violation> violation;
    bool is_complete = false;  ///< false: stopped from outside, its counts are worth nothing
};

/// What all replications of a study share.
struct Span {
    SimTime measured_from{};           ///< orders placed before are not measured
    SimTime until = kNever;            ///< when the run is cut off; kNever: all orders end first
    market::Checks checks = market::Checks::off;
};

/// What else a replication writes down.
struct Books {
    market::EventLog* log = nullptr;
    market::OrderLedger* ledger = nullptr;
};

/// Runs replication `draws.replication()`. Same contender, draws and span: same counts. Any thread.
[[nodiscard]] Replication replicate(const Contender& contender, const Draws& draws,
                                    const Span& span, std::stop_token stop,
                                    const Books& books = {});

}  // namespace ordersim::experiment

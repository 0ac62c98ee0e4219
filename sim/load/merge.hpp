#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/load/history.hpp"
#include "sim/load/session.hpp"

/// Several processes that were one load: their calls, each on its own clock, as one history.
namespace ordersim::load {

/// As if one process had made the calls of all. They are counted by the clock of the shard that
/// made them, since its beginning, so that latencies are what they were to the nanosecond; they are
/// judged by the service's clock, as far as each shard could tell it. All calls about an order are
/// of one shard, so that which came before which is certain; only what is held against the orders'
/// clock, which all share, is held with the widest uncertainty of the shards.
///
/// `shards`: as `gather_shards` has them, not read yet. The error says which is damaged.
[[nodiscard]] tl::expected<LoadOutcome, std::string> merge_shards(
    const scenario::Variant& variant, const LoadConfig& config,
    std::vector<HistoryReader>& shards);

}  // namespace ordersim::load

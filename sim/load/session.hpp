#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "sim/base/shard.hpp"
#include "sim/judge/verdict.hpp"
#include "sim/load/history.hpp"
#include "sim/load/http_client.hpp"
#include "sim/load/rate_plan.hpp"
#include "sim/load/recording.hpp"
#include "sim/load/send_times.hpp"
#include "sim/metrics/tally.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/wire/mapping.hpp"

/// A scenario's market against a live service: its agents act in real time over HTTP.
namespace ordersim::load {

struct LoadConfig {
    ClientConfig client;
    std::string key;  ///< of the service: logs accounts in and signs hooks
    std::optional<wire::Mapping> mapping;  ///< of a service that is not ours
    std::uint64_t seed = 1;  ///< the same seed plans the same orders and the same people
    Wall::duration duration{std::chrono::seconds(30)};  ///< in which orders are placed
    Wall::duration warm_up{};    ///< at its beginning; not measured
    RatePlan rate;  ///< its stages, if any, take the whole duration
    /// Of the orders' clock; 0: the service tells or, mapped, it runs as ours.
    double clock_factor = 0;
    std::uint32_t accounts = 1000;  ///< of buyers; orders take them in turn
    std::uint32_t retries = 2;   ///< of a call without a reply, with the same key
    /// Of the commands that people give, this share meets rivals at the same instant: race probes.
    double race_share = 0;
    /// Beside this share of commands the service is asked for what it must refuse, or answered
    /// commands are sent again under their key.
    double probe_share = 0;
    /// As fast as the connections carry it: what is next is done as soon as a connection is free,
    /// at no particular instant, and no deadline is waited for.
    bool flat_out = false;
    Shard shard;  ///< whose orders' people act; all others' are planned alike, and left out
    /// When orders begin to come; nothing: at once.
    std::optional<std::chrono::system_clock::time_point> begin_at;
    HistoryWriter* history = nullptr;  ///< gets all that the load sees; may be null
};

/// How far a load has come.
struct LoadProgress {
    Wall::duration passed{};
    std::uint64_t replies = 0;
    double replies_per_second = 0;  ///< in the last half second
    std::uint32_t latency_p50_us = 0;
    std::uint32_t latency_p99_us = 0;
    std::uint64_t failed = 0;
    std::uint64_t violations = 0;
};

struct LoadOutcome : LoadSums {
    Recording recording;
    judge::Verdict verdict;
    metrics::Counts counts;      ///< of the market as its people saw it; of merged shards none
    scenario::Variant variant;   ///< as loaded: with the arrivals that were meant, nobody trusted
    SimTime measured_from{};     ///< on the orders' clock, which begins at 0
    SimTime until{};
    double clock_factor = 1;
    SendTimes placed;  ///< when orders arrived by the service's own clock; warm-up left out
    std::uint32_t shards = 1;  ///< processes that this is of
    Wall::duration shards_apart{};  ///< from the first that began to the last
};

/// Runs the load to its end or to `stop`. The error says what to do, before anything was measured.
/// One thread. `on_progress` is called every half second.
[[nodiscard]] tl::expected<LoadOutcome, std::string> run_load(
    const scenario::Variant& variant, const LoadConfig& config, std::stop_token stop,
    const std::function<void(const LoadProgress&)>& on_progress);

}  // namespace ordersim::load

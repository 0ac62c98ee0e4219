#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/console.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/load/session.hpp"
#include "sim/load/threshold.hpp"

namespace ordersim::cli {

/// What is typed behind `ordersim load`, as it is typed.
struct LoadFlags {
    ScenarioInput input;
    std::string variant;
    std::vector<std::string> targets;
    std::string ca_file;
    std::string duration;
    std::string warm_up = "0s";
    std::string timeout = "5s";
    std::string key_file = "ordersim.key";
    std::string mapping;
    std::vector<std::string> thresholds;
    std::optional<std::uint64_t> seed;
    std::uint32_t connections = 50;
    std::uint32_t accounts = 1000;
    std::uint32_t retries = 2;
    std::optional<std::uint32_t> prediction;
    std::string rate;
    double clock_factor = 0;
    double races = 0;
    double probes = 0;
    bool flat_out = false;
    bool is_mine = false;
    bool json = false;
    bool is_quiet = false;
    std::string shard;
    std::optional<std::int64_t> begin_at;
    std::vector<std::string> tasks;  ///< folders of shards to be merged
    std::string out;
    ColourChoice colour = ColourChoice::automatic;
};

/// Everything that was typed, read; nothing after telling what is wrong with each part.
struct LoadPlan {
    load::LoadConfig config;
    std::vector<load::Threshold> thresholds;
};

void add_load_flags(CLI::App& command, LoadFlags& flags);

[[nodiscard]] std::optional<LoadPlan> load_plan_or_tell(const LoadFlags& flags);
/// Which share of the orders, and when to begin. False: told what is wrong.
[[nodiscard]] bool take_shard_or_tell(const LoadFlags& flags, load::LoadConfig& config);

/// The command of these flags, as a POSIX shell reads it; of a shard that of the whole load.
[[nodiscard]] std::string command_of(const LoadFlags& flags);

}  // namespace ordersim::cli

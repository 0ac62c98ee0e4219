#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "sim/check/levers.hpp"
#include "sim/check/plants.hpp"
#include "sim/check/trace.hpp"
#include "sim/measure/check_record.hpp"

/// A scenario's rules checked: everything that may happen, in layers.
namespace ordersim::check {

enum class Layer : std::uint8_t {
    order,    ///< one order under each policy
    levers,   ///< one order under every pair of levers
    orders,   ///< several orders that share stock and support
    handler,  ///< requests whose steps interleave, crashes and retries
    network   ///< messages late, lost, repeated and out of order, and a gateway that moves money
};

struct CheckOptions {
    /// Empty: all but `levers`; with a planted defect the layer in which it lies.
    std::vector<Layer> layers{};
    std::uint32_t orders = 2;             ///< of the layer `orders`, 2 to 4
    std::size_t states_max = 50'000'000;  ///< of each part
    std::uint32_t threads = 1;            ///< >= 1; the result does not depend on it
    /// In the place of the rules or steps as they are. The check ends once the plant's property is
    /// broken.
    const Plant* plant = nullptr;
    std::stop_token stop{};               ///< parts not yet begun are left out
    /// Called before each part, by one thread at a time: "order: life, variant base".
    std::function<void(const std::string&)> on_part{};
};

/// A counterexample that `run` can replay: the policy's values that the exploration changed, and
/// the commands. Timers fire by themselves.
struct Replay {
    std::vector<std::pair<std::string, std::string>> policy;  ///< key in [policy] and TOML value
    std::string variant;                 ///< whose policy else
    std::vector<TimedCommand> commands;  ///< empty: there is none
};

struct CheckResult {
    measure::CheckRecord record;   ///< without scenario, hash and version
    std::vector<Replay> replays;   ///< by counterexample of the record
    bool is_complete = true;       ///< false: a bound was hit or it was stopped
    bool holds = true;             ///< nothing violated, nothing dead
};

/// Checks the policies (a scenario's variants; equal ones once).
[[nodiscard]] CheckResult check(const std::vector<NamedPolicy>& policies,
                                CheckOptions options);

}  // namespace ordersim::check

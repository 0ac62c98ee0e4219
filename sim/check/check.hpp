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

/// A scenario's rules checked: everything that may happen within bounds, in layers.
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
    /// broken. It must act in every layer that is named.
    const Plant* plant = nullptr;
    std::stop_token stop{};               ///< parts not yet at their end are then left out
    /// Called before each part, by one thread at a time: "order: life, variant base".
    std::function<void(const std::string&)> on_part{};
};

/// A counterexample that `run` can replay. Timers fire by themselves.
struct Replay {
    order::Policy policy{};              ///< with the slice's bounds
    std::string variant;                 ///< whose policy it was before
    /// What playing the commands finds broken: the same property or, of several that one step
    /// breaks, the first; empty: nothing, since what is broken is about more than the steps.
    std::string judged_as;
    std::vector<TimedCommand> commands;  ///< empty: there is no replay
};

struct CheckResult {
    measure::CheckRecord record;   ///< without scenario, hash and version
    std::vector<Replay> replays;   ///< by counterexample of the record
    bool is_interrupted = false;   ///< parts were left out because of `stop`
};

/// Whether a planted defect is in what a layer explores, and its property among those checked.
[[nodiscard]] bool acts_in(const Plant& plant, Layer layer);

/// Checks the policies (a scenario's variants). Equal ones are checked once, under their names
/// together: "base, late".
[[nodiscard]] CheckResult check(const std::vector<NamedPolicy>& policies,
                                CheckOptions options);

}  // namespace ordersim::check

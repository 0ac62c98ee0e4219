#pragma once

#include "sim/scenario/scenario.hpp"
#include "tests/support/small_market.hpp"

namespace ordersim::tests {

/// The busy market as a scenario with two variants: silence approves, silence rejects.
[[nodiscard]] inline scenario::Scenario small_scenario() {
    order::Policy rejecting = base_policy();
    rejecting.on_silence = order::OnSilence::reject;
    agents::Params params = busy_params();
    params.arrivals.orders_max = 400;
    scenario::Scenario scenario;
    scenario.name = "small";
    scenario.question = "What does silence decide?";
    scenario.currency = "BRL";
    scenario.hash = "0123456789abcdef";
    scenario.plan.seed = 7;
    scenario.plan.replications = 6;
    scenario.plan.warm_up = SimDuration::zero();
    scenario.plan.check_invariants = true;
    scenario.settings = {{"policy.on_silence", "\"approve\"", "small.toml:3", "estimate"}};
    scenario.variants = {{"approve", {}, {}, base_policy(), params},
                         {"reject", {{"policy.on_silence", "\"reject\""}}, {}, rejecting, params}};
    return scenario;
}

}  // namespace ordersim::tests

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/base/assert.hpp"
#include "sim/check/plants.hpp"
#include "sim/check/promela.hpp"
#include "sim/check/slices.hpp"
#include "tests/support/policies.hpp"

// Writes a model for SPIN and prints what the checker itself makes of the same rules: states,
// transitions, and the properties that are broken. spin_test.py runs it.
namespace {

using namespace ordersim;
using namespace ordersim::check;

/// What a case comes to, and the model of it.
struct Model {
    std::string text;
    std::size_t states = 0;
    std::size_t transitions = 0;  ///< 0: not compared
    std::vector<std::string> broken{};
};

const Slice& slice(std::string_view name) {
    const auto all = order_slices();
    const auto found = std::ranges::find(all, name, &Slice::name);
    ORDERSIM_ASSERT(found != all.end());
    return *found;
}

/// Far from the base policy in all that the rules read.
order::Policy strict_policy() {
    using std::chrono::hours;
    order::Policy policy = tests::base_policy();
    policy.lock = order::Lock::hard;
    policy.on_silence = order::OnSilence::escalate;
    policy.approval = order::Approval::auto_if_trusted;
    policy.grace_window = hours(1);
    policy.request_window = hours(24);
    policy.max_requests = 2;
    policy.rearm_on_message = true;
    policy.void_sync = false;
    policy.extension_max = hours(48);
    policy.case_holds_ship = true;
    policy.lost_opens_case = false;
    policy.dispute_opens = SimDuration::zero();
    return policy;
}

Model one_order(const Setting& setting) {
    const Graph graph = explore(setting, {.keeps_arcs = false});
    ORDERSIM_ASSERT(graph.search.is_complete);
    Model model{promela(setting), graph.search.states.size(), graph.search.transitions};
    for (const Violation& violation : graph.violations) {
        model.broken.emplace_back(properties()[violation.property].name);
    }
    return model;
}

/// A pair of orders, from placing to shipment.
Model two_orders(const Shared& shared) {
    const Setting setting(order::rules(), tests::base_policy(), slice_for(3));
    const Graph graph = explore(setting, {});
    ORDERSIM_ASSERT(graph.search.is_complete && graph.violations.empty());
    const Product product = explore_product(setting, graph, shared, {.is_symmetric = false});
    ORDERSIM_ASSERT(product.is_complete && product.broken.empty());
    return {promela(setting, shared), product.states};
}

Model planted(std::string_view id) {
    const Plant* const plant = find_plant(id);
    ORDERSIM_ASSERT(plant != nullptr && plant->rules != nullptr);
    const order::Rules rules = plant->rules();
    order::Policy policy = tests::base_policy();
    if (plant->shows_under != nullptr) {
        plant->shows_under(policy);
    }
    return one_order(Setting(rules, policy, slice("life")));
}

/// The table without guards that each keep a property of its own.
Model unguarded() {
    order::Rules rules = order::rules();
    for (const order::Guard guard :
         {order::Guard::shipment_none, order::Guard::no_open_case,
          order::Guard::within_request_window, order::Guard::offer_open,
          order::Guard::warehouse_unaware, order::Guard::case_in_review}) {
        rules = rules.without(guard);
    }
    return one_order(Setting(rules, strict_policy(), slice("life")));
}

Model model_of(std::string_view name) {
    const auto alone = [](std::string_view part, const order::Policy& policy) {
        return one_order(Setting(order::rules(), policy, slice(part)));
    };
    if (name == "life" || name == "payments" || name == "refunds") {
        return alone(name, tests::base_policy());
    }
    if (name == "talks") {
        return alone(name, strict_policy());
    }
    if (name == "two_orders_one_unit") {
        return two_orders({.orders = 2, .stock = 1, .agents = 1});
    }
    if (name == "two_orders_one_agent") {
        return two_orders({.orders = 2, .stock = 2, .agents = 1});
    }
    return name == "unguarded" ? unguarded() : planted(name);
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 3) {
        std::fputs("usage: spin_models CASE|PLANT FILE\n", stderr);
        return 2;
    }
    const Model model = model_of(arguments[1]);
    std::ofstream(arguments[2]) << model.text;
    std::printf("states %zu\ntransitions %zu\n", model.states, model.transitions);
    for (const std::string& property : model.broken) {
        std::printf("broken %s\n", property.c_str());
    }
    return 0;
}

#include "sim/check/parts.hpp"

#include <algorithm>
#include <array>

#include "sim/check/graph.hpp"
#include "sim/check/slices.hpp"
#include "sim/check/temporal.hpp"

namespace ordersim::check {

order::Rules rules_of(const CheckOptions& options) {
    const bool is_planted = options.plant != nullptr && options.plant->rules != nullptr;
    return is_planted ? options.plant->rules() : order::rules();
}

std::string_view wanted_of(const CheckOptions& options) {
    return options.plant != nullptr ? options.plant->property : std::string_view();
}

namespace {

using measure::Exploration;

constexpr std::string_view kTrapName = "inv_14_no_trap";
constexpr std::string_view kTrapTitle = "from every state the order can still be settled";

Exploration exploration_of(std::string_view layer, const Setting& setting,
                           const NamedPolicy& policy) {
    Exploration exploration;
    exploration.layer = layer;
    exploration.part = setting.slice.name;
    exploration.title = setting.slice.title;
    exploration.policy = policy.name;
    exploration.cuts = setting.cuts;
    exploration.withheld = withheld_names(setting.slice);
    return exploration;
}

/// The policy's values that the slice's bounds changed, as keys.
std::vector<std::pair<std::string, std::string>> overrides_of(const Setting& setting) {
    const order::Policy& policy = setting.asked;
    return {{"policy.refund_retries", std::to_string(policy.refund_retries)},
            {"policy.negotiation_rounds", std::to_string(policy.negotiation_rounds)},
            {"policy.info_rounds", std::to_string(policy.info_rounds)},
            {"policy.max_requests", std::to_string(policy.max_requests)}};
}

std::vector<Ordered> alone(const std::vector<std::uint32_t>& moves) {
    std::vector<Ordered> steps;
    for (const std::uint32_t move : moves) {
        steps.push_back({1, static_cast<MoveId>(move)});
    }
    return steps;
}

/// A list without instants, of steps that the policy's durations do not allow in this order.
measure::StepList untimed_list(const Setting& setting, std::span<const Ordered> steps) {
    measure::StepList list;
    const std::vector<std::string> lines = untimed(setting, steps);
    for (std::size_t i = 0; i < steps.size(); ++i) {
        measure::Step step;
        step.order = steps[i].order;
        const Move& move = all_moves()[steps[i].move];
        step.actor = enum_name(move.command.actor);
        step.command = move.passing == Move::Passing::none
                           ? std::string(enum_name(move.command.kind))
                           : "time passes";
        step.outcome = lines[i];
        list.steps.push_back(std::move(step));
    }
    list.note = "The order of these events breaks the property; no instants for it were found "
                "under this policy's durations, which may rule it out.";
    return list;
}

/// The broken verdict of a property, with its steps played at real instants where there are any.
Part::Verdict broken(const Setting& setting, const NamedPolicy& policy, std::string_view name,
                     std::string_view title, std::span<const Ordered> steps) {
    Part::Verdict verdict{std::string(name), std::string(title), true};
    if (const auto commands = timed(setting, steps)) {
        verdict.steps = play(setting, *commands);
        verdict.replay = {overrides_of(setting), policy.name, *commands};
    } else {
        verdict.steps = untimed_list(setting, steps);
    }
    verdict.steps->title = "How " + std::string(name) + " is broken";
    if (verdict.steps->violation.empty()) {
        verdict.steps->violation = name;
        verdict.steps->violation_text = title;
    }
    return verdict;
}

/// A loop is shown once through, after the way to it.
Part::Verdict broken_for_ever(const Setting& setting, const NamedPolicy& policy,
                              const Graph& graph, const Temporal& property, const Lasso& lasso) {
    std::vector<Ordered> steps = alone(graph.search.way_to(lasso.start));
    const std::size_t stem = steps.size();
    for (const Arc& arc : lasso.loop) {
        steps.push_back({1, arc.move});
    }
    Part::Verdict verdict = broken(setting, policy, property.name, property.title, steps);
    if (lasso.loop.empty()) {
        verdict.steps->note = "From here on it is nobody's turn.";
    } else {
        verdict.steps->loops_to = static_cast<std::uint32_t>(stem + 1);
    }
    return verdict;
}

std::vector<Part::Verdict> verdicts_of(const Setting& setting, const NamedPolicy& policy,
                                       const Graph& graph) {
    std::vector<Part::Verdict> verdicts;
    const bool is_complete = graph.search.is_complete;
    for (std::size_t i = 0; i < properties().size(); ++i) {
        const Property& property = properties()[i];
        const auto found = std::ranges::find(graph.violations, i, &Violation::property);
        if (found == graph.violations.end()) {
            verdicts.push_back({std::string(property.name), std::string(property.title), false,
                                !is_complete, !graph.coverage.at_stake.test(i)});
            continue;
        }
        std::vector<Ordered> steps = alone(graph.search.way_to(found->from));
        steps.push_back({1, found->move});
        verdicts.push_back(broken(setting, policy, property.name, property.title, steps));
    }
    for (const Temporal& property : temporal_properties()) {
        const auto lasso = is_complete ? endless(setting, graph, property) : std::nullopt;
        verdicts.push_back(
            lasso ? broken_for_ever(setting, policy, graph, property, *lasso)
                  : Part::Verdict{std::string(property.name), std::string(property.title), false,
                                  !is_complete, !is_ever_pending(setting, graph, property)});
    }
    const StateId trap = is_complete ? trap_in(setting, graph) : kNoState;
    verdicts.push_back(trap == kNoState
                           ? Part::Verdict{std::string(kTrapName), std::string(kTrapTitle), false,
                                           !is_complete}
                           : broken(setting, policy, kTrapName, kTrapTitle,
                                    alone(graph.search.way_to(trap))));
    return verdicts;
}

}  // namespace

Part one_order(std::string_view layer, const NamedPolicy& policy, const Slice& slice,
               const order::Rules& rules, const CheckOptions& options) {
    const Setting setting(rules, policy.policy, slice,
                          options.plant != nullptr ? options.plant->policy : nullptr);
    const Graph graph =
        explore(setting, {.states_max = options.states_max, .stop_at = wanted_of(options)});
    Part part{.exploration = exploration_of(layer, setting, policy)};
    part.exploration.states = static_cast<double>(graph.search.states.size());
    part.exploration.transitions = static_cast<double>(graph.search.transitions);
    part.exploration.depth = graph.search.depth;
    part.exploration.is_complete = graph.search.is_complete;
    part.verdicts = verdicts_of(setting, policy, graph);
    part.coverage = graph.coverage;
    return part;
}

namespace {

struct SharedText {
    SharedProperty property;
    std::string_view name;
    std::string_view title;
};
constexpr std::array kShared{
    SharedText{SharedProperty::stock_is_not_oversold, "inv_11_stock_is_not_oversold",
               "no more units are held than there are, but for parcels that left all the same"},
    SharedText{SharedProperty::somebody_can_go_on, "no_deadlock",
               "while an order is open, something can happen"},
    SharedText{SharedProperty::all_can_settle, "inv_14_no_trap_together",
               "from every state all orders can still be settled"}};

void note_twin(Part& part, bool is_met, std::string_view name) {
    (is_met ? part.twins_met : part.twins_missed).emplace_back(name);
}

}  // namespace

Part several_orders(const NamedPolicy& policy, const Shared& shared, const order::Rules& rules,
                    const CheckOptions& options) {
    const Setting setting(rules, policy.policy, slice_for(shared.orders),
                          options.plant != nullptr ? options.plant->policy : nullptr);
    const Graph graph = explore(setting, {.states_max = kLocalStatesMax});
    if (!graph.search.is_complete) {
        return {.exploration = exploration_of("orders", setting, policy)};
    }
    const Product product =
        explore_product(setting, graph, shared, {.states_max = options.states_max});
    Part part{.exploration = exploration_of("orders", setting, policy)};
    part.exploration.part += ", " + std::to_string(shared.stock) + " in stock, " +
                             std::to_string(shared.agents) + " agent";
    part.exploration.states = static_cast<double>(product.states);
    part.exploration.transitions = static_cast<double>(product.transitions);
    part.exploration.depth = product.depth;
    part.exploration.is_complete = product.is_complete;
    part.bytes_a_state = product.bytes_a_state;
    for (const SharedText& text : kShared) {
        const auto found = std::ranges::find(product.broken, text.property,
                                             &Product::Broken::property);
        part.verdicts.push_back(
            found == product.broken.end()
                ? Part::Verdict{std::string(text.name), std::string(text.title), false,
                                !product.is_complete}
                : broken(setting, policy, text.name, text.title, found->steps));
    }
    const bool is_scarce = shared.stock < shared.orders;
    if (is_scarce) {
        note_twin(part, product.twins.was_sold_out, "an order finds nothing in stock");
        note_twin(part, product.twins.was_stock_reused, "a unit that came back is sold again");
    } else {
        note_twin(part, product.twins.was_agent_awaited, "a case waits for a busy agent");
    }
    return part;
}

namespace {

measure::StepList list_of(const LayerViolation& violation, std::string_view title) {
    measure::StepList list;
    list.title = "How " + std::string(violation.property) + " is broken";
    for (const LayerStep& layer_step : violation.trace) {
        measure::Step step;
        step.actor = layer_step.actor;
        step.command = layer_step.what;
        step.outcome = layer_step.changes;
        list.steps.push_back(std::move(step));
    }
    list.violation = violation.property;
    list.violation_text = title;
    return list;
}

}  // namespace

std::vector<Part> parts_of(std::string_view layer, const NamedPolicy& policy,
                           const LayerResult& result) {
    std::vector<Part> parts;
    for (const SceneResult& scene : result.scenes) {
        if (!scene.skipped.empty()) {
            continue;
        }
        Part part;
        part.exploration = {std::string(layer), std::string(scene.name),
                            std::string(scene.title), policy.name,
                            static_cast<double>(scene.states),
                            static_cast<double>(scene.transitions), scene.depth,
                            scene.is_complete, {}, {}};
        parts.push_back(std::move(part));
    }
    if (parts.empty()) {
        return parts;
    }
    for (const LayerVerdict& verdict : result.verdicts) {
        Part::Verdict told{std::string(verdict.property), std::string(verdict.title),
                           verdict.is_broken, !verdict.is_broken && !result.is_complete()};
        if (const LayerViolation* violation = result.violation_of(verdict.property)) {
            told.steps = list_of(*violation, verdict.title);
        }
        parts.front().verdicts.push_back(std::move(told));
        note_twin(parts.front(), verdict.is_twin_reached, verdict.twin);
    }
    return parts;
}

bool breaks(const Part& part, std::string_view property) {
    return std::ranges::any_of(part.verdicts, [property](const Part::Verdict& verdict) {
        return verdict.is_broken && verdict.name == property;
    });
}

}  // namespace ordersim::check

#include "sim/check/parts.hpp"

#include <algorithm>
#include <array>

#include "sim/base/enum_names.hpp"
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
constexpr std::string_view kNotJudged =
    "This is about more than the steps show: `run` plays them without judging it.";
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

std::string_view ended_by(bool is_complete, bool is_caught) {
    return is_complete ? "complete" : is_caught ? "caught" : "states_max";
}

std::vector<Ordered> alone(const std::vector<std::uint32_t>& moves) {
    std::vector<Ordered> steps;
    for (const std::uint32_t move : moves) {
        steps.push_back({1, static_cast<MoveId>(move)});
    }
    return steps;
}

/// Whether a list of steps played shows just these, in their order.
bool shows(const measure::StepList& list, std::span<const Ordered> steps) {
    std::size_t at = 0;
    for (const Ordered& ordered : steps) {
        const Move& move = all_moves()[ordered.move];
        if (move.passing != Move::Passing::none) {
            continue;
        }
        if (at == list.steps.size() || list.steps[at].order != ordered.order ||
            list.steps[at].command != enum_name(move.command.kind)) {
            return false;
        }
        ++at;
    }
    return at == list.steps.size();
}

/// A list without instants, of steps that the policy's durations do not allow in this order.
measure::StepList untimed_list(const Setting& setting, std::span<const Ordered> steps) {
    measure::StepList list;
    list.steps = untimed(setting, steps);
    list.note = "The order of these events breaks the property; no instants for it were found "
                "under this policy's durations, which may rule it out.";
    return list;
}

/// The broken verdict of a property, with its steps played at real instants where there are any.
/// `loops_to`: the step to which the last one leads back, from 0, if any does.
Part::Verdict broken(const Setting& setting, const NamedPolicy& policy, std::string_view name,
                     std::string_view title, std::span<const Ordered> steps,
                     std::optional<std::size_t> loops_to = {}) {
    Part::Verdict verdict{std::string(name), std::string(title), true};
    if (const auto commands = timed(setting, steps)) {
        measure::StepList list = play(setting, *commands, commands_in(steps));
        if (shows(list, steps)) {
            verdict.replay = {setting.asked, policy.name, list.violation, *commands};
            list.note = list.violation.empty() ? std::string(kNotJudged)
                        : list.violation == name
                            ? ""
                            : "The same step breaks " + list.violation + ", which `run` names.";
            verdict.steps = std::move(list);
        }
    }
    const bool is_timed = verdict.steps.has_value();
    if (!is_timed) {
        verdict.steps = untimed_list(setting, steps);
    }
    if (loops_to) {
        const std::size_t before =
            is_timed ? commands_in(steps.first(*loops_to)) : *loops_to;
        verdict.steps->loops_to = static_cast<std::uint32_t>(before + 1);
    }
    verdict.steps->title = "How " + std::string(name) + " is broken";
    verdict.steps->violation = name;
    verdict.steps->violation_text = title;
    return verdict;
}

/// A loop is shown once through, after the way to it.
Part::Verdict broken_for_ever(const Setting& setting, const NamedPolicy& policy,
                              const Graph& graph, const Temporal& property, const Lasso& lasso) {
    std::vector<Ordered> steps = alone(graph.search.way_to(lasso.start));
    if (lasso.loop.empty()) {
        Part::Verdict verdict = broken(setting, policy, property.name, property.title, steps);
        verdict.steps->note += verdict.steps->note.empty() ? "" : " ";
        verdict.steps->note += "From here on it is nobody's turn.";
        return verdict;
    }
    const std::size_t stem = steps.size();
    for (const Arc& arc : lasso.loop) {
        steps.push_back({1, arc.move});
    }
    return broken(setting, policy, property.name, property.title, steps, stem);
}

Part::Verdict broken_at(const Setting& setting, const NamedPolicy& policy, const Graph& graph,
                        const Violation& violation) {
    const Property& property = properties()[violation.property];
    std::vector<Ordered> steps = alone(graph.search.way_to(violation.from));
    steps.push_back({1, violation.move});
    return broken(setting, policy, property.name, property.title, steps);
}

/// What is about the future is not judged where a step broke something: what would have followed
/// is not explored, so that ends may be missing as well as ways to them.
void judge_future(const Setting& setting, const NamedPolicy& policy, const Graph& graph,
                  std::vector<Part::Verdict>& verdicts) {
    const bool is_whole = graph.search.is_complete && graph.violations.empty();
    for (const Temporal& property : temporal_properties()) {
        const auto lasso = is_whole ? endless(setting, graph, property) : std::nullopt;
        verdicts.push_back(
            lasso ? broken_for_ever(setting, policy, graph, property, *lasso)
                  : Part::Verdict{std::string(property.name), std::string(property.title), false,
                                  !is_whole, !is_ever_pending(setting, graph, property)});
    }
    const StateId trap = is_whole ? trap_in(setting, graph) : kNoState;
    verdicts.push_back(trap == kNoState
                           ? Part::Verdict{std::string(kTrapName), std::string(kTrapTitle), false,
                                           !is_whole}
                           : broken(setting, policy, kTrapName, kTrapTitle,
                                    alone(graph.search.way_to(trap))));
}

std::vector<Part::Verdict> verdicts_of(const Setting& setting, const NamedPolicy& policy,
                                       const Graph& graph) {
    std::vector<Part::Verdict> verdicts;
    for (std::size_t i = 0; i < properties().size(); ++i) {
        const Property& property = properties()[i];
        const auto found = std::ranges::find(graph.violations, i, &Violation::property);
        verdicts.push_back(
            found != graph.violations.end()
                ? broken_at(setting, policy, graph, *found)
                : Part::Verdict{std::string(property.name), std::string(property.title), false,
                                !graph.search.is_complete, !graph.coverage.at_stake.test(i)});
    }
    judge_future(setting, policy, graph, verdicts);
    return verdicts;
}

/// Whether the property that a planted defect must break is broken here.
bool is_caught(const Graph& graph, const CheckOptions& options) {
    return std::ranges::any_of(graph.violations, [&options](const Violation& violation) {
        return properties()[violation.property].name == wanted_of(options);
    });
}

void size_up(measure::Exploration& exploration, const Graph& graph,
             const CheckOptions& options) {
    exploration.states = static_cast<double>(graph.search.states.size());
    exploration.transitions = static_cast<double>(graph.search.transitions);
    exploration.depth = graph.search.depth;
    exploration.ended = ended_by(graph.search.is_complete, is_caught(graph, options));
}

}  // namespace

Part one_order(std::string_view layer, const NamedPolicy& policy, const Slice& slice,
               const order::Rules& rules, const CheckOptions& options) {
    const Setting setting(rules, policy.policy, slice,
                          options.plant != nullptr ? options.plant->policy : nullptr);
    const Graph graph =
        explore(setting, {.states_max = options.states_max,
                          .stop_at = wanted_of(options),
                          .stop = options.stop});
    Part part{.exploration = exploration_of(layer, setting, policy)};
    size_up(part.exploration, graph, options);
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
    SharedText{SharedProperty::all_can_settle, "inv_14_no_trap_together",
               "from every state all orders can still be settled"}};

void note_twin(Part& part, bool is_met, std::string_view name) {
    (is_met ? part.twins_met : part.twins_missed).emplace_back(name);
}

/// What one order breaks by itself.
void add_broken_alone(Part& part, const Setting& setting, const NamedPolicy& policy,
                      const Graph& graph) {
    for (const Violation& violation : graph.violations) {
        part.verdicts.push_back(broken_at(setting, policy, graph, violation));
    }
}

Part undecided_together(Part part) {
    for (const SharedText& text : kShared) {
        part.verdicts.push_back({std::string(text.name), std::string(text.title), false, true});
    }
    return part;
}

bool breaks_stock(const Product& product) {
    return std::ranges::any_of(product.broken, [](const Product::Broken& broken) {
        return broken.property == SharedProperty::stock_is_not_oversold;
    });
}

void judge_together(Part& part, const Setting& setting, const NamedPolicy& policy,
                    const Product& product) {
    // The ways out of a graph that ends at what is broken are not all there.
    const bool is_broken_alone = !part.verdicts.empty();
    const bool is_whole = !is_broken_alone && product.is_complete &&
                          !breaks_stock(product);
    for (const SharedText& text : kShared) {
        const auto found = std::ranges::find(product.broken, text.property,
                                             &Product::Broken::property);
        const bool is_future = text.property == SharedProperty::all_can_settle;
        const bool is_found =
            found != product.broken.end() && !(is_future && is_broken_alone);
        part.verdicts.push_back(
            is_found ? broken(setting, policy, text.name, text.title, found->steps)
                     : Part::Verdict{std::string(text.name), std::string(text.title), false,
                                     is_future ? !is_whole : !product.is_complete});
    }
}

void note_shared_twins(Part& part, const Setting& setting, const Graph& graph,
                       const Shared& shared, const SharedTwins& twins) {
    if (shared.stock < shared.orders) {
        note_twin(part, twins.was_sold_out, "an order finds nothing in stock");
        note_twin(part, twins.was_stock_reused, "a unit that came back is sold again");
        return;
    }
    for (StateId id = 0; id < graph.search.states.size(); ++id) {
        const order::Order order = unpacked(setting, graph.search.states[id]);
        if (order.regions.case_ == order::CaseState::queued) {
            note_twin(part, twins.was_agent_awaited, "a case waits for a busy agent");
            return;
        }
    }
}

}  // namespace

Part several_orders(const NamedPolicy& policy, const Shared& shared, const order::Rules& rules,
                    const CheckOptions& options) {
    const Setting setting(rules, policy.policy, slice_for(shared.orders),
                          options.plant != nullptr ? options.plant->policy : nullptr);
    const Graph graph =
        explore(setting, {.states_max = kLocalStatesMax,
                          .stop_at = wanted_of(options),
                          .stop = options.stop});
    Part part{.exploration = exploration_of("orders", setting, policy)};
    part.exploration.part += ", " + std::to_string(shared.stock) + " in stock, " +
                             std::to_string(shared.agents) + " agent";
    add_broken_alone(part, setting, policy, graph);
    if (!graph.search.is_complete) {
        size_up(part.exploration, graph, options);
        if (!is_caught(graph, options)) {
            part.exploration.ended = "order_states_max";
        }
        return undecided_together(std::move(part));
    }
    const Product product =
        explore_product(setting, graph, shared,
                        {.states_max = options.states_max, .stop = options.stop});
    part.exploration.states = static_cast<double>(product.states);
    part.exploration.transitions = static_cast<double>(product.transitions);
    part.exploration.depth = product.depth;
    part.exploration.ended = ended_by(product.is_complete, false);
    part.bytes_a_state = product.bytes_a_state;
    judge_together(part, setting, policy, product);
    note_shared_twins(part, setting, graph, shared, product.twins);
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
        step.changes = layer_step.changes;
        list.steps.push_back(std::move(step));
    }
    list.violation = violation.property;
    list.violation_text = title;
    return list;
}

Part part_of(std::string_view layer, const NamedPolicy& policy, const SceneResult& scene,
             std::string_view wanted) {
    const bool is_caught = std::ranges::any_of(
        scene.violations,
        [wanted](const LayerViolation& violation) { return violation.property == wanted; });
    Part part;
    part.exploration.layer = layer;
    part.exploration.part = scene.name;
    part.exploration.title = scene.title;
    part.exploration.policy = policy.name;
    part.exploration.states = static_cast<double>(scene.states);
    part.exploration.transitions = static_cast<double>(scene.transitions);
    part.exploration.depth = scene.depth;
    part.exploration.ended = ended_by(scene.is_complete, is_caught);
    return part;
}

}  // namespace

Explored parts_of(std::string_view layer, const NamedPolicy& policy, const LayerResult& result,
                  std::string_view wanted) {
    Explored explored;
    const auto not_explored = [&](const SceneResult& scene, const std::string& reason) {
        return measure::PartLeftOut{std::string(layer), std::string(scene.name), policy.name,
                                    reason};
    };
    for (const SceneResult& scene : result.scenes) {
        if (!scene.skipped.empty()) {
            explored.ruled_out.push_back(not_explored(scene, scene.skipped));
        } else if (!scene.left_out.empty()) {
            explored.left_out.push_back(not_explored(scene, scene.left_out));
        } else {
            explored.parts.push_back(part_of(layer, policy, scene, wanted));
        }
    }
    if (explored.parts.empty()) {
        return explored;
    }
    Part& first = explored.parts.front();
    for (const LayerVerdict& verdict : result.verdicts) {
        Part::Verdict told{std::string(verdict.property), std::string(verdict.title),
                           verdict.is_broken, verdict.is_undecided, !verdict.is_twin_reached};
        if (const LayerViolation* violation = result.violation_of(verdict.property)) {
            told.steps = list_of(*violation, verdict.title);
        }
        first.verdicts.push_back(std::move(told));
        note_twin(first, verdict.is_twin_reached, verdict.twin);
    }
    return explored;
}

bool breaks(const Part& part, std::string_view property) {
    return std::ranges::any_of(part.verdicts, [property](const Part::Verdict& verdict) {
        return verdict.is_broken && verdict.name == property;
    });
}

}  // namespace ordersim::check

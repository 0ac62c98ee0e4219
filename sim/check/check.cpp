#include "sim/check/check.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "sim/base/threads.hpp"
#include "sim/check/graph.hpp"
#include "sim/check/product.hpp"
#include "sim/check/slices.hpp"
#include "sim/check/temporal.hpp"

namespace ordersim::check {
namespace {

using measure::CheckedProperty;
using measure::Exploration;

constexpr std::string_view kTrapName = "inv_14_no_trap";
constexpr std::string_view kTrapTitle = "from every state the order can still be settled";

/// What one part came to, before parts are laid together.
struct Part {
    struct Verdict {
        std::string name;
        std::string title;
        bool is_broken = false;
        bool is_undecided = false;
        bool is_vacuous = false;
        std::optional<measure::StepList> steps{};  ///< if broken
        Replay replay{};
    };
    Exploration exploration;
    std::vector<Verdict> verdicts{};
    std::optional<Coverage> coverage{};  ///< of one order's part
    std::vector<std::string> twins_met{};  ///< of other layers
    std::vector<std::string> twins_missed{};
    double bytes_a_state = 0;
};

order::Rules rules_of(const CheckOptions& options) {
    const bool is_planted = options.plant != nullptr && options.plant->rules != nullptr;
    return is_planted ? options.plant->rules() : order::rules();
}

/// The property that a planted defect must break: once it has, no more is looked for.
std::string_view wanted_of(const CheckOptions& options) {
    return options.plant != nullptr ? options.plant->property : std::string_view();
}

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

Part several_orders(const NamedPolicy& policy, const Shared& shared, const order::Rules& rules,
                    const CheckOptions& options) {
    const Setting setting(rules, policy.policy, slice_for(shared.orders),
                          options.plant != nullptr ? options.plant->policy : nullptr);
    const Graph graph = explore(setting, {});
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

/// A layer's scenes as parts: the first one carries the verdicts, which are of all scenes.
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

/// Lays the parts together: what is broken anywhere is broken, with the shortest steps.
class Gathering {
public:
    explicit Gathering(const CheckOptions& options) : options_(options) {}

    void add(Part part) {
        measure::CheckRecord& record = result_.record;
        result_.is_complete &= part.exploration.is_complete;
        record.bytes_a_state = std::max(record.bytes_a_state, part.bytes_a_state);
        for (Part::Verdict& verdict : part.verdicts) {
            add(part.exploration.layer, std::move(verdict));
        }
        if (part.coverage) {
            coverage_[{part.exploration.layer, part.exploration.policy}] |= *part.coverage;
        }
        for (const std::string& twin : part.twins_met) {
            met_[part.exploration.layer].insert_or_assign(twin, true);
        }
        for (const std::string& twin : part.twins_missed) {
            met_[part.exploration.layer].try_emplace(twin, false);
        }
        record.explorations.push_back(std::move(part.exploration));
    }

    [[nodiscard]] CheckResult result(const std::vector<NamedPolicy>& policies) && {
        settle_properties();
        settle_twins(policies);
        for (const CheckedProperty& property : result_.record.properties) {
            result_.holds &= property.verdict != "violated";
        }
        if (options_.plant != nullptr) {
            result_.record.plant = options_.plant->id;
        }
        return std::move(result_);
    }

private:
    struct Best {
        std::string layer;
        Part::Verdict verdict;
        bool is_vacuous = true;
        bool is_undecided = false;
    };

    void add(const std::string& layer, Part::Verdict verdict) {
        const auto known = std::ranges::find_if(best_, [&](const Best& best) {
            return best.layer == layer && best.verdict.name == verdict.name;
        });
        if (known == best_.end()) {
            const bool is_vacuous = verdict.is_vacuous;
            const bool is_undecided = verdict.is_undecided;
            best_.push_back({layer, std::move(verdict), is_vacuous, is_undecided});
            return;
        }
        known->is_vacuous &= verdict.is_vacuous;
        known->is_undecided |= verdict.is_undecided;
        const bool is_first = verdict.is_broken && !known->verdict.is_broken;
        if (is_first || (verdict.is_broken && is_better(verdict, known->verdict))) {
            known->verdict = std::move(verdict);
        }
    }
    /// Steps with instants before steps without, then the shortest.
    static bool is_better(const Part::Verdict& a, const Part::Verdict& b) {
        const auto rank = [](const Part::Verdict& verdict) {
            return std::pair(verdict.replay.commands.empty(), verdict.steps->steps.size());
        };
        return rank(a) < rank(b);
    }

    void settle_properties() {
        measure::CheckRecord& record = result_.record;
        for (Best& best : best_) {
            CheckedProperty property{best.layer, best.verdict.name, best.verdict.title, "holds", 0};
            if (best.verdict.is_broken) {
                property.verdict = "violated";
                record.counterexamples.push_back(std::move(*best.verdict.steps));
                result_.replays.push_back(std::move(best.verdict.replay));
                property.counterexample =
                    static_cast<std::uint32_t>(record.counterexamples.size());
            } else if (best.is_undecided) {
                property.verdict = "undecided";
            } else if (best.is_vacuous) {
                property.verdict = "vacuous";
            }
            record.properties.push_back(std::move(property));
        }
    }

    /// Of one order every twin is asked under every policy; of the levers, over all of them.
    void settle_twins(const std::vector<NamedPolicy>& policies) {
        const order::Rules rules = rules_of(options_);
        Coverage of_levers;
        for (const auto& [key, coverage] : coverage_) {
            const auto& [layer, policy] = key;
            if (layer == "levers") {
                of_levers |= coverage;
                continue;
            }
            const auto found = std::ranges::find(policies, policy, &NamedPolicy::name);
            result_.record.twins += static_cast<double>(twin_count(rules));
            for (Dead& dead : dead_of(coverage, rules, found->policy)) {
                add_unreached(layer, std::move(dead), policy);
            }
        }
        if (std::ranges::any_of(coverage_, [](const auto& entry) {
                return entry.first.first == "levers";
            })) {
            result_.record.twins += static_cast<double>(twin_count(rules));
            for (Dead& dead : dead_under_any(of_levers, rules)) {
                add_unreached("levers", std::move(dead), "any");
            }
        }
        for (const auto& [layer, twins] : met_) {
            for (const auto& [twin, is_met] : twins) {
                ++result_.record.twins;
                if (!is_met) {
                    add_unreached(layer, {twin, ""}, "any");
                }
            }
        }
    }
    void add_unreached(const std::string& layer, Dead dead, const std::string& policy) {
        result_.holds &= !dead.waiver.empty() && !dead.waiver.starts_with("reached:");
        result_.record.unreached.push_back(
            {layer, std::move(dead.name), std::move(dead.waiver), policy});
    }

    const CheckOptions& options_;
    CheckResult result_;
    std::vector<Best> best_;
    std::map<std::pair<std::string, std::string>, Coverage> coverage_;
    std::map<std::string, std::map<std::string, bool>> met_;
};

bool has(const CheckOptions& options, Layer layer) {
    return std::ranges::find(options.layers, layer) != options.layers.end();
}

/// Something to be explored, which gives one part or, of a layer of scenes, several.
struct Job {
    std::string what;
    std::function<std::vector<Part>()> run;
};

std::vector<Job> jobs_of(const std::vector<NamedPolicy>& policies,
                                const order::Rules& rules, const CheckOptions& options) {
    std::vector<Job> jobs;
    const auto add_orders = [&](std::string_view layer, const std::vector<NamedPolicy>& all) {
        for (const NamedPolicy& policy : all) {
            for (const Slice& slice : order_slices()) {
                jobs.push_back({std::string(layer) + ": " + std::string(slice.name) + ", " +
                                    policy.name,
                                [=, &rules, &options] {
                                    return std::vector{
                                        one_order(layer, policy, slice, rules, options)};
                                }});
            }
        }
    };
    if (has(options, Layer::order)) {
        add_orders("order", policies);
    }
    if (has(options, Layer::levers)) {
        add_orders("levers", lever_pairs(policies.front().policy));
    }
    for (const NamedPolicy& policy : policies) {
        if (has(options, Layer::orders)) {
            for (const std::uint32_t stock : {1U, options.orders}) {
                const Shared shared{options.orders, stock, 1};
                jobs.push_back({"orders: " + std::to_string(options.orders) + ", " + policy.name,
                                [=, &rules, &options] {
                                    return std::vector{
                                        several_orders(policy, shared, rules, options)};
                                }});
            }
        }
        const LayerOptions layer_options{
            .states_max = options.states_max, .scene = {}, .stop_at = wanted_of(options)};
        if (has(options, Layer::handler)) {
            jobs.push_back({"handler: " + policy.name, [=, &rules, &options] {
                                const auto defect = options.plant != nullptr
                                                        ? options.plant->handler
                                                        : HandlerDefect::none;
                                return parts_of("handler", policy,
                                                check_handler(rules, policy.policy, defect,
                                                              layer_options));
                            }});
        }
        if (has(options, Layer::network)) {
            jobs.push_back({"network: " + policy.name, [=, &rules, &options] {
                                const auto defect = options.plant != nullptr
                                                        ? options.plant->network
                                                        : NetworkDefect::none;
                                return parts_of("network", policy,
                                                check_network(rules, policy.policy, defect,
                                                              layer_options));
                            }});
        }
    }
    return jobs;
}

Layer layer_of(const Plant& plant) {
    return plant.handler != HandlerDefect::none   ? Layer::handler
           : plant.network != NetworkDefect::none ? Layer::network
                                                  : Layer::order;
}

/// All parts, on several threads; none for what a stop left out.
std::vector<std::vector<Part>> explored(const std::vector<Job>& jobs,
                                        const CheckOptions& options) {
    std::vector<std::vector<Part>> parts(jobs.size());
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> is_caught = false;
    std::mutex mutex;
    // What of several parts catches a planted defect first must not depend on threads.
    const std::uint32_t threads = options.plant != nullptr ? 1 : options.threads;
    on_threads(threads, [&](std::uint32_t) {
        for (std::size_t i = next++;
             i < jobs.size() && !options.stop.stop_requested() && !is_caught; i = next++) {
            if (options.on_part) {
                const std::lock_guard lock(mutex);
                options.on_part(jobs[i].what);
            }
            parts[i] = jobs[i].run();
            is_caught = options.plant != nullptr &&
                        std::ranges::any_of(parts[i], [&options](const Part& part) {
                            return breaks(part, options.plant->property);
                        });
        }
    });
    return parts;
}

}  // namespace

CheckResult check(const std::vector<NamedPolicy>& policies, CheckOptions options) {
    if (options.layers.empty()) {
        options.layers =
            options.plant != nullptr
                ? std::vector{layer_of(*options.plant)}
                : std::vector{Layer::order, Layer::orders, Layer::handler, Layer::network};
    }
    const order::Rules rules = rules_of(options);
    std::vector<std::vector<Part>> parts = explored(jobs_of(policies, rules, options), options);
    Gathering gathering(options);
    bool is_whole = true;
    for (std::vector<Part>& of_job : parts) {
        is_whole &= !of_job.empty();
        for (Part& part : of_job) {
            gathering.add(std::move(part));
        }
    }
    CheckResult result = std::move(gathering).result(policies);
    result.is_complete &= is_whole;
    return result;
}

}  // namespace ordersim::check

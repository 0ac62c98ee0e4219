#pragma once

#include <bitset>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/check/layer.hpp"
#include "sim/check/order_space.hpp"
#include "sim/check/search.hpp"

/// Explores one scene of a layer. A model has:
///   State, start(), expand(state, emit) with emit(step, next) for each step that may come next,
///   told apart by their numbers; is_settled(state): nothing more is owed to anybody;
///   is_fault(step); told(before, step, after): the step in words; properties().
namespace ordersim::check {

template <class Model>
struct LayerMoment {
    const typename Model::State& before;
    std::uint32_t step;
    const typename Model::State& after;
};

/// A property of every step, as data, with its twin.
template <class Model>
struct LayerProperty {
    using Predicate = bool (*)(const Model&, const LayerMoment<Model>&);
    std::string_view id;
    std::string_view title;
    Predicate holds;        ///< nullptr: that from everywhere all can settle
    std::string_view twin;
    Predicate is_shown;     ///< nullptr: as above
};

using TwinSet = std::bitset<32>;

template <class Model>
class SceneSearch {
public:
    using State = typename Model::State;

    SceneSearch(const Model& model, const LayerOptions& options, TwinSet& reached)
        : model_(model), properties_(model.properties()), options_(options), reached_(reached) {
        first_.resize(properties_.size());
        search_ = search(model.start(), options.states_max,
                         [this, &options](StateId id, const State& state, const auto& emit) {
                             expand(id, state, emit);
                             return !is_stopped_ && !options.stop.stop_requested();
                         });
        if (search_.is_complete && std::ranges::none_of(first_, &First::is_found)) {
            find_traps();
        }
    }

    /// `name` and `title` are left to the caller.
    [[nodiscard]] SceneResult result() const {
        SceneResult result;
        result.states = search_.states.size();
        result.transitions = search_.transitions;
        result.depth = search_.depth;
        result.is_complete = search_.is_complete;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            if (first_[i].is_found) {
                result.violations.push_back({properties_[i].id, trace_of(first_[i])});
            }
        }
        return result;
    }

private:
    struct First {
        bool is_found = false;
        StateId from = kNoState;
        std::uint32_t step = 0;
        bool has_step = true;  ///< false: the state itself is the violation
    };

    template <class Emit>
    void expand(StateId id, const State& state, const Emit& emit) {
        model_.expand(state, [&](std::uint32_t step, const State& next) {
            if (!holds(id, {state, step, next})) {
                return;
            }
            const StateId to = emit(step, next);
            if (!model_.is_fault(step)) {
                arcs_.emplace_back(to, id);
            }
        });
    }
    bool holds(StateId from, const LayerMoment<Model>& moment) {
        bool all_hold = true;
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            const LayerProperty<Model>& property = properties_[i];
            if (property.holds == nullptr) {
                continue;
            }
            if (!property.holds(model_, moment)) {
                all_hold = false;
                note(i, {true, from, moment.step, true});
            }
            if (!reached_.test(i) && property.is_shown(model_, moment)) {
                reached_.set(i);
            }
        }
        return all_hold;
    }
    void note(std::size_t property, const First& first) {
        if (!first_[property].is_found) {
            first_[property] = first;
        }
        is_stopped_ = is_stopped_ || properties_[property].id == options_.stop_at;
    }
    /// The shallowest state from which, without more faults, nothing settles: against the arcs
    /// from all settled states.
    void find_traps() {
        std::vector<bool> can_settle(search_.states.size());
        std::vector<StateId> open;
        for (StateId id = 0; id < search_.states.size(); ++id) {
            if (model_.is_settled(search_.states[id])) {
                can_settle[id] = true;
                open.push_back(id);
            }
        }
        std::ranges::sort(arcs_);
        const bool has_settled = !open.empty();
        while (!open.empty()) {
            const StateId to = open.back();
            open.pop_back();
            auto arc = std::ranges::lower_bound(arcs_, std::pair{to, StateId{0}});
            for (; arc != arcs_.end() && arc->first == to; ++arc) {
                if (!can_settle[arc->second]) {
                    can_settle[arc->second] = true;
                    open.push_back(arc->second);
                }
            }
        }
        note_traps(can_settle, has_settled);
    }
    void note_traps(const std::vector<bool>& can_settle, bool has_settled) {
        const auto trap = std::ranges::find(can_settle, false);
        for (std::size_t i = 0; i < properties_.size(); ++i) {
            if (properties_[i].holds != nullptr) {
                continue;
            }
            if (trap != can_settle.end()) {
                note(i, {true, static_cast<StateId>(trap - can_settle.begin()), 0, false});
            }
            reached_.set(i, reached_.test(i) || has_settled);
        }
    }
    [[nodiscard]] std::vector<LayerStep> trace_of(const First& first) const {
        std::vector<std::uint32_t> steps = search_.way_to(first.from);
        if (first.has_step) {
            steps.push_back(first.step);
        }
        std::vector<LayerStep> trace;
        State state = model_.start();
        for (const std::uint32_t step : steps) {
            const State next = after(state, step);
            trace.push_back(model_.told(state, step, next));
            state = next;
        }
        return trace;
    }
    [[nodiscard]] State after(const State& state, std::uint32_t wanted) const {
        State found = state;
        bool is_found = false;
        model_.expand(state, [&](std::uint32_t step, const State& next) {
            if (step == wanted) {
                found = next;
                is_found = true;
            }
        });
        ORDERSIM_ASSERT(is_found);
        return found;
    }

    const Model& model_;
    std::span<const LayerProperty<Model>> properties_;
    LayerOptions options_;
    TwinSet& reached_;
    bool is_stopped_ = false;
    std::vector<First> first_;                       ///< by property
    std::vector<std::pair<StateId, StateId>> arcs_;  ///< to, from; without faults
    Search<State> search_;
};

/// What all scenes say of each property. A scene in which something is broken says nothing of what
/// would have followed.
template <class Model>
[[nodiscard]] std::vector<LayerVerdict> verdicts_of(
    std::span<const LayerProperty<Model>> properties, const std::vector<SceneResult>& scenes,
    const TwinSet& reached) {
    std::vector<LayerVerdict> verdicts;
    for (std::size_t i = 0; i < properties.size(); ++i) {
        const LayerProperty<Model>& property = properties[i];
        LayerVerdict verdict{property.id, property.title, property.twin};
        verdict.is_twin_reached = reached.test(i);
        bool is_undecided = false;
        for (const SceneResult& scene : scenes) {
            is_undecided |= !scene.left_out.empty() || !scene.is_complete ||
                            (property.holds == nullptr && !scene.violations.empty());
            for (const LayerViolation& violation : scene.violations) {
                verdict.is_broken = verdict.is_broken || violation.property == property.id;
            }
        }
        verdict.is_undecided = is_undecided && !verdict.is_broken;
        verdicts.push_back(verdict);
    }
    return verdicts;
}

/// One scene, from the order to which its commands before lead; skipped if the policy has none.
template <class Model, class Scene, class Defect, class WhyNot>
[[nodiscard]] SceneResult explored_scene(const Setting& setting, const Scene& scene,
                                         Defect defect, const LayerOptions& options,
                                         const WhyNot& why_not, TwinSet& reached) {
    SceneResult explored;
    order::CommandKind stopped_at{};
    const auto start = led_to(setting, scene.before, stopped_at);
    if (!start) {
        explored.skipped = "the policy refuses " + std::string(enum_name(stopped_at));
        return explored;
    }
    const Model model(setting, scene, *start, defect);
    explored.skipped = why_not(model);
    return explored.skipped.empty() ? SceneSearch(model, options, reached).result() : explored;
}

/// Explores the scenes that `options` name. `why_not(model)`: why the policy has no such race;
/// empty: it has one.
template <class Model, class Scenes, class Defect, class WhyNot>
[[nodiscard]] LayerResult checked_scenes(const Setting& setting, const Scenes& scenes,
                                         Defect defect, const LayerOptions& options,
                                         const WhyNot& why_not) {
    LayerResult result;
    TwinSet reached;
    for (const auto& scene : scenes) {
        SceneResult explored;
        if (breaks(result, options.stop_at)) {
            explored.left_out = kCaughtBefore;
        } else if (!options.scene.empty() && options.scene != scene.name) {
            explored.left_out = "the planted defect shows in scene " + std::string(options.scene);
        } else {
            explored =
                explored_scene<Model>(setting, scene, defect, options, why_not, reached);
        }
        explored.name = scene.name;
        explored.title = scene.title;
        result.scenes.push_back(std::move(explored));
    }
    result.verdicts = verdicts_of(Model::properties(), result.scenes, reached);
    return result;
}

}  // namespace ordersim::check

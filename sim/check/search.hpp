#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/base/big_array.hpp"

/// Breadth-first search over states that are plain bytes: what is found first is found by a
/// shortest way.
namespace ordersim::check {

using StateId = std::uint32_t;
inline constexpr StateId kNoState = 0xffffffff;

/// Room for a quarter more at a time: a vector that doubles would cost up to twice its elements.
template <class Element>
void make_room(std::vector<Element>& elements) {
    if (elements.size() == elements.capacity()) {
        elements.reserve(elements.size() + elements.size() / 4 + 1024);
    }
}

/// Distinct states, numbered in the order in which they came: an open-addressed table of numbers
/// beside the states themselves. Memory a state: its size and up to a quarter more, and 5.4 to 10.7
/// bytes of table.
template <class State>
    requires std::is_trivially_copyable_v<State> &&
             std::has_unique_object_representations_v<State>
class StateTable {
public:
    StateTable() { slots_ = empty_slots(slot_count_); }

    struct Place {
        StateId id = kNoState;
        bool is_new = false;
    };
    Place insert(const State& state) {
        if ((states_.size() + 1) * 4 > slot_count_ * 3) {
            grow();
        }
        std::size_t slot = hash(state) & (slot_count_ - 1);
        while (slots_[slot] != kNoState) {
            if (states_[slots_[slot]] == state) {
                return {slots_[slot], false};
            }
            slot = (slot + 1) & (slot_count_ - 1);
        }
        const auto id = static_cast<StateId>(states_.size());
        slots_[slot] = id;
        make_room(states_);
        states_.push_back(state);
        return {id, true};
    }
    /// A state's place in tables beside this one, which have side_size() places.
    /// Requires: it is here.
    [[nodiscard]] std::size_t side_place(const State& state) const {
        std::size_t slot = hash(state) & (slot_count_ - 1);
        while (!(states_[slots_[slot]] == state)) {
            slot = (slot + 1) & (slot_count_ - 1);
        }
        return slots_[slot];
    }
    [[nodiscard]] std::size_t side_size() const { return states_.size(); }
    /// Starts fetching the place that a look-up of `state` will want first; then, once that has
    /// come, what lies there.
    void prefetch_slot(const State& state) const {
        __builtin_prefetch(&slots_[hash(state) & (slot_count_ - 1)]);
    }
    void prefetch_state(const State& state) const {
        const StateId id = slots_[hash(state) & (slot_count_ - 1)];
        if (id != kNoState) {
            __builtin_prefetch(&states_[id]);
        }
    }
    [[nodiscard]] const State& operator[](StateId id) const { return states_[id]; }
    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] std::size_t bytes() const {
        return states_.capacity() * sizeof(State) + slot_count_ * sizeof(StateId);
    }

private:
    /// Mixes eight bytes at a time, with the constants of MurmurHash3's finisher.
    static std::size_t hash(const State& state) {
        std::uint64_t mixed = 0x9e3779b97f4a7c15U;
        for (std::size_t i = 0; i < sizeof(State); i += sizeof(std::uint64_t)) {
            std::uint64_t word = 0;
            std::memcpy(&word, reinterpret_cast<const char*>(&state) + i,
                        std::min(sizeof(word), sizeof(State) - i));
            mixed = (mixed ^ word) * 0xff51afd7ed558ccdU;
            mixed ^= mixed >> 33U;
            mixed *= 0xc4ceb9fe1a85ec53U;
            mixed ^= mixed >> 33U;
        }
        return mixed;
    }
    static BigArray<StateId> empty_slots(std::size_t count) {
        auto slots = make_big_array<StateId>(count);
        std::fill_n(slots.get(), count, kNoState);
        return slots;
    }
    void grow() {
        slot_count_ *= 2;
        slots_ = empty_slots(slot_count_);
        for (StateId id = 0; id < states_.size(); ++id) {
            std::size_t slot = hash(states_[id]) & (slot_count_ - 1);
            while (slots_[slot] != kNoState) {
                slot = (slot + 1) & (slot_count_ - 1);
            }
            slots_[slot] = id;
        }
    }

    std::vector<State> states_;
    std::size_t slot_count_ = 1024;
    BigArray<StateId> slots_;
};

/// Distinct states that each have a place of their own below a bound, numbered as in a StateTable.
/// A bit a place tells the new ones; the bits mostly stay in the cache. Memory a state: its size
/// and up to a quarter more, and the bits.
template <class State, class PlaceOf>
class PlacedStates {
public:
    /// `place_of` gives each state a place below `places`, and no two the same.
    PlacedStates(std::size_t places, PlaceOf place_of)
        : is_here_(places, false), place_of_(std::move(place_of)) {}

    struct Place {
        StateId id = kNoState;  ///< known of a new one alone
        bool is_new = false;
    };
    Place insert(const State& state) {
        auto is_here = is_here_[place_of_(state)];
        if (is_here) {
            return {};
        }
        is_here = true;
        make_room(states_);
        states_.push_back(state);
        return {static_cast<StateId>(states_.size() - 1), true};
    }
    /// A state's place in tables beside this one, which have side_size() places.
    [[nodiscard]] std::size_t side_place(const State& state) const { return place_of_(state); }
    [[nodiscard]] std::size_t side_size() const { return is_here_.size(); }
    void prefetch_slot(const State& /*state*/) const {}
    void prefetch_state(const State& /*state*/) const {}
    [[nodiscard]] const State& operator[](StateId id) const { return states_[id]; }
    [[nodiscard]] std::size_t size() const { return states_.size(); }
    [[nodiscard]] std::size_t bytes() const {
        return states_.capacity() * sizeof(State) + is_here_.size() / 8;
    }

private:
    std::vector<bool> is_here_;
    PlaceOf place_of_;
    std::vector<State> states_;
};

/// From which state a state was first reached, and by which step. Eight bytes.
struct Origin {
    StateId from = kNoState;
    std::uint32_t step = 0;
};

/// What a search found.
template <class State, class States = StateTable<State>>
struct Search {
    States states;
    std::vector<Origin> origins{};  ///< by state; the first has none
    std::uint64_t transitions = 0;
    std::uint32_t depth = 0;      ///< steps to the farthest state
    bool is_complete = true;      ///< false: the bound on states was hit, or it was told to stop

    /// The steps to a state, first to last.
    [[nodiscard]] std::vector<std::uint32_t> way_to(StateId id) const {
        std::vector<std::uint32_t> steps;
        for (; origins[id].from != kNoState; id = origins[id].from) {
            steps.push_back(origins[id].step);
        }
        std::ranges::reverse(steps);
        return steps;
    }
    [[nodiscard]] std::size_t bytes() const {
        return states.bytes() + origins.capacity() * sizeof(Origin);
    }
};

/// Explores from `start` until nothing is new, `states_max` is reached, or `expand` says stop.
/// `expand(id, state, emit)` calls `emit(step, next)` for each transition, which returns the id of
/// `next` (as `insert` of the states has it), and returns whether to go on. Deterministic: states
/// are numbered in the order of steps. `found` is empty and may be looked into by `expand`.
template <class State, class States, class Expand>
void search_into(Search<State, States>& found, const State& start, std::size_t states_max,
                 Expand&& expand) {
    found.states.insert(start);
    found.origins.push_back({});
    StateId level_end = 1;
    for (StateId id = 0; id < found.states.size(); ++id) {
        if (id == level_end) {
            level_end = static_cast<StateId>(found.states.size());
            ++found.depth;
        }
        const State state = found.states[id];
        const auto emit = [&](std::uint32_t step, const State& next) {
            ++found.transitions;
            const auto place = found.states.insert(next);
            if (place.is_new) {
                make_room(found.origins);
                found.origins.push_back({id, step});
            }
            return place.id;
        };
        if (!expand(id, state, emit)) {
            found.is_complete = false;
            return;
        }
        if (found.states.size() >= states_max) {
            found.is_complete = id + 1 == found.states.size();
            return;
        }
    }
}

template <class State, class Expand>
[[nodiscard]] Search<State> search(const State& start, std::size_t states_max, Expand&& expand) {
    Search<State> found;
    search_into(found, start, states_max, std::forward<Expand>(expand));
    return found;
}

}  // namespace ordersim::check

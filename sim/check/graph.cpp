#include "sim/check/graph.hpp"

#include <algorithm>
#include <array>

namespace ordersim::check {
namespace {

using namespace order;

/// Which moves of a slice any row may answer in each state of an order; all others come to nothing
/// by their kind.
using MovesByState = std::array<std::vector<MoveId>, enum_count<OrderState>>;

MovesByState moves_by_state(const Rules& rules, const Slice& slice) {
    MovesByState moves;
    const std::vector<Move>& all = all_moves();
    for (std::size_t state = 0; state < moves.size(); ++state) {
        for (MoveId id = 0; id < all.size(); ++id) {
            const CommandKind kind = all[id].command.kind;
            const bool is_withheld = slice.withheld.test(static_cast<std::size_t>(kind));
            const bool passes = all[id].passing != Move::Passing::none;
            // That no row is there to take a deadline is for a property to say.
            const bool may_be_answered =
                class_of(kind) == CommandClass::timer ||
                !rules.candidates(static_cast<OrderState>(state), kind).empty();
            if (passes || (!is_withheld && may_be_answered)) {
                moves[state].push_back(id);
            }
        }
    }
    return moves;
}

class Explorer {
public:
    Explorer(const Setting& setting, const GraphOptions& options, Graph& graph)
        : setting_(setting), options_(options), graph_(graph),
          moves_(moves_by_state(*setting.rules, setting.slice)) {}

    template <class Emit>
    bool expand(StateId id, const Packed& key, const Emit& emit) {
        const Order state = unpacked(setting_, key);
        const auto kind = static_cast<std::size_t>(state.regions.order);
        if (!probed_.test(kind)) {
            probed_.set(kind);
            probe(id, state);
        }
        graph_.first_arc.push_back(graph_.arcs.size());
        for (const MoveId move : moves_[kind]) {
            take(id, state, move, emit);
        }
        return !is_over_ && !options_.stop.stop_requested();
    }

private:
    template <class Emit>
    void take(StateId id, const Order& state, MoveId move, const Emit& emit) {
        const std::vector<Move>& all = all_moves();
        Outcome& outcome = outcome_;
        if (!perform(setting_, state, all[move], outcome)) {
            return;
        }
        if (all[move].passing != Move::Passing::none) {
            keep({emit(move, packed(setting_, outcome.after)), move, kNoTransition});
            return;
        }
        const bool is_accepted = outcome.decision.kind == Decision::Kind::accepted;
        const Order& before = is_accepted ? outcome.before : state;
        const Order& after = is_accepted ? outcome.after : state;
        graph_.coverage.note_answer(setting_, before, outcome.command, outcome.decision);
        const Step step{setting_, before, after, outcome.command, outcome.decision, kInstant};
        if (judge(step, id, move) && is_accepted) {
            graph_.coverage.note_state(after);
            const Packed next = packed(setting_, canonical(setting_, after));
            keep({emit(move, next), move, outcome.decision.transition});
        }
    }
    void keep(const Arc& arc) {
        if (options_.keeps_arcs) {
            graph_.arcs.push_back(arc);
        }
    }
    bool judge(const Step& step, StateId id, MoveId move) {
        graph_.coverage.at_stake = at_stake_in(step, graph_.coverage.at_stake);
        const PropertySet broken = broken_by(step);
        for (std::size_t i = 0; broken.any() && i < broken.size(); ++i) {
            if (broken.test(i)) {
                note_broken({i, id, move});
            }
        }
        return broken.none();
    }
    void note_broken(const Violation& violation) {
        const std::size_t property = violation.property;
        if (std::ranges::find(graph_.violations, property, &Violation::property) ==
            graph_.violations.end()) {
            graph_.violations.push_back(violation);
            is_over_ |=
                options_.stops_at_any || properties()[property].name == options_.stop_at;
        }
    }
    /// Commands that no row has to answer: by a stranger, on an old version, or in a state that
    /// does not know them. What they come to depends on the order's state alone.
    void probe(StateId id, const Order& state) {
        for (MoveId move = 0; move < all_moves().size(); ++move) {
            Command command = all_moves()[move].command;
            ask(id, move, state, command);
            if (class_of(command.kind) == CommandClass::command) {
                command.expected_version = state.version + 1;
                ask(id, move, state, command);
                command.expected_version = Command::kAnyVersion;
            }
            for (std::size_t i = 0; i < enum_count<Actor>; ++i) {
                command.actor = static_cast<Actor>(i);
                if (!may_give(command.actor, command.kind)) {
                    ask(id, move, state, command);
                }
            }
        }
    }
    void ask(StateId id, MoveId move, const Order& state, const Command& command) {
        const Decision decision =
            decide(*setting_.rules, state, setting_.policy, command, kInstant);
        if (decision.kind != Decision::Kind::accepted || !may_give(command.actor, command.kind)) {
            const bool is_timer = class_of(command.kind) == CommandClass::timer;
            graph_.coverage.note_answer(setting_, state, command, decision);
            if (!is_timer) {
                judge({setting_, state, state, command, decision, kInstant}, id, move);
            }
        }
    }

    const Setting& setting_;
    const GraphOptions& options_;
    Graph& graph_;
    MovesByState moves_;
    Outcome outcome_;
    bool is_over_ = false;
    std::bitset<enum_count<OrderState>> probed_;
};

}  // namespace

Graph explore(const Setting& setting, const GraphOptions& options) {
    Graph graph;
    Explorer explorer(setting, options, graph);
    const Packed start = packed(setting, canonical(setting, Order{}));
    graph.coverage.note_state(Order{});
    graph.search = search(start, options.states_max,
                          [&](StateId id, const Packed& key, const auto& emit) {
                              return explorer.expand(id, key, emit);
                          });
    graph.first_arc.resize(graph.search.states.size() + 1, graph.arcs.size());
    return graph;
}

}  // namespace ordersim::check

#include "sim/base/enum_names.hpp"
#include "sim/order/invariants.hpp"

#include "tests/support/journeys.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Arrival;
using ordersim::tests::Journey;

namespace {

Actor first_actor_for(CommandKind kind) {
    std::size_t i = 0;
    while (!may_give(static_cast<Actor>(i), kind)) {
        ++i;
    }
    return static_cast<Actor>(i);
}

/// What is wrong with a decision, whatever the order; empty if it is as it must be.
std::string_view fault_of(const Decision& decision, const Order& order, CommandKind kind) {
    const bool is_command = class_of(kind) == CommandClass::command;
    if (decision.transition != kNoTransition) {
        const Row& row = rules().row(decision.transition);
        if (!contains(row.from, order.regions.order) || row.on != kind) {
            return "decided by a row of another state or command";
        }
    }
    switch (decision.kind) {
    case Decision::Kind::accepted:
        return decision.transition == kNoTransition ? "accepted by no row" : "";
    case Decision::Kind::refused:
        return !is_command                         ? "a fact or timer refused"
               : decision.refusal == Refusal::none ? "refused without a name"
                                                   : "";
    case Decision::Kind::recorded: return is_command ? "a command merely recorded" : "";
    }
    return "";
}

/// Every combination of the regions that guards read, sensible or not.
template <class Look>
void for_each_combination(Look look) {
    Order order;
    order.total = {1000};
    order.payments = 1;
    order.deadline.fill(SimTime{});
    order.refund_state.fill(RefundState::submitted);
    order.regions.stock = StockState::deducted;
    order.regions.stop = StopState::pending;
    for (std::size_t state = 0; state < enum_count<OrderState>; ++state) {
        order.regions.order = static_cast<OrderState>(state);
        for (std::size_t payment = 0; payment < enum_count<PaymentState>; ++payment) {
            order.regions.payment = static_cast<PaymentState>(payment);
            for (std::size_t shipment = 0; shipment < enum_count<ShipmentState>; ++shipment) {
                order.regions.shipment = static_cast<ShipmentState>(shipment);
                for (std::size_t request = 0; request < enum_count<RequestState>; ++request) {
                    order.regions.request = static_cast<RequestState>(request);
                    for (std::size_t a_case = 0; a_case < enum_count<CaseState>; ++a_case) {
                        order.regions.case_ = static_cast<CaseState>(a_case);
                        look(order);
                    }
                }
            }
        }
    }
}

/// Of two rows for one state and command, whether the first leaves nothing to the second.
bool hides(const Row& first, const Row& second) {
    return std::ranges::all_of(first.when, [&second](Guard guard) {
        return guard == Guard::always || std::ranges::count(second.when, guard) > 0;
    });
}

bool is_arming(const TimerMove& move) {
    return move.action == TimerAction::arm || move.action == TimerAction::arm_paused;
}

OrderStates reached_from(OrderState state) {
    OrderStates reached = set_of({state});
    for (OrderStates before = 0; before != reached;) {
        before = reached;
        for (const Row& row : rules().rows()) {
            const bool moves = row.change.moves_order() && row.refusal == Refusal::none;
            if (moves && (row.from & reached) != 0) {
                reached = static_cast<OrderStates>(reached | set_of({row.change.to.order}));
            }
        }
    }
    return reached;
}

}  // namespace

TEST_CASE("journeys: each goes as written, breaks no invariant and comes to an end") {
    std::set<std::string> names;
    for (const Journey& journey : tests::all_journeys()) {
        INFO(journey.name);
        CHECK(tests::travel(rules(), journey).failure == "");
        CHECK(names.insert(journey.name).second);
    }
}

TEST_CASE("journeys: they take every row and meet every refusal") {
    std::set<TransitionId> rows;
    std::set<Refusal> refusals;
    for (const Journey& journey : tests::all_journeys()) {
        const Arrival arrival = tests::go(rules(), journey);
        rows.insert(arrival.rows.begin(), arrival.rows.end());
        refusals.insert(arrival.refusals.begin(), arrival.refusals.end());
    }
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        INFO(rules().rows()[i].id << " " << rules().rows()[i].title);
        CHECK(rows.contains(static_cast<TransitionId>(i)));
    }
    for (std::size_t i = 0; i < enum_count<Refusal>; ++i) {
        INFO(enum_name(static_cast<Refusal>(i)));
        CHECK(refusals.contains(static_cast<Refusal>(i)));
    }
}

TEST_CASE("decide: every state and command is handled, refused by name or recorded") {
    const Policy policy = tests::base_policy();
    std::set<std::string> faults;
    std::size_t pairs = 0;
    for_each_combination([&](const Order& order) {
        for (std::size_t i = 0; i < enum_count<CommandKind>; ++i) {
            Command command;
            command.kind = static_cast<CommandKind>(i);
            command.actor = first_actor_for(command.kind);
            command.amount = {1000};
            const Decision decision = decide(rules(), order, policy, command, SimTime{});
            const std::string_view fault = fault_of(decision, order, command.kind);
            ++pairs;
            if (!fault.empty()) {
                faults.insert(std::string(enum_name(command.kind)) + ": " + std::string(fault));
            }
        }
    });
    CHECK(faults == std::set<std::string>{});
    CHECK(pairs == 14 * 7 * 9 * 9 * 11 * enum_count<CommandKind>);
}

TEST_CASE("decide: only its own actors may give a command, and the clock alone a timer") {
    Order order;
    for (std::size_t i = 0; i < enum_count<CommandKind>; ++i) {
        const auto kind = static_cast<CommandKind>(i);
        std::size_t allowed = 0;
        for (std::size_t j = 0; j < enum_count<Actor>; ++j) {
            Command command;
            command.kind = kind;
            command.actor = static_cast<Actor>(j);
            const Decision decision =
                decide(rules(), order, tests::base_policy(), command, SimTime{});
            INFO(enum_name(command.actor) << " " << enum_name(kind));
            CHECK((decision.refusal == Refusal::wrong_actor) == !may_give(command.actor, kind));
            if (command.actor == Actor::clock) {
                CHECK(may_give(command.actor, kind) == (class_of(kind) == CommandClass::timer));
            }
            allowed += may_give(command.actor, kind) ? 1U : 0U;
        }
        CHECK(allowed >= 1);
        CHECK(allowed <= 2);
    }
}

TEST_CASE("rows: ids are unique, titles say something") {
    std::set<std::string_view> ids;
    for (const Row& row : rules().rows()) {
        INFO(row.id);
        CHECK(ids.insert(row.id).second);
        CHECK(rules().row(rules().find(row.id)).id == row.id);
        CHECK(row.title.size() > 8);
        CHECK(row.from != 0);
    }
    CHECK(rules().find("T00") == kNoTransition);
}

TEST_CASE("rows: none is hidden behind an earlier one") {
    for (std::size_t state = 0; state < enum_count<OrderState>; ++state) {
        for (std::size_t kind = 0; kind < enum_count<CommandKind>; ++kind) {
            const auto ids =
                rules().candidates(static_cast<OrderState>(state), static_cast<CommandKind>(kind));
            for (std::size_t i = 0; i < ids.size(); ++i) {
                for (std::size_t j = i + 1; j < ids.size(); ++j) {
                    const Row& first = rules().row(ids[i].id);
                    const Row& second = rules().row(ids[j].id);
                    INFO(first.id << " before " << second.id);
                    CHECK_FALSE(hides(first, second));
                }
            }
        }
    }
}

TEST_CASE("rows: what a refusing row would change, or a fact's row refuse, is nothing") {
    for (const Row& row : rules().rows()) {
        INFO(row.id);
        if (row.refusal != Refusal::none) {
            CHECK(row.change.mask == 0);
            CHECK(row.effects[0] == Effect::nothing);
            CHECK(row.timers[0].action == TimerAction::nothing);
        }
        if (class_of(row.on) != CommandClass::command) {
            CHECK(row.refusal == Refusal::none);
            CHECK(row.guards[0] == Guard::always);
        }
    }
}

TEST_CASE("rows: lists are filled from the front") {
    for (const Row& row : rules().rows()) {
        INFO(row.id);
        const auto is_idle = [](const TimerMove& move) {
            return move.action == TimerAction::nothing;
        };
        const auto first_idle = std::ranges::find_if(row.timers, is_idle);
        CHECK(std::all_of(first_idle, row.timers.end(), is_idle));
        for (const auto& guards : {row.when, row.guards}) {
            const auto first = std::ranges::find(guards, Guard::always);
            CHECK(std::count(first, guards.end(), Guard::always) == guards.end() - first);
        }
    }
}

TEST_CASE("timers: a row arms at most one of those that share a slot, and last of all") {
    for (const Row& row : rules().rows()) {
        for (std::size_t i = 0; i < row.timers.size(); ++i) {
            if (!is_arming(row.timers[i])) {
                continue;
            }
            for (std::size_t j = i + 1; j < row.timers.size(); ++j) {
                const TimerMove& later = row.timers[j];
                const bool shares = later.action != TimerAction::nothing &&
                                    slot_of(later.timer) == slot_of(row.timers[i].timer);
                INFO(row.id << ": " << enum_name(row.timers[i].timer) << ", "
                            << enum_name(later.timer));
                CHECK_FALSE(shares);
            }
        }
    }
}

TEST_CASE("states: every one is reached, and from each that is not terminal an end is") {
    const OrderStates all = reached_from(OrderState::none);
    for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
        const auto state = static_cast<OrderState>(i);
        INFO(enum_name(state));
        CHECK(contains(all, state));
        const OrderStates reached = reached_from(state);
        bool has_end = false;
        for (std::size_t j = 0; j < enum_count<OrderState>; ++j) {
            has_end = has_end || (is_terminal(static_cast<OrderState>(j)) &&
                                  contains(reached, static_cast<OrderState>(j)));
        }
        CHECK(has_end);
    }
}

TEST_CASE("states: a terminal one is left by a dispute alone") {
    for (const Row& row : rules().rows()) {
        const bool moves = row.change.moves_order();
        for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
            const auto state = static_cast<OrderState>(i);
            if (moves && is_terminal(state) && contains(row.from, state)) {
                INFO(row.id);
                CHECK(row.id == "T39");
            }
        }
    }
}

TEST_CASE("order: it stays compact") {
    CHECK(sizeof(Order) <= 160);
    CHECK(sizeof(Course) <= 72);
}

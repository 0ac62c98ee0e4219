#include "sim/check/coverage.hpp"

#include <algorithm>

#include "sim/check/properties.hpp"

namespace ordersim::check {
namespace {

using namespace order;

std::size_t at(Guard guard) { return static_cast<std::size_t>(guard); }

}  // namespace

Coverage& Coverage::operator|=(const Coverage& other) {
    states |= other.states;
    refund_states |= other.refund_states;
    rows |= other.rows;
    held |= other.held;
    failed |= other.failed;
    refusals |= other.refusals;
    at_stake |= other.at_stake;
    return *this;
}

void Coverage::note_state(const Order& order) {
    states |= std::bitset<64>(states_in(order.regions));
    for (const RefundState refund : order.refund_state) {
        refund_states.set(static_cast<std::size_t>(refund));
    }
}

void Coverage::note_answer(const Setting& setting, const Order& before, const Command& command,
                           const Decision& decision) {
    if (decision.kind == Decision::Kind::refused) {
        refusals.set(static_cast<std::size_t>(decision.refusal));
    }
    if (decision.guard != Guard::always) {
        failed.set(at(decision.guard));
    }
    if (decision.transition == kNoTransition) {
        note_skipped(setting, before, command, kNoTransition);
        return;
    }
    const Row& row = setting.rules->row(decision.transition);
    if (decision.guard == Guard::always && !rows.test(decision.transition)) {
        rows.set(decision.transition);
        for (const auto& guards : {row.when, row.guards}) {
            for (const Guard guard : guards) {
                held.set(at(guard));
            }
        }
    }
    note_skipped(setting, before, command, decision.transition);
}

/// Rows before the one that answered were passed over because one of their conditions failed.
void Coverage::note_skipped(const Setting& setting, const Order& before, const Command& command,
                            TransitionId up_to) {
    for (const Candidate& row :
         setting.rules->candidates(before.regions.order, command.kind)) {
        if (row.id == up_to) {
            return;
        }
        for (const Guard guard : setting.rules->row(row.id).when) {
            if (guard != Guard::always && !failed.test(at(guard)) &&
                !holds(guard, before, setting.policy, command, kInstant)) {
                failed.set(at(guard));
            }
        }
    }
}

}  // namespace ordersim::check

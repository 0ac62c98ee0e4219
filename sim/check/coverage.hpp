#pragma once

#include <bitset>
#include <string>
#include <vector>

#include "sim/check/model.hpp"
#include "sim/order/state_set.hpp"

/// What an exploration has come upon: the `sometimes` twins of what it proves. A proof over a model
/// in which half the rules never apply is no proof.
namespace ordersim::check {

struct Coverage {
    std::bitset<64> states;  ///< of all regions, as state_set numbers them
    std::bitset<enum_count<order::RefundState>> refund_states;
    std::bitset<256> rows;   ///< taken, or refused by
    std::bitset<enum_count<order::Guard>> held;
    std::bitset<enum_count<order::Guard>> failed;
    std::bitset<enum_count<order::Refusal>> refusals;
    std::bitset<64> at_stake;  ///< properties (properties.hpp) that something could have broken

    Coverage& operator|=(const Coverage& other);
    void note_state(const order::Order& order);
    /// The rules' answer to a command in a state, whatever it was.
    void note_answer(const Setting& setting, const order::Order& before,
                     const order::Command& command, const order::Decision& decision);

private:
    void note_skipped(const Setting& setting, const order::Order& before,
                      const order::Command& command, order::TransitionId up_to);
};

/// A twin that was not reached.
struct Dead {
    std::string name;    ///< "row T10b", "guard lock_hard fails", "refusal escalation_off"
    std::string waiver;  ///< why it cannot be reached under this policy; empty: it should be
    bool is_reached = false;  ///< although the waiver says that it cannot be: the waiver is wrong
};

/// All that was not reached, in the order of the rules, and what was despite a waiver.
[[nodiscard]] std::vector<Dead> dead_of(const Coverage& coverage, const order::Rules& rules,
                                        const order::Policy& policy);
/// The same over many policies together, under which every lever takes each of its values: nothing
/// is waived.
[[nodiscard]] std::vector<Dead> dead_under_any(const Coverage& coverage,
                                               const order::Rules& rules);
/// How many twins there are in all.
[[nodiscard]] std::size_t twin_count(const order::Rules& rules);

}  // namespace ordersim::check

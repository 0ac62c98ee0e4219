#pragma once

#include "sim/measure/steps.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The result of a model check as values.
namespace ordersim::measure {

/// One part that was explored: a layer's slice or scene under one policy.
struct Exploration {
    std::string layer;   ///< "order", "levers", "orders", "handler", "network"
    std::string part;    ///< the slice's or scene's name
    std::string title;   ///< what it is about, in a line
    std::string policy;  ///< the variant's name, or the levers that were set
    double states = 0;  ///< a whole number, as all counts here
    double transitions = 0;
    std::uint32_t depth = 0;          ///< steps to the farthest state
    /// Why it ended: "complete" (nothing new was left), "states_max" (the bound on states),
    /// "order_states_max" (an order alone has more states than several together can number) or
    /// "caught" (the planted defect had shown).
    std::string ended = "complete";
    std::vector<std::string> cuts;    ///< what the policy allows beyond: "refund_retries 5 -> 1"
    std::vector<std::string> withheld;  ///< commands that nobody gives in this part

    [[nodiscard]] bool is_complete() const { return ended == "complete"; }

    friend bool operator==(const Exploration&, const Exploration&) = default;
};

/// A part that was not explored.
struct PartLeftOut {
    std::string layer;
    std::string part;    ///< the slice's or scene's name; "all scenes"
    std::string policy;  ///< as of an exploration
    std::string reason;  ///< "interrupted", "the policy refuses request_cancel"

    friend bool operator==(const PartLeftOut&, const PartLeftOut&) = default;
};

/// A property over all parts in which it was checked.
struct CheckedProperty {
    std::string layer;
    std::string name;
    std::string title;
    /// "holds"; "violated"; "undecided": parts were not explored to the end, or something else was
    /// violated on the way to what it is about; "vacuous": nothing could have broken it.
    std::string verdict;
    std::uint32_t counterexample = 0;  ///< its number from 1; 0: none

    friend bool operator==(const CheckedProperty&, const CheckedProperty&) = default;
};

/// Something that ought to be reached so that a proof says anything, and was not.
struct UnreachedTwin {
    std::string layer;
    std::string name;
    /// "dead": it should happen and never does; "ruled_out": the policy's levers forbid it;
    /// "unexplored": not all was explored; "unexpected": it happens although it was believed ruled
    /// out, so that the reason is wrong.
    std::string verdict;
    std::string reason;  ///< of the last three; empty: it is dead
    std::string policy;

    friend bool operator==(const UnreachedTwin&, const UnreachedTwin&) = default;
};

struct CheckRecord {
    static constexpr const char* kSchema = "ordersim.check/1";

    std::string scenario;
    std::string scenario_hash;
    std::string version;
    std::string plant;  ///< the planted defect's id; empty: the rules as they are
    /// Of the whole, the worst first: "violated"; "undecided", which is also where nothing was
    /// checked; "dead": nothing is violated, but what should happen does not, so that the proof
    /// says less than it seems to; "holds".
    std::string verdict;
    bool is_complete = false;  ///< all was explored to its end
    std::vector<Exploration> explorations;
    std::vector<PartLeftOut> left_out;   ///< what should have been explored and was not
    std::vector<PartLeftOut> ruled_out;  ///< scenes that a policy does not have
    std::vector<CheckedProperty> properties;
    double twins = 0;  ///< in all, over all policies
    std::vector<UnreachedTwin> unreached;
    std::vector<StepList> counterexamples;  ///< the shortest of each violated property
    // What the machine contributed.
    double seconds = 0;
    double bytes_a_state = 0;  ///< the most of any part, with the way to each state

    friend bool operator==(const CheckRecord&, const CheckRecord&) = default;
};

}  // namespace ordersim::measure

#pragma once

#include "sim/measure/steps.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The result of a model check as values.
namespace ordersim::measure {

/// One part that was explored: a layer's slice or scene under one policy.
struct Exploration {
    std::string layer;   ///< "order", "orders", "handler", "network"
    std::string part;    ///< the slice's or scene's name
    std::string title;   ///< what it is about, in a line
    std::string policy;  ///< the variant's name, or the levers that were set
    double states = 0;  ///< a whole number, as all counts here
    double transitions = 0;
    std::uint32_t depth = 0;          ///< steps to the farthest state
    bool is_complete = false;         ///< false: the bound on states was hit
    std::vector<std::string> cuts;    ///< what the policy allows beyond: "refund_retries 5 -> 1"
    std::vector<std::string> withheld;  ///< commands that nobody gives in this part

    friend bool operator==(const Exploration&, const Exploration&) = default;
};

/// A property over all parts in which it was checked.
struct CheckedProperty {
    std::string layer;
    std::string name;
    std::string title;
    std::string verdict;  ///< "holds", "violated", "undecided" (a bound was hit), "vacuous"
    std::uint32_t counterexample = 0;  ///< its number from 1; 0: none

    friend bool operator==(const CheckedProperty&, const CheckedProperty&) = default;
};

/// Something that ought to be reached so that a proof says anything, and was not.
struct UnreachedTwin {
    std::string layer;
    std::string name;
    std::string reason;  ///< why the policy rules it out; empty: nothing does, it is dead
    std::string policy;

    friend bool operator==(const UnreachedTwin&, const UnreachedTwin&) = default;
};

struct CheckRecord {
    static constexpr const char* kSchema = "ordersim.check/1";

    std::string scenario;
    std::string scenario_hash;
    std::string version;
    std::string plant;  ///< the planted defect's id; empty: the rules as they are
    std::vector<Exploration> explorations;
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

#pragma once

#include "sim/base/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What happened to one or a few orders, step by step and in words: a script as it was played, the
/// way to a broken property.
namespace ordersim::measure {

/// One field that a step changed: {"request", "none", "requested"}.
struct StepChange {
    std::string field;
    std::string from;
    std::string to;

    friend bool operator==(const StepChange&, const StepChange&) = default;
};

/// One command and what it came to.
struct Step {
    SimTime at{};             ///< >= 0, from the start
    std::uint32_t order = 1;  ///< whose it is; orders are counted from 1
    std::string actor;        ///< "buyer", ..., "clock" for a deadline that came
    std::string command;      ///< "request_cancel"
    std::string detail;       ///< what it says: "reason slow_shipping, evidence 2"; may be empty
    std::string outcome;      ///< "T10 ...": the row that took it; "refused: ..."; "recorded"
    std::vector<StepChange> changes;

    friend bool operator==(const Step&, const Step&) = default;
};

/// How an order stands after the last step.
struct Standing {
    std::uint32_t order = 1;
    std::string state;  ///< "cancelled, payment returned, shipment none, stock restocked"

    friend bool operator==(const Standing&, const Standing&) = default;
};

struct StepList {
    static constexpr const char* kSchema = "ordersim.steps/1";

    std::string title;
    std::vector<Step> steps;  ///< in the order in which they happened; instants never fall
    /// The number, from 1, of the step to which the last one leads back: from there on the list
    /// repeats without end. 0: it does not.
    std::uint32_t loops_to = 0;
    std::string violation;       ///< the property that the last step broke; empty: none
    std::string violation_text;  ///< what that means, as a sentence; may be empty
    std::vector<Standing> standings;  ///< by order; may be empty
    std::string note;                 ///< what else a reader must know, as a sentence; may be empty

    friend bool operator==(const StepList&, const StepList&) = default;
};

}  // namespace ordersim::measure

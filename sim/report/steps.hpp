#pragma once

#include "sim/measure/steps.hpp"
#include "sim/report/terminal.hpp"

#include <string>

/// What happened step by step, for people: played scripts and counterexamples.
namespace ordersim::report {

/// A numbered table of at most kSummaryColumns columns: when (unless all is at the start), whose
/// order (where there are several), who, what, what came of it and, below, what changed; then how
/// it ended.
[[nodiscard]] std::string steps_table(const measure::StepList& list, Colour colour);

/// The list as a Mermaid sequence diagram: each command is an arrow to its order, with its instant
/// unless all is at the start, and each answer one back; changes are notes. A step without answer
/// and changes is its actor's own. Whatever the texts contain, the diagram stays well-formed.
[[nodiscard]] std::string steps_diagram(const measure::StepList& list);

}  // namespace ordersim::report

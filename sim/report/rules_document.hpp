#pragma once

#include <cstddef>
#include <string>

/// The rules of the order machine as documents, from the table itself: what it does not hold is
/// not in them, and what it holds cannot be left out.
namespace ordersim::report {

/// Regions, transitions, timers, guards and refusals as Markdown, with the diagram.
[[nodiscard]] std::string rules_markdown();

/// The order region as a Mermaid stateDiagram-v2: an edge's label lists the rows that take it.
[[nodiscard]] std::string rules_mermaid();

/// Every transition for a terminal, wrapped to `width` columns. Requires: width >= 60.
[[nodiscard]] std::string rules_text(std::size_t width);

}  // namespace ordersim::report

#pragma once

#include "sim/scenario/node.hpp"

#include <string>
#include <string_view>

/// The one door to the TOML parser: text in, tree out, no parser type beyond it.
namespace ordersim::scenario {

/// A tree that is sound as TOML, as far as the text was.
struct Parsed {
    Node root;
    bool is_whole = true;  ///< false: lines were left out for the errors found in them
};

/// Reads TOML. A line that breaks the syntax is reported and passed over, so that the rest is
/// checked as well. `source` must outlive the tree; its lines are those of `text`.
[[nodiscard]] Parsed parse_toml(std::string_view text, const Source& source, Findings& findings);

/// Splits text into the lines that messages quote.
[[nodiscard]] std::vector<std::string> lines_of(std::string_view text);

}  // namespace ordersim::scenario

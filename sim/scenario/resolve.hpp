#pragma once

#include "sim/scenario/keys.hpp"
#include "sim/scenario/law.hpp"

#include <map>
#include <string>
#include <vector>

namespace ordersim::scenario {

/// A merged tree, understood.
struct Resolved {
    Target target;
    std::map<std::string, Canonical> values;  ///< of the keys that could be read
    std::vector<std::string> missing;
};

/// Reads every key of the vocabulary from the tree. What cannot be read is in the findings; the
/// target is fit for use only if there are none and nothing is missing.
[[nodiscard]] Resolved resolve(const Node& tree, ReadContext& context);

/// Full names of all keys, those of the classes in `tree` included, in the order of the reference.
[[nodiscard]] std::vector<std::string> ordered_keys(const Node& tree);

/// What values that are each well-formed say against one another: adds a sentence for each
/// contradiction, at the value that is easiest to change. Speaks only of keys that were read.
void check_contradictions(const Resolved& resolved, const Node& tree, Findings& findings);

}  // namespace ordersim::scenario

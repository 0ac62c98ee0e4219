#pragma once

#include "sim/scenario/scenario.hpp"

#include <span>
#include <string>
#include <vector>

namespace ordersim::scenario {

/// A scenario that changes some keys of another.
struct ExtensionHead {
    std::string question;
    std::string extends;
    std::string currency;               ///< empty: the extended one's
    std::vector<std::string> comments;  ///< lines at the top
};

/// The text of such a scenario: keys by section in the order of the reference, each with its source
/// beside it. Keys under "sellers.class.NAME." replace all classes of sellers. Of the settings,
/// key, value and source are used.
[[nodiscard]] std::string extension_toml(const ExtensionHead& head,
                                         std::span<const Setting> settings);

}  // namespace ordersim::scenario

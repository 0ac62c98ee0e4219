#pragma once

#include "sim/report/svg.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// A number of people or things on its way through a few layers, from left to right: bars as high
/// as what passes them, ribbons between them.
namespace ordersim::report::chart {

struct Flow {
    enum class Tone { plain, good, half, lost };
    struct Node {
        std::string label;
        std::size_t layer = 0;
        Tone tone = Tone::plain;  ///< of the ribbons that end here
    };
    /// Requires: from, to < nodes.size(); the layer of `to` is that of `from` or a later one.
    struct Link {
        std::size_t from = 0;
        std::size_t to = 0;
        double amount = 0;  ///< > 0, finite
    };
    std::vector<Node> nodes;
    std::vector<Link> links;
    std::string unit;  ///< "buyers"
};

/// What passes a node: the larger of what comes and what goes.
[[nodiscard]] double passing(const Flow& flow, std::size_t node);

/// Nodes of a layer stand in their own order, those that nothing passes are left out.
[[nodiscard]] std::string flow(const Flow& chart, const Caption& caption);

}  // namespace ordersim::report::chart

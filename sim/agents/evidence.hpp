#pragma once

#include "sim/agents/cast.hpp"

/// What each side can show for itself. Drawn once an order, whatever it is shown for: a buyer's
/// pictures are as good in the request as in the dispute.
namespace ordersim::agents::evidence {

/// Files that the side attaches whenever it writes, at most 255.
[[nodiscard]] std::uint8_t buyer_items(const View& view);
[[nodiscard]] std::uint8_t seller_items(const View& view);

/// How much proves what the side has handed in, in [0, 1]; 0 as long as it has handed in none.
[[nodiscard]] double buyer_quality(const View& view);
[[nodiscard]] double seller_quality(const View& view);

}  // namespace ordersim::agents::evidence

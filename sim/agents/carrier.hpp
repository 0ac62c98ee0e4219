#pragma once

#include "sim/agents/cast.hpp"

/// What carriers do: deliver or lose parcels, stop them on the way, bring them back.
namespace ordersim::agents::carrier {

/// How long the parcel travels, unless it is lost.
[[nodiscard]] SimDuration transit(const View& view);

/// After hand-over: delivery, or the declaration of loss at twice the transit time.
[[nodiscard]] Acts plan_transit(const View& view);
/// After a request to stop the parcel.
[[nodiscard]] Acts plan_interception(const View& view);
[[nodiscard]] Acts plan_return(const View& view);

[[nodiscard]] Deed deliver(const View& view);
[[nodiscard]] Deed lose(const View& view);
[[nodiscard]] Deed answer_stop(const View& view);
[[nodiscard]] Deed bring_back(const View& view);

}  // namespace ordersim::agents::carrier

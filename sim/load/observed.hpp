#pragma once

#include <string>

#include "sim/judge/observation.hpp"
#include "sim/load/http_client.hpp"
#include "sim/wire/answer.hpp"

namespace ordersim::load {

/// The reply as the judge takes it: outcome, refusal, transition and what is shown of the order.
/// Who called, about what and when is left to the caller.
[[nodiscard]] judge::Observation observed(const Reply& reply, const wire::Answer& answer,
                                          bool is_look);

/// A reply that says nothing about an order, in words: its status and the beginning of its body, or
/// why there was none. `gap`: what nobody understood of it; may be empty.
[[nodiscard]] std::string reply_text(const Reply& reply, std::string_view gap);

}  // namespace ordersim::load

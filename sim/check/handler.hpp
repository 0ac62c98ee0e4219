#pragma once

#include <cstdint>

#include "sim/check/layer.hpp"
#include "sim/order/decide.hpp"

/// The request handler around the rules, whose steps interleave: receive, look up the key, read
/// the order and its version, decide, write if neither version nor key has moved, sync,
/// acknowledge. What an order that changes in one step cannot show (lost updates, lost
/// acknowledgements, one request carried out twice) shows here.
///
/// The process may crash between any two steps: requests in flight are gone, and so may be any of
/// the latest writes that are not yet synced. Clients send again what was not answered, while the
/// first request is still under way or after its answer was lost. Timers come as requests too, from
/// a scheduler that after a restart finds them in the order.
///
/// What is simpler here than a real service: one order and one store, whose writes reach the disk
/// in the order in which they were made; a write holds order, event and answer at once; a reader
/// syncs before it answers; a client retries once; there is one crash and one lost answer a scene.
/// Refusals are stored under their keys too, and a key used for another request is answered with
/// `key_reused` (HTTP 422).
namespace ordersim::check {

/// A wrong step in place of the right one.
enum class HandlerDefect : std::uint8_t {
    none,
    write_without_compare,   ///< the order is written whatever its version is by now
    decision_forced,         ///< a decision that lost the race is carried out on the newer order
    key_not_looked_up,       ///< neither before deciding nor on writing
    keys_in_memory,          ///< stored answers are lost on restart
    refusals_not_stored,     ///< only accepted requests leave an answer under their key
    body_not_compared,       ///< a key used for another request gets that one's answer
    timers_in_memory,        ///< the scheduler does not find its timers after a restart
    acknowledged_before_sync,
    stored_answer_not_synced,  ///< an answer found under the key is given as if it were durable
    read_from_cache,           ///< looks at the order are served from a copy nobody refreshes
    retried_with_new_key,      ///< the client takes silence for failure and asks anew
    log_written_apart          ///< the event follows its order in a write of its own
};

/// Explores every scene that the policy has.
[[nodiscard]] LayerResult check_handler(const order::Rules& rules, const order::Policy& policy,
                                        HandlerDefect defect, const LayerOptions& options);

}  // namespace ordersim::check

#pragma once

#include <cstdint>

#include "sim/check/layer.hpp"
#include "sim/order/decide.hpp"

/// The platform, its payment gateway and what goes between them: requests, replies and hooks that
/// come in any order, late, twice or not at all. The gateway really moves money, so that what the
/// order believes can be held against it.
///
/// The platform writes before it calls, sends a request again under the same key when nothing comes
/// of it, and gives the rules every report with its attempt. The gateway moves money at most once a
/// key; a refund that it reports as failed may be posted all the same. Who pays out by hand looks
/// there first, and takes back what may still be posted.
///
/// What is simpler here than in the world: the platform takes each message in one step (the steps
/// are the handler's layer); a scene loses two messages, repeats two, and has one request sent
/// again for no reason; refunds are of the whole payment; a void always comes too late, so that a
/// payment may still be captured after its order was cancelled; beyond two attempts to pay nothing
/// is new.
namespace ordersim::check {

/// A wrong step in place of the right one.
enum class NetworkDefect : std::uint8_t {
    none,
    new_key_each_time,       ///< a refund request that is sent again has a key of its own
    booked_by_each_message,  ///< a refund is booked by reply and by hook, whichever comes
    called_before_written,   ///< the gateway is called first; its hook finds no order
    attempt_not_named,       ///< reports are taken to be about the latest attempt
    second_report_undone,    ///< a payment reported again is undone by a refund
    hand_pays_unlooked,      ///< who pays out by hand does not look at the gateway first
    never_sent_again         ///< a lost request or answer is waited for for ever
};

/// Explores every scene that the policy has.
[[nodiscard]] LayerResult check_network(const order::Rules& rules, const order::Policy& policy,
                                        NetworkDefect defect, const LayerOptions& options);

}  // namespace ordersim::check

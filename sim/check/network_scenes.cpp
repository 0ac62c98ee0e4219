#include "sim/check/network_model.hpp"
#include "sim/check/scene_commands.hpp"

// The starts from which messages race.
namespace ordersim::check {
namespace {

using namespace order;
using namespace scene;
using C = CommandKind;

Commands cancelled() { return paid() + Commands{by(Actor::seller, C::seller_cancel)}; }

std::vector<NetworkScene> payment_scenes() {
    return {
        {.name = "checkout",
         .title = "the buyer places and pays an order in one act",
         .commands = {place(), pay()},
         .is_checkout = true},
        {.name = "payment_answer_late",
         .title = "the gateway's answer to a payment is lost or late",
         .before = placed(),
         .commands = {pay()},
         .timers = {C::verify_timer}},
        {.name = "second_payment",
         .title = "the buyer pays again while the first payment is undecided",
         .before = placed(),
         .commands = {pay(), pay()},
         .timers = {C::verify_timer}},
        {.name = "cancelled_unpaid",
         .title = "the buyer cancels an order whose payment seems to have failed",
         .before = verifying() + Commands{by(Actor::clock, C::verify_timer)},
         .commands = {by(Actor::buyer, C::cancel_unpaid)},
         .timers = {C::pay_timer},
         .first = GatewayPayment::pending},
        {.name = "cancelled_while_verifying",
         .title = "the buyer cancels while the payment is undecided, perhaps for ever",
         .before = verifying(),
         .commands = {by(Actor::buyer, C::cancel_direct)},
         .timers = {C::verify_timer}},
        {.name = "paid_and_cancelled",
         .title = "the buyer pays, the seller cancels; payment and refund overlap",
         .before = placed(),
         .commands = {pay(), by(Actor::seller, C::seller_cancel)}},
    };
}

std::vector<NetworkScene> refund_scenes() {
    return {
        {.name = "refund_answer_late",
         .title = "the gateway's answers to a refund are lost, late or in the wrong order",
         .before = cancelled(),
         .first = GatewayPayment::captured},
        {.name = "refund_retried",
         .title = "a refund is tried again while the first may still be paid",
         .before = cancelled(),
         .first = GatewayPayment::captured,
         .failures = 1},
        {.name = "refund_by_hand",
         .title = "a refund fails for good, is paid out by hand and may still be paid",
         .before = cancelled(),
         .first = GatewayPayment::captured,
         .failures = 1,
         .is_for_good = true},
        {.name = "scans_late",
         .title = "the carrier's scans of a parcel that left after the cancellation come late",
         .before = cancelled(),
         .scans = {by(Actor::carrier, C::hand_over_scan), by(Actor::carrier, C::delivered_scan),
                   by(Actor::carrier, C::intercepted), by(Actor::carrier, C::return_received),
                   by(Actor::carrier, C::intercept_failed)},
         .first = GatewayPayment::captured},
    };
}

}  // namespace

const std::vector<NetworkScene>& network_scenes() {
    static const std::vector<NetworkScene> scenes = [] {
        std::vector<NetworkScene> all = payment_scenes();
        const std::vector<NetworkScene> refunds = refund_scenes();
        all.insert(all.end(), refunds.begin(), refunds.end());
        return all;
    }();
    return scenes;
}

}  // namespace ordersim::check

#include "sim/check/handler_model.hpp"
#include "sim/check/scene_commands.hpp"

// The starts from which requests race.
namespace ordersim::check {
namespace {

using namespace order;
using namespace scene;
using C = CommandKind;

Command decided_for(Verdict verdict) {
    Command command = by(Actor::platform, C::decide_case);
    command.verdict = verdict;
    return command;
}

Commands failed() { return verifying() + Commands{by(Actor::gateway, C::payment_failed)}; }
Commands pending() { return paid() + Commands{by(Actor::buyer, C::request_cancel)}; }
/// The parcel is lost, which opens a dispute at once.
Commands in_review() {
    return paid() + Commands{by(Actor::seller, C::ship), by(Actor::carrier, C::parcel_lost),
                             by(Actor::buyer, C::escalate),
                             by(Actor::platform, C::pick_up_case)};
}

HandlerRequest asks(Command command, std::uint8_t key) {
    return {command, key, HandlerRequest::Kind::command};
}
HandlerRequest fires(C timer) {
    return {by(Actor::clock, timer), 0, HandlerRequest::Kind::timer};
}
HandlerRequest looks(Actor actor) {
    return {by(actor, C::send_message), 0, HandlerRequest::Kind::look};
}

HandlerRequest verified(std::uint8_t key) {
    Command command = by(Actor::gateway, C::payment_verified);
    command.attempt = 1;
    return asks(command, key);
}

std::vector<HandlerScene> retry_scenes() {
    const Command request = by(Actor::buyer, C::request_cancel);
    const Command offer = with_amount(by(Actor::seller, C::counter_offer), {1});
    return {
        {.name = "cancel_sent_again",
         .title = "the buyer's request to cancel is sent twice under one key",
         .before = paid(),
         .requests = {asks(request, 1)}},
        {.name = "offer_sent_again",
         .title = "the seller's offer is sent twice under one key; each would count",
         .before = pending(),
         .requests = {asks(offer, 1)}},
        {.name = "cancel_or_ship",
         .title = "the buyer requests cancellation while the seller ships",
         .before = paid(),
         .requests = {asks(request, 1), asks(by(Actor::seller, C::ship), 2)},
         .retries = 2},
        {.name = "key_for_two_requests",
         .title = "the seller uses one key to cancel and for a message",
         .before = paid(),
         .requests = {asks(by(Actor::seller, C::seller_cancel), 1),
                      asks(by(Actor::seller, C::send_message), 1)}},
        {.name = "ask_and_look",
         .title = "the buyer looks at the order before and after a request to cancel",
         .before = paid(),
         .requests = {asks(request, 1), looks(Actor::buyer), looks(Actor::buyer)}},
    };
}

std::vector<HandlerScene> race_scenes() {
    const Command request = by(Actor::buyer, C::request_cancel);
    const Command approve = by(Actor::seller, C::approve_cancel);
    const Command cancel = by(Actor::seller, C::seller_cancel);
    const Command instant = by(Actor::buyer, C::cancel_instant);
    return {
        {.name = "cancel_under_two_keys",
         .title = "the buyer requests cancellation on two devices",
         .before = paid(),
         .requests = {asks(request, 1), asks(request, 2)},
         .retries = 2,
         .is_exclusive = true},
        {.name = "instant_cancel_under_two_keys",
         .title = "the buyer cancels within the grace window on two devices",
         .before = paid(),
         .requests = {asks(instant, 1), asks(instant, 2)},
         .retries = 2,
         .is_exclusive = true},
        {.name = "seller_cancels_twice",
         .title = "the seller cancels on two devices",
         .before = paid(),
         .requests = {asks(cancel, 1), asks(cancel, 2)},
         .retries = 2,
         .is_exclusive = true},
        {.name = "approve_or_reject",
         .title = "the seller's staff approves and rejects one request",
         .before = pending(),
         .requests = {asks(approve, 1), asks(by(Actor::seller, C::reject_cancel), 2)},
         .retries = 2,
         .is_exclusive = true},
        {.name = "approve_at_deadline",
         .title = "the seller approves as the time to answer runs out",
         .before = pending(),
         .requests = {asks(approve, 1), fires(C::cancel_timer)},
         .retries = 1,
         .is_exclusive = true},
        {.name = "approve_or_ship",
         .title = "the seller approves and ships, the buyer withdraws",
         .before = pending(),
         .requests = {asks(approve, 1), asks(by(Actor::seller, C::ship), 2),
                      asks(by(Actor::buyer, C::withdraw_cancel), 3)},
         .retries = 0},
        {.name = "two_agents",
         .title = "two of the support staff decide one case, each for another side",
         .before = in_review(),
         .requests = {asks(decided_for(Verdict::buyer), 1), asks(decided_for(Verdict::seller), 2)},
         .retries = 2,
         .is_exclusive = true},
    };
}

std::vector<HandlerScene> payment_scenes() {
    const Command pay = with_amount(by(Actor::buyer, C::pay), kTotal);
    return {
        {.name = "verified_or_cancelled",
         .title = "a payment believed failed is verified, and again, while the buyer cancels",
         .before = failed(),
         .requests = {verified(1), asks(by(Actor::buyer, C::cancel_unpaid), 2)},
         .retries = 2},
        {.name = "verified_by_two_events",
         .title = "two events of the gateway verify one payment while the buyer cancels",
         .before = verifying(),
         .requests = {verified(1), verified(2), asks(by(Actor::buyer, C::cancel_direct), 3)},
         .retries = 0},
        {.name = "pay_at_deadline",
         .title = "the buyer pays as the time to pay runs out",
         .before = placed(),
         .requests = {asks(pay, 1), fires(C::pay_timer)},
         .is_exclusive = true},
        {.name = "ship_at_deadline",
         .title = "the seller ships as the shipping limit runs out and the buyer cancels",
         .before = paid(),
         .requests = {asks(by(Actor::seller, C::ship), 1), fires(C::ship_timer),
                      asks(by(Actor::buyer, C::request_cancel), 2)}},
    };
}

}  // namespace

const std::vector<HandlerScene>& handler_scenes() {
    static const std::vector<HandlerScene> scenes = [] {
        std::vector<HandlerScene> all = retry_scenes();
        for (const auto& part : {race_scenes(), payment_scenes()}) {
            all.insert(all.end(), part.begin(), part.end());
        }
        return all;
    }();
    return scenes;
}

}  // namespace ordersim::check

#include "sim/agents/negotiation.hpp"

namespace ordersim::agents::negotiation {
namespace {

using order::Actor;
using order::Command;
using order::CommandKind;
using order::Offer;
using order::RefundKind;
using order::RefundState;
using order::RequestState;

/// A part of the money can be given back once an order, and must be a part: more than nothing, less
/// than all.
bool can_refund_part(const order::Order& order, Money amount) {
    return amount > Money{} && amount < captured(order) - refunds_promised(order) &&
           order.state_of(RefundKind::goodwill) == RefundState::none;
}

}  // namespace

std::optional<Command> offer(const View& view, const Memory& memory) {
    const Offers& offers = view.params().sellers.offers;
    if (view.order.offer_rounds >= view.policy.negotiation_rounds ||
        view.draw(Purpose::offer, memory.replies) >= offers.share) {
        return std::nullopt;
    }
    Command command{.kind = CommandKind::counter_offer, .actor = Actor::seller};
    command.offer = static_cast<Offer>(
        pick(offers.kind_share, view.draw(Purpose::offer_kind, memory.replies)));
    if (command.offer == Offer::partial_refund) {
        command.amount = scaled(view.order.total, offers.amount_share);
        if (!can_refund_part(view.order, command.amount)) {
            return std::nullopt;
        }
    }
    return command;
}

Acts plan_answer(const View& view, const Memory& memory) {
    Acts acts;
    acts.add({view.now + view.delay_of(view.params().buyers.offer_answer_delay,
                                       Purpose::offer_answer_delay, memory.replies),
              ActKind::buyer_answers_offer, memory.replies});
    return acts;
}

Deed answer(const View& view, std::uint8_t reply, const Memory& memory) {
    if (view.order.regions.request != RequestState::negotiating || reply != memory.replies) {
        return {};
    }
    const bool accepts =
        view.draw(Purpose::offer_answer, reply) < view.params().buyers.offer_accept_share;
    return only({.kind = accepts ? CommandKind::accept_offer : CommandKind::decline_offer,
                 .actor = Actor::buyer});
}

}  // namespace ordersim::agents::negotiation

#include "sim/agents/gateway.hpp"

namespace ordersim::agents::gateway {
namespace {

using order::Actor;
using order::CommandKind;
using order::RefundKind;
using order::RefundState;

std::uint8_t index_of(RefundKind kind) { return static_cast<std::uint8_t>(kind); }

Deed about_refund(CommandKind what, Actor actor, RefundKind kind) {
    order::Command command;
    command.kind = what;
    command.actor = actor;
    command.refund = kind;
    return only(command);
}

}  // namespace

Acts plan_answer(const View& view) {
    const std::uint8_t attempt = view.order.payments;
    const bool is_delayed = view.method() == Method::delayed;
    const SimDuration wait = is_delayed ? SimDuration::zero()
                                        : view.delay_of(view.params().payment.verify_delay,
                                                        Purpose::verify_delay, attempt);
    Acts acts;
    acts.add({view.now + wait, ActKind::payment_answer, attempt});
    return acts;
}

Acts plan_submission(const View& view, RefundKind kind) {
    Acts acts;
    acts.add({view.now + view.delay_of(view.params().gateway.platform_leg, Purpose::platform_leg,
                                       index_of(kind)),
              ActKind::platform_submits_refund, index_of(kind)});
    return acts;
}

Acts plan_posting(const View& view, RefundKind kind) {
    const Leg& leg =
        view.params().gateway.bank_leg[static_cast<std::size_t>(view.method())];
    const SimDuration wait = view.delay_of(leg.delay, Purpose::bank_leg, index_of(kind));
    Acts acts;
    acts.add({leg.business_days ? view.cast.business_days().advance(view.now, wait)
                                : view.now + wait,
              ActKind::refund_answer, index_of(kind)});
    return acts;
}

Deed answer_payment(const View& view, std::uint8_t attempt) {
    const bool may_fail = view.method() == Method::card;
    const bool fails = may_fail && view.draw(Purpose::payment_fails, attempt) <
                                       view.params().payment.failure_share;
    // A payment that was voided meanwhile is answered with "failed", whatever it would have been.
    const bool is_voided = view.order.regions.payment == order::PaymentState::voided &&
                           attempt == view.order.payments;
    order::Command command;
    command.kind = fails || is_voided ? CommandKind::payment_failed
                                      : CommandKind::payment_verified;
    command.actor = Actor::gateway;
    command.attempt = attempt;
    return only(command);
}

Deed submit_refund(const View& view, RefundKind kind) {
    if (view.order.state_of(kind) != RefundState::created) {
        return {};
    }
    return about_refund(CommandKind::submit_refund, Actor::platform, kind);
}

Deed post_refund(const View& view, RefundKind kind) {
    const RefundState state = view.order.state_of(kind);
    if (state != RefundState::submitted && state != RefundState::pending) {
        return {};
    }
    return about_refund(CommandKind::refund_succeeded, Actor::gateway, kind);
}

}  // namespace ordersim::agents::gateway

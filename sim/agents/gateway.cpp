#include "sim/agents/gateway.hpp"

#include "sim/agents/hooks.hpp"

namespace ordersim::agents::gateway {
namespace {

using order::CommandKind;
using order::RefundKind;
using order::RefundState;

/// The address of a try's draws, `earlier` tries having gone before it.
std::uint16_t index_of(RefundKind kind, unsigned earlier) {
    return static_cast<std::uint16_t>(4 * earlier + static_cast<unsigned>(kind));
}

unsigned tries(const View& view, RefundKind kind) {
    return view.order.refund_tries[static_cast<std::size_t>(kind)];
}

SimTime posting(const View& view, std::uint16_t index) {
    const Leg& leg = view.params().gateway.bank_leg[static_cast<std::size_t>(view.method())];
    const SimDuration wait = view.delay_of(leg.delay, Purpose::bank_leg, index);
    return leg.business_days ? view.cast.business_days().advance(view.now, wait)
                             : view.now + wait;
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
                                       index_of(kind, tries(view, kind))),
              ActKind::platform_submits_refund, static_cast<std::uint8_t>(kind)});
    return acts;
}

Acts plan_reports(const View& view, RefundKind kind) {
    const Gateway& gateway = view.params().gateway;
    const unsigned attempt = tries(view, kind);
    const std::uint16_t index = index_of(kind, attempt - 1);
    hooks::RefundNews news{kind, hooks::RefundWord::accepted, static_cast<std::uint8_t>(attempt)};
    if (view.draw(Purpose::refund_fails, index) < gateway.refund_failure_share) {
        const bool is_permanent =
            view.draw(Purpose::refund_is_permanent, index) < gateway.refund_permanent_share;
        news.word =
            is_permanent ? hooks::RefundWord::failed_for_good : hooks::RefundWord::failed;
        return hooks::deliver(view, view.now, news);
    }
    Acts acts = hooks::deliver(view, view.now, news);
    news.word = hooks::RefundWord::succeeded;
    acts.add(hooks::deliver(view, posting(view, index), news));
    return acts;
}

Deed answer_payment(const View& view, std::uint8_t attempt) {
    const bool may_fail = view.method() == Method::card;
    const bool fails = may_fail && view.draw(Purpose::payment_fails, attempt) <
                                       view.params().payment.failure_share;
    // A payment that was voided meanwhile is answered with "failed", whatever it would have been.
    const bool is_voided = view.order.regions.payment == order::PaymentState::voided &&
                           attempt == view.order.payments;
    const hooks::PaymentNews news{attempt, !fails && !is_voided};
    Deed deed;
    const Acts reports = hooks::deliver(view, view.now, news);
    for (const Act& report : reports.span()) {
        if (report.at == view.now && !deed.command) {
            deed.command = hooks::command_of(news);
        } else {
            deed.acts.add(report);
        }
    }
    return deed;
}

Deed submit_refund(const View& view, RefundKind kind) {
    if (view.order.state_of(kind) != RefundState::created) {
        return {};
    }
    order::Command command;
    command.kind = CommandKind::submit_refund;
    command.actor = order::Actor::platform;
    command.refund = kind;
    return only(command);
}

Deed report_payment(std::uint8_t detail) {
    return only(hooks::command_of(hooks::payment_news(detail)));
}

Deed report_refund(const View& view, std::uint8_t detail) {
    return only(hooks::command_of(hooks::refund_news(detail, view.order)));
}

}  // namespace ordersim::agents::gateway

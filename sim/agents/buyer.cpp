#include "sim/agents/buyer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/agents/complaint.hpp"
#include "sim/agents/evidence.hpp"
#include "sim/agents/support.hpp"
#include "sim/order/decide.hpp"

namespace ordersim::agents::buyer {
namespace {

using order::Actor;
using order::Command;
using order::CommandKind;
using order::OrderState;

Command say(CommandKind kind) { return {.kind = kind, .actor = Actor::buyer}; }

bool wishes(const View& view) {
    return view.draw(Purpose::wish) < view.params().buyers.intent.share;
}

Cause cause_of(const View& view) {
    return static_cast<Cause>(
        pick(view.params().buyers.intent.cause_share, view.draw(Purpose::wish_cause)));
}

/// Inversion of the hazard `slow_rate`, grown by `slow_factor` once `slow_from` of the shipping
/// limit has passed.
SimDuration slow_delay(const View& view) {
    const Intent& intent = view.params().buyers.intent;
    if (intent.slow_rate_per_day <= 0) {
        return kLongestDelay;
    }
    const double rate = intent.slow_rate_per_day / kMicrosecondsPerDay;
    const double limit = microseconds(std::chrono::minutes(view.order.ship_limit_minutes));
    const double turn = intent.slow_from * limit;
    const double unit = -std::log(view.draw(Purpose::wish_delay));
    const double plain = unit / rate;
    if (plain <= turn) {
        return duration_of(plain);
    }
    if (intent.slow_factor <= 0) {
        return kLongestDelay;
    }
    return duration_of(turn + (plain - turn) / intent.slow_factor);
}

/// What the rules let a buyer do by himself right now, if anything.
std::optional<CommandKind> free_way_out(const View& view) {
    if (view.order.regions.order == OrderState::pay_verifying &&
        view.policy.verify_cancel == order::VerifyCancel::direct) {
        return CommandKind::cancel_direct;
    }
    const bool in_grace = view.order.regions.order == OrderState::processing &&
                          view.order.regions.shipment == order::ShipmentState::none &&
                          view.now - view.order.paid_at <= view.policy.grace_window &&
                          view.policy.grace_window > SimDuration::zero();
    if (in_grace) {
        return CommandKind::cancel_instant;
    }
    if (view.order.regions.order == OrderState::processing &&
        order::holds(order::Guard::approval_automatic, view.order, view.policy, {}, view.now)) {
        return CommandKind::request_cancel;
    }
    return std::nullopt;
}

Deed ask_in_chat(const View& view, Memory& memory) {
    memory.has_chatted = true;
    Command message = say(CommandKind::send_message);
    message.evidence = evidence::buyer_items(view);
    Deed deed{.command = message, .is_contact = true};
    const Buyers& buyers = view.params().buyers;
    deed.acts.add({view.now + view.delay_of(buyers.chat_patience, Purpose::chat_patience),
                   ActKind::buyer_requests, view.order.requests});
    return deed;
}

/// Of the order's own payment: what comes back of a late one, nobody is waiting for.
bool is_own(order::RefundKind kind) { return kind != order::RefundKind::late_payment; }

bool sees_refunds(const View& view, const Memory& memory) {
    using order::RefundKind;
    return view.now >= memory.refund_shows_at &&
           !is_outstanding(view.order.state_of(RefundKind::settlement)) &&
           !is_outstanding(view.order.state_of(RefundKind::goodwill));
}

/// The next look, if there is one: who looks once in a hundred years does not look.
Acts next_check(const View& view, Memory& memory) {
    constexpr auto most = std::numeric_limits<std::uint16_t>::max();  // so many draws there are
    const SimDuration wait =
        view.delay_of(view.params().buyers.check_delay, Purpose::check_delay,
                      static_cast<std::uint16_t>(memory.checks));
    memory.is_checking = wait < kLongestDelay && memory.checks < most;
    Acts acts;
    if (memory.is_checking) {
        acts.add({view.now + wait, ActKind::buyer_checks_refund});
    }
    return acts;
}

}  // namespace

Reason reason_of(const View& view) {
    const auto& shares =
        view.params().buyers.intent.reason_share[static_cast<std::size_t>(cause_of(view))];
    return static_cast<Reason>(pick(shares, view.draw(Purpose::wish_reason)));
}

bool reorders(const View& view) {
    const Reason reason = view.order.reason;
    const bool is_correction = reason == Reason::mistake || reason == Reason::address_change ||
                               reason == Reason::payment_method;
    return is_correction &&
           view.draw(Purpose::reorder) < view.params().buyers.reorder_share;
}

Acts plan_payment(const View& view) {
    const Payment& payment = view.params().payment;
    const Buyers& buyers = view.params().buyers;
    Acts acts;
    if (view.draw(Purpose::never_pays) < payment.never_share) {
        if (view.draw(Purpose::unpaid_cancel) < buyers.unpaid_cancel_share) {
            acts.add({view.now + view.delay_of(buyers.unpaid_cancel_delay,
                                               Purpose::unpaid_cancel_delay),
                      ActKind::buyer_cancels_unpaid});
        }
        return acts;
    }
    const bool is_delayed = view.method() == Method::delayed;
    const SimDuration until_paid = is_delayed
                                       ? view.delay_of(payment.delayed_delay, Purpose::pay_delay)
                                       : SimDuration::zero();
    acts.add({view.now + until_paid, ActKind::buyer_pays});
    return acts;
}

Acts plan_retry(const View& view) {
    const Payment& payment = view.params().payment;
    Acts acts;
    if (view.draw(Purpose::payment_retried, view.order.payments) < payment.retry_share) {
        acts.add({view.now + view.delay_of(payment.retry_delay, Purpose::retry_delay,
                                           view.order.payments),
                  ActKind::buyer_pays});
    }
    return acts;
}

Acts plan_wish(const View& view) {
    Acts acts;
    if (!wishes(view)) {
        return acts;
    }
    const Intent& intent = view.params().buyers.intent;
    const auto add = [&](const Distribution& delay) {
        acts.add({view.now + view.delay_of(delay, Purpose::wish_delay), ActKind::buyer_wants_out,
                  view.order.payments});
    };
    switch (cause_of(view)) {
        case Cause::mistake: add(intent.mistake_delay); break;
        case Cause::remorse: add(intent.remorse_delay); break;
        case Cause::slow: break;
    }
    return acts;
}

Acts plan_slow_wish(const View& view, const Memory& memory) {
    Acts acts;
    if (memory.wish_waits) {
        acts.add({view.now, ActKind::buyer_wants_out, view.order.payments});
    } else if (wishes(view) && cause_of(view) == Cause::slow) {
        acts.add({view.now + slow_delay(view), ActKind::buyer_wants_out, view.order.payments});
    }
    return acts;
}

Acts plan_pending(const View& view, Memory& memory) {
    const std::uint8_t requests = view.order.requests;
    memory.follow_ups = 0;
    Acts acts = plan_follow_up(view, memory);
    if (view.draw(Purpose::withdrawal, requests) < view.params().buyers.withdraw_share) {
        const SimTime limit = view.order.deadline[static_cast<std::size_t>(order::Slot::claim)];
        const double share = view.draw(Purpose::withdrawal_delay, requests);
        acts.add({view.now + duration_of(microseconds(limit - view.now) * share),
                  ActKind::buyer_withdraws, requests});
    }
    return acts;
}

Acts plan_follow_up(const View& view, Memory& memory) {
    const Buyers& buyers = view.params().buyers;
    Acts acts;
    if (memory.follow_ups < buyers.follow_ups_max) {
        const std::uint8_t reminder = ++memory.reminders;
        acts.add({view.now + view.delay_of(buyers.follow_up_delay, Purpose::follow_up_delay,
                                           reminder),
                  ActKind::buyer_follows_up, reminder});
    }
    return acts;
}

Acts plan_confirmation(const View& view) {
    const Buyers& buyers = view.params().buyers;
    Acts acts;
    if (view.draw(Purpose::confirmation) < buyers.confirm_share) {
        acts.add({view.now + view.delay_of(buyers.confirm_delay, Purpose::confirmation_delay),
                  ActKind::buyer_confirms});
    }
    return acts;
}

Acts plan_check(const View& view, order::RefundKind kind, Memory& memory) {
    return is_own(kind) && !memory.is_checking ? next_check(view, memory) : Acts{};
}

void note_posting(const View& view, order::RefundKind kind, Memory& memory) {
    if (is_own(kind)) {
        const SimDuration lag =
            view.delay_of(view.params().gateway.status_lag, Purpose::status_lag,
                          static_cast<std::uint16_t>(kind));
        memory.refund_shows_at = std::max(memory.refund_shows_at, view.now + lag);
    }
}

Deed pay(const View& view, Memory& memory) {
    if (view.order.regions.order != OrderState::awaiting_payment) {
        return {};
    }
    memory.wish_waits = false;
    Command command = say(CommandKind::pay);
    command.amount = view.order.total;
    return {.command = command};
}

Deed cancel_unpaid(const View& view, Memory& memory) {
    if (view.order.regions.order != OrderState::awaiting_payment) {
        return {};
    }
    memory.has_contacted = true;
    return {.command = say(CommandKind::cancel_unpaid), .is_contact = true};
}

namespace {

/// By which door the buyer comes: what the rules offer without asking, else chat, support or the
/// button, as his taste is.
Deed turn_somewhere(const View& view, Memory& memory) {
    if (const auto way = free_way_out(view)) {
        Command command = say(*way);
        command.reason = reason_of(view);
        return only(command);
    }
    const double channel = view.draw(Purpose::channel);
    const Buyers& buyers = view.params().buyers;
    const bool may_choose = view.order.regions.order == OrderState::processing;
    if (may_choose && channel < buyers.chat_first_share) {
        return ask_in_chat(view, memory);
    }
    if (may_choose && channel < buyers.chat_first_share + buyers.support_first_share) {
        return {.acts = support::plan_chat(view, Task::first_contact, memory)};
    }
    return request(view, view.order.requests, memory);
}

}  // namespace

Deed want_out(const View& view, std::uint8_t payment, Memory& memory) {
    const OrderState state = view.order.regions.order;
    const bool is_slow = cause_of(view) == Cause::slow;
    const bool is_live = state == OrderState::pay_verifying || state == OrderState::processing ||
                         (state == OrderState::shipped && !is_slow);
    if (!is_live || memory.has_contacted || payment != view.order.payments) {
        return {};
    }
    if (state == OrderState::pay_verifying &&
        view.policy.verify_cancel == order::VerifyCancel::blocked) {
        memory.wish_waits = true;
        return {};
    }
    memory.has_contacted = true;
    // He looks at the order's status, and does what it allows.
    Deed deed = turn_somewhere(view, memory);
    deed.is_contact = true;
    deed.is_look = true;
    return deed;
}

Deed request(const View& view, std::uint8_t earlier, Memory& memory) {
    const OrderState state = view.order.regions.order;
    const bool may_ask = state == OrderState::processing || state == OrderState::shipped ||
                         state == OrderState::delivered;
    if (!may_ask || view.order.requests != earlier || !memory.has_contacted) {
        return {};
    }
    Command command = say(CommandKind::request_cancel);
    command.reason = reason_of(view);
    command.evidence = evidence::buyer_items(view);
    return {.command = command,
            .acts = state == OrderState::processing ? Acts{}
                                                    : complaint::plan_escalation(view, memory)};
}

/// An offer is an answer: as long as it stands, there is nothing to follow up.
Deed follow_up(const View& view, std::uint8_t reminder, Memory& memory) {
    if (view.order.regions.request != order::RequestState::requested ||
        reminder != memory.reminders) {
        return {};
    }
    ++memory.follow_ups;
    return {.command = say(CommandKind::follow_up), .acts = plan_follow_up(view, memory)};
}

Deed withdraw(const View& view, std::uint8_t requests) {
    if (view.order.regions.order != OrderState::cancel_pending ||
        view.order.requests != requests) {
        return {};
    }
    return {.command = say(CommandKind::withdraw_cancel)};
}

Deed confirm(const View& view) {
    if (view.order.regions.order != OrderState::delivered) {
        return {};
    }
    return {.command = say(CommandKind::confirm_receipt)};
}

Deed check_refund(const View& view, Memory& memory) {
    ++memory.checks;
    Deed deed{.is_look = true};
    if (sees_refunds(view, memory)) {
        memory.is_checking = false;
    } else {
        deed.acts = next_check(view, memory);
    }
    return deed;
}

}  // namespace ordersim::agents::buyer

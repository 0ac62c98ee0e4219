#include <algorithm>

#include "sim/base/assert.hpp"
#include "sim/check/network_messages.hpp"

// What the platform does: it submits, asks again, pays by hand and takes reports.
namespace ordersim::check {
namespace {

using namespace messages;
using namespace order;
using Kind = Message::Kind;
using Payment = GatewayPayment;
using At = GatewayRefund::At;

constexpr unsigned kHandKey = 15;  ///< of what was paid past the gateway

}  // namespace

void NetworkModel::add_platform(const State& state) const {
    const std::size_t timers = kSceneCommands + scene_->timers.size();
    for (std::size_t i = kRetryTimer; i < timers; ++i) {
        if (!space_.is_due(state.order, timer_command(i))) {
            continue;
        }
        State next = state;
        carry_out(next, timer_command(i));
        if (i < kSettleTimer) {
            send_refund(next, i - kRetryTimer);
        }
        add(Step::timer, i, next);
    }
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        add_submission(state, kind);
        refund_again(state, kind);
        pay_by_hand(state, kind);
    }
    for (std::size_t attempt = 0; attempt < order_of(state).payments; ++attempt) {
        capture_again(state, attempt);
    }
}

void NetworkModel::add_submission(const State& state, std::size_t kind) const {
    State next = state;
    if (order_of(state).state_of(kind_at(kind)) == RefundState::created &&
        carry_out(next, kSubmit + kind)) {
        send_refund(next, kind);
        add(Step::submit, kind, next);
    }
}

void NetworkModel::send_refund(State& state, std::size_t kind) const {
    const Debt debt = debt_of(state, kind);
    const std::uint8_t tries =
        order_of(state).refund_tries[static_cast<std::size_t>(kind_at(kind))];
    ORDERSIM_ASSERT(tries >= 1 && tries <= kRefundTries);
    std::uint8_t& sendings = state.sendings[static_cast<std::size_t>(debt)];
    const std::uint8_t sending = sendings;
    if (has_defect(NetworkDefect::new_key_each_time)) {
        sendings = byte(std::min(sendings + 1U, 3U));
    }
    send(state, {Kind::refund_request, about_refund(debt, tries - 1U, sending)});
}

bool NetworkModel::is_under_way(const State& state, Debt debt) const {
    return std::ranges::any_of(state.messages,
                               [debt](const Message& message) {
                                   return is_about_refund(message) && debt_in(message) == debt;
                               }) ||
           std::ranges::any_of(state.refunds, [debt](const GatewayRefund& refund) {
               return refund.at == At::pending && refund.key / 16U == static_cast<unsigned>(debt);
           });
}

/// When nothing more will come, or out of impatience.
void NetworkModel::refund_again(const State& state, std::size_t kind) const {
    const RefundState refund = order_of(state).state_of(kind_at(kind));
    const bool is_open = refund == RefundState::submitted || refund == RefundState::pending;
    const bool is_hasty = is_under_way(state, debt_of(state, kind));
    if (!is_open || has_defect(NetworkDefect::never_sent_again) ||
        (is_hasty && state.hasty_left == 0)) {
        return;
    }
    State next = state;
    next.hasty_left = byte(next.hasty_left - (is_hasty ? 1U : 0U));
    send_refund(next, kind);
    add(Step::refund_again, kind, next);
}

void NetworkModel::pay_by_hand(const State& state, std::size_t kind) const {
    const Debt debt = debt_of(state, kind);
    if (order_of(state).state_of(kind_at(kind)) != RefundState::manual ||
        is_under_way(state, debt)) {
        return;
    }
    const auto debt_key = static_cast<unsigned>(debt) * 16U;
    const bool is_looked = !has_defect(NetworkDefect::hand_pays_unlooked);
    State next = state;
    const auto refund =
        std::ranges::find_if(next.refunds, [debt_key, is_looked](const GatewayRefund& known) {
            return is_looked ? known.at != At::none && known.key / 16U * 16U == debt_key
                             : known.at == At::none;
        });
    ORDERSIM_ASSERT(refund != next.refunds.end());
    const bool is_paid = refund->at == At::paid;
    if (!is_looked) {
        *refund = {byte(debt_key + kHandKey), 0, At::paid};
    }
    refund->at = At::paid;
    const std::size_t succeeded =
        kRefundReports + (kind * kOutcomes + 1) * kRefundTries + refund->attempt;
    carry_out(next, is_paid ? succeeded : kByHand + kind);
    book_paid(next, debt);
    add(Step::by_hand, kind, next);
}

void NetworkModel::book_paid(State& state, Debt debt) const {
    ++state.booked;
    state.late_paid = byte(state.late_paid + (debt == Debt::settlement ? 0U : 1U));
}

void NetworkModel::capture_again(const State& state, std::size_t attempt) const {
    const bool is_heard = (state.heard >> attempt & 1U) != 0;
    const bool is_hasty =
        state.payments[attempt] == Payment::pending ||
        std::ranges::any_of(state.messages, [attempt](const Message& message) {
            return is_about_payment(message) && message.about == attempt;
        });
    if (is_heard || has_defect(NetworkDefect::never_sent_again) ||
        (is_hasty && state.hasty_left == 0)) {
        return;
    }
    State next = state;
    next.hasty_left = byte(next.hasty_left - (is_hasty ? 1U : 0U));
    send(next, {Kind::capture_request, byte(attempt)});
    add(Step::capture_again, attempt, next);
}

void NetworkModel::take_report(State& state, const Message& message) const {
    const std::size_t report = report_of(message);
    if (report == kNoReport) {
        return;
    }
    if (order_of(state).regions.order == OrderState::none) {
        take_unwritten(state, message);
        return;
    }
    const bool is_accepted = carry_out(state, report);
    state.applied |= is_accepted ? std::uint32_t{1} << report : 0U;
    if (is_about_payment(message)) {
        state.heard = byte(state.heard | 1U << message.about);
    }
    book(state, message, is_accepted);
}

/// A report about an order that the platform does not know yet: the reply brings what the platform
/// waited for, a hook brings nothing that it can use.
void NetworkModel::take_unwritten(State& state, const Message& message) const {
    if (message.kind == Kind::verified_reply) {
        carry_out(state, kSceneCommands);
        carry_out(state, kSceneCommands + 1);
        take_report(state, message);
    }
}

void NetworkModel::book(State& state, const Message& message, bool is_accepted) const {
    if (is_success(message) && is_accepted) {
        book_paid(state, debt_in(message));
    }
    const bool is_overtaken =
        message.kind == Kind::accepted_reply &&
        order_of(state).state_of(RefundKind::settlement) == RefundState::succeeded;
    if (is_overtaken && has_defect(NetworkDefect::booked_by_each_message)) {
        ++state.booked;  // the answer's refund is not the one that the hook brought
    }
    const bool is_again = is_verified(message) && !is_accepted;
    if (is_again && has_defect(NetworkDefect::second_report_undone) &&
        !is_under_way(state, Debt::undone)) {
        send(state, {Kind::refund_request, about_refund(Debt::undone, 0, 0)});
    }
}

}  // namespace ordersim::check

#include <algorithm>

#include "sim/base/assert.hpp"
#include "sim/check/network_messages.hpp"

// What moves money and parcels: the gateway and the carrier.
namespace ordersim::check {
namespace {

using namespace messages;
using Kind = Message::Kind;
using Payment = GatewayPayment;
using At = GatewayRefund::At;

// In `used`: the carrier's answer, which it gives again when it is asked again.
constexpr unsigned kHasStopped = 1U << 6U;
constexpr unsigned kHasNotStopped = 1U << 7U;

}  // namespace

void NetworkModel::take_request(State& state, const Message& message) const {
    if (message.kind == Kind::capture_request) {
        take_capture(state, message);
    } else {
        take_refund(state, message);
    }
}

void NetworkModel::take_capture(State& state, const Message& message) const {
    Payment& payment = state.payments[message.about];
    switch (payment) {
        case Payment::none: payment = Payment::pending; return;
        case Payment::pending: return;  // answered when it is decided
        case Payment::captured: send(state, {Kind::verified_reply, message.about}); return;
        case Payment::declined: send(state, {Kind::failed_reply, message.about}); return;
    }
}

void NetworkModel::take_refund(State& state, const Message& message) const {
    const Debt debt = debt_in(message);
    const std::uint8_t attempt = byte(try_in(message));
    const auto key = byte(static_cast<std::size_t>(debt) * 16 + message.about % 4U);
    auto refund = std::ranges::find_if(state.refunds, [key](const GatewayRefund& known) {
        return known.at != At::none && known.key == key;
    });
    if (refund == state.refunds.end()) {
        refund = std::ranges::find(state.refunds, At::none, &GatewayRefund::at);
        ORDERSIM_ASSERT(refund != state.refunds.end());
        *refund = {key, attempt, At::none};
    }
    const bool has_failed = refund->at == At::failed || refund->at == At::failed_yet_open;
    if (refund->at == At::paid) {
        send(state, {Kind::succeeded_reply, about_refund(debt, attempt, 0)});
    } else if (has_failed && attempt <= refund->attempt) {
        send(state, {Kind::refused_reply, about_refund(debt, refund->attempt, 0)});
    } else {
        *refund = {key, std::max(attempt, refund->attempt), At::pending};
        send(state, {Kind::accepted_reply, about_refund(debt, attempt, 0)});
    }
}

void NetworkModel::add_gateway(const State& state) const {
    for (std::size_t i = 0; i < kAttempts; ++i) {
        if (state.payments[i] != Payment::pending) {
            continue;
        }
        State next = state;
        next.payments[i] = Payment::captured;
        send(next, {Kind::verified_reply, byte(i)});
        send(next, {Kind::verified_hook, byte(i)});
        add(Step::captures, i, next);
        next = state;
        next.payments[i] = Payment::declined;
        send(next, {Kind::failed_reply, byte(i)});
        send(next, {Kind::failed_hook, byte(i)});
        add(Step::declines, i, next);
    }
    for (std::size_t i = 0; i < kDebts; ++i) {
        add_refund_steps(state, i);
    }
}

void NetworkModel::add_refund_steps(const State& state, std::size_t refund) const {
    const At at = state.refunds[refund].at;
    if (at == At::failed_yet_open) {
        settle_refund(state, refund, Step::pays_after_all);
    } else if (at == At::pending) {
        settle_refund(state, refund, Step::pays);
        if (state.failures_left > 0) {
            settle_refund(state, refund, Step::fails);
            settle_refund(state, refund, Step::fails_yet_open);
        }
    }
}

void NetworkModel::settle_refund(const State& state, std::size_t i, Step step) const {
    State next = state;
    GatewayRefund& refund = next.refunds[i];
    const std::uint8_t about =
        about_refund(static_cast<Debt>(refund.key / 16U), refund.attempt, 0);
    if (step == Step::pays || step == Step::pays_after_all) {
        refund.at = At::paid;
        send(next, {Kind::succeeded_hook, about});
    } else {
        refund.at = step == Step::fails ? At::failed : At::failed_yet_open;
        --next.failures_left;
        send(next, {Kind::refused_hook, about});
    }
    add(step, i, next);
}

/// Asked, and asked again when no answer is under way, to stop the parcel.
void NetworkModel::add_carrier(const State& state) const {
    const bool is_asked =
        order_of(state).regions.shipment == order::ShipmentState::intercept_requested;
    const bool is_answering =
        std::ranges::any_of(state.messages, [](const Message& message) {
            return message.kind == Kind::scan_hook && message.about >= kStopped;
        });
    if (!is_asked || is_answering || scene_->scans.empty()) {
        return;
    }
    if ((state.used & kHasNotStopped) == 0) {
        State next = state;
        next.used = byte(next.used | kHasStopped);
        send(next, {Kind::scan_hook, byte(kStopped)});
        send(next, {Kind::scan_hook, byte(kBack)});
        add(Step::stops, 0, next);
    }
    if ((state.used & kHasStopped) == 0) {
        State next = state;
        next.used = byte(next.used | kHasNotStopped);
        send(next, {Kind::scan_hook, byte(kNotStopped)});
        add(Step::cannot_stop, 0, next);
    }
}

}  // namespace ordersim::check

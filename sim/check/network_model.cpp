#include "sim/check/network_model.hpp"

#include <algorithm>

#include "sim/base/assert.hpp"
#include "sim/check/network_messages.hpp"
#include "sim/check/scene_commands.hpp"

namespace ordersim::check {
namespace {

using namespace messages;
using scene::by;
using namespace order;
using Kind = Message::Kind;
using Payment = GatewayPayment;
using At = GatewayRefund::At;
using C = CommandKind;

Command refund_command(Actor actor, C on, std::size_t kind) {
    Command made = by(actor, on);
    made.refund = kind_at(kind);
    return made;
}

std::vector<Command> commands_of(const NetworkScene& scene, bool names_attempts) {
    std::vector<Command> all;
    const auto add_report = [&](Command made, std::size_t attempt) {
        made.attempt = names_attempts ? byte(attempt + 1) : std::uint8_t{0};
        all.push_back(made);
    };
    for (const C kind : {C::payment_verified, C::payment_failed}) {
        for (std::size_t attempt = 0; attempt < kAttempts; ++attempt) {
            add_report(by(Actor::gateway, kind), attempt);
        }
    }
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        for (const C on : {C::refund_accepted, C::refund_succeeded, C::refund_failed}) {
            Command report = refund_command(Actor::gateway, on, kind);
            report.is_permanent = scene.is_for_good;
            for (std::size_t attempt = 0; attempt < kRefundTries; ++attempt) {
                add_report(report, attempt);
            }
        }
    }
    ORDERSIM_ASSERT(all.size() == kFirstScan &&
                    (scene.scans.empty() || scene.scans.size() == kScans));
    all.insert(all.end(), scene.scans.begin(), scene.scans.end());
    all.resize(kSubmit);
    for (const auto& [actor, on] : {std::pair{Actor::platform, C::submit_refund},
                                    std::pair{Actor::platform, C::pay_out_by_hand},
                                    std::pair{Actor::clock, C::refund_retry_timer}}) {
        for (std::size_t kind = 0; kind < kKinds; ++kind) {
            all.push_back(refund_command(actor, on, kind));
        }
    }
    all.push_back(by(Actor::clock, C::settle_timer));
    all.insert(all.end(), scene.commands.begin(), scene.commands.end());
    for (const C timer : scene.timers) {
        all.push_back(by(Actor::clock, timer));
    }
    return all;
}

}  // namespace

NetworkModel::NetworkModel(const Setting& setting, const NetworkScene& scene,
                           const order::Order& start, NetworkDefect defect)
    : scene_(&scene),
      defect_(defect),
      space_(setting, commands_of(scene, defect != NetworkDefect::attempt_not_named)) {
    start_ = space_.number_of(start);
}

NetworkState NetworkModel::start() const {
    State state;
    state.order = start_;
    state.failures_left = scene_->failures;
    state.payments[0] = scene_->first;
    state.heard = scene_->first == Payment::captured ? 1 : 0;
    for (std::size_t i = 0; i < std::min(scene_->scans.size(), std::size_t{kStopped}); ++i) {
        send(state, {Kind::scan_hook, byte(i)});
    }
    const bool is_verifying = order_of(state).regions.payment == PaymentState::verifying;
    if (is_verifying) {
        send(state, {Kind::capture_request, 0});
    }
    return state;
}

bool NetworkModel::is_possible() const {
    return scene_->commands.empty() ||
           space_.effect(start_, kSceneCommands).answer == Answer::accepted;
}

std::size_t NetworkModel::timer_command(std::size_t i) const {
    return i < kSceneCommands ? i : i + scene_->commands.size();
}

bool NetworkModel::is_request(const Message& message) {
    return message.kind == Kind::capture_request || message.kind == Kind::refund_request;
}

std::size_t NetworkModel::report_of(const Message& message) const {
    if (message.kind == Kind::scan_hook) {
        return kFirstScan + message.about;
    }
    if (is_about_payment(message)) {
        return is_request(message) ? kNoReport
                                   : (is_verified(message) ? kVerified : kFailed) + message.about;
    }
    if (is_request(message) || debt_in(message) == Debt::undone) {
        return kNoReport;
    }
    const std::size_t outcome = message.kind == Kind::accepted_reply ? 0U
                                : is_success(message)                ? 1U
                                                                     : 2U;
    const std::size_t kind = debt_in(message) == Debt::settlement ? 0U : 1U;
    return kRefundReports + (kind * kOutcomes + outcome) * kRefundTries + try_in(message);
}

Debt NetworkModel::debt_of(const State& state, std::size_t kind) {
    return kind == 0              ? Debt::settlement
           : state.late_paid == 0 ? Debt::late
                                  : Debt::second_late;
}

void NetworkModel::add(Step step, std::size_t index, const State& next) const {
    next_.emplace_back(static_cast<std::uint32_t>(step) << 8U | static_cast<std::uint32_t>(index),
                       next);
}

bool NetworkModel::carry_out(State& state, std::size_t i) const {
    const OrderSpace::Effect effect = space_.effect(state.order, i);
    state.order = effect.after;
    return effect.answer == Answer::accepted;
}

void NetworkModel::add_people(const State& state) const {
    if (scene_->is_checkout) {
        check_out(state);
    }
    for (std::size_t i = scene_->is_checkout ? 2 : 0; i < scene_->commands.size(); ++i) {
        if ((state.used >> i & 1U) == 0) {
            give(state, i);
        }
    }
}

void NetworkModel::give(const State& state, std::size_t i) const {
    State next = state;
    next.used = byte(next.used | 1U << i);
    if (!carry_out(next, kSceneCommands + i)) {
        return;
    }
    if (scene_->commands[i].kind == C::pay) {
        send(next, {Kind::capture_request, byte(order_of(next).payments - 1U)});
    }
    add(Step::command, i, next);
}

/// To place and to pay, written before the gateway is called, or after.
void NetworkModel::check_out(const State& state) const {
    if (state.used != 0) {
        return;
    }
    State next = state;
    next.used = 3;
    if (!has_defect(NetworkDefect::called_before_written)) {
        carry_out(next, kSceneCommands);
        carry_out(next, kSceneCommands + 1);
    }
    send(next, {Kind::capture_request, 0});
    add(Step::command, 0, next);
}

void NetworkModel::add_messages(const State& state) const {
    for (std::size_t i = 0; i < kMessages && state.messages[i].kind != Kind::none; ++i) {
        const Message message = state.messages[i];
        if (i > 0 && message == state.messages[i - 1]) {
            continue;
        }
        State next = state;
        take(next, i);
        State lost = next;
        if (is_request(message)) {
            take_request(next, message);
        } else {
            take_report(next, message);
        }
        add(Step::deliver, i, next);
        if (state.copies_left > 0 && state.messages.back().kind == Kind::none) {
            State twice = state;
            --twice.copies_left;
            send(twice, message);
            add(Step::repeat, i, twice);
        }
        if (state.drops_left > 0) {
            --lost.drops_left;
            add(Step::drop, i, lost);
        }
    }
}

bool NetworkModel::is_settled(const State& state) const {
    const order::Order& order = order_of(state);
    const bool is_open = std::ranges::any_of(order.refund_state, [](RefundState refund) {
        return is_outstanding(refund) && refund != RefundState::held;
    });
    const unsigned attempts = (1U << order.payments) - 1U;
    return state.messages.front().kind == Kind::none && !is_open &&
           std::ranges::count(state.payments, Payment::pending) == 0 &&
           std::ranges::count(state.refunds, At::pending, &GatewayRefund::at) == 0 &&
           (state.heard & attempts) == attempts &&
           order.regions.payment != PaymentState::verifying &&
           order.regions.shipment != ShipmentState::intercept_requested &&
           !space_.is_due(state.order, kSettleTimer);
}

bool NetworkModel::is_fault(std::uint32_t step) {
    return kind_of(step) == Step::drop || kind_of(step) == Step::repeat;
}

}  // namespace ordersim::check

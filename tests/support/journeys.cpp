#include "tests/support/journeys.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/order/invariants.hpp"

#include <algorithm>
#include <optional>

namespace ordersim::tests {

using namespace ordersim::order;

namespace {

using C = CommandKind;

template <class Change>
Step changed(Step step, Change change) {
    change(step);
    return step;
}

Actor first_actor_for(C kind) {
    std::size_t i = 0;
    while (!may_give(static_cast<Actor>(i), kind)) {
        ++i;
    }
    return static_cast<Actor>(i);
}

std::string told(const Rules& rules, const Decision& decision) {
    switch (decision.kind) {
    case Decision::Kind::accepted: return std::string(rules.row(decision.transition).id);
    case Decision::Kind::recorded: return "-";
    case Decision::Kind::refused: return std::string("!").append(enum_name(decision.refusal));
    }
    return "";
}

std::string broken(const Order& before, const Order& after, const Policy& policy,
                   const Command& command, SimTime now) {
    const auto by_step = broken_by_step(before, after, policy, command, now);
    const auto by_state = broken_by_state(after);
    const auto first = by_step ? by_step : by_state;
    return first ? std::string(enum_name(*first)) : "";
}

std::optional<C> next_of(RefundState refund) {
    switch (refund) {
    case RefundState::created: return C::submit_refund;
    case RefundState::submitted:
    case RefundState::pending: return C::refund_succeeded;
    case RefundState::manual: return C::pay_out_by_hand;
    case RefundState::none:
    case RefundState::held:
    case RefundState::succeeded:
    case RefundState::failed: return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

SimTime deadline_of(const Order& order, const Command& timer) {
    if (timer.kind == C::refund_retry_timer || timer.kind == C::refund_sla_timer) {
        return order.refund[static_cast<std::size_t>(timer.refund)].deadline;
    }
    return order.deadline[static_cast<std::size_t>(slot_of(timer.kind))];
}

Step Step::by(Actor actor) const {
    return changed(*this, [&](Step& s) { s.command.actor = actor; });
}
Step Step::after(SimDuration time) const {
    return changed(*this, [&](Step& s) { s.wait = time; });
}
Step Step::amount(std::int64_t minor) const {
    return changed(*this, [&](Step& s) { s.command.amount = {minor}; });
}
Step Step::minutes(std::uint32_t n) const {
    return changed(*this, [&](Step& s) { s.command.minutes = n; });
}
Step Step::stock_free(std::uint16_t units) const {
    return changed(*this, [&](Step& s) { s.command.stock_free = units; });
}
Step Step::attempt(std::uint8_t n) const {
    return changed(*this, [&](Step& s) { s.command.attempt = n; });
}
Step Step::evidence(std::uint8_t items) const {
    return changed(*this, [&](Step& s) { s.command.evidence = items; });
}
Step Step::version(std::uint32_t n) const {
    return changed(*this, [&](Step& s) { s.command.expected_version = n; });
}
Step Step::because(Reason reason) const {
    return changed(*this, [&](Step& s) { s.command.reason = reason; });
}
Step Step::offering(Offer offer) const {
    return changed(*this, [&](Step& s) { s.command.offer = offer; });
}
Step Step::for_(Verdict verdict) const {
    return changed(*this, [&](Step& s) { s.command.verdict = verdict; });
}
Step Step::asking(Actor party) const {
    return changed(*this, [&](Step& s) { s.command.party = party; });
}
Step Step::of(RefundKind refund) const {
    return changed(*this, [&](Step& s) { s.command.refund = refund; });
}
Step Step::with_return() const {
    return changed(*this, [](Step& s) { s.command.with_return = true; });
}
Step Step::permanently() const {
    return changed(*this, [](Step& s) { s.command.is_permanent = true; });
}

Step does(C kind, std::string_view expected) {
    Step step;
    step.command.kind = kind;
    step.command.actor = first_actor_for(kind);
    step.expected = expected;
    return step;
}

Step fires(C timer, std::string_view expected) {
    Step step = does(timer, expected);
    step.is_fired = true;
    return step;
}

Step fires_now(C timer, std::string_view expected) {
    return does(timer, expected);
}

Steps operator+(Steps first, const Steps& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

std::string live_on(const Rules& rules, const Policy& policy, Order& order, SimTime now) {
    constexpr int steps_at_most = 60;
    for (int i = 0; i < steps_at_most; ++i) {
        const std::optional<Command> due = owed(order);
        const Deadline next = next_deadline(order);
        if (!due && next.at == kNever) {
            const auto last = broken_at_end(order);
            const bool has_begun = order.version > 0;
            return last && has_begun ? "in the end: " + std::string(enum_name(*last)) : "";
        }
        now = due ? now : std::max(now, next.at);
        const Command command = due ? *due : as_command(next);
        const Order before = order;
        const Decision decision = order::step(rules, order, policy, command, now);
        const std::string what = std::string(enum_name(command.kind)) + " in the end: ";
        if (decision.kind != Decision::Kind::accepted) {
            return what + told(rules, decision);
        }
        const std::string problem = broken(before, order, policy, command, now);
        if (!problem.empty()) {
            return what + problem;
        }
    }
    return "no end in sight";
}

std::string take(const Rules& rules, const Policy& policy, const Step& step, Arrival& at) {
    if (step.is_fired) {
        const SimTime due = deadline_of(at.order, step.command);
        if (due == kNever) {
            return "no such deadline";
        }
        at.now = std::max(at.now, due);
    }
    at.now += step.wait;
    const Order before = at.order;
    const Decision decision = order::step(rules, at.order, policy, step.command, at.now);
    if (decision.transition != kNoTransition) {
        at.rows.insert(decision.transition);
    }
    at.refusals.insert(decision.refusal);
    const std::string result = told(rules, decision);
    if (result != step.expected) {
        return result + " instead of " + std::string(step.expected);
    }
    if (decision.kind == Decision::Kind::accepted) {
        return broken(before, at.order, policy, step.command, at.now);
    }
    return before == at.order ? "" : "changed without being accepted";
}

Arrival go(const Rules& rules, const Journey& journey) {
    Arrival at;
    for (std::size_t i = 0; i < journey.steps.size(); ++i) {
        const Step& step = journey.steps[i];
        const std::string problem = take(rules, journey.policy, step, at);
        if (!problem.empty()) {
            at.failure = "step " + std::to_string(i) + ", " +
                         std::string(enum_name(step.command.kind)) + ": " + problem;
            return at;
        }
    }
    return at;
}

Arrival travel(const Rules& rules, const Journey& journey) {
    Arrival at = go(rules, journey);
    at.at_end = at.order;
    if (at.failure.empty()) {
        at.failure = live_on(rules, journey.policy, at.at_end, at.now);
    }
    return at;
}

std::vector<Journey> all_journeys() {
    std::vector<Journey> all;
    for (const auto& part : {payment_journeys(), cancellation_journeys(), shipment_journeys(),
                             case_journeys(), dispute_journeys(), refund_journeys()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::optional<Command> owed(const Order& order) {
    const Regions& at = order.regions;
    if (at.payment == PaymentState::verifying) {
        return does(C::payment_verified, "").command;
    }
    for (std::size_t i = 0; i < kRefunds; ++i) {
        const std::optional<C> next = next_of(order.refund_state[i]);
        if (next) {
            return does(*next, "").of(static_cast<RefundKind>(i)).command;
        }
    }
    if (at.stop == StopState::pending && is_in_warehouse(at.shipment)) {
        return does(C::stop_seen, "").command;
    }
    if (at.shipment == ShipmentState::intercept_requested) {
        return does(C::intercepted, "").command;
    }
    if (at.shipment == ShipmentState::returning) {
        return does(C::return_received, "").command;
    }
    if (at.shipment == ShipmentState::handed_over) {
        return does(C::delivered_scan, "").command;
    }
    if (at.case_ == CaseState::queued || at.case_ == CaseState::in_review) {
        return does(at.case_ == CaseState::queued ? C::pick_up_case : C::decide_case, "").command;
    }
    return std::nullopt;
}

Steps placed() {
    return {
        does(C::place_order, "T01").amount(1000).minutes(6 * 24 * 60).after(std::chrono::hours(1))};
}
Steps verifying() {
    return placed() + Steps{does(C::pay, "T04").amount(1000)};
}
Steps paid() {
    return verifying() + Steps{does(C::payment_verified, "T05")};
}
Steps pending() {
    return paid() + Steps{does(C::request_cancel, "T10").because(Reason::changed_mind)};
}
Steps rejected() {
    return pending() + Steps{does(C::reject_cancel, "T12")};
}
Steps compensated() {
    return pending() +
           Steps{does(C::counter_offer, "T13").amount(250), does(C::accept_offer, "T14a")};
}
Steps refunding() {
    return pending() + Steps{does(C::approve_cancel, "T11")};
}
Steps shipped() {
    return paid() + Steps{does(C::ship, "T23")};
}
Steps delivered() {
    return shipped() + Steps{does(C::delivered_scan, "T26")};
}
Steps completed() {
    return delivered() + Steps{does(C::confirm_receipt, "T27")};
}
Steps disputes(std::int64_t amount) {
    return {does(C::open_dispute, "T39").amount(amount).after(std::chrono::hours(264))};
}
Steps reviewed() {
    return {does(C::escalate, "T43"), does(C::pick_up_case, "T44")};
}

}  // namespace ordersim::tests

#include "tests/support/random_life.hpp"

#include "sim/base/enum_names.hpp"

#include <algorithm>
#include <array>

namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

enum class Purpose : std::uint8_t { choice };

Policy any_policy(Dice& dice) {
    using std::chrono::hours;
    Policy policy = base_policy();
    policy.grace_window = dice.one_in(2) ? SimDuration::zero() : hours(48);
    policy.request_window = dice.one_in(2) ? kLongestDelay : hours(24);
    policy.max_requests = static_cast<std::uint8_t>(1 + dice.below(4));
    policy.approval = static_cast<Approval>(dice.below(enum_count<Approval>));
    policy.answer_clock = static_cast<AnswerClock>(dice.below(enum_count<AnswerClock>));
    policy.time_zone = static_cast<double>(dice.below(27)) - 13;
    policy.on_silence = static_cast<OnSilence>(dice.below(enum_count<OnSilence>));
    policy.rearm_on_message = dice.one_in(2);
    policy.lock = static_cast<Lock>(dice.below(enum_count<Lock>));
    policy.verify_cancel = dice.one_in(4) ? VerifyCancel::blocked : VerifyCancel::direct;
    policy.void_sync = dice.one_in(2);
    policy.negotiation_rounds = 1;
    policy.extension_max = hours(dice.below(2) * 48);
    policy.preship_escalation = !dice.one_in(4);
    policy.case_holds_ship = dice.one_in(2);
    policy.lost_opens_case = dice.one_in(2);
    policy.dispute_opens = dice.one_in(2) ? SimDuration::zero() : hours(240);
    policy.refund_retries = 1;
    return policy;
}

Actor some_actor_for(C kind, Dice& dice) {
    std::array<Actor, enum_count<Actor>> allowed{};
    std::uint32_t count = 0;
    for (std::size_t i = 0; i < enum_count<Actor>; ++i) {
        if (may_give(static_cast<Actor>(i), kind)) {
            allowed[count++] = static_cast<Actor>(i);
        }
    }
    return allowed[dice.below(count)];
}

bool ends_early(C kind) {
    constexpr std::array kinds{C::cancel_unpaid,   C::cancel_direct,  C::cancel_instant,
                               C::seller_cancel,   C::approve_cancel, C::withdraw_case,
                               C::withdraw_cancel, C::parcel_lost,    C::accept_proposal,
                               C::hand_over_scan};
    return std::ranges::find(kinds, kind) != kinds.end();
}

C any_kind(const Order& order, Dice& dice) {
    if (order.regions.order == OrderState::none) {
        return C::place_order;
    }
    if (is_open(order.regions.request) && dice.one_in(4)) {
        return order.regions.request == RequestState::negotiating ? C::accept_offer
                                                                  : C::counter_offer;
    }
    C kind{};
    constexpr int tries = 30;
    for (int i = 0; i < tries; ++i) {
        kind = static_cast<C>(dice.below(static_cast<std::uint32_t>(C::pay_timer)));
        const bool is_known = !rules().candidates(order.regions.order, kind).empty();
        if ((is_known && (!ends_early(kind) || dice.one_in(6))) || dice.one_in(20)) {
            break;
        }
    }
    return kind;
}

Command any_command(const Order& order, Dice& dice) {
    Command command;
    command.kind = any_kind(order, dice);
    command.actor = some_actor_for(command.kind, dice);
    command.reason = static_cast<Reason>(dice.below(enum_count<Reason>));
    command.offer = static_cast<Offer>(dice.below(enum_count<Offer>));
    command.verdict = static_cast<Verdict>(dice.below(enum_count<Verdict>));
    command.party = dice.one_in(2) ? Actor::buyer : Actor::seller;
    command.refund = static_cast<RefundKind>(dice.below(enum_count<RefundKind>));
    command.with_return = dice.one_in(2);
    command.is_permanent = dice.one_in(3);
    command.attempt = static_cast<std::uint8_t>(dice.one_in(2) ? 0 : dice.below(4));
    command.evidence = static_cast<std::uint8_t>(dice.below(3));
    command.minutes = 24 * 60;
    command.amount = {dice.one_in(8) ? 0 : 1 + dice.below(1000)};
    if (command.kind == C::place_order) {
        command.amount = {1000};
        command.minutes = 60 * 24 * (1 + dice.below(9));
        command.is_trusted = dice.one_in(2);
        command.stock_free = static_cast<std::uint16_t>(dice.one_in(10) ? 0 : 5);
    } else if (command.kind == C::pay && !dice.one_in(10)) {
        command.amount = order.total;
    } else if (dice.one_in(4)) {
        command.amount = captured(order) - refunds_promised(order);
    }
    return command;
}

}  // namespace

std::uint32_t Dice::below(std::uint32_t n) {
    if (next_ == choices_.size() && !is_given_) {
        const auto block = static_cast<std::uint16_t>(next_ / 4);
        const std::uint64_t bits = draws_.bits(number_, Purpose::choice, block);
        for (unsigned shift = 0; shift < 64; shift += 16) {
            choices_.push_back(static_cast<std::uint16_t>(bits >> shift));
        }
    }
    const std::uint32_t choice = next_ < choices_.size() ? choices_[next_] : 0;
    ++next_;
    return choice * n >> 16U;
}

Life unborn(Dice& dice) {
    return {any_policy(dice), {}, {}};
}

Life on_a_journey(const std::vector<Journey>& journeys, Dice& dice) {
    Journey journey = journeys[dice.below(static_cast<std::uint32_t>(journeys.size()))];
    journey.steps.resize(1 + dice.below(static_cast<std::uint32_t>(journey.steps.size())));
    const Arrival arrival = go(rules(), journey);
    return {journey.policy, arrival.order, arrival.now};
}

Command next_command(Life& life, Dice& dice) {
    const Deadline due = next_deadline(life.order);
    const bool fires = due.at != kNever && dice.one_in(8);
    if (fires) {
        life.now = std::max(life.now, due.at);
    } else if (due.at > life.now && dice.one_in(4)) {
        const SimTime later = life.now + std::chrono::hours(dice.below(48));
        life.now = due.at != kNever && dice.one_in(2) ? due.at : std::min(due.at, later);
    }
    const bool must_fire = due.at <= life.now && (fires || due.at < life.now);
    return must_fire ? as_command(due) : any_command(life.order, dice);
}

}  // namespace ordersim::tests

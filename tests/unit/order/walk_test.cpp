#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "sim/base/random.hpp"
#include "sim/order/decide.hpp"
#include "sim/order/invariants.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using namespace ordersim::order;

// Random walks over the whole machine: every actor may do anything at any time, under policies
// drawn anew for each walk. Invariants hold at each step, and the walks together reach every row,
// every state of every region and every refusal, so that no fact below holds for want of cases.
namespace {

enum class What : std::uint16_t { policy, kind, detail, wait };

class Dice {
public:
    Dice(const Draws& draws, std::uint64_t walk) : draws_(draws), walk_(walk) {}
    std::uint32_t below(std::uint32_t n, What what) {
        return static_cast<std::uint32_t>(draws_.uniform(walk_, what, next_++) * n);
    }
    bool coin(What what) { return below(2, what) == 1; }

private:
    Draws draws_;
    std::uint64_t walk_;
    std::uint16_t next_ = 0;
};

Policy any_policy(Dice& dice) {
    Policy policy = tests::base_policy();
    const auto coin = [&dice] { return dice.coin(What::policy); };
    policy.grace_window = coin() ? SimDuration::zero() : std::chrono::hours(48);
    policy.request_window = coin() ? kLongestDelay : std::chrono::hours(24);
    policy.max_requests = static_cast<std::uint8_t>(1 + dice.below(4, What::policy));
    policy.on_silence = coin() ? OnSilence::approve : OnSilence::reject;
    policy.rearm_on_message = coin();
    policy.lock = static_cast<Lock>(dice.below(3, What::policy));
    policy.verify_cancel =
        dice.below(4, What::policy) == 0 ? VerifyCancel::blocked : VerifyCancel::direct;
    policy.void_sync = coin();
    policy.negotiation_rounds = 1;
    policy.extension_max = std::chrono::hours(dice.below(2, What::policy) * 48);
    policy.preship_escalation = dice.below(4, What::policy) != 0;
    policy.case_holds_ship = coin();
    policy.lost_opens_case = coin();
    policy.dispute_opens = coin() ? SimDuration::zero() : std::chrono::hours(240);
    policy.refund_retries = 1;
    return policy;
}

Actor some_actor_for(CommandKind kind, Dice& dice) {
    std::vector<Actor> allowed;
    for (std::size_t i = 0; i < enum_count<Actor>; ++i) {
        if (may_give(static_cast<Actor>(i), kind)) {
            allowed.push_back(static_cast<Actor>(i));
        }
    }
    return allowed[dice.below(static_cast<std::uint32_t>(allowed.size()), What::detail)];
}

/// Mostly what the table knows in this state, sometimes anything; seldom an early end.
CommandKind any_kind(const Order& order, Dice& dice) {
    const auto kinds = static_cast<std::uint32_t>(CommandKind::pay_timer);
    if (order.regions.order == OrderState::none) {
        return CommandKind::place_order;
    }
    if (is_open(order.regions.request) && dice.below(4, What::kind) == 0) {
        return order.regions.request == RequestState::negotiating ? CommandKind::accept_offer
                                                                  : CommandKind::counter_offer;
    }
    CommandKind kind{};
    do {
        kind = static_cast<CommandKind>(dice.below(kinds, What::kind));
        const bool is_known = !rules().candidates(order.regions.order, kind).empty();
        const bool ends_early =
            kind == CommandKind::cancel_unpaid || kind == CommandKind::cancel_direct ||
            kind == CommandKind::cancel_instant || kind == CommandKind::seller_cancel ||
            kind == CommandKind::approve_cancel || kind == CommandKind::withdraw_case ||
            kind == CommandKind::withdraw_cancel || kind == CommandKind::parcel_lost ||
            kind == CommandKind::accept_proposal || kind == CommandKind::hand_over_scan;
        if (dice.below(20, What::kind) == 0 ||
            (is_known && (!ends_early || dice.below(6, What::kind) == 0))) {
            return kind;
        }
    } while (true);
}

Command any_command(const Order& order, Dice& dice) {
    const auto pick = [&dice](std::uint32_t n) { return dice.below(n, What::detail); };
    Command command;
    command.kind = any_kind(order, dice);
    command.actor = some_actor_for(command.kind, dice);
    command.reason = static_cast<Reason>(pick(10));
    command.offer = static_cast<Offer>(pick(4));
    command.verdict = static_cast<Verdict>(pick(3));
    command.party = pick(2) == 0 ? Actor::buyer : Actor::seller;
    command.refund = static_cast<RefundKind>(pick(3));
    command.with_return = pick(2) == 0;
    command.is_permanent = pick(3) == 0;
    command.evidence = static_cast<std::uint8_t>(pick(3));
    command.minutes = 24 * 60;
    command.amount = {pick(8) == 0 ? 0 : 1 + pick(1000)};
    if (command.kind == CommandKind::place_order) {
        command.amount = {1000};
        command.minutes = 60 * 24 * (1 + pick(9));
        command.stock_free = static_cast<std::uint16_t>(pick(10) == 0 ? 0 : 5);
    } else if (command.kind == CommandKind::pay && pick(10) != 0) {
        command.amount = order.total;
    } else if (pick(4) == 0) {
        command.amount = captured(order) - refunds_promised(order);
    }
    return command;
}

struct Coverage {
    std::set<TransitionId> rows;
    std::set<Refusal> refusals;
    std::set<std::string> states;
    std::uint64_t accepted = 0;

    void note(const Order& order) {
        const Regions& at = order.regions;
        const auto add = [this](auto state, char region) {
            states.insert(region + std::string(enum_name(state)));
        };
        add(at.order, 'o');
        add(at.payment, 'p');
        add(at.shipment, 's');
        add(at.request, 'r');
        add(at.chat, 'h');
        add(at.case_, 'k');
        add(at.stock, 'i');
        add(at.stop, 't');
        for (const RefundState refund : order.refund_state) {
            add(refund, 'f');
        }
    }
};

void walk(std::uint64_t number, const Draws& draws, Coverage& coverage) {
    Dice dice(draws, number);
    const Policy policy = any_policy(dice);
    Order order;
    SimTime now{};
    for (int step_number = 0; step_number < 400; ++step_number) {
        const Deadline due = next_deadline(order);
        if (is_terminal(order.regions.order) && due.at == kNever && dice.coin(What::wait)) {
            return;
        }
        const bool fires = due.at != kNever && dice.below(8, What::wait) == 0;
        if (fires) {
            now = std::max(now, due.at);
        } else if (due.at > now && dice.below(4, What::wait) == 0) {
            const SimTime later = now + std::chrono::hours(dice.below(48, What::wait));
            now = due.at != kNever && dice.coin(What::wait) ? due.at : std::min(due.at, later);
        }
        const bool must_fire = due.at <= now && (fires || due.at < now);
        const Command command = must_fire ? as_command(due) : any_command(order, dice);
        const Order before = order;
        const Decision decision = step(rules(), order, policy, command, now);
        INFO("walk " << number << " step " << step_number << ": "
                     << enum_name(command.kind) << " in " << enum_name(before.regions.order));
        if (decision.kind != Decision::Kind::accepted) {
            REQUIRE(order == before);
            REQUIRE((decision.kind == Decision::Kind::refused) ==
                    (class_of(command.kind) == CommandClass::command));
            coverage.refusals.insert(decision.refusal);
            continue;
        }
        INFO("by " << rules().row(decision.transition).id);
        const auto by_step = broken_by_step(before, order, policy, command, now);
        const auto by_state = broken_by_state(order);
        INFO((by_step ? enum_name(*by_step) : by_state ? enum_name(*by_state) : ""));
        REQUIRE(!by_step);
        REQUIRE(!by_state);
        coverage.rows.insert(decision.transition);
        coverage.note(order);
        ++coverage.accepted;
    }
}

}  // namespace

TEST_CASE("random walks: every invariant holds and nothing in the table is dead") {
    Coverage coverage;
    for (std::uint64_t number = 0; number < 200'000; ++number) {
        walk(number, Draws(7, 0), coverage);
    }
    CHECK(coverage.accepted > 100'000);
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        const Row& row = rules().rows()[i];
        INFO(row.id << " " << row.title);
        CHECK((row.refusal != Refusal::none ||
               coverage.rows.contains(static_cast<TransitionId>(i))));
    }
    for (const Refusal refusal : {Refusal::already_shipped, Refusal::cancellation_pending}) {
        CHECK(coverage.refusals.contains(refusal));
    }
    const std::size_t states =
        enum_count<OrderState> - 1 + enum_count<PaymentState> + enum_count<ShipmentState> +
        enum_count<RequestState> + enum_count<ChatState> + enum_count<CaseState> +
        enum_count<StockState> - 1 + enum_count<StopState> + enum_count<RefundState>;
    CHECK(coverage.states.size() == states);
    for (std::size_t i = 0; i < enum_count<Refusal>; ++i) {
        const auto refusal = static_cast<Refusal>(i);
        const bool needs_no_walk = refusal == Refusal::none || refusal == Refusal::too_many_payments ||
                                   refusal == Refusal::stale_version ||
                                   refusal == Refusal::wrong_actor ||
                                   refusal == Refusal::unknown_order;
        INFO(enum_name(refusal));
        CHECK((needs_no_walk || coverage.refusals.contains(refusal)));
    }
}

#include "sim/base/enum_names.hpp"
#include "sim/order/invariants.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/twin_life.hpp"

#include <algorithm>

// One order under the rules and under the reference, which share nothing but their vocabulary. The
// input is a policy, a byte a lever, and then commands by anybody, whether or not they make sense;
// deadlines fire on their way. Every step must come to the same in both and break no invariant, and
// in the end the order must find its rest.

using namespace ordersim;
using namespace ordersim::order;
using ordersim::fuzz::Bytes;
using ordersim::fuzz::require;
using ordersim::tests::TwinLife;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int kCommandsMax = 400;

template <class Word>
Word word(Bytes& bytes) {
    return static_cast<Word>(bytes.below(enum_count<Word>));
}

/// Zero for the one value of the byte, no limit for another, else hours.
SimDuration span(Bytes& bytes) {
    const std::uint8_t value = bytes.byte();
    return value == 0xff ? kLongestDelay : SimDuration(hours(value));
}

/// The base policy, but for the levers whose bit is set.
Policy any_policy(Bytes& bytes) {
    Policy policy = tests::base_policy();
    const std::uint64_t changed = bytes.number(4);
    unsigned lever = 0;
    const auto change = [&](auto& value, auto any) {
        if ((changed >> lever++ & 1U) != 0) {
            value = any();
        }
    };
    const auto any_span = [&] { return span(bytes); };
    const auto any_flag = [&] { return bytes.flag(); };
    const auto count = [&](std::uint8_t least) {
        return [&bytes, least] { return static_cast<std::uint8_t>(least + bytes.below(5)); };
    };
    change(policy.grace_window, any_span);
    change(policy.grace_holds, any_flag);
    change(policy.request_window, any_span);
    change(policy.max_requests, count(1));
    change(policy.approval, [&] { return word<Approval>(bytes); });
    change(policy.answer_limit, [&] { return SimDuration(hours(1)) + span(bytes) / 2; });
    change(policy.answer_clock, [&] { return word<AnswerClock>(bytes); });
    change(policy.time_zone, [&] { return static_cast<double>(bytes.below(27)) - 13; });
    change(policy.on_silence, [&] { return word<OnSilence>(bytes); });
    change(policy.rearm_on_message, any_flag);
    change(policy.lock, [&] { return word<Lock>(bytes); });
    change(policy.verify_cancel, [&] { return word<VerifyCancel>(bytes); });
    change(policy.void_sync, any_flag);
    change(policy.negotiation_rounds, count(0));
    change(policy.extension_max, any_span);
    change(policy.preship_escalation, any_flag);
    change(policy.case_holds_ship, any_flag);
    change(policy.lost_opens_case, any_flag);
    change(policy.dispute_opens, any_span);
    change(policy.dispute_at_once_below, any_span);
    change(policy.info_rounds, count(0));
    change(policy.dispute_window, any_span);
    change(policy.refund_retries, count(0));
    change(policy.refund_sla_business_days, count(1));
    return policy;
}

Money amount(const Order& order, Bytes& bytes) {
    switch (bytes.below(8)) {
    case 0: return order.total;
    case 1: return captured(order) - refunds_promised(order);
    case 2: return order.claim;
    case 3: return {static_cast<std::int64_t>(bytes.number(1))};
    case 4: return {static_cast<std::int64_t>(bytes.number(2))};
    case 5: return {static_cast<std::int64_t>(bytes.number(5))};
    case 6: return {-static_cast<std::int64_t>(bytes.number(1))};
    default: return {1000};
    }
}

/// The kind of the first byte; what the bits of the second name is in the next ones.
Command any_command(const Order& order, Bytes& bytes) {
    Command command;
    command.kind = word<CommandKind>(bytes);
    const std::uint8_t given = bytes.byte();
    const auto has = [given](unsigned bit) { return (given >> bit & 1U) != 0; };
    // Before its first step an order costs something and must ship some day.
    command.amount = {1000};
    command.minutes = 6 * 24 * 60;
    for (std::size_t i = enum_count<Actor>; i-- > 0;) {
        if (may_give(static_cast<Actor>(i), command.kind)) {
            command.actor = static_cast<Actor>(i);
        }
    }
    if (has(0)) {
        command.actor = word<Actor>(bytes);
    }
    if (has(1)) {
        command.amount = amount(order, bytes);
    }
    if (has(2)) {
        command.refund = word<RefundKind>(bytes);
        command.attempt = bytes.byte();
        command.is_permanent = (command.attempt & 0x80U) != 0;
        command.attempt &= 0x7fU;
    }
    if (has(3)) {
        const std::uint8_t flags = bytes.byte();
        command.with_return = (flags & 1U) != 0;
        command.is_trusted = (flags & 2U) != 0;
        command.evidence = static_cast<std::uint8_t>(flags >> 2U & 7U);
        command.party = (flags & 32U) != 0 ? Actor::seller : Actor::buyer;
    }
    if (has(4)) {
        command.reason = word<Reason>(bytes);
    }
    if (has(5)) {
        command.offer = word<Offer>(bytes);
        command.verdict = word<Verdict>(bytes);
    }
    if (has(6)) {
        command.minutes = static_cast<std::uint32_t>(bytes.number(2));
        command.quantity = static_cast<std::uint16_t>(1 + bytes.below(9));
        command.stock_free = static_cast<std::uint16_t>(bytes.below(10));
    }
    if (has(7)) {
        command.expected_version = order.version - bytes.below(3);
    }
    return command;
}

/// Gives the command to both lives and holds the first to what must be true of any.
void give(TwinLife& twin, const Command& command) {
    const tests::Life before = twin.life();
    const Decision first = decide(rules(), before.order, before.policy, command, before.now);
    const Decision decision = twin.give(command);
    require(twin.problem().empty(), "order: " + twin.problem());
    require(first.kind == decision.kind && first.transition == decision.transition &&
                first.refusal == decision.refusal,
            "order: the same command comes to something else when it is decided again");
    const Order& after = twin.life().order;
    if (decision.kind != Decision::Kind::accepted) {
        require(after == before.order, "order: what was not accepted changed it");
        return;
    }
    auto broken = broken_by_state(after);
    if (!broken) {
        broken = broken_by_step(before.order, after, before.policy, command, before.now);
    }
    if (broken) {
        fuzz::found("order: " + std::string(enum_name(*broken)) + " is broken by " +
                    std::string(enum_name(command.kind)));
    }
}

/// Fires what is due before `until`, or at it.
void pass_to(TwinLife& twin, SimTime until, bool is_included) {
    for (;;) {
        const Deadline due = next_deadline(twin.life().order);
        if (due.at > until || (due.at == until && !is_included) || due.at == kNever) {
            break;
        }
        twin.life().now = std::max(twin.life().now, due.at);
        give(twin, as_command(due));
    }
    twin.life().now = std::max(twin.life().now, until);
}

void pass(TwinLife& twin, Bytes& bytes) {
    const SimTime now = twin.life().now;
    const SimTime due = next_deadline(twin.life().order).at;
    const std::uint8_t choice = bytes.byte();
    switch (choice >> 5U) {
    case 0: break;
    case 1: pass_to(twin, now + minutes(choice & 31U), false); break;
    case 2: pass_to(twin, now + hours(choice & 31U), (choice & 1U) != 0); break;
    case 3: pass_to(twin, now + hours(24 * (choice & 31U)), true); break;
    case 4:
        if (due != kNever) {
            pass_to(twin, due, false);
        }
        break;
    default:
        if (due != kNever) {
            pass_to(twin, due, true);
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Bytes bytes(data, size);
    TwinLife twin(rules(), any_policy(bytes));
    for (int i = 0; i < kCommandsMax && !bytes.empty(); ++i) {
        pass(twin, bytes);
        give(twin, any_command(twin.life().order, bytes));
    }
    Order order = twin.life().order;
    if (order.version > 0) {
        const std::string problem =
            tests::live_on(rules(), twin.life().policy, order, twin.life().now);
        require(problem.empty(), "order: " + problem);
    }
    return 0;
}

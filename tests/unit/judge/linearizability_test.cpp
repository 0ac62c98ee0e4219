#include "sim/judge/linearizability.hpp"

#include "sim/base/enum_names.hpp"

#include "tests/support/journeys.hpp"
#include "tests/support/policies.hpp"
#include "tests/support/random_life.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

// The sweep against all orders of effects, tried one by one, on histories of up to six calls.

using namespace ordersim;
using namespace ordersim::tests;
using judge::Loose;
using judge::Observation;
using judge::Operation;
using judge::Shows;
using order::Decision;
using order::Order;
using Reply = Observation::Reply;

namespace {

constexpr std::size_t kBudget = 4096;

/// Calls on one order, all at one instant of its clock; what precedes what is told by ns.
struct History {
    order::Policy policy;
    Order start;
    SimTime now{};
    std::vector<Operation> operations;  ///< by return
    std::vector<Loose> loose;
};

Reply reply_to(const Decision& decision) {
    return decision.kind == Decision::Kind::accepted   ? Reply::accepted
           : decision.kind == Decision::Kind::recorded ? Reply::recorded
                                                       : Reply::refused;
}

bool shows(const Observation& seen, const Order& order) {
    if (seen.shows != Shows::order) {
        return seen.shows == Shows::nothing || seen.after.regions.order == order.regions.order;
    }
    const Order& shown = seen.after;
    const order::Deadline deadline = next_deadline(order);
    bool is_shown = shown.regions == order.regions && shown.total == order.total &&
                    shown.quantity == order.quantity && seen.deadline.at == deadline.at &&
                    (deadline.at == kNever || seen.deadline.timer == deadline.timer) &&
                    shown.refund_state == order.refund_state;
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        is_shown = is_shown && (order.refund_state[i] == order::RefundState::none ||
                                (shown.refund[i].amount == order.refund[i].amount &&
                                 shown.refund_tries[i] == order.refund_tries[i]));
    }
    return is_shown;
}

/// Every order of effects that the calls allow, by recursion.
class AllOrders {
public:
    explicit AllOrders(const History& history) : history_(history) {}

    bool is_legal() { return try_from(history_.start, 0, 0); }

private:
    /// Nothing that waits had returned before it was called.
    bool may_be_next(std::int64_t called_ns, std::uint32_t done) const {
        for (std::size_t i = 0; i < history_.operations.size(); ++i) {
            if ((done >> i & 1U) == 0 && history_.operations[i].seen.returned_ns < called_ns) {
                return false;
            }
        }
        return true;
    }
    bool try_from(const Order& order, std::uint32_t done, std::uint32_t taken) {
        if (done == (1U << history_.operations.size()) - 1) {
            return true;
        }
        for (std::size_t i = 0; i < history_.operations.size(); ++i) {
            const Observation& seen = history_.operations[i].seen;
            if ((done >> i & 1U) == 0 && may_be_next(seen.called_ns, done)) {
                Order after = order;
                if (is_answer(seen, after) && try_from(after, done | 1U << i, taken)) {
                    return true;
                }
            }
        }
        for (std::size_t i = 0; i < history_.loose.size(); ++i) {
            const Loose& loose = history_.loose[i];
            Order after = order;
            if ((taken >> i & 1U) == 0 && may_be_next(loose.called_ns, done) &&
                order::step(order::rules(), after, history_.policy, loose.command, history_.now)
                        .kind == Decision::Kind::accepted &&
                try_from(after, done, taken | 1U << i)) {
                return true;
            }
        }
        return false;
    }
    bool is_answer(const Observation& seen, Order& order) const {
        if (!seen.is_read) {
            const Decision decision =
                order::step(order::rules(), order, history_.policy, seen.command, history_.now);
            if (reply_to(decision) != seen.reply || decision.refusal != seen.refusal) {
                return false;
            }
        }
        return shows(seen, order);
    }

    const History& history_;
};

order::Command command_among(Dice& dice) {
    using enum order::CommandKind;
    constexpr std::array kinds{request_cancel, request_cancel, withdraw_cancel, approve_cancel,
                               reject_cancel,  seller_cancel,  start_pick,      print_label,
                               ship,           ship,           hand_over_scan,  counter_offer,
                               accept_offer,   send_message,   confirm_receipt, open_dispute};
    return does(kinds[dice.below(kinds.size())], "").command;
}

/// Another reply than the one that came.
void spoil(Observation& seen, Dice& dice) {
    switch (dice.below(3)) {
    case 0:
        seen.shows = Shows::state;
        seen.after.regions.order = static_cast<order::OrderState>(dice.below(8));
        break;
    case 1:
        if (!seen.is_read) {
            const bool was_accepted = seen.reply == Reply::accepted;
            seen.reply = was_accepted ? Reply::refused : Reply::accepted;
            seen.refusal = was_accepted ? order::Refusal::wrong_state : order::Refusal::none;
        }
        break;
    default: seen.after.regions.request = static_cast<order::RequestState>(dice.below(5)); break;
    }
}

/// A call, and when it takes effect, if it does.
struct Call {
    std::int64_t at = 0;
    Observation seen;
    bool is_lost = false;
    bool has_effect = true;
};

Call random_call(Dice& dice) {
    Call call;
    call.at = 100 + dice.below(40);
    Observation& seen = call.seen;
    seen.called_ns = call.at - dice.below(12);
    seen.returned_ns = call.at + dice.below(12);
    seen.is_read = dice.one_in(4);
    seen.command = command_among(dice);
    seen.has_version = false;
    seen.shows = dice.one_in(3) ? Shows::nothing : dice.one_in(2) ? Shows::state : Shows::order;
    call.is_lost = !seen.is_read && dice.one_in(6);
    call.has_effect = !call.is_lost || dice.one_in(2);
    return call;
}

/// Calls around a cancellation, at an order that is under way.
History random_history(Dice& dice) {
    const std::array starts{paid(), pending(), rejected(), shipped(), delivered()};
    History history{base_policy(), {}, {}, {}, {}};
    for (const Step& step : starts[dice.below(starts.size())]) {
        history.now += step.wait;
        order::step(order::rules(), history.start, history.policy, step.command, history.now);
    }
    std::vector<Call> calls;
    for (std::uint32_t left = 2 + dice.below(5); left > 0; --left) {
        calls.push_back(random_call(dice));
    }
    std::ranges::stable_sort(calls, {}, &Call::at);
    Order order = history.start;
    for (Call& call : calls) {
        if (call.seen.is_read) {
            call.seen.reply = Reply::seen;
        } else if (call.has_effect) {
            const Decision decision =
                order::step(order::rules(), order, history.policy, call.seen.command, history.now);
            call.seen.reply = reply_to(decision);
            call.seen.refusal = decision.refusal;
        }
        call.seen.after = order;
        call.seen.deadline = next_deadline(order);
        if (call.is_lost) {
            history.loose.push_back(
                {call.seen.command, 0, call.seen.called_ns, history.now, false});
        } else {
            history.operations.push_back({call.seen, {history.now, history.now}});
        }
    }
    std::ranges::stable_sort(history.operations, {},
                             [](const Operation& operation) { return operation.seen.returned_ns; });
    const auto count = static_cast<std::uint32_t>(history.operations.size());
    if (count > 0 && dice.one_in(2)) {
        spoil(history.operations[dice.below(count)].seen, dice);
    }
    return history;
}

judge::Linearization swept(const History& history) {
    const judge::Law law{order::rules(), history.policy, {}};
    return judge::linearize(law, {judge::Belief{.early = history.start, .late = {}}},
                            history.operations, history.loose, kBudget);
}

std::string text_of(const History& history) {
    std::string text;
    for (const Operation& operation : history.operations) {
        const Observation& seen = operation.seen;
        text += "\n" + std::to_string(seen.called_ns) + "-" + std::to_string(seen.returned_ns) +
                " " + (seen.is_read ? "read" : std::string(enum_name(seen.command.kind))) + " " +
                std::string(enum_name(seen.reply)) + " " + std::string(enum_name(seen.refusal)) +
                (seen.shows == Shows::nothing
                     ? ""
                     : " shows " + std::string(enum_name(seen.after.regions.order)));
    }
    for (const Loose& loose : history.loose) {
        text += "\n" + std::to_string(loose.called_ns) + "- " +
                std::string(enum_name(loose.command.kind)) + " without an answer";
    }
    return text;
}

}  // namespace

TEST_CASE("linearizability: the sweep says what trying all orders of effects says") {
    const Draws draws(20261126, 0);
    std::uint32_t legal = 0;
    std::uint32_t illegal = 0;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        Dice dice(draws, i);
        const History history = random_history(dice);
        const bool is_legal = AllOrders(history).is_legal();
        const judge::Linearization made = swept(history);
        INFO("history " << i << ":" << text_of(history));
        REQUIRE((made.verdict == judge::Linearization::Verdict::legal) == is_legal);
        ++(is_legal ? legal : illegal);
    }
    CHECK(legal > 8'000);
    CHECK(illegal > 4'000);
}

TEST_CASE("linearizability: what contradicts itself does so without anything else") {
    const Draws draws(7, 0);
    std::uint32_t smaller = 0;
    for (std::uint64_t i = 0; i < 2'000; ++i) {
        Dice dice(draws, i);
        History history = random_history(dice);
        const judge::Linearization made = swept(history);
        if (made.verdict != judge::Linearization::Verdict::illegal) {
            continue;
        }
        const judge::Law law{order::rules(), history.policy, {}};
        const auto places =
            judge::contradiction(law, {judge::Belief{.early = history.start, .late = {}}},
                                 history.operations, history.loose, made.failed, kBudget);
        REQUIRE(places.back() == made.failed);
        std::vector<Operation> some;
        for (const std::size_t place : places) {
            some.push_back(history.operations[place]);
        }
        smaller += some.size() < history.operations.size() ? 1U : 0U;
        history.operations = some;
        CHECK_FALSE(AllOrders(history).is_legal());
    }
    CHECK(smaller > 300);
}

TEST_CASE("linearizability: a call without an answer is not spent where it changes nothing") {
    // A seller's shipment is lost; a look shows the order still at the seller's, a later one gone.
    History history{base_policy(), {}, {}, {}, {}};
    for (const Step& step : paid()) {
        history.now += step.wait;
        order::step(order::rules(), history.start, history.policy, step.command, history.now);
    }
    Order shipped_order = history.start;
    const order::Command ship = does(order::CommandKind::ship, "").command;
    REQUIRE(order::step(order::rules(), shipped_order, history.policy, ship, history.now).kind ==
            Decision::Kind::accepted);
    history.loose.push_back({ship, 0, 0, history.now, false});
    for (const Order* shown : {&history.start, &history.start, &shipped_order}) {
        Observation look;
        look.is_read = true;
        look.reply = Reply::seen;
        look.shows = Shows::order;
        look.has_version = false;
        look.after = *shown;
        look.deadline = next_deadline(*shown);
        look.called_ns = 10 * static_cast<std::int64_t>(history.operations.size()) + 10;
        look.returned_ns = look.called_ns + 5;
        history.operations.push_back({look, {history.now, history.now}});
    }
    CHECK(swept(history).verdict == judge::Linearization::Verdict::legal);
    std::swap(history.operations[1].seen.after, history.operations[2].seen.after);
    std::swap(history.operations[1].seen.deadline, history.operations[2].seen.deadline);
    const judge::Linearization back = swept(history);  // gone, and back again
    CHECK(back.verdict == judge::Linearization::Verdict::illegal);
    CHECK(back.failed == 2);
}

TEST_CASE("linearizability: over its budget it says nothing") {
    const Draws draws(3, 0);
    for (std::uint64_t i = 0; i < 200; ++i) {
        Dice dice(draws, i);
        const History history = random_history(dice);
        const judge::Law law{order::rules(), history.policy, {}};
        const auto made = judge::linearize(law, {judge::Belief{.early = history.start, .late = {}}},
                                           history.operations, history.loose, 1);
        if (made.verdict == judge::Linearization::Verdict::illegal) {
            CHECK_FALSE(AllOrders(history).is_legal());
        }
    }
}

#include "sim/order/invariants.hpp"

#include "tests/support/random_life.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <vector>

// What must be true of any life at all. A life is a list of choices, so that a failing one shrinks
// to few; its failure prints the string that repeats it (RC_PARAMS).

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Dice;
using ordersim::tests::Life;

namespace {

using Choices = std::vector<std::uint16_t>;

/// An accepted command and the instant at which it was given.
struct Entry {
    Command command;
    SimTime at{};
};

struct Story {
    Life life;
    std::vector<Entry> accepted;
};

constexpr int kSteps = 50;

Story tell(const Choices& choices) {
    Dice dice(choices);
    Story story{tests::unborn(dice), {}};
    Life& life = story.life;
    for (int i = 0; i < kSteps; ++i) {
        const Command command = tests::next_command(life, dice);
        const Decision decision = step(rules(), life.order, life.policy, command, life.now);
        if (decision.kind == Decision::Kind::accepted) {
            story.accepted.push_back({command, life.now});
        }
    }
    return story;
}

/// Choices enough for most of a life; what is missing counts as zero. Of full range from the first
/// try on: small ones would all choose the first of everything.
Choices any_choices() {
    constexpr int count = 700;
    const auto choice = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint16_t>());
    return *rc::gen::container<Choices>(count, choice);
}

bool is_gateway(const Command& command) {
    return command.actor == Actor::gateway;
}

/// The gateway's answers name what they are about, as its events do.
Command named(const Order& order, Command command) {
    if (is_gateway(command) && command.attempt == 0) {
        const bool is_payment = command.kind == CommandKind::payment_verified ||
                                command.kind == CommandKind::payment_failed;
        command.attempt = is_payment ? order.payments
                                     : order.refund_tries[static_cast<std::size_t>(command.refund)];
    }
    return command;
}

Money times(Money amount, std::int64_t factor) {
    return {amount.minor * factor};
}

Order scaled(Order order, std::int64_t factor) {
    order.total = times(order.total, factor);
    order.claim = times(order.claim, factor);
    order.counter = times(order.counter, factor);
    for (Refund& refund : order.refund) {
        refund.amount = times(refund.amount, factor);
    }
    return order;
}

}  // namespace

TEST_CASE("any life: the log of what was accepted gives the same order again") {
    rc::prop("replayed", [] {
        const Story story = tell(any_choices());
        Order order;
        for (const Entry& entry : story.accepted) {
            const Decision decision =
                step(rules(), order, story.life.policy, entry.command, entry.at);
            RC_ASSERT(decision.kind == Decision::Kind::accepted);
        }
        RC_ASSERT(order == story.life.order);
        RC_ASSERT(order.version == story.accepted.size());
        RC_CLASSIFY(order.version >= 8);
    });
}

TEST_CASE("any life: a fact reported twice in a row happens once") {
    rc::prop("repeated at once", [] {
        const Story story = tell(any_choices());
        Order order;
        for (const Entry& entry : story.accepted) {
            const Command command = named(order, entry.command);
            step(rules(), order, story.life.policy, command, entry.at);
            if (class_of(command.kind) == CommandClass::fact) {
                const Decision again = decide(rules(), order, story.life.policy, command, entry.at);
                RC_ASSERT(again.kind == Decision::Kind::recorded);
            }
        }
        RC_ASSERT(order == story.life.order);
    });
}

TEST_CASE("any life: the gateway's old reports change nothing, however late they come again") {
    rc::prop("repeated for ever", [] {
        const Story story = tell(any_choices());
        Order order;
        std::vector<Command> reports;
        for (const Entry& entry : story.accepted) {
            const Command command = named(order, entry.command);
            for (const Command& report : reports) {
                const Decision again = decide(rules(), order, story.life.policy, report, entry.at);
                RC_ASSERT(again.kind == Decision::Kind::recorded);
            }
            step(rules(), order, story.life.policy, command, entry.at);
            if (is_gateway(command)) {
                reports.push_back(command);
            }
        }
    });
}

TEST_CASE("any life: with all amounts multiplied, the same happens with all money multiplied") {
    rc::prop("scaled", [] {
        const Story story = tell(any_choices());
        const auto factor = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
        Order order;
        for (const Entry& entry : story.accepted) {
            Command command = entry.command;
            command.amount = times(command.amount, factor);
            const Decision decision = step(rules(), order, story.life.policy, command, entry.at);
            RC_ASSERT(decision.kind == Decision::Kind::accepted);
        }
        RC_ASSERT(order == scaled(story.life.order, factor));
    });
}

TEST_CASE("any life: deciding twice gives the same decision and changes nothing") {
    rc::prop("pure", [] {
        Dice dice(any_choices());
        Life life = tests::unborn(dice);
        for (int i = 0; i < kSteps; ++i) {
            const Command command = tests::next_command(life, dice);
            const Order before = life.order;
            const Decision first = decide(rules(), life.order, life.policy, command, life.now);
            const Decision second = step(rules(), life.order, life.policy, command, life.now);
            RC_ASSERT(first.kind == second.kind);
            RC_ASSERT(first.transition == second.transition);
            RC_ASSERT(first.refusal == second.refusal);
            RC_ASSERT(second.kind == Decision::Kind::accepted || life.order == before);
        }
    });
}

TEST_CASE("any life: money is where it should be at every step and in the end") {
    rc::prop("balanced", [] {
        const Story story = tell(any_choices());
        Life life = story.life;
        RC_ASSERT_FALSE(broken_by_state(life.order).has_value() && life.order.version > 0);
        if (life.order.version > 0) {
            RC_ASSERT(tests::live_on(rules(), life.policy, life.order, life.now) == "");
            const bool is_paid = captured(life.order) > Money{};
            const Money back = refunds_paid(life.order);
            RC_ASSERT(back <= captured(life.order));
            RC_ASSERT((life.order.regions.payment == PaymentState::returned) ==
                      (is_paid && back == captured(life.order)));
        }
    });
}

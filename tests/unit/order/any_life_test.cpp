#include "sim/base/enum_names.hpp"
#include "sim/order/changes.hpp"
#include "sim/order/command_fields.hpp"

#include "tests/support/random_life.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <string>

// What the texts of steps claim about every step, tried on random lives.

using namespace ordersim;
using namespace ordersim::order;
using namespace ordersim::tests;

namespace {

template <class Try>
void on_random_steps(std::uint64_t lives, Try attempt) {
    const std::vector<Journey> journeys = all_journeys();
    for (std::uint64_t number = 0; number < lives; ++number) {
        Dice dice(Draws(11, 0), number);
        Life life = on_a_journey(journeys, dice);
        for (int i = 0; i < 40; ++i) {
            const Command command = next_command(life, dice);
            attempt(life, command, dice);
            step(rules(), life.order, life.policy, command, life.now);
        }
    }
}

/// Without what `changes` leaves out.
Order comparable(Order order) {
    order.version = 0;
    order.paid_at = {};
    order.handed_over_at = {};
    for (std::size_t i = 0; i < kSlots; ++i) {
        if (order.deadline[i] == kNever) {
            order.timer[i] = CommandKind::pay_timer;
        }
    }
    for (std::size_t i = 0; i < kRefunds; ++i) {
        if (order.refund_state[i] == RefundState::none) {
            order.refund[i].amount = {};
        }
    }
    return order;
}

/// Another value for the field.
Command altered(Command command, CommandField field, Dice& dice) {
    const auto other = [&dice](auto value) {
        using Enum = decltype(value);
        const auto count = static_cast<std::uint32_t>(enum_count<Enum>);
        const auto at = static_cast<std::uint32_t>(value);
        return static_cast<Enum>((at + 1 + dice.below(count - 1)) % count);
    };
    const auto byte = [&dice] { return static_cast<std::uint8_t>(dice.below(5)); };
    switch (field) {
    case CommandField::reason: command.reason = other(command.reason); break;
    case CommandField::offer: command.offer = other(command.offer); break;
    case CommandField::verdict: command.verdict = other(command.verdict); break;
    case CommandField::party:
        command.party = command.party == Actor::buyer ? Actor::seller : Actor::buyer;
        break;
    case CommandField::refund: command.refund = other(command.refund); break;
    case CommandField::is_trusted: command.is_trusted = !command.is_trusted; break;
    case CommandField::with_return: command.with_return = !command.with_return; break;
    case CommandField::is_permanent: command.is_permanent = !command.is_permanent; break;
    case CommandField::attempt: command.attempt = byte(); break;
    case CommandField::evidence: command.evidence = byte(); break;
    case CommandField::quantity: command.quantity = static_cast<std::uint16_t>(1 + byte()); break;
    case CommandField::stock_free: command.stock_free = byte(); break;
    case CommandField::minutes: command.minutes = 60U * byte(); break;
    case CommandField::expected_version: command.expected_version = byte(); break;
    case CommandField::amount: command.amount = {dice.below(1200)}; break;
    }
    return command;
}

struct Came {
    Decision decision;
    Order order;
};

Came comes_of(const Life& life, const Command& command) {
    Order order = life.order;
    const Decision decision = step(rules(), order, life.policy, command, life.now);
    return {decision, order};
}

bool is_same(const Came& a, const Came& b) {
    return a.decision.kind == b.decision.kind && a.decision.transition == b.decision.transition &&
           a.decision.refusal == b.decision.refusal && a.order == b.order;
}

using Reading = std::pair<CommandKind, CommandField>;

std::set<Reading> claimed_readings() {
    std::set<Reading> readings;
    for (std::size_t i = 0; i < enum_count<CommandKind>; ++i) {
        for (std::size_t j = 0; j < enum_count<CommandField>; ++j) {
            const auto kind = static_cast<CommandKind>(i);
            if (class_of(kind) != CommandClass::timer &&
                reads(kind, static_cast<CommandField>(j))) {
                readings.emplace(kind, static_cast<CommandField>(j));
            }
        }
    }
    return readings;
}

}  // namespace

TEST_CASE("changes: in random lives nothing changes untold, and nothing is told that did not") {
    std::size_t told = 0;
    on_random_steps(2'000, [&told](const Life& life, const Command& command, Dice&) {
        const Order after = comes_of(life, command).order;
        const auto found = changes(life.order, after);
        REQUIRE(found.empty() == (comparable(life.order) == comparable(after)));
        REQUIRE(std::ranges::none_of(
            found, [](const FieldChange& change) { return change.from == change.to; }));
        told += found.size();
    });
    CHECK(told > 10'000);
}

TEST_CASE("command fields: a command reads exactly the fields that can change what it comes to") {
    std::set<Reading> seen;
    on_random_steps(6'000, [&seen](const Life& life, const Command& command, Dice& dice) {
        if (class_of(command.kind) == CommandClass::timer) {
            return;
        }
        const Came came = comes_of(life, command);
        for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
            const auto field = static_cast<CommandField>(i);
            if (!is_same(came, comes_of(life, altered(command, field, dice)))) {
                seen.emplace(command.kind, field);
            }
        }
    });
    for (const Reading& reading : claimed_readings()) {
        INFO(enum_name(reading.first) << " reads " << enum_name(reading.second));
        CHECK(seen.contains(reading));
    }
    for (const Reading& reading : seen) {
        INFO(enum_name(reading.first) << " reads " << enum_name(reading.second));
        CHECK(reads(reading.first, reading.second));
    }
}

TEST_CASE("command fields: the detail names choices always, the rest when they say something") {
    Command command;
    command.kind = CommandKind::request_cancel;
    command.reason = Reason::slow_shipping;
    CHECK(detail_text(command) == "reason slow_shipping");
    command.evidence = 2;
    command.expected_version = 7;
    command.amount = {100};
    CHECK(detail_text(command) == "reason slow_shipping, evidence 2, expected_version 7");

    Command dispute;
    dispute.kind = CommandKind::open_dispute;
    dispute.amount = {750};
    dispute.with_return = true;
    CHECK(detail_text(dispute) == "with_return, amount 750");

    Command scan;
    scan.kind = CommandKind::delivered_scan;
    CHECK(detail_text(scan).empty());
}

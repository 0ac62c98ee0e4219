#include "sim/order/invariants.hpp"

#include "tests/support/random_life.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <bit>
#include <map>
#include <tuple>
#include <vector>

// What a gateway does to its reports moves no money. One life is lived twice, with the same people,
// carrier and clocks, and with a gateway that comes to the same answers: once it reports at once
// and once only, once it does not. Free of meaning, and so done at random here:
//
//   - any report once more, at any later time: it names its attempt, and what has been said of an
//     attempt is known;
//   - reports on refunds late by any time, and so in any order among themselves and against all
//     that others do meanwhile: an acceptance after the posting, the news of a failure long after
//     the seller was told. A refund's amount is promised when it is created; what waits for its end
//     (the order's own end, the seller's money, the next try) waits and is then the same.
//
// Not free of meaning, and so left alone: the first report on a payment. Whether it comes before or
// after the time to pay has run out, or a cancellation, decides what the order becomes; the money
// is accounted for, but it is not the same money. (That no invariant breaks then is what the random
// walks and the market's runs show.) Nor does a gateway report what it did not do: contradictory
// answers about one attempt, or about one that never was.

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Dice;
using ordersim::tests::Life;

namespace {

using std::chrono::hours;
using Choices = std::vector<std::uint16_t>;

/// Of full range from the first try on; what is missing counts as zero.
Choices choices(int count) {
    const auto choice = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint16_t>());
    return *rc::gen::container<Choices>(static_cast<std::size_t>(count), choice);
}

/// What the gateway comes to, for each attempt the same however often it is asked.
struct Gateway {
    Choices fates;

    [[nodiscard]] bool verifies(unsigned attempt) const { return fate(attempt) % 4 != 0; }
    [[nodiscard]] bool refuses(RefundKind kind, unsigned attempt) const {
        return fate_of(kind, attempt) % 2 == 0;
    }
    [[nodiscard]] bool refuses_for_good(RefundKind kind, unsigned attempt) const {
        return fate_of(kind, attempt) % 8 == 0;
    }

private:
    [[nodiscard]] unsigned fate(std::size_t number) const { return fates[number % fates.size()]; }
    [[nodiscard]] unsigned fate_of(RefundKind kind, unsigned attempt) const {
        return fate(kPayments + 1 + 3 * std::size_t{attempt} + static_cast<std::size_t>(kind));
    }
};

/// Where the money went. `paid_out` is counted at the gateway and the refund desk, the others as
/// the order tells them.
struct Balance {
    Money taken;
    Money released;
    Money paid_out;

    friend bool operator==(const Balance&, const Balance&) = default;
};

/// One order in a world where time passes: deadlines fire, refunds are sent, the gateway reports.
class World {
public:
    World(const Rules& rules, const Policy& policy, const Gateway& gateway, Dice* faults)
        : rules_(rules), policy_(policy), gateway_(gateway), faults_(faults) {}

    /// Lets everything happen that is due by then.
    void until(SimTime time) {
        while (problem.empty()) {
            const SimTime told = coming_.empty() ? kNever : std::get<0>(coming_.begin()->first);
            const Deadline due = next_deadline(order);
            const SimTime next = std::min(told, due.at);
            if (next > time || next == kNever) {
                break;
            }
            now = std::max(now, next);
            if (told <= due.at) {
                const Command command = coming_.begin()->second;
                coming_.erase(coming_.begin());
                take(command);
            } else {
                take(as_command(due));
            }
        }
        if (time != kNever) {
            now = std::max(now, time);
        }
    }

    void take(const Command& command) {
        const Order before = order;
        const Decision decision = step(rules_, order, policy_, command, now);
        if (decision.kind != Decision::Kind::accepted) {
            return;
        }
        auto broken = broken_by_step(before, order, policy_, command, now);
        broken = broken ? broken : broken_by_state(order);
        if (broken) {
            problem = enum_name(*broken);
        }
        if (command.kind == CommandKind::pay_out_by_hand) {
            paid_out_ += before.amount_of(command.refund);
        }
        follow(before);
    }

    /// Parcels arrive, cases are decided, and all that is under way comes to its end.
    void end() {
        constexpr int steps_at_most = 400;
        for (int i = 0; i < steps_at_most && problem.empty(); ++i) {
            Order without_money = order;
            without_money.regions.payment = PaymentState::held;
            without_money.refund_state = {};
            const SimTime told = coming_.empty() ? kNever : std::get<0>(coming_.begin()->first);
            if (const auto owed = tests::owed(without_money)) {
                take(*owed);
            } else if (std::min(told, next_deadline(order).at) == kNever) {
                const auto left = broken_at_end(order);
                problem = left ? enum_name(*left) : "";
                return;
            } else {
                until(std::min(told, next_deadline(order).at));
            }
        }
        problem = problem.empty() ? "no end in sight" : problem;
    }

    [[nodiscard]] Balance money() const {
        const auto payments = std::popcount(order.payments_verified);
        const bool is_released = order.regions.payment == PaymentState::released;
        return {{order.total.minor * payments},
                is_released ? captured(order) - refunds_paid(order) : Money{},
                paid_out_};
    }
    [[nodiscard]] const Policy& policy() const { return policy_; }

    Order order;
    SimTime now{};
    std::string_view problem;
    int refund_reports = 0;

private:
    void follow(const Order& before) {
        if (order.payments != before.payments) {
            Command answer{.kind = gateway_.verifies(order.payments)
                                       ? CommandKind::payment_verified
                                       : CommandKind::payment_failed,
                           .actor = Actor::gateway};
            answer.attempt = order.payments;
            report(now + hours(1), answer);
        }
        for (std::size_t i = 0; i < kRefunds; ++i) {
            if (order.refund_state[i] != before.refund_state[i]) {
                follow_refund(static_cast<RefundKind>(i));
            }
        }
    }

    void follow_refund(RefundKind kind) {
        Command command{.actor = Actor::platform, .refund = kind};
        const RefundState state = order.state_of(kind);
        if (state == RefundState::created) {
            command.kind = CommandKind::submit_refund;
            push(now + hours(2), command);
        } else if (state == RefundState::manual) {
            command.kind = CommandKind::pay_out_by_hand;
            push(now + hours(24), command);
        } else if (state == RefundState::submitted) {
            try_refund(kind, order.refund_tries[static_cast<std::size_t>(kind)]);
        }
    }

    void try_refund(RefundKind kind, std::uint8_t attempt) {
        Command word{.kind = CommandKind::refund_failed, .actor = Actor::gateway, .refund = kind};
        word.attempt = attempt;
        if (gateway_.refuses(kind, attempt)) {
            word.is_permanent = gateway_.refuses_for_good(kind, attempt);
            report(now, word);
            return;
        }
        paid_out_ += order.amount_of(kind);
        word.kind = CommandKind::refund_accepted;
        report(now, word);
        word.kind = CommandKind::refund_succeeded;
        report(now + hours(72), word);
    }

    void report(SimTime at, const Command& word) {
        const bool is_refund = is_about_refund(word.kind);
        refund_reports += is_refund ? 1 : 0;
        SimTime first = at;
        if (faults_ != nullptr && is_refund && faults_->one_in(2)) {
            first += hours(faults_->below(24U * (faults_->one_in(3) ? 60 : 2)));
        }
        push(first, word);
        while (faults_ != nullptr && faults_->one_in(2)) {
            // Never before the first: only what has been said can be said again.
            push(first + hours(faults_->below(24 * 30)), word);
        }
    }

    void push(SimTime at, const Command& command) {
        coming_.emplace(std::tuple(at, static_cast<int>(class_of(command.kind) ==
                                                        CommandClass::command), ++sequence_),
                        command);
    }

    const Rules& rules_;
    Policy policy_;
    Gateway gateway_;
    Dice* faults_;
    Money paid_out_{};
    std::map<std::tuple<SimTime, int, int>, Command> coming_;
    int sequence_ = 0;
};

/// Commands of buyer, seller and carrier, and when they came.
struct Script {
    Policy policy;
    std::vector<std::pair<SimTime, Command>> lines;
};

bool is_peoples(const Command& command) {
    return class_of(command.kind) != CommandClass::timer && command.actor != Actor::gateway &&
           command.kind != CommandKind::submit_refund &&
           command.kind != CommandKind::pay_out_by_hand;
}

/// Whatever people do with a paid order under a gateway that works.
Script write(Dice& dice, const Gateway& gateway) {
    constexpr int steps = 60;
    Life life = tests::unborn(dice);
    Script script{life.policy, {}};
    World world(rules(), life.policy, gateway, nullptr);
    const auto add = [&](const Command& command) {
        world.until(life.now);
        if (is_peoples(command)) {
            script.lines.emplace_back(life.now, command);
            world.take(command);
        }
        life.order = world.order;
    };
    for (const tests::Step& step : tests::verifying()) {
        add(step.command);
    }
    life.now += hours(dice.below(3));
    for (int i = 0; i < steps; ++i) {
        add(tests::next_command(life, dice));
    }
    return script;
}

World play(const Script& script, const Rules& with, const Gateway& gateway, Dice* faults) {
    World world(with, script.policy, gateway, faults);
    for (const auto& [at, command] : script.lines) {
        world.until(at);
        world.take(command);
    }
    world.end();
    return world;
}

/// In how many of 500 lives under these rules an invariant breaks, or somebody gets money that
/// nobody paid.
int money_astray(const Rules& with) {
    int astray = 0;
    for (std::uint64_t number = 0; number < 500; ++number) {
        Dice people(Draws(11, 0), number);
        Dice faults(Draws(11, 1), number);
        Dice fates(Draws(11, 2), number);
        Gateway gateway;
        for (int i = 0; i < 40; ++i) {
            gateway.fates.push_back(static_cast<std::uint16_t>(fates.below(0x10000)));
        }
        const World world = play(write(people, gateway), with, gateway, &faults);
        const Balance balance = world.money();
        const bool is_right = world.problem.empty() &&
                              balance.taken == balance.released + balance.paid_out;
        astray += is_right ? 0 : 1;
    }
    return astray;
}

}  // namespace

TEST_CASE("gateway: reports doubled, and those on refunds late and in any order, move no money") {
    rc::prop("free of meaning", [] {
        Dice people(choices(900));
        Dice faults(choices(300));
        const Gateway gateway{choices(40)};
        const Script script = write(people, gateway);
        const World quiet = play(script, rules(), gateway, nullptr);
        const World noisy = play(script, rules(), gateway, &faults);
        RC_ASSERT(quiet.problem == "");
        RC_ASSERT(noisy.problem == "");
        RC_ASSERT(quiet.money() == noisy.money());
        const Balance money = noisy.money();
        RC_ASSERT(money.taken == money.released + money.paid_out);
        RC_CLASSIFY(noisy.refund_reports > 0);
        RC_CLASSIFY(noisy.refund_reports > 2);
        RC_CLASSIFY(noisy.order.refund_tries[2] > 0);
    });
}

TEST_CASE("gateway: a table that cannot tell an old report from a new one moves money") {
    CHECK(money_astray(rules()) == 0);
    for (const Guard guard : {Guard::about_latest, Guard::new_payment}) {
        std::vector<Row> rows = standard_rows();
        for (Row& row : rows) {
            std::ranges::fill(std::ranges::remove(row.when, guard), Guard::always);
        }
        CHECK(money_astray(Rules(std::move(rows))) > 0);
    }
}

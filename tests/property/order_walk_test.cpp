#include "sim/base/enum_names.hpp"
#include "sim/order/invariants.hpp"

#include "tests/support/random_life.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

// Random walks over the whole machine. Invariants hold at each step, and the walks together reach
// every row, every state of every region and every refusal that needs more than one command, so
// that no fact below holds for want of cases.

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Dice;
using ordersim::tests::Life;

namespace {

struct Coverage {
    std::set<TransitionId> rows;
    std::set<Refusal> refusals;
    std::set<std::string_view> states;
    std::uint64_t accepted = 0;

    void note(const Order& order) {
        const Regions& at = order.regions;
        note(order_, at.order);
        note(payment_, at.payment);
        note(shipment_, at.shipment);
        note(request_, at.request);
        note(chat_, at.chat);
        note(case_, at.case_);
        note(stock_, at.stock);
        note(stop_, at.stop);
        for (const RefundState refund : order.refund_state) {
            note(refund_, refund);
        }
    }
    [[nodiscard]] std::size_t state_count() const {
        return order_.size() + payment_.size() + shipment_.size() + request_.size() + chat_.size() +
               case_.size() + stock_.size() + stop_.size() + refund_.size();
    }

private:
    template <class State>
    static void note(std::set<State>& seen, State state) {
        seen.insert(state);
    }
    std::set<OrderState> order_;
    std::set<PaymentState> payment_;
    std::set<ShipmentState> shipment_;
    std::set<RequestState> request_;
    std::set<ChatState> chat_;
    std::set<CaseState> case_;
    std::set<StockState> stock_;
    std::set<StopState> stop_;
    std::set<RefundState> refund_;
};

/// What is wrong with the step from `before`, if anything.
std::string_view problem_of(const Order& before, const Life& life, const Command& command,
                            const Decision& decision) {
    if (decision.kind != Decision::Kind::accepted) {
        const bool is_refused = decision.kind == Decision::Kind::refused;
        const bool may_be_refused = class_of(command.kind) == CommandClass::command;
        return before != life.order           ? "changed without being accepted"
               : is_refused != may_be_refused ? "a fact refused, or a command lost"
                                              : "";
    }
    const auto by_step = broken_by_step(before, life.order, life.policy, command, life.now);
    const auto by_state = broken_by_state(life.order);
    const auto first = by_step ? by_step : by_state;
    return first ? enum_name(*first) : "";
}

void walk(std::uint64_t number, const std::vector<tests::Journey>& journeys, Coverage& coverage) {
    constexpr int steps = 60;
    Dice dice(Draws(7, 0), number);
    Life life = dice.one_in(4) ? tests::unborn(dice) : tests::on_a_journey(journeys, dice);
    for (int i = 0; i < steps; ++i) {
        const Command command = tests::next_command(life, dice);
        const Order before = life.order;
        const Decision decision = step(rules(), life.order, life.policy, command, life.now);
        const std::string_view problem = problem_of(before, life, command, decision);
        if (!problem.empty()) {
            FAIL("walk " << number << " step " << i << ", " << enum_name(command.kind) << " in "
                         << enum_name(before.regions.order) << ": " << problem);
        }
        coverage.refusals.insert(decision.refusal);
        if (decision.kind == Decision::Kind::accepted) {
            coverage.rows.insert(decision.transition);
            coverage.note(life.order);
            ++coverage.accepted;
        }
    }
    if (life.order.version == 0) {
        return;
    }
    const std::string problem = tests::live_on(rules(), life.policy, life.order, life.now);
    if (!problem.empty()) {
        FAIL("walk " << number << ", " << problem);
    }
}

}  // namespace

TEST_CASE("random walks: every invariant holds, every order ends, nothing in the table is dead") {
    const std::vector<tests::Journey> journeys = tests::all_journeys();
    Coverage coverage;
    for (std::uint64_t number = 0; number < 20'000; ++number) {
        walk(number, journeys, coverage);
    }
    CHECK(coverage.accepted > 200'000);
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        const Row& row = rules().rows()[i];
        INFO(row.id << " " << row.title);
        CHECK(
            (row.refusal != Refusal::none || coverage.rows.contains(static_cast<TransitionId>(i))));
    }
    constexpr std::size_t states =
        enum_count<OrderState> - 1 + enum_count<PaymentState> + enum_count<ShipmentState> +
        enum_count<RequestState> + enum_count<ChatState> + enum_count<CaseState> +
        enum_count<StockState> - 1 + enum_count<StopState> + enum_count<RefundState>;
    CHECK(coverage.state_count() == states);
    for (std::size_t i = 0; i < enum_count<Refusal>; ++i) {
        const auto refusal = static_cast<Refusal>(i);
        const bool needs_no_walk =
            refusal == Refusal::stale_version || refusal == Refusal::wrong_actor ||
            refusal == Refusal::unknown_order || refusal == Refusal::too_many_payments;
        INFO(enum_name(refusal));
        CHECK((needs_no_walk || coverage.refusals.contains(refusal)));
    }
}

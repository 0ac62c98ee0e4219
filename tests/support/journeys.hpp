#pragma once

#include "sim/order/decide.hpp"

#include "tests/support/policies.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// Journeys: orders walked step by step through the rules, each step with the row that must take
/// it. Together they take every row, meet every refusal and make every guard matter.
namespace ordersim::tests {

/// A step's command, how long the world waits before it, and what must come of it.
struct Step {
    order::Command command;
    SimDuration wait{};
    bool is_fired = false;      ///< a timer, given at its own deadline
    std::string_view expected;  ///< a row's id, "!" and a refusal, or "-": recorded

    // Each says one more thing of the step.
    [[nodiscard]] Step by(order::Actor actor) const;
    [[nodiscard]] Step after(SimDuration wait) const;
    [[nodiscard]] Step amount(std::int64_t minor) const;
    [[nodiscard]] Step minutes(std::uint32_t minutes) const;
    [[nodiscard]] Step stock_free(std::uint16_t units) const;
    [[nodiscard]] Step attempt(std::uint8_t attempt) const;
    [[nodiscard]] Step evidence(std::uint8_t items) const;
    [[nodiscard]] Step version(std::uint32_t version) const;
    [[nodiscard]] Step because(order::Reason reason) const;
    [[nodiscard]] Step offering(order::Offer offer) const;
    [[nodiscard]] Step for_(order::Verdict verdict) const;
    [[nodiscard]] Step asking(order::Actor party) const;
    [[nodiscard]] Step of(order::RefundKind refund) const;
    [[nodiscard]] Step with_return() const;
    [[nodiscard]] Step permanently() const;
};
using Steps = std::vector<Step>;

/// A command or fact by the first actor who may give it.
[[nodiscard]] Step does(order::CommandKind kind, std::string_view expected);
/// A timer at the instant at which it is due.
[[nodiscard]] Step fires(order::CommandKind timer, std::string_view expected);
/// A timer now, due or not.
[[nodiscard]] Step fires_now(order::CommandKind timer, std::string_view expected);
[[nodiscard]] Steps operator+(Steps first, const Steps& then);

struct Journey {
    std::string name;
    order::Policy policy;
    Steps steps;
};

/// A policy that differs from the base in what `change` does to it.
template <class Change>
[[nodiscard]] order::Policy policy_with(Change change) {
    order::Policy policy = base_policy();
    change(policy);
    return policy;
}

/// What a journey came to. It ends at the first step that went otherwise.
struct Arrival {
    std::string failure;  ///< empty if all went as expected and every invariant held
    order::Order order;   ///< after the last step
    SimTime now{};
    order::Order at_end;                 ///< after the life that followed
    std::set<order::TransitionId> rows;  ///< taken, or refused by
    std::set<order::Refusal> refusals;
};
/// When the order's deadline of that name is due, or how much of it is left; kNever if it has none.
[[nodiscard]] SimTime deadline_of(const order::Order& order, const order::Command& timer);
/// One step of a life under `policy`; what went wrong, if anything.
[[nodiscard]] std::string take(const order::Rules& rules, const order::Policy& policy,
                               const Step& step, Arrival& at);
/// The journey alone.
[[nodiscard]] Arrival go(const order::Rules& rules, const Journey& journey);
/// The journey and the life that follows.
[[nodiscard]] Arrival travel(const order::Rules& rules, const Journey& journey);
/// Lives an order to its end: whoever is waited for does his part, and nobody else does anything.
/// What went wrong, if anything.
[[nodiscard]] std::string live_on(const order::Rules& rules, const order::Policy& policy,
                                  order::Order& order, SimTime now);

/// What the world still owes the order, as one command; nothing when only deadlines are left.
[[nodiscard]] std::optional<order::Command> owed(const order::Order& order);

/// All of them.
[[nodiscard]] std::vector<Journey> all_journeys();
[[nodiscard]] std::vector<Journey> payment_journeys();
[[nodiscard]] std::vector<Journey> cancellation_journeys();
[[nodiscard]] std::vector<Journey> shipment_journeys();
[[nodiscard]] std::vector<Journey> case_journeys();
[[nodiscard]] std::vector<Journey> dispute_journeys();
[[nodiscard]] std::vector<Journey> refund_journeys();

// The first parts of many journeys. An order costs 1000 and must ship within 6 days.
[[nodiscard]] Steps placed();
[[nodiscard]] Steps verifying();
[[nodiscard]] Steps paid();
[[nodiscard]] Steps pending();      ///< a request under the base policy's soft lock
[[nodiscard]] Steps rejected();     ///< and its rejection
[[nodiscard]] Steps compensated();  ///< a request that an accepted offer of 250 ended
[[nodiscard]] Steps refunding();    ///< approved, the parcel not yet stopped
[[nodiscard]] Steps shipped();
[[nodiscard]] Steps delivered();
[[nodiscard]] Steps completed();
/// A dispute for `amount`, opened 11 days after shipment or later.
[[nodiscard]] Steps disputes(std::int64_t amount);
/// The seller's rejection and support's taking the case up.
[[nodiscard]] Steps reviewed();

}  // namespace ordersim::tests

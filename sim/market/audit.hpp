#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "sim/base/id.hpp"
#include "sim/order/decide.hpp"
#include "sim/order/invariants.hpp"

namespace ordersim::market {

/// An invariant that did not hold: a bug of the rules or of the market, never of a scenario.
struct Violation {
    OrderId order;
    SimTime at;
    std::string what;  ///< the invariant, the command and the row
};

/// Money of all orders, followed from events: what came in must be where the orders say it is.
struct Ledger {
    Money captured{};
    Money refunded{};  ///< of captured money, posted
    Money released{};  ///< to sellers

    friend bool operator==(const Ledger&, const Ledger&) = default;
};

/// Units of all orders, followed from events: each is reserved once and has one fate.
struct Stock {
    std::int64_t reserved = 0;     ///< ever
    std::int64_t released = 0;     ///< before payment
    std::int64_t restocked = 0;
    std::int64_t written_off = 0;

    friend bool operator==(const Stock&, const Stock&) = default;
};

/// Things that begin and end, counted in two ways that must agree exactly: how many there are
/// through time, by what each step says of before and after; and how long each one lasts, by its
/// own beginning and end. (Little's law as an identity.) A beginning or an end that passes unseen
/// sets them apart.
class Sojourns {
public:
    /// A step took the thing from `was` (there) to `is`.
    void step(std::uint64_t thing, bool was, bool is, SimTime now);
    /// Whether both counts agree, all that is still there included, and whether as many are there
    /// as the orders say at the end.
    [[nodiscard]] bool agree(SimTime now, std::int64_t there) const;

private:
    [[nodiscard]] std::uint64_t integral_until(SimTime now) const;

    std::map<std::uint64_t, SimTime> since_;
    SimTime now_{};
    std::int64_t there_ = 0;
    /// Microseconds modulo 2^64: two sums that agree, agree so.
    std::uint64_t integral_ = 0;
    std::uint64_t lasted_ = 0;
};

/// Watches a market: the order machine's invariants at each step, and what only the whole of the
/// run can show. One thread. About as much work as the market itself, and 48 bytes an open request,
/// case or refund.
class Audit {
public:
    /// A command was accepted.
    void step(OrderId id, const order::Order& before, const order::Order& after,
              const order::Policy& policy, const order::Command& command, SimTime now,
              std::string_view row);
    /// Nothing can happen to the order any more.
    void leave(OrderId id, const order::Order& order, SimTime now);
    /// An order that is still alive when the run stops.
    void remain(const order::Order& order);
    /// After the last `remain`. `is_drained`: nothing was left to happen.
    void close(SimTime now, bool is_drained);

    [[nodiscard]] const std::optional<Violation>& violation() const { return violation_; }
    [[nodiscard]] std::uint64_t checks_made() const { return checks_made_; }
    [[nodiscard]] const Ledger& ledger() const { return ledger_; }

private:
    void account(const order::Order& before, const order::Order& after);
    void follow(OrderId id, const order::Order& before, const order::Order& after, SimTime now);
    void settle(const order::Order& order);
    void violate(OrderId id, SimTime now, std::string what);

    Ledger ledger_{};
    Stock stock_{};
    Money held_{};             ///< where the orders say money is held
    std::int64_t units_ = 0;   ///< where the orders say units are: reserved, or with a buyer
    std::uint64_t placed_ = 0;
    std::uint64_t left_ = 0;
    std::uint64_t alive_ = 0;
    /// Of what the whole of the run must show, and how many of each the orders hold at the end.
    struct Watch {
        Sojourns sojourns;
        std::int64_t there = 0;
    };
    Watch requests_, cases_, refunds_;
    std::uint64_t checks_made_ = 0;
    std::optional<Violation> violation_;
};

}  // namespace ordersim::market

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/agents/react.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/market/event_log.hpp"
#include "sim/metrics/tally.hpp"
#include "sim/order/decide.hpp"
#include "sim/order/invariants.hpp"

/// The marketplace in virtual time: orders, their agents and the rules on one calendar.
namespace ordersim::market {

enum class Checks : std::uint8_t { off, on };

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
    Money held{};      ///< of ended orders, at their end

    friend bool operator==(const Ledger&, const Ledger&) = default;
};

/// An agent's moment as it found it, so that it can be lived again: see experiment/throughput.hpp.
struct Moment {
    OrderId id;
    order::Order order;
    agents::Memory memory;
    agents::Act act;
};

/// What one replication of one policy runs on. All references outlive the market.
struct Setup {
    const order::Rules& rules;
    const order::Policy& policy;
    const agents::Cast& cast;
    Draws draws;
    Checks checks = Checks::off;
    EventLog* log = nullptr;  ///< gets every transition; may be null
    std::vector<Moment>* moments = nullptr;  ///< gets every act as it comes; may be null
};

/// One replication. A model of the kernel: `handle` is called for each event of its calendar.
/// One thread. Memory grows with the orders alive at once (an order leaves when nothing can
/// happen to it any more), and by 4 bytes an order placed.
class Market {
public:
    /// The first arrival stands in `calendar` afterwards. `tally` gets every event.
    Market(const Setup& setup, kernel::Calendar& calendar, metrics::Tally& tally);

    void handle(const kernel::Event& event);

    /// Set as soon as an invariant is broken; from then on `handle` does nothing.
    [[nodiscard]] const std::optional<Violation>& violation() const { return violation_; }
    /// With checks on, looks at what only the end of the run can show: money conserved, and, when
    /// the calendar ran empty, no order left behind.
    void check_end(SimTime now);

    /// Of the last event handled.
    [[nodiscard]] SimTime now() const { return now_; }
    /// Events that changed an order or were refused.
    [[nodiscard]] std::uint64_t useful_events() const { return useful_events_; }
    [[nodiscard]] std::uint64_t checks_made() const { return checks_made_; }
    [[nodiscard]] std::uint32_t orders_placed() const { return next_order_; }
    [[nodiscard]] std::size_t orders_alive() const { return lives_.size() - free_.size(); }

private:
    /// An order with what its agents remember and what the calendar holds for it.
    struct Life {
        order::Order order;
        agents::Memory memory;
        SimTime timer_at = kNever;    ///< of the one timer event that counts
        std::uint32_t queued = 0;     ///< events in the calendar
        std::uint16_t sequence = 0;   ///< of the next event
    };

    void arrive(OrderId id, SimTime now);
    void schedule_arrival(SimTime after);
    void act(OrderId id, Life& life, const kernel::Event& event);
    void fire(OrderId id, Life& life, SimTime now);
    void execute(OrderId id, Life& life, const order::Command& command, SimTime now);
    void queue(OrderId id, Life& life, const agents::Acts& acts);
    void queue_timer(OrderId id, Life& life);
    void leave(OrderId id, SimTime now);

    [[nodiscard]] metrics::OrderEvent event_of(OrderId id, const Life& life,
                                               const order::Command& command, SimTime now) const;
    void tell(metrics::OrderEvent event, const order::Decision& decision,
              const order::Regions& before);
    void tell_contact(metrics::OrderEvent event);
    void check(OrderId id, const order::Order& before, const order::Order& after,
               const order::Command& command, const order::Decision& decision, SimTime now);
    void account(const order::Order& before, const order::Order& after);
    void violate(OrderId id, SimTime now, std::string what);

    [[nodiscard]] agents::View view(OrderId id, const Life& life, SimTime now) const {
        return {id, life.order, setup_.policy, setup_.cast, setup_.draws, now};
    }

    Setup setup_;
    kernel::Calendar& calendar_;
    metrics::Tally& tally_;
    std::vector<Life> lives_;
    std::vector<std::uint32_t> free_;      ///< places in lives_
    std::vector<std::uint32_t> place_of_;  ///< by order id
    SimTime now_{};
    std::uint32_t next_order_ = 0;
    std::uint64_t useful_events_ = 0;
    std::uint64_t checks_made_ = 0;
    Ledger ledger_{};
    std::optional<Violation> violation_;
};

}  // namespace ordersim::market

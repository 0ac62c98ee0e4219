#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/agents/react.hpp"
#include "sim/base/shard.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/market/audit.hpp"
#include "sim/market/desks.hpp"
#include "sim/market/event_log.hpp"
#include "sim/market/lives.hpp"
#include "sim/market/order_ledger.hpp"
#include "sim/metrics/tally.hpp"
#include "sim/order/decide.hpp"

/// The marketplace in virtual time: orders, their agents, the platform's staff and the rules on one
/// calendar.
namespace ordersim::market {

enum class Checks : std::uint8_t { off, on };

/// An agent's moment as it found it, so that it can be lived again: see experiment/throughput.hpp.
struct Moment {
    OrderId id;
    order::Order order;
    agents::Memory memory;
    agents::Act act;
};

/// A command as it was put to the rules.
struct Question {
    OrderId id;
    order::Order order;
    order::Command command;
    SimTime now;
};

/// An order to which nothing can happen any more.
struct Farewell {
    OrderId id;
    order::Order order;
};

/// Who decides in place of the rules at hand: a live service, which answers later, through
/// `Market::hear`. One answer a call.
class Platform {
public:
    Platform() = default;
    Platform(const Platform&) = delete;
    Platform& operator=(const Platform&) = delete;
    virtual ~Platform() = default;
    /// Somebody gives his order a command.
    virtual void ask(OrderId id, const order::Command& command, SimTime now) = 0;
    /// Somebody looks the order up: its buyer, or whoever waits for a deadline that has come.
    virtual void look(OrderId id, SimTime now) = 0;
};

inline constexpr SimDuration kNoLook = SimDuration::max();

/// What an order's people learn from a platform's answer: a command that was accepted, theirs or a
/// deadline's, or refused; or, recorded, how the order now is and nothing more.
struct News {
    order::Command command;
    order::Decision decision;
    order::Order after;
    SimTime at;  ///< when it was decided
};

/// What one replication of one policy runs on. All references outlive the market.
struct Setup {
    const order::Rules& rules;
    const order::Policy& policy;
    const agents::Cast& cast;
    Draws draws;
    Checks checks = Checks::off;
    EventLog* log = nullptr;  ///< gets every transition; may be null
    OrderLedger* ledger = nullptr;  ///< gets every transition; may be null
    std::vector<Moment>* moments = nullptr;  ///< gets every act as it comes; may be null
    std::vector<Question>* questions = nullptr;  ///< gets every command as it comes; may be null
    std::vector<Farewell>* farewells = nullptr;  ///< gets every order as it leaves; may be null
    Shard share{};  ///< of the orders: whose people act; others' only arrive
    Platform* platform = nullptr;  ///< decides; null: the rules do, at once
    /// With a platform: how long after a deadline the order is looked up; kNoLook: never.
    SimDuration look_after{};
};

/// One replication. A model of the kernel: `handle` is called for each event of its calendar.
/// One thread. Memory grows with the orders alive at once (an order leaves when nothing can
/// happen to it any more), and by 4 bytes an order placed.
class Market {
public:
    /// The first arrival stands in `calendar` afterwards. `tally` gets every event.
    Market(const Setup& setup, kernel::Calendar& calendar, metrics::Tally& tally);

    void handle(const kernel::Event& event);
    /// A platform has answered one call about the order, at `now`; `news` is what that tells, in
    /// the order of the versions. Requires: now is not before the last event.
    void hear(OrderId id, std::span<const News> news, SimTime now);
    /// One more answer about the order is to come: a platform calls it from within `ask`.
    void expect(OrderId id) { ++lives_.wake(id).awaited; }
    /// Before the event is handled: brings what it will read into cache, nothing else.
    [[gnu::always_inline]] void prefetch_far(const kernel::Event& event) const {
        lives_.prefetch_order(event.entity());
    }
    [[gnu::always_inline]] void prefetch_near(const kernel::Event& event) const {
        lives_.prefetch_parts(event.entity());
    }

    /// Set as soon as an invariant is broken; from then on `handle` does nothing.
    [[nodiscard]] const std::optional<Violation>& violation() const { return audit_.violation(); }
    /// With checks on, looks at what only the end of the run can show: money, stock and orders
    /// conserved, Little's law, and, when the calendar ran empty, no order left behind.
    void check_end(SimTime now);
    /// What the desk did up to now. Requires: now is not before the last event.
    [[nodiscard]] kernel::PoolTotals desk_totals(agents::Desk desk, SimTime now) {
        return desks_.totals(desk, now);
    }

    /// Of the last event handled.
    [[nodiscard]] SimTime now() const { return now_; }
    /// Events that changed an order or were refused.
    [[nodiscard]] std::uint64_t useful_events() const { return useful_events_; }
    [[nodiscard]] std::uint64_t checks_made() const { return audit_.checks_made(); }
    [[nodiscard]] std::uint32_t orders_placed() const { return lives_.begun(); }
    [[nodiscard]] std::size_t orders_alive() const { return lives_.alive(); }

private:
    void arrive(OrderId id, SimTime now);
    void schedule_arrival(SimTime after);
    void live(OrderId id, const kernel::Event& event);
    void act(OrderId id, Life& life, const kernel::Event& event);
    void fire(OrderId id, Life& life, SimTime now);
    void execute(OrderId id, Life& life, const order::Command& command, SimTime now);
    void ask(OrderId id, Life& life, const order::Command& command, SimTime now);
    void look(OrderId id, Life& life, SimTime now);
    void learn(OrderId id, Life& life, const order::Command& command,
               const order::Decision& decision, const agents::Before& before, SimTime now);
    void do_deed(OrderId id, Life& life, const agents::Deed& deed, const agents::Act& act);
    void queue(OrderId id, Life& life, const agents::Acts& acts);
    void watch_deadline(OrderId id, Life& life);
    void rest(SimTime now);

    void join_line(OrderId id, Life& life, agents::Task task, SimTime now);
    void leave_line(OrderId id, Life& life, const agents::Act& act);
    void end_service(OrderId id, Life& life, const agents::Act& act);
    void serve(std::vector<Desks::Client> turns, SimTime now);
    [[nodiscard]] bool begin_service(const Desks::Client& turn, SimTime now);
    void schedule_shift(agents::Desk desk, SimTime now);

    [[nodiscard]] order::Decision put_to_rules(OrderId id, Life& life,
                                               const order::Command& command, SimTime now);
    [[nodiscard]] metrics::OrderEvent event_of(OrderId id, const Life& life,
                                               const order::Command& command, SimTime now) const;
    void tell(OrderId id, const Life& life, const order::Command& command,
              const order::Decision& decision, const agents::Before& before, SimTime now);
    void tell_desk(const Desks::Client& client, SimTime at, metrics::DeskEvent::Kind kind,
                   SimDuration service = {});

    [[nodiscard]] agents::View view(OrderId id, const Life& life, SimTime now) const {
        agents::View view{id, life.order, setup_.policy, setup_.cast, setup_.draws, now};
        if (!hands_free_at_.empty()) [[unlikely]] {
            view.hands_free_at = hands_free_at_[view.seller().value];
        }
        return view;
    }

    Setup setup_;
    kernel::Calendar& calendar_;
    metrics::Tally& tally_;
    Desks desks_;
    Audit audit_;
    std::vector<SimTime> hands_free_at_;   ///< by seller, where capacity is limited
    Lives lives_;
    SimTime now_{};
    std::uint64_t useful_events_ = 0;
};

}  // namespace ordersim::market

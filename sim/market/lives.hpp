#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "sim/agents/act.hpp"
#include "sim/base/id.hpp"
#include "sim/market/slots.hpp"
#include "sim/order/order.hpp"

namespace ordersim::market {

/// An order with what its agents remember and what the calendar holds for it.
struct Life {
    order::Order order;
    agents::Memory memory;
    SimTime watched_at = kNever;  ///< of the event, an act's or a timer's, at which the deadlines
                                  ///< are looked at next; kNever: of none
    std::uint16_t awaited = 0;   ///< events in the calendar, and places in the desks' lines
    std::uint16_t sequence = 0;  ///< of the next event
};

/// The orders alive. Between events they are at rest, in as little memory as they need: what a
/// life holds beyond its order's course lies apart, and only while it is not as it was made. An
/// event wakes the orders that it meets, as whole values that stay where they are until the event
/// is over.
///
/// At rest an order takes 96 bytes, 40 more until it is handed over and 136 more once anybody has
/// claimed or said anything about it; 4 bytes stay for each order ever placed. Wake and rest: O(1).
class Lives {
public:
    /// A new order, awake. Requires: ids count from 0.
    Life& begin(OrderId id);
    /// The order, awake until `rest`. Requires: it is alive.
    Life& wake(OrderId id) {
        for (std::size_t i = 0; i < awake_count_; ++i) {
            if (awake_[i]->id == id) {
                return awake_[i]->life;
            }
        }
        return wake_up(id);
    }
    /// The event is over: `finish(id, life)` has the last word on each order that it met. An order
    /// that then nothing awaits any more leaves.
    template <class Finish>
    void rest(Finish finish) {
        for (; awake_count_ > 0; --awake_count_) {
            Awake& one = *awake_[awake_count_ - 1];
            finish(one.id, one.life);
            if (one.life.awaited == 0) {
                let_go(one.id);
            } else {
                lay_down(one.id, one.life);
            }
        }
    }

    [[nodiscard]] std::uint32_t begun() const {
        return static_cast<std::uint32_t>(place_of_.size());
    }
    [[nodiscard]] std::size_t alive() const { return resting_.taken(); }
    /// Visits the orders alive. Requires: none is awake.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const std::uint32_t place : place_of_) {
            if (place != kGone) {
                Life life;
                load(place, life);
                visit(std::as_const(life.order));
            }
        }
    }

    /// Some events before one of the order: brings it into cache. Any number may be given ...
    [[gnu::always_inline]] void prefetch_order(std::uint32_t id) const {
        if (id < place_of_.size() && place_of_[id] != kGone) {
            prefetch_whole(resting_[place_of_[id]]);
        }
    }
    /// ... and a few events later what else there is of it.
    [[gnu::always_inline]] void prefetch_parts(std::uint32_t id) const {
        if (id < place_of_.size() && place_of_[id] != kGone) {
            const Resting& resting = resting_[place_of_[id]];
            if (resting.plan != kNone) {
                prefetch_whole(plans_[resting.plan]);
            }
            if (resting.affair != kNone) {
                prefetch_whole(affairs_[resting.affair]);
            }
        }
    }

private:
    static constexpr std::uint32_t kGone = 0xffffffff;
    static constexpr std::uint32_t kNone = 0xffffffff;  ///< as it was made

    struct Affair {
        order::Claims claims;
        agents::Talks talks;
    };
    struct Resting {
        order::Course course;
        SimTime watched_at;
        std::uint32_t plan;    ///< place in plans_, or kNone
        std::uint32_t affair;  ///< place in affairs_, or kNone
        std::uint16_t awaited;
        std::uint16_t sequence;
    };
    static_assert(sizeof(Resting) == 96);
    static_assert(sizeof(agents::HandlingPlan) == 40);
    static_assert(sizeof(Affair) == 136);
    struct Awake {
        OrderId id;
        Life life;
    };

    /// The part at `place`, which is made if there is none yet.
    template <class Part>
    [[nodiscard]] static Part& place_in(Slots<Part>& parts, std::uint32_t& place) {
        if (place == kNone) {
            place = parts.take();
        }
        return parts[place];
    }
    template <class Part>
    static void drop(Slots<Part>& parts, std::uint32_t& place) {
        if (place != kNone) {
            parts.give(std::exchange(place, kNone));
        }
    }

    template <class Value>
    [[gnu::always_inline]] static void prefetch_whole(const Value& value) {
        constexpr std::size_t line = 64;
        const char* const bytes = reinterpret_cast<const char*>(&value);
        for (std::size_t at = 0; at < sizeof(Value); at += line) {
            __builtin_prefetch(bytes + at);
        }
        __builtin_prefetch(bytes + sizeof(Value) - 1);
    }

    Life& wake_up(OrderId id);
    Life& make_room(OrderId id);
    void load(std::uint32_t place, Life& life) const;
    void lay_down(OrderId id, const Life& life);
    void let_go(OrderId id);

    std::vector<std::uint32_t> place_of_;  ///< by order id, in resting_
    Slots<Resting> resting_;
    Slots<agents::HandlingPlan> plans_;
    Slots<Affair> affairs_;
    std::vector<std::unique_ptr<Awake>> awake_;
    std::size_t awake_count_ = 0;
};

}  // namespace ordersim::market

#pragma once

#include <cstdint>

#include "sim/order/names_meant.hpp"
#include "sim/order/order.hpp"
#include "sim/order/rules.hpp"

/// What somebody outside sees of a service that keeps orders.
namespace ordersim::judge {

/// What the caller may ask for, if the service is right.
enum class Standing : std::uint8_t {
    party,     ///< the order is his, or his task
    stranger,  ///< he proved who he is, and the order is another's
    unproved   ///< no token or signature, or a wrong one
};

/// How much of the order a reply shows.
enum class Shows : std::uint8_t {
    nothing,
    state,  ///< regions.order, as refusals do; and the version where there is one
    order   ///< version, regions, total, quantity, the refunds' states, amounts and tries, deadline
};

/// One call and what came of it. Of the fields of `after` those that `shows` names are read; the
/// money of an order is told by its refunds and its total.
struct Observation {
    enum class Reply : std::uint8_t {
        accepted,
        recorded,   ///< a fact that changed nothing
        acknowledged,  ///< a fact that was accepted or recorded: which is not told
        refused,
        seen,       ///< a read
        hidden,     ///< as if there were no such order (404)
        unproved,   ///< the caller is not believed (401)
        key_taken,  ///< the key came with another request before (422)
        unknown,    ///< none came, or one that leaves open what happened (5xx)
        malformed   ///< one that no service of these orders gives
    };

    std::uint64_t order = 0;       ///< the caller's own number for it, dense from 0
    std::uint32_t caller = 0;      ///< a caller waits for a reply before he calls again
    std::int64_t called_ns = 0;    ///< one monotonic clock for all callers
    std::int64_t returned_ns = 0;  ///< >= called_ns
    bool is_read = false;          ///< asked for the order; else gave `command`
    Standing standing = Standing::party;
    order::Command command;        ///< as sent; of a read only the actor
    /// Calls with one key are one command, sent again; 0: none. Counted up among all orders.
    std::uint64_t key = 0;
    bool is_resent = false;  ///< this key was sent before
    bool is_altered = false;  ///< and with another request, to see it refused
    Reply reply = Reply::unknown;
    order::Refusal refusal = order::Refusal::none;             ///< of refused
    order::RefusalsMeant refusals;  ///< that the service's word may stand for; empty: `refusal`
    order::TransitionId transition = order::kNoTransition;     ///< of accepted; none: not named
    Shows shows = Shows::order;
    order::Order after;
    bool has_version = true;        ///< false: after.version is not told
    order::StatesMeant states;      ///< of shows == state, likewise; empty: after.regions.order
    order::Deadline deadline;  ///< shown; at == kNever: shown that there is none; without `refund`
    SimTime at = kNever;       ///< the orders' clock when it took effect; kNever: not told
};

}  // namespace ordersim::judge

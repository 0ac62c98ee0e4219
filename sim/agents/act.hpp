#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "sim/base/assert.hpp"
#include "sim/base/time.hpp"
#include "sim/order/command.hpp"

namespace ordersim::agents {

/// What an agent has resolved to do at some instant. What it comes to is decided when the instant
/// is there, on the order as it then is. Facts first, then commands: the order of ties.
enum class ActKind : std::uint8_t {
    // Facts.
    payment_answer,
    refund_answer,
    stop_is_seen,
    carrier_delivers,
    carrier_loses,
    carrier_answers_stop,
    carrier_returns,
    // Commands.
    buyer_pays,
    buyer_cancels_unpaid,
    buyer_wants_out,
    buyer_requests,
    buyer_follows_up,
    buyer_withdraws,
    buyer_confirms,
    seller_replies,
    seller_answers,
    seller_is_out_of_stock,
    seller_picks,
    seller_labels,
    seller_hands_over,
    platform_submits_refund
};

[[nodiscard]] constexpr bool is_fact(ActKind kind) { return kind <= ActKind::carrier_returns; }

struct Act {
    SimTime at;
    ActKind kind = ActKind::buyer_pays;
    std::uint8_t detail = 0;  ///< refunds: the RefundKind; payments and wishes: of which attempt
                              ///< to pay; stops: the how manieth
};

/// The few acts that one moment gives rise to.
class Acts {
public:
    static constexpr std::size_t kMost = 8;

    void add(const Act& act) {
        ORDERSIM_ASSERT(count_ < kMost);
        acts_[count_++] = act;
    }
    void add(const Acts& others) {
        for (const Act& act : others.span()) {
            add(act);
        }
    }
    [[nodiscard]] std::span<const Act> span() const { return {acts_.data(), count_}; }

private:
    std::array<Act, kMost> acts_{};
    std::size_t count_ = 0;
};

/// What the agents of one order remember of it, beyond the order itself. Their traits and tastes
/// are not here: those are drawn by address whenever they are asked for.
struct Memory {
    SimTime pick_at = kNever;       ///< planned, as the next two
    SimTime label_at = kNever;
    SimTime hand_over_at = kNever;
    SimTime reply_from{};           ///< when the seller was last asked
    SimTime reply_at = kNever;      ///< when he will answer; other reply acts are outdated
    SimDuration held_back{};        ///< hand-over against the plan without grace and holds
    bool has_contacted = false;     ///< the buyer showed his wish
    bool has_chatted = false;       ///< asked the seller before requesting
    bool has_consent = false;       ///< the seller agreed in the chat
    bool wish_waits = false;        ///< came while cancelling was blocked
    bool is_held = false;           ///< the parcel waits for the request's end
    std::uint8_t stops = 0;         ///< asked of the warehouse so far
    std::uint8_t replies = 0;       ///< asked for so far: the index of the reply's draws
    std::uint8_t follow_ups = 0;    ///< to the present request
};

/// What an act came to.
struct Deed {
    std::optional<order::Command> command{};
    bool is_contact = false;  ///< the buyer's first contact about cancelling
    Acts acts{};              ///< further acts resolved on
};

/// The command and nothing else.
[[nodiscard]] inline Deed only(const order::Command& command) { return {.command = command}; }

}  // namespace ordersim::agents

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
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
    payment_answer,  ///< the gateway knows; its reports follow
    payment_report,
    refund_report,
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
    buyer_answers_offer,
    buyer_escalates,
    buyer_complains,
    buyer_answers_proposal,
    buyer_withdraws_case,
    buyer_sends_goods_back,
    buyer_checks_refund,
    seller_replies,
    seller_answers,
    seller_is_out_of_stock,
    seller_picks,
    seller_labels,
    seller_hands_over,
    seller_answers_dispute,
    party_informs,
    platform_submits_refund,
    // At the platform's desks.
    joins_line,
    loses_patience,
    leaves_line,
    service_ends
};

[[nodiscard]] constexpr bool is_fact(ActKind kind) { return kind <= ActKind::carrier_returns; }

struct Act {
    SimTime at;
    ActKind kind = ActKind::buyer_pays;
    /// Payments and wishes: of which attempt to pay; requests and their withdrawals: how many were
    /// made before; follow-ups: the reminder; answers to offers: the reply; stops: the how manieth;
    /// refunds submitted: the RefundKind; reports: hooks::PaymentNews, RefundNews; desks: DeskNote;
    /// what is said in a case: its episode; withdrawals of it: whether it is a dispute.
    std::uint8_t detail = 0;
};

/// The few acts that one moment gives rise to. Made, copied and thrown away at every event: only
/// the acts that are there are ever written or copied.
class Acts {
public:
    static constexpr std::size_t kMost = 8;

    Acts() noexcept {}  // NOLINT(modernize-use-equals-default): that would write all of them
    Acts(const Acts& other) noexcept { add(other); }
    Acts& operator=(const Acts& other) noexcept {
        if (this != &other) {
            count_ = 0;
            add(other);
        }
        return *this;
    }
    ~Acts() = default;

    void add(const Act& act) {
        ORDERSIM_ASSERT(count_ < kMost);
        std::construct_at(acts_ + count_++, act);
    }
    void add(const Acts& others) {
        for (const Act& act : others.span()) {
            add(act);
        }
    }
    [[nodiscard]] std::size_t size() const { return count_; }
    /// Of what outlives the span: a loop over a temporary's would read acts that are gone.
    [[nodiscard]] std::span<const Act> span() const& { return {acts_, count_}; }
    [[nodiscard]] std::span<const Act> span() const&& = delete;

private:
    union {
        Act acts_[kMost];  // NOLINT(modernize-avoid-c-arrays): std::array would be made whole
    };
    std::size_t count_ = 0;
};

/// Where the platform's staff serves.
enum class Desk : std::uint8_t { chat, cases };
inline constexpr std::size_t kDesks = 2;

/// What somebody at a desk is asked to do for an order. An order has at most one task of a kind.
enum class Task : std::uint8_t {
    first_contact,    ///< chat: a buyer who wants out and asks support first
    refund_question,  ///< chat: where is my money?
    preship_case,     ///< cases: a review before shipment
    dispute,          ///< cases: a review after it
    payout            ///< cases: a refund that has to be paid out by hand
};
inline constexpr std::size_t kTasks = 5;

/// A task with the number of the visit or service that it is about, for the detail of an act: an
/// act that is about an earlier one is outdated. Numbers count modulo 32.
struct DeskNote {
    Task task = Task::first_contact;
    std::uint8_t number = 0;
};
[[nodiscard]] constexpr std::uint8_t detail_of(DeskNote note) {
    return static_cast<std::uint8_t>(static_cast<unsigned>(note.task) | (note.number & 31U) << 3U);
}
[[nodiscard]] constexpr DeskNote desk_note(std::uint8_t detail) {
    return {static_cast<Task>(detail & 7U), static_cast<std::uint8_t>(detail >> 3U)};
}

[[nodiscard]] constexpr Desk desk_of(Task task) {
    return task <= Task::refund_question ? Desk::chat : Desk::cases;
}

/// When the seller means to handle the order: forgotten with the hand-over.
struct HandlingPlan {
    SimTime pick_at = kNever;
    SimTime label_at = kNever;
    SimTime hand_over_at = kNever;
    SimDuration held_back{};     ///< hand-over against the plan without grace and holds
    SimTime hands_busy_until{};  ///< the seller's, with this order; where capacity is limited

    friend bool operator==(const HandlingPlan&, const HandlingPlan&) = default;
};

/// What was said about the order. As made, nobody has said anything yet.
struct Talks {
    SimTime reply_from{};           ///< when the seller was last asked
    SimTime reply_at = kNever;      ///< when he will answer; other reply acts are outdated
    SimTime refund_shows_at{};      ///< when the latest posted one does, in the buyer's account
    std::uint32_t checks = 0;       ///< of the refund's status so far
    std::uint16_t visits = 0;       ///< to the chat so far: the index of their draws
    bool has_contacted = false;     ///< the buyer showed his wish
    bool has_chatted = false;       ///< asked the seller before requesting
    bool has_consent = false;       ///< the seller agreed in the chat
    bool wish_waits = false;        ///< came while cancelling was blocked
    bool is_held = false;           ///< the parcel waits for the request's end
    bool has_escalated = false;     ///< resolved on a complaint about a refusal: once an order
    bool complaint_waits = false;   ///< such a complaint, for the parcel's hand-over
    bool is_checking = false;       ///< the buyer looks for a refund from time to time
    bool has_opened_case = false;   ///< the buyer himself, not silence
    bool has_walked_off = false;    ///< of the chat's line without a word: nobody is there
    bool shelf_is_empty = false;    ///< as the seller has found
    std::uint8_t stops = 0;         ///< asked of the warehouse so far
    std::uint8_t replies = 0;       ///< asked for so far: the index of the reply's draws
    std::uint8_t follow_ups = 0;    ///< to the present request
    std::uint8_t reminders = 0;     ///< to follow up, so far; earlier ones are outdated
    std::uint8_t episode = 0;       ///< counts claims, proposals and questions of the case: an act
                                    ///< resolved on in an earlier one is outdated
    std::uint8_t services = 0;      ///< by staff so far: the index of their draws
    std::uint8_t review = 0;        ///< the number of the service that is the present review

    friend bool operator==(const Talks&, const Talks&) = default;
};

/// What the agents of one order remember of it, beyond the order itself. Their traits and tastes
/// are not here: those are drawn by address whenever they are asked for.
struct Memory : HandlingPlan, Talks {};

/// What an act came to.
struct Deed {
    std::optional<order::Command> command{};
    bool is_contact = false;  ///< the buyer's first contact about cancelling
    bool is_look = false;     ///< the buyer looked something up
    std::optional<Task> joins{};   ///< enters the desk's line for this
    std::optional<Task> leaves{};  ///< leaves it, unless service has begun
    Acts acts{};              ///< further acts resolved on
};

/// The command and nothing else.
[[nodiscard]] inline Deed only(const order::Command& command) { return {.command = command}; }

}  // namespace ordersim::agents

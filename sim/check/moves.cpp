#include <algorithm>
#include <utility>

#include "sim/check/model.hpp"

// What the environment may do: anything that anybody may do at any time, but for values that no
// guard tells apart.
namespace ordersim::check {
namespace {

using namespace order;
using C = CommandKind;
using Amount = Move::Amount;
using Attempt = Move::Attempt;

/// Whether the command's effects or guards read an amount, so that several must be tried.
std::vector<Amount> amounts_of(C kind) {
    if (kind == C::pay) {
        return {Amount::rest, Amount::part};
    }
    const bool is_offer = kind == C::counter_offer || kind == C::reject_proposal;
    const bool is_claim = kind == C::open_dispute || kind == C::modify_proposal;
    return is_offer || is_claim
               ? std::vector{Amount::rest, Amount::part, Amount::excess, Amount::none}
               : std::vector{Amount::none};
}

class Moves {
public:
    Moves() {
        for (std::size_t i = 0; i < enum_count<C>; ++i) {
            add_kind(static_cast<C>(i));
        }
        for (const auto passing : {Move::Passing::window, Move::Passing::dispute_opening}) {
            Move move;
            move.command.actor = Actor::clock;
            move.passing = passing;
            moves_.push_back(move);
        }
    }
    [[nodiscard]] std::vector<Move> result() && { return std::move(moves_); }

private:
    void add(const Command& command, Amount amount = Amount::none,
             Attempt attempt = Attempt::latest) {
        Move move;
        move.command = command;
        move.amount = amount;
        move.attempt = attempt;
        moves_.push_back(move);
    }
    void add_kind(C kind) {
        for (std::size_t i = 0; i < enum_count<Actor>; ++i) {
            if (may_give(static_cast<Actor>(i), kind)) {
                Command command;
                command.kind = kind;
                command.actor = static_cast<Actor>(i);
                add_variants(command);
            }
        }
    }
    void add_variants(const Command& command) {
        if (is_about_refund(command.kind)) {
            add_refunds(command);
        } else if (command.kind == C::place_order) {
            add_placing(command);
        } else if (command.kind == C::decide_case) {
            add_verdicts(command);
        } else if (command.kind == C::request_info) {
            add_parties(command);
        } else if (command.kind == C::counter_offer) {
            add_offers(command);
        } else if (command.kind == C::payment_verified || command.kind == C::payment_failed) {
            add(command);
            add(command, Amount::none, Attempt::earlier);
        } else if (command.kind == C::open_dispute || command.kind == C::modify_proposal) {
            add_claims(command);
        } else {
            add_reasons(command);
        }
    }
    void add_refunds(Command command) {
        for (std::size_t i = 0; i < kRefunds; ++i) {
            command.refund = static_cast<RefundKind>(i);
            command.is_permanent = false;
            add(command);
            if (command.kind == C::refund_failed) {
                command.is_permanent = true;
                add(command);
            }
            if (class_of(command.kind) == CommandClass::fact) {
                command.is_permanent = false;
                add(command, Amount::none, Attempt::earlier);
            }
        }
    }
    void add_placing(Command command) {
        command.quantity = 1;
        command.minutes = kShipLimitMinutes;
        command.amount = kTotal;
        for (const std::uint16_t stock : {std::uint16_t{1}, std::uint16_t{0}}) {
            for (const bool is_trusted : {false, true}) {
                command.stock_free = stock;
                command.is_trusted = is_trusted;
                add(command);
            }
        }
        command.stock_free = 1;
        command.amount = {-1};
        add(command);
    }
    void add_verdicts(Command command) {
        for (const Verdict verdict : {Verdict::buyer, Verdict::seller}) {
            command.verdict = verdict;
            add(command);
        }
        command.verdict = Verdict::split;
        for (const Amount amount : {Amount::part, Amount::rest, Amount::excess}) {
            add(command, amount);
        }
    }
    void add_parties(Command command) {
        for (const Actor party : {Actor::buyer, Actor::seller}) {
            command.party = party;
            add(command);
        }
    }
    void add_offers(Command command) {
        for (const Amount amount : amounts_of(command.kind)) {
            add(command, amount);
        }
        command.offer = Offer::coupon;
        add(command);
    }
    void add_claims(Command command) {
        for (const bool with_return : {false, true}) {
            command.with_return = with_return;
            for (const Amount amount : amounts_of(command.kind)) {
                add(command, amount);
            }
        }
    }
    void add_reasons(Command command) {
        for (const Amount amount : amounts_of(command.kind)) {
            add(command, amount);
        }
        if (command.kind == C::pay) {
            moves_.push_back(moves_[moves_.size() - 2]);
            moves_.back().at_deadline = true;
        }
        const bool gives_reason =
            command.kind == C::request_cancel || command.kind == C::cancel_instant;
        const bool may_be_sold_out =
            command.kind == C::seller_cancel || command.kind == C::approve_cancel;
        if (gives_reason || may_be_sold_out) {
            command.reason = gives_reason ? Reason::slow_shipping : Reason::out_of_stock;
            add(command);
        }
    }

    std::vector<Move> moves_;
};

/// The latest of the earlier attempts to pay whose money has not come; else the one before the
/// latest. Requires: there are two.
unsigned earlier_payment(const Order& order) {
    for (unsigned attempt = order.payments - 1U; attempt >= 1; --attempt) {
        if ((order.payments_verified >> (attempt - 1U) & 1U) == 0) {
            return attempt;
        }
    }
    return order.payments - 1U;
}

/// Sets what depends on the order. False: there is no such amount or attempt now.
bool fit_to(const Setting& setting, const Order& order, const Move& move, Command& command) {
    const Money rest = captured(order) - refunds_promised(order);
    switch (move.amount) {
        case Amount::none: break;
        case Amount::part:
            command.amount = {1};
            if (command.kind != C::pay && rest <= command.amount) {
                return false;
            }
            break;
        case Amount::rest: command.amount = command.kind == C::pay ? kTotal : rest; break;
        case Amount::excess: command.amount = rest + Money{1}; break;
    }
    if (command.kind == C::extend_processing) {
        command.minutes = extension_minutes(setting.policy);
    }
    const bool is_payment =
        command.kind == C::payment_verified || command.kind == C::payment_failed;
    const std::uint8_t tries = order.refund_tries[static_cast<std::size_t>(command.refund)];
    const unsigned latest = is_payment ? order.payments : tries;
    if (move.attempt == Attempt::earlier) {
        if (latest < 2) {
            return false;
        }
        command.attempt = static_cast<std::uint8_t>(
            is_payment ? earlier_payment(order) : latest - 1U);
    } else if (class_of(command.kind) == CommandClass::fact) {
        command.attempt = static_cast<std::uint8_t>(latest);
    }
    return true;
}

/// Time passes the next window, or the wait before disputes; nothing else changes.
bool pass(const Setting& setting, const Order& state, Move::Passing passing, Outcome& outcome) {
    outcome.before = state;
    outcome.after = state;
    outcome.decision = {Decision::Kind::recorded, kNoTransition, Refusal::none, Guard::always};
    if (passing == Move::Passing::dispute_opening) {
        outcome.after.handed_over_at = kInstant - setting.policy.dispute_opens;
    } else {
        const SimDuration age = kInstant - state.paid_at;
        const auto next = std::ranges::find_if(
            setting.windows, [age](SimDuration window) { return age <= window; });
        if (next == setting.windows.end()) {
            return false;
        }
        outcome.after.paid_at = kInstant - *next - SimDuration(1);
    }
    outcome.after = canonical(setting, outcome.after);
    return outcome.after != state;
}

bool is_refund_timer(CommandKind kind) {
    return kind == C::refund_retry_timer || kind == C::refund_sla_timer;
}

/// Whether the command is a timer whose deadline runs.
bool is_running(const Order& order, const Command& command) {
    if (class_of(command.kind) != CommandClass::timer) {
        return false;
    }
    if (is_refund_timer(command.kind)) {
        const auto kind = static_cast<std::size_t>(command.refund);
        const bool has_failed = order.refund_state[kind] == RefundState::failed;
        return order.refund[kind].deadline != kNever &&
               has_failed == (command.kind == C::refund_retry_timer);
    }
    const Slot slot = slot_of(command.kind);
    const auto place = static_cast<std::size_t>(slot);
    return order.timer[place] == command.kind && order.deadline[place] != kNever &&
           !order.is_paused(slot);
}

constexpr Command kTimeToPayEnds{.kind = C::pay_timer, .actor = Actor::clock};

bool is_offered(const Setting& setting, const Order& state, const Move& move) {
    const std::uint8_t payments = setting.slice.bounds.payments;
    const bool is_beyond_bounds = move.command.kind == C::pay && payments < kPayments &&
                                  state.payments >= payments;
    return !is_beyond_bounds &&
           !setting.slice.withheld.test(static_cast<std::size_t>(move.command.kind));
}

}  // namespace

std::uint32_t extension_minutes(const Policy& policy) {
    constexpr std::int64_t day = 24 * 60;
    const auto most =
        std::chrono::duration_cast<std::chrono::minutes>(policy.extension_max).count();
    return static_cast<std::uint32_t>(most > 0 ? most : day);
}

bool make_due(Order& order, const Command& command) {
    if (!is_running(order, command)) {
        return false;
    }
    if (is_refund_timer(command.kind)) {
        order.refund[static_cast<std::size_t>(command.refund)].deadline = kInstant;
    } else {
        order.deadline[static_cast<std::size_t>(slot_of(command.kind))] = kInstant;
    }
    return true;
}

bool fit(const Setting& setting, const Order& order, const Move& move, Command& command) {
    command = move.command;
    return is_offered(setting, order, move) && fit_to(setting, order, move, command);
}

const std::vector<Move>& all_moves() {
    static const std::vector<Move> moves = Moves().result();
    return moves;
}

bool perform(const Setting& setting, const Order& state, const Move& move, Outcome& outcome) {
    if (move.passing != Move::Passing::none) {
        return pass(setting, state, move.passing, outcome);
    }
    if (!fit(setting, state, move, outcome.command)) {
        return false;
    }
    const bool is_timer = class_of(move.command.kind) == CommandClass::timer;
    const Order* before = &state;
    if (is_timer || move.at_deadline) {
        const Command& timer = is_timer ? outcome.command : kTimeToPayEnds;
        if (!is_running(state, timer)) {
            return false;
        }
        outcome.before = state;
        before = &outcome.before;
        make_due(outcome.before, timer);
    }
    outcome.decision = decide(*setting.rules, *before, setting.policy, outcome.command, kInstant);
    if (outcome.decision.kind == Decision::Kind::accepted) {
        if (before == &state) {
            outcome.before = state;
        }
        outcome.after = outcome.before;
        apply(*setting.rules, outcome.after, setting.policy, outcome.command, outcome.decision,
              kInstant);
    }
    return true;
}

namespace {

Policy bounded(Policy policy, const Bounds& bounds, std::vector<std::string>& cuts) {
    const auto cut = [&cuts](std::uint8_t& value, std::uint8_t bound, const char* name) {
        if (value > bound) {
            cuts.push_back(std::string(name) + " " + std::to_string(value) + " -> " +
                           std::to_string(bound));
            value = bound;
        }
    };
    cut(policy.refund_retries, bounds.refund_retries, "refund_retries");
    cut(policy.negotiation_rounds, bounds.rounds, "negotiation_rounds");
    cut(policy.info_rounds, bounds.rounds, "info_rounds");
    cut(policy.max_requests, bounds.requests, "max_requests");
    return policy;
}

std::vector<SimDuration> windows_of(const Policy& policy) {
    std::vector<SimDuration> windows{policy.grace_window, policy.request_window};
    std::ranges::sort(windows);
    windows.erase(std::ranges::unique(windows).begin(), windows.end());
    std::erase_if(windows, [](SimDuration window) { return window >= kLongestDelay; });
    return windows;
}

}  // namespace

Setting::Setting(const Rules& rules_used, const Policy& policy_used, const Slice& slice_used,
                 void (*misread)(Policy&))
    : rules(&rules_used), misreads_policy(misread != nullptr), slice(slice_used) {
    asked = bounded(policy_used, slice.bounds, cuts);
    policy = asked;
    if (misreads_policy) {
        misread(policy);
    }
    if (slice.bounds.payments < kPayments) {
        cuts.push_back("attempts to pay " + std::to_string(kPayments) + " -> " +
                       std::to_string(slice.bounds.payments));
    }
    windows = windows_of(asked);
}

std::string text_of(const Move& move) {
    if (move.passing == Move::Passing::window) {
        return "time: the next window after payment passes";
    }
    if (move.passing == Move::Passing::dispute_opening) {
        return "time: disputes become possible";
    }
    std::string text(enum_name(move.command.actor));
    return text + ": " + std::string(enum_name(move.command.kind));
}

}  // namespace ordersim::check

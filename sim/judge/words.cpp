#include "sim/judge/words.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/judge/verdict.hpp"
#include "sim/order/changes.hpp"

namespace ordersim::judge {

using order::Decision;
using order::Order;

namespace {

std::string time_text(SimTime at) { return exact_text(at.time_since_epoch()); }

std::string deadline_text(const order::Deadline& deadline) {
    return deadline.at == kNever ? "no deadline"
                                 : std::string(enum_name(deadline.timer)) + " at " +
                                       time_text(deadline.at);
}

/// What the reply shows, where it shows it; the rest as expected.
Order overlaid(Order expected, const Observation& seen) {
    const Order& shown = seen.after;
    if (seen.shows == Shows::nothing) {
        return expected;
    }
    if (seen.shows == Shows::state) {
        if (seen.states.empty() || !seen.states.contains(expected.regions.order)) {
            expected.regions.order = shown.regions.order;
        }
        return expected;
    }
    expected.regions = shown.regions;
    expected.total = shown.total;
    expected.quantity = shown.quantity;
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        expected.refund_state[i] = shown.refund_state[i];
        if (shown.refund_state[i] != order::RefundState::none) {
            expected.refund[i].amount = shown.refund[i].amount;
            expected.refund_tries[i] = shown.refund_tries[i];
        }
    }
    return expected;
}

std::string difference_text(const Order& expected, const Observation& seen) {
    std::string text;
    for (const order::FieldChange& change : changes(expected, overlaid(expected, seen))) {
        text += (text.empty() ? "" : "; ") + std::string(change.field) + ": expected " +
                change.from + ", shown " + change.to;
    }
    if (!text.empty()) {
        return text;
    }
    if (seen.has_version && seen.after.version != expected.version) {
        return "expected version " + std::to_string(expected.version) + ", shown " +
               std::to_string(seen.after.version);
    }
    if (seen.shows != Shows::order) {
        return "as expected, but not at this time";
    }
    return "expected " + deadline_text(next_deadline(expected)) + ", shown " +
           deadline_text(seen.deadline);
}

std::string place_text(const Order& order, const Span& span) {
    return "at version " + std::to_string(order.version) + " (" + standing_text(order) + "), " +
           time_text(span.from) + (span.is_exact() ? "" : " to " + time_text(span.to)) + ": ";
}

std::string rule_of(const Law& law, const Decision& expected) {
    if (expected.kind == Decision::Kind::refused) {
        return std::string(enum_name(expected.refusal));
    }
    return expected.kind == Decision::Kind::accepted
               ? std::string(law.rules.row(expected.transition).id)
               : "recorded";
}

/// ": order_closed or wrong_state"; nothing where it may be any.
std::string refusal_text(const Observation& seen) {
    if (seen.refusals.empty()) {
        return ": " + std::string(enum_name(seen.refusal));
    }
    std::string text;
    for (std::size_t i = 1; i < enum_count<order::Refusal>; ++i) {
        const auto refusal = static_cast<order::Refusal>(i);
        if (seen.refusals.contains(refusal)) {
            text += (text.empty() ? ": " : " or ") + std::string(enum_name(refusal));
        }
    }
    return seen.refusals.contains(order::Refusal::none) ? std::string() : text;
}

bool is_outcome_right(const Decisions& said, const Observation& seen) {
    switch (seen.reply) {
        case Observation::Reply::accepted: return said.acceptance(seen.transition) != nullptr;
        case Observation::Reply::recorded: return said.include_record();
        case Observation::Reply::refused: return include_refusal(said, seen);
        case Observation::Reply::acknowledged:
        case Observation::Reply::seen:
        case Observation::Reply::hidden:
        case Observation::Reply::unproved:
        case Observation::Reply::key_taken:
        case Observation::Reply::unknown:
        case Observation::Reply::malformed: break;
    }
    return true;
}

}  // namespace

std::string call_text(const Observation& seen) {
    return (seen.is_read ? "read" : std::string(enum_name(seen.command.kind))) + " by " +
           std::string(enum_name(seen.command.actor));
}

std::string reply_text(const order::Rules& rules, const Observation& seen) {
    if (seen.reply == Observation::Reply::accepted) {
        if (seen.transition == order::kNoTransition) {
            return "accepted";
        }
        const order::Row& row = rules.row(seen.transition);
        return "accepted " + std::string(row.id) + " " + std::string(row.title);
    }
    if (seen.reply == Observation::Reply::refused) {
        return "refused" + refusal_text(seen);
    }
    return std::string(enum_name(seen.reply));
}

Finding finding(const Law& law, const Belief& belief, const Observation& seen, const Span& span) {
    const std::string head = call_text(seen) + " " + place_text(belief.early, span);
    if (has_missed_deadline(law, belief, span.from)) {
        return {std::string(rule::kDeadline),
                head + deadline_text(next_deadline(belief.latest())) + " had passed, and the reply "
                "came as if it had not"};
    }
    if (seen.reply == Observation::Reply::hidden && belief.early.version > 0) {
        return {std::string(rule::kHidden), head + "hidden from its own party"};
    }
    if (seen.is_read) {
        return {std::string(rule::kState), head + difference_text(belief.early, seen)};
    }
    const Decisions said = decisions(law, belief, seen.command, span);
    if (!is_outcome_right(said, seen)) {
        return {rule_of(law, said.first), head + outcome_text(law.rules, said.first) +
                                              " expected, got " + reply_text(law.rules, seen)};
    }
    Belief after = belief;
    if (const Decision* accepted = said.acceptance(seen.transition);
        seen.reply == Observation::Reply::accepted && accepted != nullptr) {
        carry_out(law, after, seen.command, *accepted, span);
    }
    return {rule_of(law, said.first), head + reply_text(law.rules, seen) + "; " +
                                          difference_text(after.early, seen)};
}

}  // namespace ordersim::judge

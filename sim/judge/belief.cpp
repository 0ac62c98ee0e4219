#include "sim/judge/belief.hpp"

#include <algorithm>

namespace ordersim::judge {

using order::Command;
using order::Deadline;
using order::Decision;
using order::Order;
using order::RefundState;

namespace {

/// The order's deadline of that timer; kNever if it does not run.
SimTime deadline_of(const Order& order, const Deadline& which) {
    if (is_about_refund(which.timer)) {
        const auto kind = static_cast<std::size_t>(which.refund);
        const bool is_retry = order.refund_state[kind] == RefundState::failed;
        const bool is_wanted = is_retry == (which.timer == order::CommandKind::refund_retry_timer);
        return is_wanted ? order.refund[kind].deadline : kNever;
    }
    const order::Slot slot = order::slot_of(which.timer);
    const auto i = static_cast<std::size_t>(slot);
    return order.timer[i] == which.timer && !order.is_paused(slot) ? order.deadline[i] : kNever;
}

void set_deadline(Order& order, const Deadline& which, SimTime at) {
    if (is_about_refund(which.timer)) {
        order.refund[static_cast<std::size_t>(which.refund)].deadline = at;
    } else {
        order.deadline[static_cast<std::size_t>(order::slot_of(which.timer))] = at;
    }
}

/// What is left of a paused timer is shortest if it ran out early and was stopped late.
void widen_paused(Belief& belief, const Belief& before, const Span& span) {
    for (std::size_t i = 0; i < order::kSlots; ++i) {
        const auto slot = static_cast<order::Slot>(i);
        if (belief.early.is_paused(slot) && !before.early.is_paused(slot) &&
            before.early.timer[i] == belief.early.timer[i] &&
            before.early.deadline[i] != kNever) {
            belief.early.deadline[i] = SimTime(before.early.deadline[i] - span.to);
            belief.late.deadline[i] = SimTime(before.latest().deadline[i] - span.from);
        }
    }
}

bool same_refunds(const Order& a, const Order& b) {
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        const bool is_there = a.refund_state[i] != RefundState::none;
        if (a.refund_state[i] != b.refund_state[i] ||
            (is_there && (a.refund[i].amount != b.refund[i].amount ||
                          a.refund_tries[i] != b.refund_tries[i]))) {
            return false;
        }
    }
    return true;
}

/// Both orders are sure to fire this deadline next, or may.
bool is_deadline_shown(Belief& belief, const Deadline& shown) {
    const Deadline early = next_deadline(belief.early);
    const Deadline late = next_deadline(belief.latest());
    if (shown.at == kNever) {
        return early.at == kNever;
    }
    const Deadline& which = early.timer == shown.timer ? early : late;
    const SimTime from = deadline_of(belief.early, which);
    const SimTime to = deadline_of(belief.latest(), which);
    if (which.timer != shown.timer || early.at == kNever || shown.at < from || shown.at > to) {
        return false;
    }
    if (!belief.is_exact) {
        set_deadline(belief.early, which, shown.at);
        set_deadline(belief.late, which, shown.at);
    }
    return true;
}

void append_fired(const Law& law, const Belief& belief, const Deadline& which, SimTime until,
                  std::vector<Belief>& next) {
    const SimTime from = deadline_of(belief.early, which);
    const SimTime to = deadline_of(belief.latest(), which);
    if (from >= until || to == kNever) {
        return;
    }
    const Span span{from, to + law.clock.deadline_lag};
    const Command timer = order::as_command(which);
    const auto append = [&](const Decision& decision) {
        if (decision.kind == Decision::Kind::accepted) {
            carry_out(law, next.emplace_back(belief), timer, decision, span);
        }
    };
    // What is left of the time to pay decides, and may be something or nothing.
    const Decision first = decide(law.rules, belief.early, law.policy, timer, span.from);
    const Decision second = decide(law.rules, belief.latest(), law.policy, timer, span.to);
    append(first);
    if (second.transition != first.transition || second.kind != first.kind) {
        append(second);
    }
}

void append_taken(const Law& law, const Belief& belief, const Command& command, std::size_t bit,
                  const Decision& decision, const Span& span, std::vector<Belief>& next) {
    if (decision.kind == Decision::Kind::accepted) {
        Belief& taken = next.emplace_back(belief);
        carry_out(law, taken, command, decision, span);
        taken.taken = static_cast<std::uint8_t>(taken.taken | 1U << bit);
    }
}

}  // namespace

bool Decisions::include_refusal(order::Refusal refusal) const {
    const auto is_it = [refusal](const Decision& decision) {
        return decision.kind == Decision::Kind::refused && decision.refusal == refusal;
    };
    return is_it(first) || is_it(second);
}

bool include_refusal(const Decisions& said, const Observation& seen) {
    if (seen.refusals.empty()) {
        return said.include_refusal(seen.refusal);
    }
    const auto is_meant = [&](const Decision& decision) {
        return decision.kind == Decision::Kind::refused && seen.refusals.contains(decision.refusal);
    };
    return is_meant(said.first) || is_meant(said.second);
}

bool Decisions::include_record() const {
    return first.kind == Decision::Kind::recorded || second.kind == Decision::Kind::recorded;
}

const Decision* Decisions::acceptance(order::TransitionId row) const {
    const auto is_it = [row](const Decision& decision) {
        return decision.kind == Decision::Kind::accepted &&
               (row == order::kNoTransition || decision.transition == row);
    };
    return is_it(first) ? &first : is_it(second) ? &second : nullptr;
}

// Every guard that reads an instant compares how much later now is than one of the order's, so that
// its extremes lie where one is earliest and the other latest.
Decisions decisions(const Law& law, const Belief& belief, const Command& command,
                    const Span& span) {
    const Decision soon = decide(law.rules, belief.latest(), law.policy, command, span.from);
    if (belief.is_exact && span.is_exact()) {
        return {soon, soon};
    }
    return {soon, decide(law.rules, belief.early, law.policy, command, span.to)};
}

void carry_out(const Law& law, Belief& belief, const Command& command, const Decision& decision,
               const Span& span) {
    if (belief.is_exact && span.is_exact()) {
        apply(law.rules, belief.early, law.policy, command, decision, span.from);
        return;
    }
    const Belief before = belief;
    belief.late = before.latest();
    apply(law.rules, belief.early, law.policy, command, decision, span.from);
    apply(law.rules, belief.late, law.policy, command, decision, span.to);
    widen_paused(belief, before, span);
    belief.is_exact = belief.early == belief.late;
}

bool has_missed_deadline(const Law& law, const Belief& belief, SimTime now) {
    const SimTime at = next_deadline(belief.latest()).at;
    return at != kNever && at + law.clock.deadline_lag < now;
}

bool is_shown(Belief& belief, const Observation& seen) {
    const Order& order = belief.early;
    const Order& shown = seen.after;
    if (seen.shows == Shows::nothing) {
        return true;
    }
    if (seen.shows == Shows::state) {
        const bool is_state = seen.states.empty() ? shown.regions.order == order.regions.order
                                                  : seen.states.contains(order.regions.order);
        return is_state && (!seen.has_version || shown.version == order.version);
    }
    return (!seen.has_version || shown.version == order.version) &&
           shown.regions == order.regions &&
           shown.total == order.total && shown.quantity == order.quantity &&
           same_refunds(order, shown) && is_deadline_shown(belief, seen.deadline);
}

void append_next(const Law& law, const Belief& belief, std::span<const Loose> loose,
                 SimTime until, std::vector<Belief>& next) {
    const Deadline early = next_deadline(belief.early);
    const Deadline late = next_deadline(belief.latest());
    if (early.at != kNever) {
        append_fired(law, belief, early, until, next);
    }
    if (late.at != kNever && (late.timer != early.timer || late.refund != early.refund)) {
        append_fired(law, belief, late, until, next);
    }
    for (std::size_t i = 0; i < loose.size(); ++i) {
        const SimTime last = late.at == kNever ? until
                                               : std::min(until, late.at + law.clock.deadline_lag);
        const Span span{loose[i].from, std::max(loose[i].from, last)};
        if ((belief.taken >> i & 1U) != 0 || loose[i].is_over || loose[i].from > last) {
            continue;
        }
        const Decisions said = decisions(law, belief, loose[i].command, span);
        append_taken(law, belief, loose[i].command, i, said.first, span, next);
        if (said.second.transition != said.first.transition) {
            append_taken(law, belief, loose[i].command, i, said.second, span, next);
        }
    }
}

}  // namespace ordersim::judge

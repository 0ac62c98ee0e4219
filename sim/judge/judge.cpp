#include "sim/judge/judge.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/judge/words.hpp"
#include "sim/order/changes.hpp"

namespace ordersim::judge {

using order::CaseState;
using order::Decision;
using Reply = Observation::Reply;

namespace {

constexpr std::size_t kHeldMost = 64;

bool is_maker(const Observation& seen) { return seen.reply == Reply::accepted; }

/// What a platform's staff has to do with: a case, or money to be sent back.
bool is_for_platform(const order::Order& order) {
    return order.regions.case_ != CaseState::none ||
           std::ranges::any_of(order.refund_state, [](order::RefundState state) {
               return state != order::RefundState::none;
           });
}

std::string books_text(const order::Books& books) {
    return std::to_string(books.orders) + " orders, captured " +
           std::to_string(books.captured.minor) + ", refunded " +
           std::to_string(books.refunded.minor) + ", " + std::to_string(books.stock_taken) +
           " units taken";
}

/// The version on which the service decided.
std::uint32_t base_of(const Observation& seen) {
    return seen.after.version - (is_maker(seen) ? 1U : 0U);
}

/// In the order in which they can be judged: who looks at a version before who makes the next.
auto rank(const Observation& seen) { return std::pair(base_of(seen), is_maker(seen)); }

}  // namespace

Judge::Judge(const order::Rules& rules, const order::Policy& policy, const JudgeConfig& config)
    : policy_(policy), law_{rules, policy_, config.clock}, clock_(config.clock), config_(config),
      answers_(config.answers_kept) {
    ORDERSIM_ASSERT(std::has_single_bit(config.answers_kept));
}

void Judge::sent(std::uint64_t order) {
    if (order >= slots_.size()) {
        slots_.resize(order + 1);
    }
    ++slots_[order].in_flight;
}

void Judge::saw(const Observation& seen) {
    ORDERSIM_ASSERT(seen.order < slots_.size() && slots_[seen.order].in_flight > 0);
    Slot& slot = slots_[seen.order];
    ++verdict_.replies;
    --slot.in_flight;
    if (slot.trust != Trust::good) {
        ++(slot.trust == Trust::accused ? verdict_.unheard : verdict_.unknown);
        return;
    }
    Hearing hearing{seen, slot, seen.called_ns};
    hear(hearing);
    end_wait(slot);
}

/// Judges what waited for this.
void Judge::end_wait(Slot& slot) {
    if (config_.is_versioned) {
        resolve(slot);
    } else {
        judge_history(slot);
    }
    settle(slot);
}

void Judge::finish(const std::optional<Told>& told) {
    bool is_all_whole = true;
    for (Slot& slot : slots_) {
        slot.in_flight = 0;
        end_wait(slot);
        is_all_whole = is_all_whole && is_whole(slot);
    }
    if (!told) {
        return;
    }
    verdict_.books = is_all_whole ? BooksVerdict::right : BooksVerdict::undecided;
    const BooksRange own = books(told->at);
    if (!is_all_whole || own.contains(told->books)) {
        return;
    }
    verdict_.books = BooksVerdict::wrong;
    ++verdict_.violations[std::string(rule::kMoney)];
    verdict_.first.push_back({std::string(rule::kMoney),
                              "the books do not add up: expected " + books_text(own.least) +
                                  (own.least == own.most ? "" : " to " + books_text(own.most)) +
                                  ", told " +
                                  books_text(told->books), 0, 0, {}});
}

void Judge::hear(Hearing& hearing) {
    if (!config_.is_versioned) {
        if (!is_denial(hearing)) {
            hear_unversioned(hearing);
        }
    } else if (!is_denial(hearing) && !is_lost_reply(hearing) && !is_kept_answer(hearing) &&
        !is_of_loose(hearing) && !is_outside_call(hearing)) {
        judge_by_version(hearing);
    }
}

/// False after giving up: nothing has told yet where the orders' clock stands.
bool Judge::find_span(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.at != kNever) {
        hearing.span = {seen.at, seen.at};
        return true;
    }
    const auto span = clock_.span(hearing.called_ns, seen.returned_ns);
    // Before it is placed, nothing of an order depends on an instant.
    if (span || (seen.after.version == 0 && hearing.slot.course.version == 0)) {
        hearing.span = span.value_or(Span{});
        return true;
    }
    give_up(hearing);
    return false;
}

void Judge::judge_by_version(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    const std::uint32_t version = hearing.slot.course.version;
    if (seen.shows == Shows::nothing || !seen.has_version) {
        if (find_span(hearing)) {
            judge_without_version(hearing);
        }
    } else if (is_maker(seen) && seen.after.version == 0) {
        accuse(hearing, rule::kForm, call_text(seen) + ": accepted, but at version 0");
    } else if (base_of(seen) > version) {
        Busy& busy = busy_of(hearing.slot);
        if (busy.held.size() == kHeldMost) {
            give_up(hearing);
            return;
        }
        busy.held.push_back(seen);
        busy.held.back().called_ns = hearing.called_ns;
    } else if (!find_span(hearing)) {
        return;
    } else if (!is_maker(seen)) {
        judge_looker(hearing);
    } else if (base_of(seen) == version) {
        judge_maker(hearing);
    } else if (seen.is_resent) {
        ++verdict_.unknown;
    } else {
        accuse(hearing, rule::kMadeTwice,
               call_text(seen) + ": got " + reply_text(law_.rules, seen) + " at version " +
                   std::to_string(seen.after.version) +
                   ", which something else had made; the order was at " + std::to_string(version));
    }
}

/// Whether the rules answer like this at this version. Says nothing of what is shown.
bool Judge::fits(const Belief& belief, const Hearing& hearing) const {
    const Observation& seen = hearing.seen;
    if (has_missed_deadline(law_, belief, hearing.span.from)) {
        return false;
    }
    switch (seen.reply) {
        case Reply::seen: return true;
        case Reply::refused:
        case Reply::recorded: {
            const Decisions said = decisions(law_, belief, seen.command, hearing.span);
            return !seen.is_read && (seen.reply == Reply::refused ? include_refusal(said, seen)
                                                                  : said.include_record());
        }
        case Reply::hidden:
            return (belief.early.version == 0 &&
                    (seen.is_read || seen.command.kind != order::CommandKind::place_order)) ||
                   (seen.command.actor == order::Actor::platform &&
                    !is_for_platform(belief.early));
        case Reply::accepted:
        case Reply::acknowledged:
        case Reply::unproved:
        case Reply::key_taken:
        case Reply::unknown:
        case Reply::malformed: break;
    }
    return false;
}

void Judge::judge_maker(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    Slot& slot = hearing.slot;
    load(slot, now_);
    next_.clear();
    for (const Belief& belief : now_) {
        if (has_missed_deadline(law_, belief, hearing.span.from)) {
            continue;
        }
        const Decisions said = decisions(law_, belief, seen.command, hearing.span);
        if (const Decision* accepted = said.acceptance(seen.transition)) {
            Belief& made = next_.emplace_back(belief);
            carry_out(law_, made, seen.command, *accepted, hearing.span);
            if (!is_shown(made, seen)) {
                next_.pop_back();
            }
        }
    }
    if (next_.empty()) {
        accuse(hearing, now_.front());
        return;
    }
    pass_to(slot, hearing, hearing.called_ns);
    ++verdict_.judged;
}

/// The order becomes `next_`, told by this reply; what it was, `now_`, passes.
void Judge::pass_to(Slot& slot, const Hearing& hearing, std::int64_t made_ns) {
    if (slot.in_flight > 0 || slot.busy != kNone) {
        Busy& busy = busy_of(slot);
        busy.past.push_back({slot.course.version, slot.told_ns, busy.made_ns, now_});
        busy.made_ns = made_ns;
    }
    slot.told_ns = hearing.seen.returned_ns;
    store(slot, next_);
}

void Judge::judge_looker(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    Slot& slot = hearing.slot;
    const std::uint32_t version = seen.after.version;
    const bool is_current = version == slot.course.version;
    Past* past = is_current ? nullptr : past_of(slot, version);
    if (newer_told_ns(slot, version) < hearing.called_ns) {
        accuse(hearing, rule::kStale,
               call_text(seen) + ": got version " + std::to_string(version) +
                   " though a newer one had been told before the call");
        return;
    }
    if (past == nullptr && !is_current) {
        give_up(hearing);
        return;
    }
    const std::int64_t made_ns = past != nullptr       ? past->made_ns
                                 : slot.busy == kNone ? 0
                                                      : busy_[slot.busy].made_ns;
    if (made_ns > seen.returned_ns) {
        accuse(hearing, rule::kFuture,
               call_text(seen) + ": got version " + std::to_string(version) +
                   " before the command that makes it was sent");
        return;
    }
    if (is_current) {
        load(slot, now_);
    } else {
        now_ = past->beliefs;
    }
    next_.clear();
    for (const Belief& belief : now_) {
        if (fits(belief, hearing)) {
            Belief& kept = next_.emplace_back(belief);
            if (!is_shown(kept, seen)) {
                next_.pop_back();
            }
        }
    }
    if (next_.empty()) {
        accuse(hearing, now_.front());
        return;
    }
    std::int64_t& told_ns = is_current ? slot.told_ns : past->told_ns;
    told_ns = std::min(told_ns, seen.returned_ns);
    if (is_current && slot.busy != kNone) {
        store(slot, next_);
    }
    ++verdict_.judged;
}

/// A denial that names no version may be of any version that the order had during the call.
void Judge::judge_without_version(Hearing& hearing) {
    constexpr int deadlines_most = 4;
    const auto fits_one = [&](const std::vector<Belief>& beliefs) {
        return std::ranges::any_of(
            beliefs, [&](Belief belief) {
                return fits(belief, hearing) && is_shown(belief, hearing.seen);
            });
    };
    Slot& slot = hearing.slot;
    if (hearing.seen.reply == Reply::hidden && newer_told_ns(slot, 0) < hearing.called_ns &&
        hearing.seen.command.actor != order::Actor::platform) {
        accuse(hearing, rule::kHidden, call_text(hearing.seen) + ": hidden from its own party");
        return;
    }
    const bool has_past = slot.busy != kNone;
    load(slot, now_);
    const Belief first = now_.front();
    bool is_right = fits_one(now_) ||
                    (has_past && std::ranges::any_of(busy_[slot.busy].past, fits_one,
                                                     &Past::beliefs));
    for (int i = 0; i < deadlines_most && !is_right && !now_.empty(); ++i) {
        next_.clear();
        for (const Belief& belief : now_) {
            append_next(law_, belief, {}, hearing.span.to, next_);
        }
        std::swap(now_, next_);
        is_right = fits_one(now_);
    }
    if (is_right) {
        ++verdict_.judged;
    } else if (slot.in_flight > 0 || has_past) {
        ++verdict_.unknown;
    } else {
        accuse(hearing, first);
    }
}

void Judge::resolve(Slot& slot) {
    while (slot.trust == Trust::good && slot.busy != kNone && !busy_[slot.busy].held.empty()) {
        std::vector<Observation>& held = busy_[slot.busy].held;
        const auto next = std::ranges::min_element(held, {}, rank);
        const bool is_ready = base_of(*next) <= slot.course.version;
        if (!is_ready && slot.in_flight > 0) {
            return;
        }
        const Observation seen = *next;
        held.erase(next);
        Hearing hearing{seen, slot, seen.called_ns};
        if (is_ready || (find_span(hearing) && fill_gap(hearing, base_of(seen)))) {
            judge_by_version(hearing);
        }
    }
}

/// Brings the order to that version by what nobody told. False after saying why not.
bool Judge::fill_gap(Hearing& hearing, std::uint32_t version) {
    Slot& slot = hearing.slot;
    while (slot.course.version < version) {
        load(slot, now_);
        next_.clear();
        for (const Belief& belief : now_) {
            append_next(law_, belief, busy_of(slot).loose, hearing.span.to, next_);
        }
        if (next_.size() > kBeliefsMost) {
            give_up(hearing);
            return false;
        }
        if (next_.empty()) {
            const bool is_late = has_missed_deadline(law_, now_.front(), hearing.span.from);
            accuse(hearing, rule::kUnmade,
                   call_text(hearing.seen) + ": got version " +
                       std::to_string(hearing.seen.after.version) + ", but at version " +
                       std::to_string(slot.course.version) + " (" +
                       standing_text(now_.front().early) + ") " +
                       (is_late ? "the deadline changes nothing"
                                : "no deadline was due and no command was under way"));
            return false;
        }
        pass_to(slot, hearing, 0);
    }
    return true;
}

void Judge::accuse(const Hearing& hearing, std::string_view rule, std::string words) {
    ++verdict_.judged;
    const std::uint64_t number = ++verdict_.violations[std::string(rule)];
    if (number <= config_.kept_of_rule && verdict_.first.size() < config_.violations_kept) {
        verdict_.first.push_back({std::string(rule), std::move(words), hearing.seen.order,
                                  hearing.seen.after.version, {hearing.seen}});
    }
    hearing.slot.trust = Trust::accused;
    drop(hearing.slot, verdict_.unheard);
}

void Judge::accuse(const Hearing& hearing, const Belief& belief) {
    Finding found = finding(law_, belief, hearing.seen, hearing.span);
    accuse(hearing, found.rule, std::move(found.words));
}

void Judge::give_up(const Hearing& hearing) {
    ++verdict_.unknown;
    hearing.slot.trust = Trust::lost;
    drop(hearing.slot, verdict_.unknown);
}

}  // namespace ordersim::judge

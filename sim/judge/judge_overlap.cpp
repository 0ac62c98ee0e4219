#include "sim/base/enum_names.hpp"
#include "sim/judge/judge.hpp"
#include "sim/judge/words.hpp"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

/// Replies that need not name versions. Calls that do not overlap took effect one after the other;
/// of calls that do every order is tried that their instants allow, set of calls by set of calls
/// (Wing and Gong's search, with Lowe's memo of configurations), deadlines and lost commands in
/// between.
namespace ordersim::judge {
namespace {

using order::Decision;
using Reply = Observation::Reply;

/// More calls than this at once on one order are too many to put into order.
constexpr std::size_t kOverlapMost = 24;
constexpr std::size_t kBeliefsMost = 256;
/// So much is tried at most before the order is given up.
constexpr std::size_t kTriedMost = 20'000;

bool is_same(const Belief& a, const Belief& b) {
    return a.taken == b.taken && a.is_exact == b.is_exact && a.early == b.early &&
           a.latest() == b.latest();
}

void add_new(const Belief& belief, std::vector<Belief>& beliefs) {
    const auto same = [&](const Belief& other) { return is_same(belief, other); };
    if (std::ranges::none_of(beliefs, same)) {
        beliefs.push_back(belief);
    }
}

/// All that the beliefs may be once deadlines and lost commands had their time.
std::vector<Belief> grown(const Law& law, const std::vector<Belief>& beliefs,
                          std::span<const Loose> loose, SimTime until) {
    std::vector<Belief> all = beliefs;
    std::vector<Belief> next;
    for (std::size_t i = 0; i < all.size() && all.size() <= kBeliefsMost; ++i) {
        next.clear();
        append_next(law, all[i], loose, until, next);
        for (const Belief& belief : next) {
            add_new(belief, all);
        }
    }
    return all;
}

/// The bit in `Belief::taken` of a call that was sent before, in vain as it seemed; 0: of others.
unsigned bit_of(const Observation& seen, std::span<const Loose> loose) {
    const auto found =
        seen.key == 0 ? loose.end() : std::ranges::find(loose, seen.key, &Loose::key);
    return found == loose.end() ? 0U : 1U << (found - loose.begin());
}

/// Whether the reply is right if the call finds the order so, and leaves it so.
bool may_stay(const Law& law, Belief belief, const Observation& seen, const Span& span) {
    if (has_missed_deadline(law, belief, span.from) || !is_shown(belief, seen)) {
        return false;
    }
    switch (seen.reply) {
    case Reply::seen: return true;
    case Reply::hidden: return belief.early.version == 0;
    case Reply::refused: return include_refusal(decisions(law, belief, seen.command, span), seen);
    case Reply::recorded:
    case Reply::acknowledged: return decisions(law, belief, seen.command, span).include_record();
    case Reply::accepted:
    case Reply::unproved:
    case Reply::unknown:
    case Reply::malformed: break;
    }
    return false;
}

/// What the belief may be after that call, with that reply; none if it cannot be. `bit`: its own
/// among those taken.
void append_after(const Law& law, const Belief& belief, const Observation& seen, const Span& span,
                  unsigned bit, std::vector<Belief>& after) {
    const bool may_change = seen.reply == Reply::accepted || seen.reply == Reply::acknowledged;
    if ((belief.taken & bit) != 0) {
        if (may_change) {
            add_new(belief, after);  // it had taken effect before its reply was lost
        }
        return;
    }
    if (may_stay(law, belief, seen, span)) {
        add_new(belief, after);
    }
    if (!may_change || has_missed_deadline(law, belief, span.from)) {
        return;
    }
    const Decisions said = decisions(law, belief, seen.command, span);
    for (const Decision& decision : {said.first, said.second}) {
        const bool is_named =
            seen.transition == order::kNoTransition || seen.transition == decision.transition;
        if (decision.kind == Decision::Kind::accepted && is_named) {
            Belief made = belief;
            carry_out(law, made, seen.command, decision, span);
            if (is_shown(made, seen)) {
                add_new(made, after);
            }
        }
    }
}

bool never_changes(const Observation& seen) {
    return seen.reply != Reply::accepted && seen.reply != Reply::acknowledged;
}

/// Calls on one order, all over, in every order in which they may have taken effect.
class Sweep {
public:
    Sweep(const Law& law, const std::vector<Observation>& calls, std::vector<Span> spans,
          const std::vector<Loose>& loose)
        : law_(law), calls_(calls), spans_(std::move(spans)), loose_(loose) {
        for (const Observation& seen : calls) {
            std::uint32_t before = 0;
            for (std::size_t i = 0; i < calls.size(); ++i) {
                before |= calls[i].returned_ns < seen.called_ns ? 1U << i : 0U;
            }
            before_.push_back(before);
        }
    }

    enum class End : std::uint8_t { possible, impossible, too_much };
    [[nodiscard]] End run(const std::vector<Belief>& beliefs) {
        const std::uint32_t all = (1U << calls_.size()) - 1U;
        after_[0] = beliefs;
        for (auto at = after_.begin(); at->first != all; at = after_.erase(at)) {
            if (at == after_.begin() || std::popcount(at->first) > std::popcount(done_)) {
                done_ = at->first;
                furthest_ = at->second.front();
            }
            if (!go_on(at->first, at->second)) {
                return End::too_much;
            }
            if (after_.size() == 1) {
                return End::impossible;
            }
        }
        return End::possible;
    }

    /// Once possible: what the order may be.
    [[nodiscard]] const std::vector<Belief>& beliefs() const { return after_.begin()->second; }
    /// Once impossible: the order after as many calls as it can have come through, and the call
    /// whose reply is then wrong.
    [[nodiscard]] const Belief& furthest() const { return furthest_; }
    [[nodiscard]] const Observation& wrong() const {
        std::size_t call = 0;
        while (!is_next(done_, call)) {
            ++call;
        }
        return calls_[call];
    }

private:
    /// Whether a call may take effect after those and no others.
    [[nodiscard]] bool is_next(std::uint32_t done, std::size_t call) const {
        return (done >> call & 1U) == 0 && (before_[call] & ~done) == 0;
    }

    /// A call that changes nothing may as well come at once where it can: nothing that is possible
    /// later becomes impossible by it.
    [[nodiscard]] std::size_t staying_next(const Belief& belief, std::uint32_t done) const {
        std::size_t i = 0;
        while (i < calls_.size() && (!is_next(done, i) || !never_changes(calls_[i]) ||
                                     (belief.taken & bit_of(calls_[i], loose_)) != 0 ||
                                     !may_stay(law_, belief, calls_[i], spans_[i]))) {
            ++i;
        }
        return i;
    }

    /// One call more, each that may come next. False: too much to be tried.
    [[nodiscard]] bool go_on(std::uint32_t done, const std::vector<Belief>& beliefs) {
        std::vector<Belief> moving;
        for (const Belief& belief : beliefs) {
            const std::size_t i = staying_next(belief, done);
            add_new(belief, i == calls_.size() ? moving : after_[done | 1U << i]);
        }
        for (std::size_t i = 0; i < calls_.size() && !moving.empty(); ++i) {
            if (!is_next(done, i)) {
                continue;
            }
            const auto possible = grown(law_, moving, loose_, spans_[i].to);
            tried_ += possible.size();
            if (possible.size() > kBeliefsMost || tried_ > kTriedMost) {
                return false;
            }
            std::vector<Belief> next;
            for (const Belief& belief : possible) {
                append_after(law_, belief, calls_[i], spans_[i], bit_of(calls_[i], loose_), next);
            }
            for (const Belief& belief : next) {
                add_new(belief, after_[done | 1U << i]);
            }
        }
        return true;
    }

    const Law& law_;
    const std::vector<Observation>& calls_;
    std::vector<Span> spans_;
    const std::vector<Loose>& loose_;
    std::vector<std::uint32_t> before_;  ///< by call: those that were over before it began, as bits
    /// What the order may be, by the set of the calls that took effect; a set comes before those
    /// that it is part of.
    std::map<std::uint32_t, std::vector<Belief>> after_;
    std::uint32_t done_ = 0;
    Belief furthest_;
    std::size_t tried_ = 0;
};

}  // namespace

void Judge::hold(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.reply == Reply::unknown && seen.is_read) {
        ++verdict_.unknown;
        return;
    }
    Busy& busy = busy_of(hearing.slot);
    const auto same_key = [&](const Loose& loose) {
        return seen.key != 0 && loose.key == seen.key && !loose.is_over;
    };
    const auto sent_before = std::ranges::find_if(busy.loose, same_key);
    if (seen.reply == Reply::unknown) {
        if (sent_before != busy.loose.end()) {
            ++verdict_.unknown;
        } else if (busy.loose.size() == kLooseMost) {
            give_up(hearing);
        } else {
            const auto span = clock_.span(seen.called_ns, seen.returned_ns);
            ++verdict_.unknown;
            busy.loose.push_back(
                {seen.command, seen.key, seen.called_ns, span ? span->from : SimTime{}, false});
        }
        return;
    }
    if (seen.is_resent && seen.key != 0 && sent_before == busy.loose.end()) {
        // Its first reply is no longer kept, or is still to come: who knows which.
        if (hearing.slot.in_flight > 0) {
            give_up(hearing);
        } else {
            ++verdict_.unknown;
        }
        return;
    }
    if (busy.held.size() == kOverlapMost) {
        give_up(hearing);
        return;
    }
    busy.held.push_back(seen);
    if (sent_before != busy.loose.end()) {
        // One command: it took effect at any time since it was sent first.
        busy.held.back().called_ns = sent_before->called_ns;
        sent_before->is_over = true;
    }
}

void Judge::sweep(Slot& slot) {
    if (config_.is_versioned || slot.trust != Trust::good || slot.busy == kNone ||
        slot.in_flight > 0 || busy_[slot.busy].held.empty()) {
        return;
    }
    const std::vector<Observation> calls = std::exchange(busy_[slot.busy].held, {});
    const std::vector<Loose> loose = busy_[slot.busy].loose;
    std::vector<Span> spans;
    for (const Observation& seen : calls) {
        Hearing hearing{seen, slot, seen.called_ns};
        if (!find_span(hearing)) {
            verdict_.unknown += calls.size() - 1;
            return;
        }
        spans.push_back(hearing.span);
    }
    load(slot, now_);
    Sweep sweep(law_, calls, std::move(spans), loose);
    switch (sweep.run(now_)) {
    case Sweep::End::possible:
        verdict_.judged += calls.size();
        store(slot, sweep.beliefs());
        return;
    case Sweep::End::impossible:
        verdict_.judged += calls.size() - 1;
        accuse_overlap(slot, sweep.wrong(), sweep.furthest(), calls.size());
        return;
    case Sweep::End::too_much:
        verdict_.unknown += calls.size() - 1;
        give_up(Hearing{calls.front(), slot, calls.front().called_ns});
    }
}

void Judge::accuse_overlap(Slot& slot, const Observation& seen, const Belief& belief,
                           std::size_t calls) {
    Hearing hearing{seen, slot, seen.called_ns};
    if (!find_span(hearing)) {
        return;
    }
    Finding found = finding(law_, belief, seen, hearing.span);
    if (calls > 1) {
        found.words += " (" + std::to_string(calls) +
                       " calls overlapped, and in no order of them the replies are right)";
    }
    accuse(hearing, found.rule, std::move(found.words));
}

}  // namespace ordersim::judge

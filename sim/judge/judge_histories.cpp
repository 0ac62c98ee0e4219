#include "sim/judge/judge.hpp"
#include "sim/judge/linearizability.hpp"
#include "sim/judge/words.hpp"

#include <algorithm>

namespace ordersim::judge {

using Reply = Observation::Reply;

namespace {

/// States of the search at a time: enough for four calls without an answer among eight at once.
constexpr std::size_t kBudget = 1024;

/// What the last of these contradicts.
std::string others_text(const std::vector<Observation>& observations) {
    std::string text;
    for (std::size_t i = 0; i + 1 < observations.size(); ++i) {
        text += (i == 0 ? " (as the others went: " : "; ") + call_text(observations[i]) + ": " +
                std::string(observations[i].reply == Reply::accepted ? "accepted" : "answered");
    }
    return text.empty() ? text : text + ")";
}

}  // namespace

/// Waits until no call about the order is under way; a call without an answer is loose.
void Judge::hear_unversioned(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.reply == Reply::unknown) {
        if (seen.is_read) {
            ++verdict_.unknown;
        } else {
            note_loose(hearing);
        }
        return;
    }
    if (is_kept_answer(hearing) || is_outside_call(hearing)) {
        return;
    }
    Busy& busy = busy_of(hearing.slot);
    const bool is_of_loose =
        seen.key != 0 && std::ranges::any_of(busy.loose, [&seen](const Loose& loose) {
            return loose.key == seen.key && !loose.is_over;
        });
    if (seen.is_resent && seen.key != 0 && !is_of_loose) {
        // Its first reply is no longer kept, or is still to come: who knows which.
        if (hearing.slot.in_flight > 0) {
            give_up(hearing);
        } else {
            ++verdict_.unknown;
        }
        return;
    }
    if (busy.held.size() == kHistoryMost) {
        give_up(hearing);
        return;
    }
    busy.held.push_back(seen);
}

/// The calls since the order was last at rest, as one history.
void Judge::judge_history(Slot& slot) {
    if (slot.trust != Trust::good || slot.in_flight > 0 || slot.busy == kNone ||
        busy_[slot.busy].held.empty()) {
        return;
    }
    Busy& busy = busy_[slot.busy];
    std::vector<Observation> held;
    std::swap(held, busy.held);
    std::ranges::stable_sort(held, {}, &Observation::returned_ns);
    std::vector<Operation> operations;
    for (const Observation& seen : held) {
        Operation& operation = operations.emplace_back(seen);
        const auto sent = std::ranges::find_if(busy.loose, [&seen](const Loose& loose) {
            return seen.key != 0 && loose.key == seen.key && !loose.is_over;
        });
        if (sent != busy.loose.end()) {
            operation.loose = static_cast<std::size_t>(sent - busy.loose.begin());
            operation.seen.called_ns = sent->called_ns;
        }
        const auto span = seen.at != kNever
                              ? std::optional(Span{seen.at, seen.at})
                              : clock_.span(operation.seen.called_ns, seen.returned_ns);
        if (!span) {
            verdict_.unknown += held.size() - 1;
            give_up({seen, slot, seen.called_ns});
            return;
        }
        operation.span = *span;
    }
    load(slot, now_);
    Linearization made = linearize(law_, now_, operations, busy.loose, kBudget);
    if (made.verdict == Linearization::Verdict::legal && made.beliefs.size() <= kBeliefsMost) {
        verdict_.judged += operations.size();
        for (const Operation& operation : operations) {
            if (operation.loose) {
                busy.loose[*operation.loose].is_over = true;
            }
        }
        slot.told_ns = operations.back().seen.returned_ns;
        store(slot, made.beliefs);
    } else if (made.verdict == Linearization::Verdict::illegal) {
        accuse(slot, operations, made);
    } else {
        verdict_.unknown += operations.size() - 1;
        give_up({operations.front().seen, slot, 0});
    }
}

void Judge::accuse(Slot& slot, const std::vector<Operation>& operations,
                   const Linearization& made) {
    load(slot, now_);
    std::vector<Observation> observations;
    for (const std::size_t place :
         contradiction(law_, now_, operations, busy_[slot.busy].loose, made.failed, kBudget)) {
        observations.push_back(operations[place].seen);
    }
    const Operation& failed = operations[made.failed];
    verdict_.judged += made.failed;
    verdict_.unheard += operations.size() - made.failed - 1;
    Finding found = finding(law_, made.beliefs.front(), failed.seen, failed.span);
    const std::size_t before = verdict_.first.size();
    accuse({failed.seen, slot, failed.seen.called_ns}, found.rule,
           found.words + others_text(observations));
    if (verdict_.first.size() > before) {
        verdict_.first.back().observations = std::move(observations);
    }
}

}  // namespace ordersim::judge

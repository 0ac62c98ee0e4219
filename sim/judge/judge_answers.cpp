#include <algorithm>

#include "sim/base/enum_names.hpp"
#include "sim/judge/judge.hpp"
#include "sim/judge/words.hpp"

/// What can be said of a reply before the order's version matters: who may ask, what a key stands
/// for, what was lost, and when it can have taken effect.
namespace ordersim::judge {

using Reply = Observation::Reply;

bool Judge::is_denial(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.is_altered) {
        judge_altered(hearing);
        return true;
    }
    if (seen.reply == Reply::malformed || seen.reply == Reply::key_taken) {
        accuse(hearing, rule::kForm, call_text(seen) + ": no reply of such a service");
        return true;
    }
    const bool is_unproved = seen.reply == Reply::unproved;
    if (seen.standing == Standing::party) {
        if (is_unproved) {
            accuse(hearing, rule::kHidden, call_text(seen) + ": an order's party is not believed");
        }
        return is_unproved;
    }
    if (seen.reply == Reply::unknown) {
        ++verdict_.unknown;
    } else if (seen.standing == Standing::unproved && !is_unproved) {
        accuse(hearing, rule::kProof,
               call_text(seen) + ": the caller proved nothing: unproved expected, got " +
                   reply_text(law_.rules, seen));
    } else if (seen.standing == Standing::stranger && seen.reply != Reply::hidden &&
               seen.refusal != order::Refusal::wrong_actor &&
               !seen.refusals.contains(order::Refusal::wrong_actor)) {
        accuse(hearing, rule::kSecrecy,
               call_text(seen) + ": the order is somebody else's: hidden expected, got " +
                   reply_text(law_.rules, seen));
    } else {
        ++verdict_.judged;
    }
    return true;
}

/// A key stands for one request: the answer to it is no answer to another.
void Judge::judge_altered(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.reply == Reply::unknown) {
        ++verdict_.unknown;
    } else if (seen.reply == Reply::key_taken) {
        ++verdict_.judged;
    } else {
        accuse(hearing, rule::kKey,
               call_text(seen) + ", under the key of another request: refusal expected, got " +
                   reply_text(law_.rules, seen) + " at version " +
                   std::to_string(seen.after.version));
    }
}

bool Judge::is_lost_reply(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    const bool is_unversioned =
        seen.reply == Reply::acknowledged ||
        (seen.reply == Reply::accepted && (seen.shows == Shows::nothing || !seen.has_version));
    if (seen.reply != Reply::unknown && !is_unversioned) {
        return false;
    }
    if (seen.is_read) {
        ++verdict_.unknown;
    } else {
        note_loose(hearing);
    }
    return true;
}

/// A command that may have been carried out, or may yet be.
void Judge::note_loose(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    const auto span = clock_.span(seen.called_ns, seen.returned_ns);
    std::vector<Loose>& loose = busy_of(hearing.slot).loose;
    const bool is_known =
        seen.key != 0 && (answers_[seen.key & (answers_.size() - 1)].key == seen.key ||
                          std::ranges::find(loose, seen.key, &Loose::key) != loose.end());
    if (!is_known && loose.size() == kLooseMost) {
        give_up(hearing);
        return;
    }
    ++verdict_.unknown;
    if (!is_known) {
        loose.push_back(
            {seen.command, seen.key, seen.called_ns, span ? span->from : SimTime{}, false});
    }
}

bool Judge::is_kept_answer(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.key == 0) {
        return false;
    }
    const Answer answer{seen.key, seen.reply, seen.refusal, seen.transition, seen.after.version};
    Answer& kept = answers_[seen.key & (answers_.size() - 1)];
    if (kept.key != seen.key) {
        kept = answer;
        return false;
    }
    if (kept == answer) {
        ++verdict_.judged;
    } else {
        accuse(hearing, rule::kKey,
               call_text(seen) + ", sent again under its key: the same reply expected (" +
                   std::string(enum_name(kept.reply)) + " at version " +
                   std::to_string(kept.version) + "), got " + reply_text(law_.rules, seen) +
                   " at version " + std::to_string(seen.after.version));
    }
    return true;
}

/// A reply to a command that was sent before, in vain as it seemed.
bool Judge::is_of_loose(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.key == 0 || hearing.slot.busy == kNone) {
        return false;
    }
    Busy& busy = busy_[hearing.slot.busy];
    const bool was_taken = seen.reply == Reply::accepted &&
                           seen.after.version <= hearing.slot.course.version;
    for (std::size_t i = 0; i < busy.loose.size(); ++i) {
        if (busy.loose[i].key != seen.key || busy.loose[i].is_over) {
            continue;
        }
        hearing.called_ns = std::min(hearing.called_ns, busy.loose[i].called_ns);
        busy.loose[i].is_over = true;
        load(hearing.slot, now_);
        std::erase_if(now_, [&](const Belief& belief) {
            return ((belief.taken >> i & 1U) != 0) != was_taken;
        });
        if (now_.empty()) {
            accuse(hearing, rule::kMadeTwice,
                   call_text(seen) + ": version " + std::to_string(seen.after.version) +
                       " came of something else");
            return true;
        }
        store(hearing.slot, now_);
        if (was_taken) {
            ++verdict_.judged;
            return true;
        }
    }
    return false;
}

bool Judge::is_outside_call(Hearing& hearing) {
    const Observation& seen = hearing.seen;
    if (seen.at == kNever) {
        return false;
    }
    if (clock_.learn(seen.at, hearing.called_ns, seen.returned_ns)) {
        return false;
    }
    accuse(hearing, rule::kClock,
           call_text(seen) + ": took effect at " + exact_text(seen.at.time_since_epoch()) +
               " on the orders' clock, outside the call");
    return true;
}

}  // namespace ordersim::judge

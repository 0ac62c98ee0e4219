#include <catch2/catch.hpp>

#include "sim/judge/words.hpp"
#include "tests/unit/judge/told_life.hpp"

// A legal history in which one reply is changed.
using namespace ordersim;
using namespace ordersim::tests;
using judge::Observation;
using judge::Shows;
using Reply = Observation::Reply;

namespace {

/// Whether the reply could be changed so.
using Mutation = bool (*)(Observation& seen);

bool shows_other_chat(Observation& seen) {
    seen.after.regions.chat = seen.after.regions.chat == order::ChatState::idle
                                  ? order::ChatState::wait_buyer
                                  : order::ChatState::idle;
    return seen.shows == Shows::order && seen.reply != Reply::unknown;
}
bool shows_other_state(Observation& seen) {
    const auto next = (static_cast<unsigned>(seen.after.regions.order) + 1U) % 14U;
    seen.after.regions.order = static_cast<order::OrderState>(next);
    return seen.shows != Shows::nothing;
}
bool shows_other_total(Observation& seen) {
    seen.after.total += Money{1};
    return seen.shows == Shows::order;
}
bool shows_other_refund(Observation& seen) {
    if (seen.shows != Shows::order || seen.after.refund_state[0] == order::RefundState::none) {
        return false;
    }
    seen.after.refund[0].amount += Money{1};
    return true;
}
bool shows_other_deadline(Observation& seen) {
    if (seen.shows != Shows::order || seen.deadline.at == kNever) {
        return false;
    }
    seen.deadline.at += SimDuration(1);
    return true;
}
bool accepts_what_is_refused(Observation& seen) {
    if (seen.reply != Reply::refused) {
        return false;
    }
    seen.reply = Reply::accepted;
    ++seen.after.version;
    return true;
}
bool refuses_what_is_accepted(Observation& seen) {
    if (seen.reply != Reply::accepted) {
        return false;
    }
    seen.reply = Reply::refused;
    seen.shows = Shows::state;
    --seen.after.version;
    return true;
}
bool refuses_for_another_reason(Observation& seen) {
    seen.refusal = seen.refusal == order::Refusal::wrong_state ? order::Refusal::order_closed
                                                               : order::Refusal::wrong_state;
    return seen.reply == Reply::refused;
}
bool names_another_row(Observation& seen) {
    seen.transition = seen.transition == 0 ? 1 : 0;
    return seen.reply == Reply::accepted;
}
bool tells_an_instant_before_the_call(Observation& seen) {
    seen.at -= std::chrono::hours(24);
    return seen.reply == Reply::accepted && seen.after.version > 1;
}
/// Seen from a call that came after the order was placed, as a long one might not.
bool is_denied(Observation& seen) {
    seen.reply = Reply::hidden;
    seen.shows = Shows::nothing;
    return seen.is_read && seen.after.version > 4 && seen.returned_ns - seen.called_ns < 2000;
}

/// Lives that can be changed so are accused.
void expect_all_accused(Mutation mutate) {
    const TellOptions options;
    const Draws draws(11, 0);
    unsigned changed = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        Dice dice(draws, i);
        ToldLife life = tell(order::rules(), dice, options);
        const std::size_t first = dice.below(static_cast<std::uint32_t>(life.told.size()));
        for (std::size_t j = first; j < life.told.size(); ++j) {
            Observation seen = life.told[j];
            if (mutate(seen)) {
                life.told[j] = seen;
                ++changed;
                INFO("life " << i << ", reply " << j << ": " << judge::call_text(seen) << ": "
                             << judge::reply_text(order::rules(), seen) << " at version "
                             << seen.after.version);
                REQUIRE(verdict_on(life, options).violation_count() > 0);
                break;
            }
        }
    }
    CHECK(changed > 20);
}

}  // namespace

TEST_CASE("judge: a reply that shows what the rules do not make of the order is accused") {
    expect_all_accused(shows_other_chat);
    expect_all_accused(shows_other_state);
    expect_all_accused(shows_other_total);
    expect_all_accused(shows_other_refund);
    expect_all_accused(shows_other_deadline);
}

TEST_CASE("judge: a reply that says what the rules do not is accused") {
    expect_all_accused(accepts_what_is_refused);
    expect_all_accused(refuses_what_is_accepted);
    expect_all_accused(refuses_for_another_reason);
    expect_all_accused(names_another_row);
    expect_all_accused(tells_an_instant_before_the_call);
    expect_all_accused(is_denied);
}

#include "tests/unit/metrics/story.hpp"

using namespace ordersim;
using namespace ordersim::metrics;
using order::Actor;
using order::CommandKind;
using tests::of;
using tests::Story;

namespace {

order::Policy rejecting() {
    order::Policy policy = tests::base_policy();
    policy.on_silence = order::OnSilence::reject;
    return policy;
}

order::Command coupon() {
    return {.kind = CommandKind::counter_offer,
            .actor = Actor::seller,
            .offer = order::Offer::coupon};
}

}  // namespace

TEST_CASE("requests: the seller's first answer counts, an offer is one") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .request(2)
                              .give(7, coupon())
                              .say(9, CommandKind::decline_offer, Actor::buyer)
                              .say(40, CommandKind::reject_cancel, Actor::seller)
                              .end(50);
    REQUIRE(counts.requests.answer.size() == 1);
    CHECK(counts.requests.answer[0].time == Approx(5));
    CHECK_FALSE(counts.requests.answer[0].is_censored);
    CHECK(counts.requests.heard == 1);
    CHECK(counts.requests.answered == 1);
    CHECK(counts.requests.answered_in_day == 1);
    CHECK(counts.requests.silent == 0);
}

TEST_CASE("requests: a day's answer is one within 24 hours, to the instant") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .request(2)
                              .say(26, CommandKind::approve_cancel, Actor::seller)
                              .paid(1, 0)
                              .request(2)
                              .say(26.001, CommandKind::approve_cancel, Actor::seller)
                              .end(50);
    CHECK(counts.requests.answered == 2);
    CHECK(counts.requests.answered_in_day == 1);
}

TEST_CASE("requests: what ends a request unanswered cuts the wait for an answer off") {
    Story story(tests::base_policy());
    story.paid(0, 0).request(2).say(5, CommandKind::withdraw_cancel, Actor::buyer);
    story.paid(1, 0).request(2).say(6, CommandKind::ship, Actor::seller);
    story.paid(2, 0).request(2).fire(50);
    const Counts counts = story.paid(3, 0).request(2).end(52);
    REQUIRE(counts.requests.answer.size() == 4);
    for (const measure::CensoredTime& time : counts.requests.answer) {
        CHECK(time.is_censored);
    }
    CHECK(counts.requests.answer[0].time == Approx(3));
    CHECK(counts.requests.answer[1].time == Approx(4));
    CHECK(counts.requests.answer[2].time == Approx(48));
    CHECK(counts.requests.answer[3].time == Approx(50));
    // Of the one that is still open nobody knows whether it will be answered.
    CHECK(counts.requests.heard == 3);
    CHECK(counts.requests.answered == 0);
    CHECK(of(counts.requests.outcomes, Outcome::open) == 1);
}

TEST_CASE("requests: silence is fair to the buyer whose order ends in his favour") {
    Story approving(tests::base_policy());
    const Counts approved = approving.paid(0, 0).request(2).fire(50).end(60);
    CHECK(approved.requests.silent == 1);
    CHECK(approved.requests.silent_for_buyer == 1);

    Story story(rejecting());
    story.paid(0, 0).request(2).fire(50).say(60, CommandKind::ship, Actor::seller);
    // The second is never shipped: refused by silence, he gets out all the same.
    story.paid(1, 0).request(2).fire(50).fire(200);
    // The third was made an offer, which is an answer.
    const Counts counts = story.paid(2, 0).request(2).give(3, coupon()).fire(50).end(300);
    CHECK(counts.requests.silent == 2);
    CHECK(counts.requests.silent_for_buyer == 1);
    CHECK(of(counts.requests.outcomes, Outcome::lapsed) == 3);
}

TEST_CASE("requests: a silent request whose case is still open at the end decides nothing") {
    Story story(rejecting());
    const Counts counts = story.paid(0, 0)
                              .request(2)
                              .fire(50)
                              .say(52, CommandKind::open_case, Actor::buyer)
                              .end(60);
    CHECK(counts.requests.silent == 0);
    CHECK(counts.journeys.undecided[static_cast<std::size_t>(Stage::processing)] == 1);
}

TEST_CASE("requests: a refused buyer escalates once, by case or by dispute") {
    Story story(tests::base_policy());
    story.paid(0, 0)
        .request(2)
        .say(5, CommandKind::reject_cancel, Actor::seller)
        .say(7, CommandKind::open_case, Actor::buyer)
        .ruled(8, order::Verdict::seller)
        .say(20, CommandKind::ship, Actor::seller)
        .dispute(20 + 240, 500);
    story.paid(1, 0).request(2).say(5, CommandKind::reject_cancel, Actor::seller);
    // Whose parcel overtook the request was not refused by it.
    story.paid(2, 0).request(2).say(4, CommandKind::ship, Actor::seller).dispute(4 + 240, 500);
    const Counts counts = story.end(300);
    CHECK(counts.requests.escalated == 1);
    CHECK(of(counts.requests.outcomes, Outcome::rejected) == 2);
    CHECK(counts.cases.cases == 1);
    CHECK(counts.cases.disputes == 2);
}

TEST_CASE("requests: a case that silence opens is the escalation of that request") {
    order::Policy policy = tests::base_policy();
    policy.on_silence = order::OnSilence::escalate;
    Story story(policy);
    const Counts counts = story.paid(0, 0).request(2).fire(50).end(60);
    CHECK(counts.cases.cases == 1);
    CHECK(counts.requests.escalated == 1);
}

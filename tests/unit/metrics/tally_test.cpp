#include "tests/unit/metrics/story.hpp"

using namespace ordersim;
using namespace ordersim::metrics;
using order::Actor;
using order::CommandKind;
using tests::hour;
using tests::of;
using tests::Story;

namespace {

Story approved_story() {
    Story story(tests::base_policy());
    story.paid(0, 0)
        .contact(2, CommandKind::request_cancel)
        .say(2, CommandKind::request_cancel, Actor::buyer)
        .say(5, CommandKind::approve_cancel, Actor::seller)
        .say(6, CommandKind::submit_refund, Actor::platform);
    return story;
}

}  // namespace

TEST_CASE("tally: an approved request is a success by the seller, resolved when he answers") {
    const Counts counts = approved_story().end(8);
    CHECK(of(counts.journeys.contacts, Stage::processing) == 1);
    CHECK(of(counts.journeys.successes, Stage::processing) == 1);
    CHECK(of(counts.journeys.success_by_path, Path::seller_approval) == 1);
    CHECK(of(counts.requests.outcomes, Outcome::approved) == 1);
    REQUIRE(counts.journeys.resolution.size() == 1);
    CHECK(counts.journeys.resolution[0].time == Approx(3));
    CHECK_FALSE(counts.journeys.resolution[0].is_censored);
    CHECK(counts.journeys.asked.size() == 1);
    CHECK(counts.journeys.decision_hours == Approx(5));
    CHECK(counts.journeys.decisions == 1);
}

TEST_CASE("tally: money on its way when the run stops is censored, not missing") {
    const Counts open = approved_story().end(8);
    REQUIRE(open.journeys.money.size() == 1);
    CHECK(open.journeys.money[0].is_censored);
    CHECK(open.journeys.money[0].time == Approx(6));
    CHECK(open.orders_open == 1);

    Story story = approved_story();
    const Counts posted = story.say(26, CommandKind::refund_succeeded, Actor::gateway).end(30);
    REQUIRE(posted.journeys.money.size() == 1);
    CHECK_FALSE(posted.journeys.money[0].is_censored);
    CHECK(posted.journeys.money[0].time == Approx(24));
    CHECK(posted.journeys.platform_leg_hours == Approx(1));
    CHECK(posted.journeys.bank_leg_hours == Approx(20));
}

TEST_CASE("tally: who comes in the grace window helps himself at once") {
    order::Policy policy = tests::base_policy();
    policy.grace_window = std::chrono::hours(4);
    Story story(policy);
    const Counts counts = story.paid(0, 0)
                              .contact(1, CommandKind::cancel_instant)
                              .say(1, CommandKind::cancel_instant, Actor::buyer)
                              .end(1);
    CHECK(of(counts.journeys.contacts, Stage::grace) == 1);
    CHECK(of(counts.journeys.success_by_path, Path::self_serve) == 1);
    REQUIRE(counts.journeys.resolution.size() == 1);
    CHECK(counts.journeys.resolution[0].time == Approx(0));
    CHECK(counts.journeys.asked.empty());
    CHECK(counts.journeys.decision_hours == Approx(1));
}

TEST_CASE("tally: unpaid orders count among all intents but not on the paths of paid ones") {
    Story story(tests::base_policy());
    const Counts counts = story.begin(0, 0)
                              .contact(3, CommandKind::cancel_unpaid)
                              .say(3, CommandKind::cancel_unpaid, Actor::buyer)
                              .end(4);
    CHECK(of(counts.journeys.contacts, Stage::unpaid) == 1);
    CHECK(of(counts.journeys.successes, Stage::unpaid) == 1);
    CHECK(of(counts.journeys.success_by_path, Path::self_serve) == 0);
    CHECK(counts.journeys.money.empty());
}

TEST_CASE("tally: an order that nobody pays in time is no success") {
    Story story(tests::base_policy());
    const Counts counts = story.begin(0, 0).fire(480).end(481);
    CHECK(of(counts.journeys.successes, Stage::unpaid) == 0);
    CHECK(counts.orders == 1);
    CHECK(counts.orders_open == 0);
}

TEST_CASE("tally: silence is told from the seller's own word") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .fire(50)
                              .end(50);
    CHECK(of(counts.requests.outcomes, Outcome::automatic) == 1);
    CHECK(of(counts.requests.outcomes, Outcome::approved) == 0);
    CHECK(of(counts.journeys.success_by_path, Path::auto_approve) == 1);
}

TEST_CASE("tally: a parcel that overtakes the request is a lost race and no success") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .say(4, CommandKind::ship, Actor::seller)
                              .end(4);
    CHECK(of(counts.requests.outcomes, Outcome::overtaken) == 1);
    CHECK(of(counts.journeys.successes, Stage::processing) == 0);
    CHECK(counts.orders_shipped == 1);
    CHECK(counts.journeys.resolution.at(0).time == Approx(2));
    CHECK(counts.journeys.decisions == 0);
}

TEST_CASE("tally: a parcel that leaves after the approval is counted against the approvals") {
    Story story(tests::base_policy());
    story.paid(0, 0)
        .contact(2, CommandKind::request_cancel)
        .say(2, CommandKind::request_cancel, Actor::buyer)
        .say(3, CommandKind::approve_cancel, Actor::seller);
    const Counts counts = story.say(4, CommandKind::hand_over_scan, Actor::carrier).end(5);
    CHECK(counts.requests.approved_then_shipped == 1);
    CHECK(of(counts.journeys.successes, Stage::processing) == 1);
}

TEST_CASE("tally: a rejected buyer whose parcel is never sent succeeds by non-fulfilment") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .say(3, CommandKind::reject_cancel, Actor::seller)
                              .fire(200)
                              .end(200);
    CHECK(of(counts.requests.outcomes, Outcome::rejected) == 1);
    CHECK(of(counts.journeys.success_by_path, Path::non_fulfilment) == 1);
    CHECK(counts.journeys.resolution.at(0).time == Approx(1));
}

TEST_CASE("tally: a request open at the end is open, and its time censored") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .end(12);
    CHECK(of(counts.requests.outcomes, Outcome::open) == 1);
    REQUIRE(counts.journeys.resolution.size() == 1);
    CHECK(counts.journeys.resolution[0].is_censored);
    CHECK(counts.journeys.resolution[0].time == Approx(10));
    REQUIRE(counts.pending_by_hour.size() == 13);
    CHECK(counts.pending_by_hour[2] == 0);
    CHECK(counts.pending_by_hour[3] == 1);
}

TEST_CASE("tally: a first message without an answer is undecided, its time censored") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::send_message)
                              .say(2, CommandKind::send_message, Actor::buyer)
                              .end(9);
    CHECK(of(counts.journeys.undecided, Stage::processing) == 1);
    REQUIRE(counts.journeys.resolution.size() == 1);
    CHECK(counts.journeys.resolution[0].is_censored);
    CHECK(counts.journeys.resolution[0].time == Approx(7));

    Story shipped(tests::base_policy());
    const Counts late = shipped.paid(0, 0)
                            .contact(2, CommandKind::send_message)
                            .say(2, CommandKind::send_message, Actor::buyer)
                            .say(4, CommandKind::ship, Actor::seller)
                            .end(9);
    CHECK(of(late.journeys.undecided, Stage::processing) == 0);
    CHECK(late.journeys.resolution.empty());
}

TEST_CASE("tally: a buyer who comes too late is a contact without a resolution") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .say(4, CommandKind::ship, Actor::seller)
                              .contact(6, CommandKind::request_cancel)
                              .end(7);
    CHECK(of(counts.journeys.contacts, Stage::shipped) == 1);
    CHECK(of(counts.journeys.successes, Stage::shipped) == 0);
    CHECK(counts.journeys.resolution.empty());
}

TEST_CASE("tally: orders placed before the warm-up has passed are not measured") {
    Story story(tests::base_policy(), hour(10));
    story.paid(0, 0).contact(12, CommandKind::request_cancel);
    const Counts counts = story.say(12, CommandKind::request_cancel, Actor::buyer)
                              .paid(1, 11)
                              .end(13);
    CHECK(counts.orders == 1);
    CHECK(of(counts.journeys.contacts, Stage::processing) == 0);
    CHECK(counts.pending_by_hour.back() == 1);
}

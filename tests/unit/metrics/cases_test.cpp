#include "tests/unit/metrics/story.hpp"

using namespace ordersim;
using namespace ordersim::metrics;
using order::Actor;
using order::CommandKind;
using order::Verdict;
using tests::of;
using tests::Story;

namespace {

/// Refused by the seller; a support case is open.
Story& complains(Story& story, std::uint32_t id) {
    return story.paid(id, 0)
        .request(2)
        .say(5, CommandKind::reject_cancel, Actor::seller)
        .say(7, CommandKind::open_case, Actor::buyer);
}

Story& escalated(Story& story, std::uint32_t id, std::int64_t claim, bool with_return = false) {
    return story.delivered(id, 0)
        .dispute(300, claim, with_return)
        .say(301, CommandKind::escalate, Actor::buyer);
}

}  // namespace

TEST_CASE("cases: support's decisions before shipment are for the buyer, split or neither") {
    Story story(tests::base_policy());
    complains(story, 0).ruled(10, Verdict::buyer);
    complains(story, 1).ruled(10, Verdict::split, 250);
    complains(story, 2).ruled(10, Verdict::seller);
    const Counts counts = complains(story, 3).end(20);
    CHECK(counts.cases.cases == 4);
    CHECK(counts.cases.disputes == 0);
    CHECK(counts.cases.decisions == 3);
    CHECK(counts.cases.for_buyer == 1);
    CHECK(counts.cases.split == 1);
    CHECK(counts.cases.awarded == Approx(1.25));
    CHECK(of(counts.journeys.success_by_path, Path::support) == 1);
}

TEST_CASE("cases: in a dispute the award is a share of what is claimed, not of the order") {
    Story story(tests::base_policy());
    escalated(story, 0, 500).ruled(302, Verdict::buyer);
    escalated(story, 1, 500).ruled(302, Verdict::split, 100);
    const Counts counts = escalated(story, 2, 500).ruled(302, Verdict::seller).end(400);
    CHECK(counts.cases.disputes == 3);
    CHECK(counts.cases.ruled == 3);
    CHECK(counts.cases.liable == 2);
    CHECK(counts.cases.decisions == 3);
    CHECK(counts.cases.for_buyer == 1);
    CHECK(counts.cases.split == 1);
    CHECK(counts.cases.awarded == Approx(1.2));
}

TEST_CASE("cases: an award that waits for the goods is decided when it is made, and once") {
    Story story(tests::base_policy());
    escalated(story, 0, 800, true)
        .ruled(302, Verdict::buyer)
        .say(320, CommandKind::give_return_tracking, Actor::buyer)
        .say(400, CommandKind::return_received, Actor::carrier);
    const Counts counts = escalated(story, 1, 800, true).ruled(302, Verdict::split, 200).end(420);
    CHECK(counts.cases.decisions == 2);
    CHECK(counts.cases.for_buyer == 1);
    CHECK(counts.cases.split == 1);
    CHECK(counts.cases.awarded == Approx(1.25));
    CHECK(counts.cases.liable == 2);
}

TEST_CASE("cases: who owes information and gives none has lost, which is a decision") {
    Story story(tests::base_policy());
    order::Command ask{.kind = CommandKind::request_info, .actor = Actor::platform};
    ask.party = Actor::seller;
    escalated(story, 0, 500)
        .say(302, CommandKind::pick_up_case, Actor::platform)
        .give(303, ask)
        .fire(303 + 72);
    ask.party = Actor::buyer;
    const Counts counts = complains(story, 1)
                              .say(8, CommandKind::pick_up_case, Actor::platform)
                              .give(9, ask)
                              .fire(9 + 72)
                              .end(400);
    CHECK(counts.cases.decisions == 2);
    CHECK(counts.cases.for_buyer == 1);
    CHECK(counts.cases.awarded == Approx(1));
    CHECK(counts.cases.liable == 1);
}

TEST_CASE("cases: what the parties settle is no decision and nobody's liability") {
    Story story(tests::base_policy());
    story.delivered(0, 0).dispute(300, 500).say(310, CommandKind::accept_proposal, Actor::seller);
    story.delivered(1, 0).dispute(300, 500).say(310, CommandKind::withdraw_case, Actor::buyer);
    const Counts counts = story.delivered(2, 0).dispute(300, 500).fire(420).end(430);
    CHECK(counts.cases.disputes == 3);
    CHECK(counts.cases.withdrawn == 1);
    CHECK(counts.cases.ruled == 0);
    CHECK(counts.cases.decisions == 0);
    CHECK(counts.cases.liable == 0);
}

TEST_CASE("cases: a disputed order that is completed before or after counts once") {
    Story story(tests::base_policy());
    // Withdrawn, and then confirmed.
    story.delivered(0, 0)
        .dispute(300, 500)
        .say(310, CommandKind::withdraw_case, Actor::buyer)
        .say(320, CommandKind::confirm_receipt, Actor::buyer);
    // Confirmed, and then disputed.
    story.delivered(1, 0)
        .say(300, CommandKind::confirm_receipt, Actor::buyer)
        .dispute(310, 500);
    // Never disputed; and disputed and never completed.
    story.delivered(2, 0).fire(100 + 15 * 24);
    const Counts counts = story.delivered(3, 0).dispute(300, 500).end(500);
    CHECK(counts.cases.disputes == 3);
    CHECK(counts.cases.completed == 2);
    CHECK(counts.cases.withdrawn == 1);
}

TEST_CASE("cases: the platform's own openings count: a lost parcel, a shipment during a case") {
    Story story(tests::base_policy());
    story.paid(0, 0)
        .say(1, CommandKind::ship, Actor::seller)
        .say(100, CommandKind::parcel_lost, Actor::carrier);
    const Counts counts =
        complains(story, 1).say(9, CommandKind::ship, Actor::seller).end(200);
    CHECK(counts.cases.cases == 1);
    CHECK(counts.cases.disputes == 2);
    CHECK(counts.journeys.wasted_shipments == 1);
}

TEST_CASE("cases: a resolution ends with the last of request, case and dispute") {
    Story story(tests::base_policy());
    complains(story, 0)
        .ruled(10, Verdict::seller)
        .say(20, CommandKind::ship, Actor::seller)
        .dispute(20 + 240, 1000)
        .say(300, CommandKind::accept_proposal, Actor::seller);
    const Counts counts = complains(story, 1).ruled(10, Verdict::seller).end(400);
    REQUIRE(counts.journeys.resolution.size() == 2);
    CHECK(counts.journeys.resolution[0].time == Approx(298));
    CHECK(counts.journeys.resolution[1].time == Approx(9));
    CHECK(of(counts.journeys.success_by_path, Path::dispute_refund) == 1);
}

TEST_CASE("cases: a dispute open at the end is undecided, and its time cut off") {
    Story story(tests::base_policy());
    const Counts counts = complains(story, 0)
                              .ruled(10, Verdict::seller)
                              .say(20, CommandKind::ship, Actor::seller)
                              .dispute(20 + 240, 1000)
                              .end(270);
    CHECK(of(counts.journeys.undecided, Stage::processing) == 1);
    REQUIRE(counts.journeys.resolution.size() == 1);
    CHECK(counts.journeys.resolution[0].is_censored);
    CHECK(counts.journeys.resolution[0].time == Approx(268));
    CHECK(counts.cases_by_hour[9] == 1);
    CHECK(counts.cases_by_hour[20] == 0);
    CHECK(counts.cases_by_hour[270] == 1);
}

TEST_CASE("cases: a part awarded is no way out, even while its refund is under way") {
    for (const std::int64_t claim : {1000, 400}) {
        Story story(tests::base_policy());
        story.paid(0, 0).request(2);
        story.say(3, CommandKind::reject_cancel, Actor::seller);
        story.say(4, CommandKind::ship, Actor::seller);
        story.dispute(250, claim);
        story.say(251, CommandKind::accept_proposal, Actor::seller);
        const Counts counts = story.end(252);
        CHECK(of(counts.journeys.success_by_path, Path::dispute_refund) ==
              (claim == 1000 ? 1 : 0));
    }
}

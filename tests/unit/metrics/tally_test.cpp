#include <catch2/catch.hpp>

#include "sim/metrics/tally.hpp"
#include "sim/order/decide.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using namespace ordersim::metrics;
using order::Actor;
using order::Command;
using order::CommandKind;
using order::OrderState;

// Stories told to a tally through the real rules: one order each, commands at given hours.
namespace {

SimTime hour(double h) { return SimTime(duration_of(h * 3.6e9)); }

class Story {
public:
    explicit Story(const order::Policy& policy, SimTime from = SimTime{})
        : policy_(policy), tally_(from) {}

    Story& begin(std::uint32_t id, double at) {
        id_ = {id};
        order_ = {};
        has_contacted_ = false;
        Command place{.kind = CommandKind::place_order, .actor = Actor::buyer};
        place.amount = {1000};
        place.minutes = 60 * 24 * 6;
        return give(at, place);
    }
    Story& paid(std::uint32_t id, double at) {
        begin(id, at);
        Command pay{.kind = CommandKind::pay, .actor = Actor::buyer};
        pay.amount = {1000};
        give(at, pay);
        return say(at, CommandKind::payment_verified, Actor::gateway);
    }
    Story& contact(double at, CommandKind command) {
        has_contacted_ = true;
        OrderEvent event = event_at(at, command, order_.regions);
        event.kind = OrderEvent::Kind::contact;
        tally_.take(event);
        return *this;
    }
    Story& say(double at, CommandKind kind, Actor actor) {
        return give(at, {.kind = kind, .actor = actor});
    }
    Story& fire(double at) {
        return give(at, as_command(next_deadline(order_)));
    }
    Story& give(double at, const Command& command) {
        const order::Regions before = order_.regions;
        const auto decision = step(order::rules(), order_, policy_, command, hour(at));
        REQUIRE(decision.kind == order::Decision::Kind::accepted);
        OrderEvent event = event_at(at, command.kind, before);
        event.transition = decision.transition;
        tally_.take(event);
        return *this;
    }
    Counts end(double at) { return tally_.finish(hour(at)); }

private:
    OrderEvent event_at(double at, CommandKind command, const order::Regions& before) const {
        OrderEvent event;
        event.at = hour(at);
        event.order = id_;
        event.command = command;
        event.has_contacted = has_contacted_;
        event.before = before;
        event.after = order_.regions;
        event.refund_after = order_.state_of(order::RefundKind::settlement);
        event.paid_at = order_.paid_at;
        event.version = order_.version;
        return event;
    }

    order::Policy policy_;
    Tally tally_;
    OrderId id_{};
    order::Order order_{};
    bool has_contacted_ = false;
};

double of(const auto& counts, auto place) { return counts[static_cast<std::size_t>(place)]; }

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
    CHECK(of(counts.contacts, Stage::processing) == 1);
    CHECK(of(counts.successes, Stage::processing) == 1);
    CHECK(of(counts.success_by_path, Path::seller_approval) == 1);
    CHECK(of(counts.requests, Outcome::approved) == 1);
    REQUIRE(counts.resolution_hours.size() == 1);
    CHECK(counts.resolution_hours[0].time == Approx(3));
    CHECK_FALSE(counts.resolution_hours[0].is_censored);
    CHECK(counts.asked_hours.size() == 1);
    CHECK(counts.decision_hours == Approx(5));
    CHECK(counts.decisions == 1);
}

TEST_CASE("tally: money on its way when the run stops is censored, not missing") {
    const Counts open = approved_story().end(8);
    REQUIRE(open.money_hours.size() == 1);
    CHECK(open.money_hours[0].is_censored);
    CHECK(open.money_hours[0].time == Approx(6));
    CHECK(open.orders_open == 1);

    Story story = approved_story();
    const Counts posted = story.say(26, CommandKind::refund_succeeded, Actor::gateway).end(30);
    REQUIRE(posted.money_hours.size() == 1);
    CHECK_FALSE(posted.money_hours[0].is_censored);
    CHECK(posted.money_hours[0].time == Approx(24));
    CHECK(posted.platform_leg_hours == Approx(1));
    CHECK(posted.bank_leg_hours == Approx(20));
}

TEST_CASE("tally: who comes in the grace window helps himself at once") {
    order::Policy policy = tests::base_policy();
    policy.grace_window = std::chrono::hours(4);
    Story story(policy);
    const Counts counts = story.paid(0, 0)
                              .contact(1, CommandKind::cancel_instant)
                              .say(1, CommandKind::cancel_instant, Actor::buyer)
                              .end(1);
    CHECK(of(counts.contacts, Stage::grace) == 1);
    CHECK(of(counts.success_by_path, Path::self_serve) == 1);
    REQUIRE(counts.resolution_hours.size() == 1);
    CHECK(counts.resolution_hours[0].time == Approx(0));
    CHECK(counts.asked_hours.empty());
    CHECK(counts.decision_hours == Approx(1));
}

TEST_CASE("tally: unpaid orders count among all intents but not on the paths of paid ones") {
    Story story(tests::base_policy());
    const Counts counts = story.begin(0, 0)
                              .contact(3, CommandKind::cancel_unpaid)
                              .say(3, CommandKind::cancel_unpaid, Actor::buyer)
                              .end(4);
    CHECK(of(counts.contacts, Stage::unpaid) == 1);
    CHECK(of(counts.successes, Stage::unpaid) == 1);
    CHECK(of(counts.success_by_path, Path::self_serve) == 0);
    CHECK(counts.money_hours.empty());
}

TEST_CASE("tally: an order that nobody pays in time is no success") {
    Story story(tests::base_policy());
    const Counts counts = story.begin(0, 0).fire(480).end(481);
    CHECK(of(counts.successes, Stage::unpaid) == 0);
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
    CHECK(of(counts.requests, Outcome::automatic) == 1);
    CHECK(of(counts.requests, Outcome::approved) == 0);
    CHECK(of(counts.success_by_path, Path::auto_approve) == 1);
}

TEST_CASE("tally: a parcel that overtakes the request is a lost race and no success") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .say(4, CommandKind::ship, Actor::seller)
                              .end(4);
    CHECK(of(counts.requests, Outcome::overtaken) == 1);
    CHECK(of(counts.successes, Stage::processing) == 0);
    CHECK(counts.orders_shipped == 1);
    CHECK(counts.resolution_hours.at(0).time == Approx(2));
    CHECK(counts.decisions == 0);
}

TEST_CASE("tally: a parcel that leaves after the approval is counted against the approvals") {
    Story story(tests::base_policy());
    story.paid(0, 0)
        .contact(2, CommandKind::request_cancel)
        .say(2, CommandKind::request_cancel, Actor::buyer)
        .say(3, CommandKind::approve_cancel, Actor::seller);
    const Counts counts = story.say(4, CommandKind::hand_over_scan, Actor::carrier).end(5);
    CHECK(counts.approved_then_shipped == 1);
    CHECK(of(counts.successes, Stage::processing) == 1);
}

TEST_CASE("tally: a rejected buyer whose parcel is never sent succeeds by non-fulfilment") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .say(3, CommandKind::reject_cancel, Actor::seller)
                              .fire(200)
                              .end(200);
    CHECK(of(counts.requests, Outcome::rejected) == 1);
    CHECK(of(counts.success_by_path, Path::non_fulfilment) == 1);
    CHECK(counts.resolution_hours.at(0).time == Approx(1));
}

TEST_CASE("tally: a request open at the end is open, and its time censored") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .contact(2, CommandKind::request_cancel)
                              .say(2, CommandKind::request_cancel, Actor::buyer)
                              .end(12);
    CHECK(of(counts.requests, Outcome::open) == 1);
    REQUIRE(counts.resolution_hours.size() == 1);
    CHECK(counts.resolution_hours[0].is_censored);
    CHECK(counts.resolution_hours[0].time == Approx(10));
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
    CHECK(of(counts.undecided, Stage::processing) == 1);
    REQUIRE(counts.resolution_hours.size() == 1);
    CHECK(counts.resolution_hours[0].is_censored);
    CHECK(counts.resolution_hours[0].time == Approx(7));

    Story shipped(tests::base_policy());
    const Counts late = shipped.paid(0, 0)
                            .contact(2, CommandKind::send_message)
                            .say(2, CommandKind::send_message, Actor::buyer)
                            .say(4, CommandKind::ship, Actor::seller)
                            .end(9);
    CHECK(of(late.undecided, Stage::processing) == 0);
    CHECK(late.resolution_hours.empty());
}

TEST_CASE("tally: a buyer who comes too late is a contact without a resolution") {
    Story story(tests::base_policy());
    const Counts counts = story.paid(0, 0)
                              .say(4, CommandKind::ship, Actor::seller)
                              .contact(6, CommandKind::request_cancel)
                              .end(7);
    CHECK(of(counts.contacts, Stage::shipped) == 1);
    CHECK(of(counts.successes, Stage::shipped) == 0);
    CHECK(counts.resolution_hours.empty());
}

TEST_CASE("tally: orders placed before the warm-up has passed are not measured") {
    Story story(tests::base_policy(), hour(10));
    story.paid(0, 0).contact(12, CommandKind::request_cancel);
    const Counts counts = story.say(12, CommandKind::request_cancel, Actor::buyer)
                              .paid(1, 11)
                              .end(13);
    CHECK(counts.orders == 1);
    CHECK(of(counts.contacts, Stage::processing) == 0);
    CHECK(counts.pending_by_hour.back() == 1);
}

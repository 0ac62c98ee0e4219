#include "sim/check/handler.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/support/policies.hpp"
#include "tests/unit/check/layers.hpp"

using namespace ordersim;
using check::HandlerDefect;
using check::LayerResult;

namespace {

LayerResult checked(HandlerDefect defect, const check::LayerOptions& options = {}) {
    return check::check_handler(order::rules(), tests::base_policy(), defect, options);
}

}  // namespace

TEST_CASE("a correct handler keeps every promise in every scene") {
    tests::check_proved(checked(HandlerDefect::none));
}

TEST_CASE("the handler's scenes have the states they had") {
    const std::set<std::string> pinned{
        "cancel_sent_again: 228, 483, 12",
        "offer_sent_again: 228, 483, 12",
        "cancel_or_ship: 73676, 275367, 23",
        "key_for_two_requests: 6725, 19499, 16",
        "ask_and_look: 40318, 142933, 20",
        "cancel_under_two_keys: 73676, 275367, 23",
        "instant_cancel_under_two_keys: 73676, 275367, 23",
        "seller_cancels_twice: 73676, 275367, 23",
        "approve_or_reject: 73676, 275367, 23",
        "approve_at_deadline: 1768, 5078, 17",
        "approve_or_ship: 11452, 26590, 22",
        "two_agents: 73676, 275367, 23",
        "verified_or_cancelled: 73676, 275367, 23",
        "verified_by_two_events: 10820, 25222, 22",
        "pay_at_deadline: 1768, 5078, 17",
        "ship_at_deadline: 85786, 306422, 24",
    };
    CHECK(tests::sizes_of(checked(HandlerDefect::none)) == pinned);
}

TEST_CASE("a handler that is not explored to the end is not proved") {
    const LayerResult result =
        checked(HandlerDefect::none, {.states_max = 1000, .scene = "cancel_or_ship"});
    CHECK_FALSE(result.is_complete());
    CHECK(tests::scene_named(result, "cancel_or_ship").states >= 1000);
    CHECK(tests::scene_named(result, "two_agents").left_out ==
          "the planted defect shows in scene cancel_or_ship");
}

TEST_CASE("a scene that the policy rules out is named with the reason") {
    order::Policy policy = tests::base_policy();
    policy.max_requests = 0;
    const LayerResult result =
        check::check_handler(order::rules(), policy, HandlerDefect::none, {});
    const check::SceneResult& scene = tests::scene_named(result, "approve_or_reject");
    CHECK(scene.skipped == "the policy refuses request_cancel");
    CHECK(scene.states == 0);
}

TEST_CASE("a trace of the handler says who did what and what changed") {
    const LayerResult result =
        checked(HandlerDefect::acknowledged_before_sync,
                {.scene = "cancel_sent_again", .stop_at = "s10_acknowledged_is_durable"});
    const check::LayerViolation* const violation =
        result.violation_of("s10_acknowledged_is_durable");
    REQUIRE(violation != nullptr);
    CHECK(tests::text_of(*violation) ==
          "s10_acknowledged_is_durable\n"
          "  buyer sends request 1 (request_cancel) under key 1\n"
          "  request 1 (request_cancel) finds nothing under its key\n"
          "  request 1 (request_cancel) reads the order: processing\n"
          "  request 1 (request_cancel) decides: accepted\n"
          "  request 1 (request_cancel) writes order, event and answer: accepted | order: "
          "processing -> cancel_pending, request: none -> requested, stop: none -> "
          "pending, ship_timer: running -> paused, cancel_timer: off -> running, requests: 0 -> "
          "1\n"
          "  request 1 (request_cancel) answers: accepted\n"
          "  process crashes and restarts; of 1 writes 0 survive | order: cancel_pending -> "
          "processing, request: requested -> none, stop: pending -> none, ship_timer: "
          "paused -> running, cancel_timer: running -> off, requests: 1 -> 0");
}

TEST_CASE("where something is broken, what would have followed is not judged") {
    const LayerResult result = checked(HandlerDefect::acknowledged_before_sync,
                                       {.scene = "cancel_sent_again"});
    REQUIRE(check::breaks(result, "s10_acknowledged_is_durable"));
    const auto settled = std::ranges::find(result.verdicts, "ag_ef_settled",
                                           &check::LayerVerdict::property);
    REQUIRE(settled != result.verdicts.end());
    CHECK(settled->is_undecided);
    CHECK_FALSE(settled->is_broken);
}

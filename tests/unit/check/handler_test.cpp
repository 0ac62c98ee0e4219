#include "sim/check/handler.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "sim/base/enum_names.hpp"
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
    const LayerResult result = checked(HandlerDefect::none);
    CHECK(tests::faults_of(result).empty());
    CHECK(result.holds());
    CHECK(result.is_complete());
    for (const auto& verdict : result.verdicts) {
        INFO(verdict.property << ": " << verdict.twin);
        CHECK(verdict.is_twin_reached);
    }
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
    std::set<std::string> sizes;
    for (const auto& scene : checked(HandlerDefect::none).scenes) {
        CHECK(scene.skipped.empty());
        sizes.insert(tests::size_of(scene));
    }
    CHECK(sizes == pinned);
}

TEST_CASE("each planted defect of the handler is caught by its property in its scene") {
    const std::map<std::string_view, std::size_t> depths{
        {"double_cancel", 10},          {"lost_update", 10},
        {"both_agents_decide", 10},     {"retry_carried_out_again", 10},
        {"keys_lost_on_restart", 11},   {"retry_answered_anew", 13},
        {"key_reused", 9},              {"timer_lost_on_restart", 3},
        {"acknowledged_too_early", 7},  {"replayed_too_early", 9},
        {"stale_read", 13},             {"error_after_effect", 10},
        {"events_swapped", 12},         {"event_lost", 6}};
    for (const auto& plant : check::handler_plants()) {
        INFO(plant.name);
        const LayerResult result =
            checked(plant.defect, {.scene = plant.scene, .stop_at = plant.property});
        const check::LayerViolation* const violation = result.violation_of(plant.property);
        REQUIRE(violation != nullptr);
        INFO(tests::text_of(*violation));
        REQUIRE(depths.contains(plant.name));
        CHECK(violation->trace.size() == depths.at(plant.name));
    }
    CHECK(depths.size() == check::handler_plants().size());
}

TEST_CASE("every wrong step of the handler is planted") {
    std::set<HandlerDefect> planted;
    for (const auto& plant : check::handler_plants()) {
        planted.insert(plant.defect);
    }
    CHECK(planted.size() == enum_count<HandlerDefect> - 1);
}

TEST_CASE("a handler that is not explored to the end is not proved") {
    const LayerResult result =
        checked(HandlerDefect::none, {.states_max = 1000, .scene = "cancel_or_ship"});
    CHECK_FALSE(result.is_complete());
    REQUIRE(result.scenes.size() == 1);
    CHECK(result.scenes.front().states >= 1000);
}

TEST_CASE("a scene that the policy rules out is named with the reason") {
    order::Policy policy = tests::base_policy();
    policy.max_requests = 0;
    const LayerResult result =
        check::check_handler(order::rules(), policy, HandlerDefect::none, {});
    const auto scene = std::ranges::find(result.scenes, "approve_or_reject",
                                         &check::SceneResult::name);
    REQUIRE(scene != result.scenes.end());
    CHECK(scene->skipped == "the policy refuses request_cancel");
    CHECK(scene->states == 0);
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
          "processing -> cancel_pending, request: none -> requested, ship_timer waits, "
          "cancel_timer runs\n"
          "  request 1 (request_cancel) answers: accepted\n"
          "  process crashes and restarts; of 1 writes 0 survive | order: cancel_pending -> "
          "processing, request: requested -> none, ship_timer runs, cancel_timer is off");
}

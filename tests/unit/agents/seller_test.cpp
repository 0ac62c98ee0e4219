#include <catch2/catch.hpp>
#include <cmath>

#include "sim/agents/seller.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using tests::LoneOrder;

namespace {

LoneOrder requested(const Params& params, const order::Policy& policy, std::uint32_t id = 0) {
    LoneOrder lone(params, policy, id);
    lone.paid();
    lone.memory.has_contacted = true;
    lone.give(2, CommandKind::request_cancel, Actor::buyer);
    return lone;
}

Distribution exponential(double mean_hours) {
    return Distribution::exponential(tests::in_hours(mean_hours)).value();
}

}  // namespace

TEST_CASE("seller: answers after his delay, and what is outdated stays unsaid") {
    LoneOrder lone = requested(tests::plain_params(), tests::base_policy());
    REQUIRE(lone.hour_of(ActKind::seller_answers) == Approx(3));
    CHECK_FALSE(seller::answer_request(lone.view(2.5), lone.memory).command);
    const Deed deed = seller::answer_request(lone.view(3), lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::approve_cancel);
}

TEST_CASE("seller: reply delays run on working hours only") {
    Params params = tests::plain_params();
    WeeklyClock::Speeds speeds{};
    for (std::size_t hour = 9; hour < 21; ++hour) {
        speeds[hour] = 1;
    }
    params.sellers.working_hours = WeeklyClock::create(speeds).value();
    const LoneOrder lone = requested(params, tests::base_policy());
    CHECK(lone.hour_of(ActKind::seller_answers) == Approx(10));
}

TEST_CASE("seller: consent falls with the parcel's stage and shifts with chat and reason") {
    Params params = tests::plain_params();
    params.sellers.approve_unpicked = 0.92;
    params.sellers.approve_picking = 0.75;
    params.sellers.approve_labelled = 0.35;
    params.sellers.shift_chat = 0.3;
    LoneOrder lone = requested(params, tests::base_policy());
    CHECK(seller::consent_share(lone.view(3), lone.memory) == Approx(0.92));
    lone.order.regions.shipment = order::ShipmentState::picking;
    CHECK(seller::consent_share(lone.view(3), lone.memory) == Approx(0.75));
    lone.order.regions.shipment = order::ShipmentState::labelled;
    CHECK(seller::consent_share(lone.view(3), lone.memory) == Approx(0.35));
    lone.memory.has_chatted = true;
    const double logit = std::log(0.35 / 0.65) + 0.3;
    CHECK(seller::consent_share(lone.view(3), lone.memory) ==
          Approx(1 / (1 + std::exp(-logit))));
}

TEST_CASE("seller: evidence and follow-ups move the consent, and certainty stays certain") {
    Params params = tests::plain_params();
    params.sellers.approve_unpicked = 0.5;
    params.sellers.shift_evidence = 2;
    params.sellers.shift_follow_up = 0.1;
    params.buyers.complaints.evidence = {.items_mean = 100,
                                         .quality = Distribution::constant(0.6).value()};
    LoneOrder lone = requested(params, tests::base_policy());
    // What was not attached does not count.
    CHECK(seller::consent_share(lone.view(3), lone.memory) == Approx(0.5));
    lone.order.evidence_buyer = 3;
    CHECK(seller::consent_share(lone.view(3), lone.memory) == Approx(1 / (1 + std::exp(-1.2))));
    lone.give(3, CommandKind::follow_up, Actor::buyer)
        .give(4, CommandKind::follow_up, Actor::buyer);
    CHECK(seller::consent_share(lone.view(5), lone.memory) == Approx(1 / (1 + std::exp(-1.4))));
    for (const double certain : {0.0, 1.0}) {
        params.sellers.approve_unpicked = certain;
        const LoneOrder sure = requested(params, tests::base_policy());
        CHECK(seller::consent_share(sure.view(3), sure.memory) == certain);
    }
}

TEST_CASE("seller: a follow-up may be answered by somebody who owed no reply") {
    // Two asked anew: the reply never comes with .5^3, and each asking is a draw of its own.
    Params params = tests::plain_params();
    params.sellers.classes[0].never_share = 0.5;
    params.sellers.follow_up_asks_anew = true;
    constexpr int n = 4000;
    int silent = 0;
    for (std::uint32_t id = 0; id < n; ++id) {
        LoneOrder lone = requested(params, tests::base_policy(), id);
        lone.give(14, CommandKind::follow_up, Actor::buyer)
            .give(26, CommandKind::follow_up, Actor::buyer);
        silent += lone.memory.reply_at == kNever ? 1 : 0;
    }
    CHECK(std::abs(silent / double{n} - 0.125) < 4.5 * std::sqrt(0.125 * 0.875 / n));
}

TEST_CASE("seller: a follow-up asked anew brings the reply forward, never back") {
    Params params = tests::plain_params();
    params.sellers.classes[0].reply = exponential(50);
    params.sellers.follow_up_asks_anew = true;
    for (const double boost : {1.0, 1.5}) {
        params.sellers.follow_up_boost = boost;
        // Two independent hazards from hour 14 on, the older of them boosted.
        constexpr int n = 4000;
        int answered = 0;
        for (std::uint32_t id = 0; id < n; ++id) {
            LoneOrder lone = requested(params, tests::base_policy(), id);
            const SimTime due = lone.memory.reply_at;
            if (due > LoneOrder::at(14)) {
                lone.give(14, CommandKind::follow_up, Actor::buyer);
                REQUIRE(lone.memory.reply_at <= due);
                REQUIRE(lone.memory.reply_at >= LoneOrder::at(14));
                const double hour = lone.hour_of(ActKind::seller_answers);
                REQUIRE((hour >= 0) == (lone.memory.reply_at < due));
            }
            answered += lone.memory.reply_at <= LoneOrder::at(50) ? 1 : 0;
        }
        const double expected = 1 - std::exp(-0.02 * (12 + 36 * (boost + 1)));
        const double se = std::sqrt(expected * (1 - expected) / n);
        CHECK(std::abs(answered / double{n} - expected) < 4.5 * se);
    }
}

TEST_CASE("seller: a parcel that a case keeps back leaves when the case is over") {
    order::Policy policy = tests::base_policy();
    policy.case_holds_ship = true;
    LoneOrder lone = requested(tests::plain_params(), policy);
    lone.give(3, CommandKind::reject_cancel, Actor::seller)
        .give(5, CommandKind::open_case, Actor::buyer);
    CHECK_FALSE(seller::hand_over(lone.view(48), lone.memory).command);
    CHECK(lone.memory.is_held);
    lone.give(60, CommandKind::withdraw_case, Actor::buyer);
    REQUIRE(lone.hand_over_hour() == Approx(60));
    CHECK(seller::hand_over(lone.view(60), lone.memory).command);
}

TEST_CASE("seller: each follow-up multiplies the hazard of a reply") {
    // Hazard 0.02/h, times 1.5 at 12 h and again at 24 h and 36 h: P(answer within 48 h) is
    // 1 - exp(-0.02 * 12 * (1 + 1.5 + 2.25 + 3.375)), here with the order's own draws.
    Params params = tests::plain_params();
    params.sellers.classes[0].reply = exponential(50);
    params.sellers.follow_up_boost = 1.5;
    params.buyers.follow_ups_max = 3;
    constexpr int n = 4000;
    int answered = 0;
    for (std::uint32_t id = 0; id < n; ++id) {
        LoneOrder lone = requested(params, tests::base_policy(), id);
        double answer = lone.hour_of(ActKind::seller_answers);
        for (int k = 1; k <= 3 && answer > 2 + 12.0 * k; ++k) {
            lone.give(2 + 12.0 * k, CommandKind::follow_up, Actor::buyer);
            answer = lone.hour_of(ActKind::seller_answers);
        }
        answered += answer <= 50 ? 1 : 0;
    }
    const double expected = 1 - std::exp(-0.02 * 12 * (1 + 1.5 + 2.25 + 3.375));
    const double se = std::sqrt(expected * (1 - expected) / n);
    CHECK(std::abs(answered / static_cast<double>(n) - expected) < 4.5 * se);
}

TEST_CASE("seller: a grace window that holds delays handling by itself and says by how much") {
    order::Policy policy = tests::base_policy();
    policy.grace_window = std::chrono::hours(4);
    LoneOrder lone(tests::plain_params(), policy);
    lone.paid();
    CHECK(lone.hand_over_hour() == Approx(52));
    CHECK(hours(lone.memory.held_back) == Approx(4));
    policy.grace_holds = false;
    LoneOrder free(tests::plain_params(), policy);
    free.paid();
    CHECK(free.hand_over_hour() == Approx(48));
    CHECK(hours(free.memory.held_back) == Approx(0));
}

TEST_CASE("seller: who would miss the deadline may upload a number just before it") {
    Params params = tests::plain_params();
    params.sellers.shipping_deadline = Distribution::constant(tests::in_hours(24)).value();
    params.sellers.classes[0].rescue_share = 1;
    LoneOrder rescued(params, tests::base_policy());
    rescued.paid();
    CHECK(rescued.hand_over_hour() == Approx(24).margin(0.02));
    CHECK(rescued.hand_over_hour() < 24);
    params.sellers.classes[0].rescue_share = 0;
    LoneOrder late(params, tests::base_policy());
    late.paid();
    CHECK(late.hand_over_hour() == Approx(48));
}

TEST_CASE("seller: ships until the warehouse has seen the stop, then holds, then lets go") {
    LoneOrder unseen = requested(tests::plain_params(), tests::base_policy());
    unseen.memory.hand_over_at = LoneOrder::at(4);
    Deed deed = seller::hand_over(unseen.view(4), unseen.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::ship);

    LoneOrder seen = requested(tests::plain_params(), tests::base_policy());
    seen.give(2.5, CommandKind::stop_seen, Actor::carrier);
    seen.memory.hand_over_at = LoneOrder::at(4);
    deed = seller::hand_over(seen.view(4), seen.memory);
    CHECK_FALSE(deed.command);
    CHECK(seen.memory.is_held);
    seen.give(9, CommandKind::reject_cancel, Actor::seller);
    CHECK(seen.hand_over_hour() == Approx(9));
    CHECK(hours(seen.memory.held_back) == Approx(5));
}

TEST_CASE("seller: a parcel held back leaks at the warehouse's rate") {
    Params params = tests::plain_params();
    params.warehouse.leak_share = 0.05;
    constexpr int n = 4000;
    int leaked = 0;
    for (std::uint32_t id = 0; id < n; ++id) {
        LoneOrder lone = requested(params, tests::base_policy(), id);
        lone.give(2.5, CommandKind::stop_seen, Actor::carrier);
        lone.memory.hand_over_at = LoneOrder::at(4);
        leaked += seller::hand_over(lone.view(4), lone.memory).command ? 1 : 0;
    }
    CHECK(std::abs(leaked / static_cast<double>(n) - 0.05) < 4.5 * std::sqrt(0.05 * 0.95 / n));
}

TEST_CASE("warehouse: sees a stop at its next look on the global grid") {
    Params params = tests::plain_params();
    params.warehouse.poll_interval = std::chrono::minutes(30);
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(2.2, CommandKind::request_cancel, Actor::buyer);
    CHECK(lone.hour_of(ActKind::stop_is_seen) == Approx(2.5));
}

TEST_CASE("seller: a parcel whose stop was not seen leaves although the order is cancelled") {
    order::Policy policy = tests::base_policy();
    policy.lock = order::Lock::none;
    LoneOrder lone = requested(tests::plain_params(), policy);
    lone.give(3, CommandKind::approve_cancel, Actor::seller);
    lone.memory.hand_over_at = LoneOrder::at(4);
    const Deed deed = seller::hand_over(lone.view(4), lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::hand_over_scan);
}

TEST_CASE("seller: grace does not delay what the deadline saves anyway") {
    Params params = tests::plain_params();
    params.sellers.shipping_deadline = Distribution::constant(tests::in_hours(50)).value();
    params.sellers.classes[0].rescue_share = 1;
    order::Policy policy = tests::base_policy();
    policy.grace_window = std::chrono::hours(24);
    LoneOrder lone(params, policy);
    lone.paid();
    // 48 h of work end at 72 h with grace: saved at 50 h, 2 h later than without it.
    CHECK(lone.hand_over_hour() == Approx(50).margin(0.02));
    CHECK(hours(lone.memory.held_back) == Approx(2).margin(0.02));
}

TEST_CASE("seller: an empty shelf cancels the order, or grants the request that is open") {
    Params params = tests::plain_params();
    params.sellers.stock_out_share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    const double found_at = lone.hour_of(ActKind::seller_is_out_of_stock);
    CHECK(found_at >= 0);
    CHECK(found_at <= 48);
    Deed deed = seller::find_out_of_stock(lone.view(1), lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::seller_cancel);
    LoneOrder asked = requested(params, tests::base_policy());
    deed = seller::find_out_of_stock(asked.view(3), asked.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::approve_cancel);
    CHECK(deed.command->reason == order::Reason::out_of_stock);
}

TEST_CASE("seller: picking that had to wait for a request is caught up with after it") {
    Params params = tests::plain_params();
    params.sellers.pick_at = 0.1;
    LoneOrder lone = requested(params, tests::base_policy());
    lone.give(2.5, CommandKind::stop_seen, Actor::carrier);
    CHECK_FALSE(seller::pick(lone.view(4.8), lone.memory).command);
    lone.give(9, CommandKind::reject_cancel, Actor::seller);
    CHECK(lone.hour_of(ActKind::seller_picks) == Approx(9));
    CHECK(lone.hour_of(ActKind::seller_labels) == -1);
}

TEST_CASE("seller: a step of the plan is resolved on when the one before comes, done or not") {
    LoneOrder lone = requested(tests::plain_params(), tests::base_policy());
    lone.memory.label_at = LoneOrder::at(6);
    lone.memory.hand_over_at = LoneOrder::at(7);
    lone.give(2.5, CommandKind::stop_seen, Actor::carrier);
    const Deed stopped = seller::pick(lone.view(5), lone.memory);
    CHECK_FALSE(stopped.command);
    REQUIRE(stopped.acts.size() == 1);
    CHECK(stopped.acts.span()[0].kind == ActKind::seller_labels);
    CHECK(stopped.acts.span()[0].at == LoneOrder::at(6));
    const Deed late = seller::label(lone.view(8), lone.memory);
    REQUIRE(late.acts.size() == 1);
    CHECK(late.acts.span()[0].kind == ActKind::seller_hands_over);
    CHECK(late.acts.span()[0].at == LoneOrder::at(8));
    lone.memory = {};
    CHECK(seller::pick(lone.view(9), lone.memory).acts.size() == 0);
}

TEST_CASE("warehouse: sees the stop that it was last told, not an older one") {
    Params params = tests::plain_params();
    LoneOrder lone = requested(params, tests::base_policy());
    lone.give(3, CommandKind::reject_cancel, Actor::seller)
        .give(4, CommandKind::seller_cancel, Actor::seller);
    CHECK_FALSE(seller::see_stop(lone.view(4.5), 1, lone.memory).command);
    CHECK(seller::see_stop(lone.view(4.5), 2, lone.memory).command);
}

TEST_CASE("seller: with limited capacity orders wait for their turn, in order of approval") {
    Params params = tests::plain_params();
    params.sellers.capacity_per_day = 4;
    const LoneOrder lone(params, tests::base_policy());
    SimTime hands_free_at{};
    const auto hand_over_of_one_approved_at = [&](double hour) {
        View view = lone.view(hour);
        view.hands_free_at = hands_free_at;
        Memory memory;
        static_cast<void>(seller::plan_handling(view, memory));
        hands_free_at = memory.hands_busy_until;
        CHECK(memory.held_back == SimDuration::zero());
        return hours(memory.hand_over_at.time_since_epoch());
    };
    CHECK(hand_over_of_one_approved_at(0) == Approx(48));
    CHECK(hand_over_of_one_approved_at(0) == Approx(48 + 6));
    CHECK(hand_over_of_one_approved_at(1) == Approx(48 + 12));
    CHECK(hand_over_of_one_approved_at(30) == Approx(48 + 30));
    CHECK(hand_over_of_one_approved_at(31) == Approx(48 + 36));
}

TEST_CASE("seller: hands are kept busy on the handling clock") {
    Params params = tests::plain_params();
    WeeklyClock::Speeds half_days{};
    for (std::size_t hour = 0; hour < half_days.size(); ++hour) {
        half_days[hour] = hour % 24 < 12 ? 2 : 0;
    }
    params.sellers.handling_clock = WeeklyClock::create(half_days).value();
    params.sellers.handling = tests::after(0);
    params.sellers.capacity_per_day = 2;
    const LoneOrder lone(params, tests::base_policy());
    View view = lone.view(9);
    Memory memory;
    static_cast<void>(seller::plan_handling(view, memory));
    CHECK(hours(memory.hand_over_at.time_since_epoch()) == Approx(9));
    // Twelve hours of work from nine o'clock: three hours today at double speed, three tomorrow.
    view.hands_free_at = memory.hands_busy_until;
    static_cast<void>(seller::plan_handling(view, memory));
    CHECK(hours(memory.hand_over_at.time_since_epoch()) == Approx(24 + 3));
}

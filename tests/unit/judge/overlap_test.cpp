#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "sim/judge/judge.hpp"
#include "tests/support/policies.hpp"

// Services that tell no versions: calls on one order, by the seconds of call and return.
using namespace ordersim;
using namespace ordersim::judge;
using order::Actor;
using order::CommandKind;
using order::OrderState;
using order::Refusal;
using Reply = Observation::Reply;

namespace {

struct When {
    int called = 0;
    int returned = 0;
};

Observation call(When when, Reply reply) {
    Observation seen;
    seen.called_ns = when.called * std::int64_t{1'000'000'000};
    seen.returned_ns = when.returned * std::int64_t{1'000'000'000};
    seen.reply = reply;
    seen.shows = Shows::nothing;
    seen.has_version = false;
    seen.command.minutes = 10'000;
    seen.command.amount = {1000};
    return seen;
}

Observation give(CommandKind kind, When when, Reply reply = Reply::accepted) {
    Observation seen = call(when, reply);
    seen.command.kind = kind;
    seen.command.actor = kind == CommandKind::payment_verified ? Actor::gateway : Actor::buyer;
    return seen;
}

Observation refuse(CommandKind kind, When when, std::initializer_list<Refusal> meant) {
    Observation seen = give(kind, when, Reply::refused);
    for (const Refusal refusal : meant) {
        seen.refusals.add(refusal);
    }
    return seen;
}

Observation showing(Observation seen, std::initializer_list<OrderState> meant) {
    seen.shows = Shows::state;
    for (const OrderState state : meant) {
        seen.states.add(state);
    }
    seen.after.regions.order = seen.states.first();
    return seen;
}

Observation look(When when, std::initializer_list<OrderState> meant) {
    Observation seen = call(when, Reply::seen);
    seen.is_read = true;
    return showing(seen, meant);
}

Verdict verdict_on(std::vector<Observation> told) {
    const order::Policy policy = tests::base_policy();
    JudgeConfig config;
    config.is_versioned = false;
    config.clock.is_told = false;
    Judge judge(order::rules(), policy, config);
    std::ranges::stable_sort(told, {}, &Observation::returned_ns);
    std::vector<Observation> calls = told;
    std::ranges::stable_sort(calls, {}, &Observation::called_ns);
    auto next = calls.begin();
    for (const Observation& seen : told) {
        for (; next != calls.end() && next->called_ns <= seen.returned_ns; ++next) {
            judge.sent(0);
        }
        judge.saw(seen);
    }
    judge.finish();
    return judge.verdict();
}

void check_silent(std::vector<Observation> told) {
    const std::size_t replies = told.size();
    const Verdict verdict = verdict_on(std::move(told));
    INFO((verdict.first.empty() ? "" : verdict.first.front().words));
    CHECK(verdict.violation_count() == 0);
    CHECK(verdict.judged == replies);
}

void check_accused(std::vector<Observation> told, const std::string& words) {
    const Verdict verdict = verdict_on(std::move(told));
    REQUIRE(verdict.first.size() == 1);
    INFO(verdict.first.front().words);
    CHECK(verdict.first.front().words.find(words) != std::string::npos);
}

const Observation kPlaced = give(CommandKind::place_order, {0, 1});

}  // namespace

TEST_CASE("overlap: a look may show what was before a call under way, not one that is over") {
    // A long look keeps all three in one group.
    const Observation around = look({2, 20}, {OrderState::awaiting_payment});
    check_silent({kPlaced, around, give(CommandKind::pay, {3, 9}),
                  look({5, 12}, {OrderState::awaiting_payment})});
    check_accused({kPlaced, around, give(CommandKind::pay, {3, 9}),
                   look({11, 12}, {OrderState::awaiting_payment})},
                  "expected pay_verifying, shown awaiting_payment (as the others went: pay by "
                  "buyer: accepted)");
}

TEST_CASE("overlap: of two payments at once one is refused, whichever") {
    const Observation refused = refuse(CommandKind::pay, {2, 9}, {Refusal::wrong_state});
    check_silent({kPlaced, give(CommandKind::pay, {3, 8}), refused});
    check_silent({kPlaced, give(CommandKind::pay, {1, 5}), refused});
    check_accused({kPlaced, give(CommandKind::pay, {3, 8}), give(CommandKind::pay, {2, 9})},
                  "refused: wrong_state expected, got accepted");
    check_accused({kPlaced, refuse(CommandKind::pay, {2, 9}, {Refusal::wrong_state})},
                  "T04 buyer pays expected, got refused: wrong_state");
}

TEST_CASE("overlap: a word for several refusals fits each of them, and no other") {
    const Observation paid = give(CommandKind::pay, {2, 3});
    check_silent({kPlaced, paid,
                  refuse(CommandKind::pay, {4, 5}, {Refusal::order_closed, Refusal::wrong_state})});
    check_accused({kPlaced, paid,
                   refuse(CommandKind::pay, {4, 5},
                          {Refusal::order_closed, Refusal::wrong_amount})},
                  "refused: wrong_state expected, got refused: order_closed or wrong_amount");
}

TEST_CASE("overlap: so does a word for several states") {
    const Observation paid = give(CommandKind::pay, {2, 3});
    check_silent({kPlaced, showing(paid, {OrderState::processing, OrderState::pay_verifying})});
    check_accused({kPlaced, showing(paid, {OrderState::processing, OrderState::shipped})},
                  "expected pay_verifying, shown processing");
}

TEST_CASE("overlap: a command whose reply was lost may have been carried out, or not") {
    const Observation lost = give(CommandKind::pay, {2, 3}, Reply::unknown);
    for (const OrderState state : {OrderState::awaiting_payment, OrderState::pay_verifying}) {
        const Verdict verdict = verdict_on({kPlaced, lost, look({4, 5}, {state})});
        CHECK(verdict.violation_count() == 0);
        CHECK(verdict.judged == 2);
        CHECK(verdict.unknown == 1);
    }
    check_accused({kPlaced, lost, look({4, 5}, {OrderState::pay_verifying}),
                   look({6, 7}, {OrderState::awaiting_payment})},
                  "expected pay_verifying, shown awaiting_payment");
    check_accused({kPlaced, look({4, 5}, {OrderState::pay_verifying})},
                  "expected awaiting_payment, shown pay_verifying");
}

TEST_CASE("overlap: a lost command sent again under its key took effect once") {
    Observation lost = give(CommandKind::pay, {2, 3}, Reply::unknown);
    lost.key = 7;
    Observation again = give(CommandKind::pay, {6, 7});
    again.key = 7;
    again.is_resent = true;
    const Observation seen = look({4, 5}, {OrderState::pay_verifying});
    CHECK(verdict_on({kPlaced, lost, seen, again}).violation_count() == 0);
    again.reply = Reply::refused;
    again.refusals.add(Refusal::wrong_amount);
    CHECK(verdict_on({kPlaced, lost, seen, again}).violation_count() == 1);
}

TEST_CASE("overlap: an acknowledged fact may have changed something, where the rules let it") {
    const Observation paid = give(CommandKind::pay, {2, 3});
    const auto verified = [](When when) {
        return give(CommandKind::payment_verified, when, Reply::acknowledged);
    };
    check_silent({kPlaced, paid, verified({4, 5}), verified({6, 7}),
                  look({8, 9}, {OrderState::processing})});
    check_accused({kPlaced, paid, verified({4, 5}), look({8, 9}, {OrderState::pay_verifying})},
                  "expected processing, shown pay_verifying");
}

TEST_CASE("overlap: nor has it one among calls that overlap with its answer") {
    Observation lost = give(CommandKind::approve_cancel, {6, 7}, Reply::unknown);
    lost.command.actor = Actor::seller;
    lost.key = 8;
    Observation again = refuse(CommandKind::approve_cancel, {10, 11}, {Refusal::wrong_state});
    again.command.actor = Actor::seller;
    again.key = 8;
    again.is_resent = true;
    const std::vector<Observation> before{kPlaced, give(CommandKind::pay, {2, 3}),
                                          give(CommandKind::payment_verified, {4, 5}), lost,
                                          give(CommandKind::request_cancel, {9, 14}),
                                          look({12, 20}, {OrderState::refunding})};
    CHECK(verdict_on(before).violation_count() == 0);
    std::vector<Observation> answered = before;
    answered.push_back(again);
    CHECK(verdict_on(answered).violation_count() == 1);
}

TEST_CASE("overlap: a look is not refused, nor an order hidden from who places it") {
    Observation refused = look({2, 3}, {OrderState::awaiting_payment});
    refused.reply = Reply::refused;
    refused.shows = Shows::nothing;
    refused.refusals.add_all();
    CHECK(verdict_on({kPlaced, refused}).violation_count() == 1);
    CHECK(verdict_on({give(CommandKind::place_order, {0, 1}, Reply::hidden)}).violation_count() ==
          1);
}

TEST_CASE("overlap: a stranger may be refused by any word that may mean it") {
    Observation stranger = look({2, 3}, {OrderState::awaiting_payment});
    stranger.standing = Standing::stranger;
    stranger.reply = Reply::refused;
    stranger.shows = Shows::nothing;
    stranger.refusals.add(Refusal::wrong_state);
    CHECK(verdict_on({kPlaced, stranger}).violation_count() == 1);
    stranger.refusals.add(Refusal::wrong_actor);
    CHECK(verdict_on({kPlaced, stranger}).violation_count() == 0);
}

TEST_CASE("overlap: more calls at once than can be put into order are unknown, never passed") {
    std::vector<Observation> told{kPlaced};
    for (int i = 0; i < 70; ++i) {
        told.push_back(look({2, 9}, {OrderState::shipped}));
    }
    const Verdict verdict = verdict_on(told);
    CHECK(verdict.judged == 1);
    CHECK(verdict.unknown == 70);
}

TEST_CASE("overlap: a lost command that was refused when it was sent again has no effect later") {
    Observation lost = give(CommandKind::cancel_direct, {2, 3}, Reply::unknown);
    lost.key = 8;
    Observation again = refuse(CommandKind::cancel_direct, {4, 5}, {Refusal::wrong_state});
    again.key = 8;
    again.is_resent = true;
    const Observation paid = give(CommandKind::pay, {6, 7});
    const Observation cancelled = look({8, 9}, {OrderState::cancelled});
    CHECK(verdict_on({kPlaced, lost, paid, cancelled}).violation_count() == 0);
    check_accused({kPlaced, lost, again, paid, cancelled},
                  "expected pay_verifying, shown cancelled");
}

TEST_CASE("overlap: an answered command that is sent again is answered as before") {
    Observation paid = give(CommandKind::pay, {2, 3});
    paid.key = 7;
    Observation again = paid;
    again.is_resent = true;
    again.called_ns += 3'000'000'000;
    again.returned_ns += 3'000'000'000;
    check_silent({kPlaced, paid, again});
    again.reply = Reply::refused;
    check_accused({kPlaced, paid, again}, "sent again under its key: the same reply expected");
}

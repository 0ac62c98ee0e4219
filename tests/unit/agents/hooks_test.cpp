#include <catch2/catch.hpp>
#include <vector>

#include "sim/agents/hooks.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using hooks::PaymentNews;
using hooks::RefundNews;
using hooks::RefundWord;
using order::CommandKind;
using order::RefundKind;
using tests::LoneOrder;

namespace {

constexpr RefundNews kPosted{RefundKind::settlement, RefundWord::succeeded, 1};

Params with_hooks(const Hooks& hooks) {
    Params params = tests::plain_params();
    params.gateway.hooks = hooks;
    return params;
}

Hooks sound() { return tests::plain_params().gateway.hooks; }

/// Hours after which a report of order `id` arrives.
std::vector<double> arrivals(const Hooks& hooks, std::uint32_t id = 0) {
    const LoneOrder lone(with_hooks(hooks), tests::base_policy(), id);
    std::vector<double> hours_after;
    const Acts reports = hooks::deliver(lone.view(5), LoneOrder::at(5), kPosted);
    for (const Act& act : reports.span()) {
        hours_after.push_back(hours(act.at - LoneOrder::at(5)));
    }
    return hours_after;
}

}  // namespace

TEST_CASE("hooks: news survives the way, and tries are told apart for a long while") {
    order::Order order;
    for (const RefundKind kind :
         {RefundKind::settlement, RefundKind::goodwill, RefundKind::late_payment}) {
        for (const RefundWord word : {RefundWord::accepted, RefundWord::succeeded,
                                      RefundWord::failed, RefundWord::failed_for_good}) {
            for (std::uint8_t latest = 1; latest < 100; ++latest) {
                order.refund_tries[static_cast<std::size_t>(kind)] = latest;
                for (std::uint8_t back = 0; back < std::min<std::uint8_t>(latest, 20); ++back) {
                    const auto attempt = static_cast<std::uint8_t>(latest - back);
                    const std::uint8_t detail = hooks::detail_of(RefundNews{kind, word, attempt});
                    const RefundNews read = hooks::refund_news(detail, order);
                    REQUIRE(read.kind == kind);
                    REQUIRE(read.word == word);
                    REQUIRE(read.attempt == attempt);
                }
            }
        }
    }
    for (std::uint8_t attempt = 1; attempt <= order::kPayments; ++attempt) {
        const PaymentNews read = hooks::payment_news(hooks::detail_of(PaymentNews{attempt, true}));
        CHECK(read.attempt == attempt);
        CHECK(read.is_verified);
        CHECK_FALSE(hooks::payment_news(hooks::detail_of(PaymentNews{attempt, false})).is_verified);
    }
}

TEST_CASE("hooks: the platform hears facts that name their attempt") {
    const auto failure = hooks::command_of(RefundNews{RefundKind::goodwill,
                                                      RefundWord::failed_for_good, 3});
    CHECK(failure.kind == CommandKind::refund_failed);
    CHECK(failure.actor == order::Actor::gateway);
    CHECK(failure.refund == RefundKind::goodwill);
    CHECK(failure.is_permanent);
    CHECK(failure.attempt == 3);
    CHECK_FALSE(hooks::command_of(RefundNews{RefundKind::goodwill, RefundWord::failed, 3})
                    .is_permanent);
    CHECK(hooks::command_of(RefundNews{RefundKind::settlement, RefundWord::accepted, 1}).kind ==
          CommandKind::refund_accepted);
    CHECK(hooks::command_of(PaymentNews{2, true}).kind == CommandKind::payment_verified);
    CHECK(hooks::command_of(PaymentNews{2, false}).attempt == 2);
}

TEST_CASE("hooks: without faults a report arrives once, at once") {
    CHECK(arrivals(sound()) == std::vector<double>{0});
}

TEST_CASE("hooks: a doubled report arrives twice") {
    Hooks hooks = sound();
    hooks.duplicate_share = 1;
    hooks.duplicate_delay = tests::after(2);
    CHECK(arrivals(hooks) == std::vector<double>{0, 2});
}

TEST_CASE("hooks: a lost report is sent again after 60 s, 5 min and 1 h, and the last arrives") {
    Hooks hooks = sound();
    hooks.loss_share = 1;
    CHECK(arrivals(hooks)[0] == Approx(1 + 6.0 / 60));
    hooks.loss_share = 0.5;
    std::array<int, 4> counts{};
    for (std::uint32_t id = 0; id < 8000; ++id) {
        const double after = arrivals(hooks, id)[0];
        ++counts[after < 0.001 ? 0U : after < 0.02 ? 1U : after < 0.11 ? 2U : 3U];
    }
    CHECK(counts[0] == Approx(4000).margin(200));
    CHECK(counts[1] == Approx(2000).margin(170));
    CHECK(counts[2] == Approx(1000).margin(130));
    CHECK(counts[3] == Approx(1000).margin(130));
}

TEST_CASE("hooks: a late report lets others overtake it, its own double too") {
    Hooks hooks = sound();
    hooks.late_share = 0.5;
    hooks.late_delay = tests::after(3);
    hooks.duplicate_share = 1;
    hooks.duplicate_delay = tests::after(2);
    int overtaken = 0;
    for (std::uint32_t id = 0; id < 1000; ++id) {
        const std::vector<double> both = arrivals(hooks, id);
        overtaken += both[1] < both[0] ? 1 : 0;
    }
    CHECK(overtaken == Approx(250).margin(60));
}

TEST_CASE("hooks: a fault switched on changes no other fault's draws") {
    Hooks late = sound();
    late.late_share = 0.3;
    late.late_delay = Distribution::exponential(tests::in_hours(1)).value();
    Hooks doubled_too = late;
    doubled_too.duplicate_share = 0.3;
    doubled_too.duplicate_delay = tests::after(0.1);
    int doubled = 0;
    for (std::uint32_t id = 0; id < 1000; ++id) {
        const std::vector<double> both = arrivals(doubled_too, id);
        CHECK(both[0] == arrivals(late, id)[0]);
        doubled += both.size() == 2 ? 1 : 0;
    }
    CHECK(doubled == Approx(300).margin(60));
}

TEST_CASE("hooks: reports of one order have different faults") {
    Hooks hooks = sound();
    hooks.late_share = 1;
    hooks.late_delay = Distribution::exponential(tests::in_hours(1)).value();
    const LoneOrder lone(with_hooks(hooks), tests::base_policy());
    std::vector<SimTime> at;
    const auto note = [&](const Acts& acts) {
        for (const Act& act : acts.span()) {
            at.push_back(act.at);
        }
    };
    for (std::uint8_t attempt = 1; attempt <= order::kPayments; ++attempt) {
        note(hooks::deliver(lone.view(0), SimTime{}, PaymentNews{attempt, true}));
        for (const RefundKind kind :
             {RefundKind::settlement, RefundKind::goodwill, RefundKind::late_payment}) {
            for (const RefundWord word : {RefundWord::accepted, RefundWord::succeeded}) {
                note(hooks::deliver(lone.view(0), SimTime{}, RefundNews{kind, word, attempt}));
            }
        }
    }
    REQUIRE(at.size() == 7 * order::kPayments);
    std::ranges::sort(at);
    CHECK(std::ranges::adjacent_find(at) == at.end());
}

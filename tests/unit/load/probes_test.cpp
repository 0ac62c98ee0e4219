#include "sim/load/probes.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;
using judge::Standing;
using load::Probes;

namespace {

constexpr std::uint64_t kCalls = 20'000;

order::Command command_of(order::CommandKind kind) {
    order::Command command;
    command.kind = kind;
    return command;
}

}  // namespace

TEST_CASE("probes: as many calls are probed as was asked for, and always the same ones") {
    const Draws draws(7, 0);
    const Probes probes(draws, {.race = 0.25, .probe = 0.1, .has_strangers = true});
    const Probes again(draws, {.race = 0.25, .probe = 0.1, .has_strangers = true});
    unsigned raced = 0;
    unsigned resent = 0;
    unsigned probed = 0;
    const order::Command pay = command_of(order::CommandKind::pay);
    for (std::uint64_t call = 0; call < kCalls; ++call) {
        raced += probes.is_raced(call) ? 1U : 0U;
        resent += probes.is_resent(call) ? 1U : 0U;
        const auto beside = probes.beside(pay, 1, call);
        probed += beside ? 1U : 0U;
        CHECK(beside.has_value() == again.beside(pay, 1, call).has_value());
    }
    CHECK(raced == Approx(0.25 * kCalls).epsilon(0.05));
    CHECK(resent == Approx(0.1 * kCalls).epsilon(0.08));
    CHECK(probed == Approx(0.1 * kCalls).epsilon(0.08));
}

TEST_CASE("probes: a fact goes unproved, a command stale or to a stranger's eyes") {
    const Probes probes(Draws(7, 0), {.probe = 1, .has_strangers = true});
    const auto fact = probes.beside(command_of(order::CommandKind::payment_verified), 5, 1);
    REQUIRE(fact);
    CHECK(fact->standing == Standing::unproved);
    CHECK_FALSE(fact->is_look);
    bool was_stale = false;
    bool was_strange = false;
    for (std::uint64_t call = 0; call < 100; ++call) {
        const auto beside = probes.beside(command_of(order::CommandKind::pay), 5, call);
        REQUIRE(beside);
        was_stale = was_stale || beside->command.expected_version == 4;
        was_strange = was_strange || (beside->is_look && beside->standing == Standing::stranger);
        CHECK(beside->is_look == (beside->standing == Standing::stranger));
        // Of an order at its first version nothing is stale yet.
        const auto early = probes.beside(command_of(order::CommandKind::pay), 1, call);
        CHECK(early->is_look);
    }
    CHECK(was_stale);
    CHECK(was_strange);
}

TEST_CASE("probes: without shares nothing is probed") {
    const Probes probes(Draws(7, 0), {});
    for (std::uint64_t call = 0; call < 1000; ++call) {
        CHECK_FALSE(probes.is_raced(call));
        CHECK_FALSE(probes.is_resent(call));
        CHECK_FALSE(probes.beside(command_of(order::CommandKind::pay), 3, call));
    }
}

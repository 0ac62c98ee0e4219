#include <catch2/catch.hpp>

#include "sim/market/audit.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using market::Audit;
using market::Sojourns;
using order::Actor;
using order::Command;
using order::CommandKind;
using order::Order;

namespace {

SimTime hour(std::int64_t h) { return SimTime(std::chrono::hours(h)); }

/// Orders whose steps an audit watches; a test may tamper with an order in between.
class Watched {
public:
    Watched& give(Order& order, std::int64_t at, const Command& command) {
        const Order before = order;
        const auto decision =
            step(order::rules(), order, tests::base_policy(), command, hour(at));
        REQUIRE(decision.kind == order::Decision::Kind::accepted);
        audit.step({0}, before, order, tests::base_policy(), command, hour(at), "row");
        return *this;
    }
    Watched& paid(Order& order, std::int64_t at) {
        Command place{.kind = CommandKind::place_order, .actor = Actor::buyer};
        place.amount = {1000};
        place.minutes = 60 * 24 * 6;
        give(order, at, place);
        Command pay{.kind = CommandKind::pay, .actor = Actor::buyer};
        pay.amount = {1000};
        give(order, at, pay);
        return give(order, at,
                    {.kind = CommandKind::payment_verified, .actor = Actor::gateway});
    }

    Audit audit;
};

}  // namespace

TEST_CASE("sojourns: how many there are through time is how long each of them lasts") {
    Sojourns sojourns;
    sojourns.step(1, false, true, hour(1));
    sojourns.step(2, false, true, hour(2));
    sojourns.step(1, true, false, hour(5));
    CHECK(sojourns.agree(hour(9), 1));
    CHECK_FALSE(sojourns.agree(hour(9), 2));
    sojourns.step(2, true, false, hour(7));
    CHECK(sojourns.agree(hour(9), 0));
}

TEST_CASE("sojourns: a beginning or an end that passes unseen sets the counts apart") {
    Sojourns end_unseen;
    end_unseen.step(1, false, true, hour(1));
    end_unseen.step(1, false, true, hour(4));
    CHECK_FALSE(end_unseen.agree(hour(9), 2));
    Sojourns beginning_unseen;
    beginning_unseen.step(1, true, false, hour(1));
    CHECK_FALSE(beginning_unseen.agree(hour(9), -1));
}

TEST_CASE("audit: an undisturbed market is in order, with orders still alive") {
    Watched watched;
    Order order;
    watched.paid(order, 1);
    watched.audit.remain(order);
    watched.audit.close(hour(10), false);
    CHECK_FALSE(watched.audit.violation());
    CHECK(watched.audit.ledger().captured == Money{1000});
}

TEST_CASE("audit: orders that nothing awaits must not be alive when all has happened") {
    Watched watched;
    Order order;
    watched.paid(order, 1);
    watched.audit.remain(order);
    watched.audit.close(hour(10), true);
    REQUIRE(watched.audit.violation());
    CHECK(watched.audit.violation()->what.find("inv_10") == 0);
}

TEST_CASE("audit: a request that ends outside of any step is missed") {
    Watched watched;
    Order order;
    watched.paid(order, 1);
    watched.give(order, 2, {.kind = CommandKind::request_cancel, .actor = Actor::buyer});
    order.regions.request = order::RequestState::rejected;
    watched.audit.remain(order);
    watched.audit.close(hour(10), false);
    REQUIRE(watched.audit.violation());
    CHECK(watched.audit.violation()->what.find("Little's law") == 0);
}

TEST_CASE("audit: an order that vanishes is missed") {
    Watched watched;
    Order order;
    watched.paid(order, 1);
    watched.audit.close(hour(10), false);
    REQUIRE(watched.audit.violation());
    CHECK(watched.audit.violation()->what.find("orders are conserved") == 0);
}

TEST_CASE("audit: money that an order forgets is missed") {
    Watched watched;
    Order order;
    watched.paid(order, 1);
    order.total = {900};
    watched.audit.remain(order);
    watched.audit.close(hour(10), false);
    REQUIRE(watched.audit.violation());
    CHECK(watched.audit.violation()->what.find("inv_19") == 0);
}

TEST_CASE("audit: a unit that leaves stock without a step is missed") {
    Watched watched;
    Order order;
    watched.paid(order, 1);
    order.regions.stock = order::StockState::restocked;
    watched.audit.remain(order);
    watched.audit.close(hour(10), false);
    REQUIRE(watched.audit.violation());
    CHECK(watched.audit.violation()->what.find("inv_11") == 0);
}

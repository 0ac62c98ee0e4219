#include "sim/load/mapped_dialect.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "sim/load/deadlines.hpp"
#include "sim/load/mapping_text.hpp"

using namespace ordersim;
using namespace ordersim::load;
using order::Actor;
using order::Command;
using order::CommandKind;
using Outcome = wire::Answer::Outcome;

namespace {

wire::Mapping mapping_of(const std::string& more) {
    return *parse_mapping(R"([commands.place_order]
call = "POST /orders"
body = '{"of": "{seller}", "by": "{buyer}"}'
[commands.ship]
call = "PUT /orders/{order}/sent"
[reply]
order = "/id"
[refusals]
409 = "any"
)" + more,
                          "shop.toml");
}

Reply reply_of(unsigned status, std::string_view body) {
    Reply reply;
    reply.status = status;
    reply.body = body;
    return reply;
}

const Command kPlace{.kind = CommandKind::place_order, .actor = Actor::buyer};
const Command kShip{.kind = CommandKind::ship, .actor = Actor::seller};
const Target kTarget{"shop.example", "81", "/api"};

}  // namespace

TEST_CASE("mapped dialect: a request names its order as the service does, and who calls") {
    const wire::Mapping mapping = mapping_of(R"([login.seller]
call = "POST /in"
body = "{account}"
token = "/t"
[headers.seller]
Authorization = "Bearer {token}"
)");
    Accounts accounts("a key of sixteen bytes", "run", 2, 3);
    accounts.log_in(4, "secret");
    MappedDialect dialect(mapping, kTarget, accounts);
    CHECK(dialect.log_in(0).empty());
    CHECK(dialect.log_in(4) ==
          "POST /api/in HTTP/1.1\r\nHost: shop.example:81\r\nContent-Type: application/json\r\n"
          "Content-Length: 2\r\n\r\ns2");
    CHECK(dialect.token_in(4, reply_of(200, R"({"t": "abc"})")) == "abc");

    CHECK(dialect.command({kPlace, 0, 1, SellerId{2}, 1, true}) ==
          "POST /api/orders HTTP/1.1\r\nHost: shop.example:81\r\n"
          "Content-Type: application/json\r\nContent-Length: 24\r\n\r\n"
          R"({"of": "s2", "by": "b1"})");
    const auto placed =
        dialect.read(reply_of(201, R"({"id": "x/9"})"), {CommandKind::place_order, false});
    CHECK(placed.outcome == Outcome::accepted);
    REQUIRE(placed.id != 0);
    CHECK(dialect.command({kShip, placed.id, 2, SellerId{2}, 1, true}) ==
          "PUT /api/orders/x%2F9/sent HTTP/1.1\r\nHost: shop.example:81\r\n"
          "Authorization: Bearer secret\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("mapped dialect: what a mapping leaves out the service does not have") {
    const wire::Mapping mapping = mapping_of("");
    const Accounts accounts("a key of sixteen bytes", "run", 2, 3);
    MappedDialect dialect(mapping, kTarget, accounts);
    CHECK(dialect.offers(CommandKind::ship));
    CHECK_FALSE(dialect.offers(CommandKind::pay));
    CHECK_FALSE(dialect.offers_look());
    CHECK_FALSE(dialect.has_keys(kShip));
    CHECK_FALSE(dialect.can_try({.is_look = true, .standing = judge::Standing::stranger}));
}

TEST_CASE("mapped dialect: strangers are tried only where buyers can be told apart") {
    const Probe stranger{.is_look = true, .standing = judge::Standing::stranger};
    const Accounts accounts("a key of sixteen bytes", "run", 2, 3);
    const std::string look = "[look]\ncall = \"GET /orders/{order}\"\n";
    const wire::Mapping alike = mapping_of(look + "[headers.buyer]\nKey = \"{key}\"\n");
    MappedDialect dialect(alike, kTarget, accounts);
    CHECK_FALSE(dialect.can_try(stranger));
    CHECK_FALSE(dialect.has_keys(kShip));
    CHECK(dialect.has_keys(kPlace));
    const wire::Mapping apart = mapping_of(look + "[headers.buyer]\nWho = \"{account}\"\n");
    MappedDialect other(apart, kTarget, accounts);
    CHECK(other.can_try(stranger));
    CHECK_FALSE(other.can_try({.standing = judge::Standing::unproved}));
}

TEST_CASE("mapped dialect: an order without an id cannot be followed, and that is told") {
    const wire::Mapping mapping = mapping_of("");
    const Accounts accounts("a key of sixteen bytes", "run", 2, 3);
    MappedDialect dialect(mapping, kTarget, accounts);
    const auto placed = dialect.read(reply_of(201, "{}"), {CommandKind::place_order, false});
    CHECK(placed.outcome == Outcome::open);
    CHECK(dialect.gap() == "no id of the order");
    const auto sent = dialect.read(reply_of(200, "{}"), {CommandKind::ship, false});
    CHECK(sent.outcome == Outcome::accepted);
    CHECK(dialect.gap().empty());
}

TEST_CASE("deadlines: those that a service does not have come in a hundred years") {
    scenario::Variant variant;
    variant.policy.pay_limit = variant.policy.confirm_limit = std::chrono::hours(1);
    const CommandKind has[] = {CommandKind::pay_timer};
    const scenario::Variant loaded = with_deadlines(variant, has);
    CHECK(loaded.policy.pay_limit == SimDuration(std::chrono::hours(1)));
    CHECK(loaded.policy.confirm_limit == kLongestDelay);
    CHECK(loaded.params.sellers.shipping_deadline.quantile(0.5) ==
          static_cast<double>(kLongestDelay.count()));
}

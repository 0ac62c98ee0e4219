#include "sim/wire/http_script.hpp"
#include "sim/wire/request.hpp"

#include "sim/base/enum_names.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <string>

using namespace ordersim;
using order::Actor;
using order::Command;
using order::CommandKind;

namespace {

Command command(CommandKind kind, Actor actor = Actor::buyer) {
    Command command;
    command.kind = kind;
    command.actor = actor;
    return command;
}

}  // namespace

TEST_CASE("requests: a buyer's request to cancel says its reason, and to which order") {
    Command cancel = command(CommandKind::request_cancel);
    cancel.reason = order::Reason::slow_shipping;
    const wire::Request request = wire::request_for(cancel, "17");
    CHECK(request.method == "POST");
    CHECK(request.path == "/orders/17/cancel");
    CHECK(request.body.find(R"("command": "request_cancel")") != std::string::npos);
    CHECK(request.body.find(R"("reason": "slow_shipping")") != std::string::npos);
    CHECK(request.body.find("amount") == std::string::npos);
}

TEST_CASE("requests: numbers and truth values stand bare, and hooks name their order") {
    Command failed = command(CommandKind::refund_failed, Actor::gateway);
    failed.is_permanent = true;
    failed.attempt = 2;
    const wire::Request request = wire::request_for(failed, "17");
    CHECK(request.path == "/hooks/payment");
    CHECK(request.body.find(R"("order": "17")") != std::string::npos);
    CHECK(request.body.find(R"("is_permanent": true)") != std::string::npos);
    CHECK(request.body.find(R"("attempt": 2)") != std::string::npos);
}

TEST_CASE("requests: no two commands of one order are the same request") {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < static_cast<std::size_t>(CommandKind::pay_timer); ++i) {
        const auto kind = static_cast<CommandKind>(i);
        const wire::Request request = wire::request_for(command(kind), "1");
        INFO(enum_name(kind));
        CHECK(seen.insert(std::string(request.method) + request.path + request.body).second);
    }
}

TEST_CASE("scripts: each order's id is taken from the answer that made it, and waits are kept") {
    Command place = command(CommandKind::place_order);
    place.amount = {3};
    const std::vector<order::TimedCommand> steps{
        {SimTime{}, 2, place},
        {SimTime(std::chrono::hours(1)), 2, command(CommandKind::cancel_unpaid)}};
    const std::string script = wire::http_script("a test", steps);
    CHECK(script.starts_with("#!/bin/sh\n# a test\n"));
    CHECK(script.find("order2=$(id)\ntest -n \"$order2\" || no_id\n") != std::string::npos);
    CHECK(script.find("at 3600000000\nask buyer POST \"/orders/$order2/cancel\"") !=
          std::string::npos);
}

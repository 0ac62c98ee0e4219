#include "sim/wire/command_json.hpp"

#include <catch2/catch.hpp>

#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/wire/request.hpp"
#include "sim/wire/routes.hpp"

using namespace ordersim;
using order::Command;
using order::CommandField;

namespace {

std::string refusal(std::string_view body, std::string_view path = "/orders/{}/cancel") {
    const auto read = wire::read_command("POST", path, body);
    REQUIRE_FALSE(read);
    return read.error();
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// A command of that kind with a value in every field that it reads and that travels in a body.
Command full(order::CommandKind kind) {
    Command command;
    command.kind = kind;
    if (reads(kind, CommandField::reason)) {
        command.reason = order::Reason::cheaper_elsewhere;
    }
    if (reads(kind, CommandField::refund)) {
        command.refund = order::RefundKind::goodwill;
    }
    if (reads(kind, CommandField::verdict)) {
        command.verdict = order::Verdict::split;
    }
    command.with_return = reads(kind, CommandField::with_return);
    command.is_permanent = reads(kind, CommandField::is_permanent);
    command.evidence = reads(kind, CommandField::evidence) ? 3 : 0;
    command.attempt = reads(kind, CommandField::attempt) ? 2 : 0;
    command.minutes = reads(kind, CommandField::minutes) ? 90 : 0;
    command.amount = reads(kind, CommandField::amount) ? Money{12345} : Money{};
    return command;
}

}  // namespace

TEST_CASE("bodies: every command reads back as it was written, on its own path alone") {
    for (const wire::Route& route : wire::command_routes()) {
        INFO(enum_name(route.kind));
        const Command command = full(route.kind);
        const wire::Request request = wire::request_for(command, "17");
        const auto read = wire::read_command(route.method, route.path, request.body);
        REQUIRE(read);
        CHECK(read->command == command);
        const bool names_order = route.path.starts_with("/hooks/");
        CHECK(read->order == (names_order ? "17" : ""));
        CHECK_FALSE(wire::read_command(route.method, "/orders/{}/elsewhere", request.body));
    }
}

TEST_CASE("bodies: what is no command of the path is refused with those that are") {
    CHECK(holds(refusal("no json"), "JSON object"));
    CHECK(holds(refusal("[]"), "JSON object"));
    CHECK(holds(refusal("{}"), "request_cancel"));
    CHECK(holds(refusal(R"({"command": "ship"})"), "one of cancel_unpaid"));
    CHECK(holds(refusal(R"({"command": 7})"), "one of"));
}

TEST_CASE("bodies: fields that the command does not read, and odd values, are refused by name") {
    CHECK(holds(refusal(R"({"command": "request_cancel", "amount": 3})"), "'amount' is no field"));
    CHECK(holds(refusal(R"({"command": "request_cancel", "expected_version": 3})"), "no field"));
    CHECK(holds(refusal(R"({"command": "request_cancel", "reason": "bored"})"), "mistake"));
    CHECK(holds(refusal(R"({"command": "request_cancel", "evidence": 256})"), "0 to 255"));
    CHECK(holds(refusal(R"({"command": "request_cancel", "evidence": -1})"), "0 to 255"));
    CHECK(holds(refusal(R"({"command": "request_cancel", "evidence": 1.5})"), "whole number"));
    CHECK(holds(refusal(R"({"command": "pay", "amount": 1e18})", "/orders/{}/payments"),
                "whole number"));
    CHECK(holds(refusal(R"({"command": "payment_verified"})", "/hooks/payment"), "'order'"));
    CHECK(holds(refusal(R"({"command": "place_order", "stock_free": 1})", "/orders"), "no field"));
}

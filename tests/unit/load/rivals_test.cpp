#include "sim/load/rivals.hpp"

#include <catch2/catch.hpp>

#include "sim/order/command.hpp"

using namespace ordersim;
using order::Command;
using order::CommandKind;

TEST_CASE("rivals: a command meets one to three others at once, most facts and placing none") {
    order::Order known;
    known.total = {500};
    for (std::size_t i = 0; i < static_cast<std::size_t>(CommandKind::pay_timer); ++i) {
        Command command;
        command.kind = static_cast<CommandKind>(i);
        const auto rivals = load::rivals_of(command, known);
        const bool is_command = class_of(command.kind) == order::CommandClass::command &&
                                command.kind != CommandKind::place_order;
        const bool is_outrun = command.kind == CommandKind::refund_accepted;
        CHECK(rivals.empty() != (is_command || is_outrun));
        CHECK(rivals.size() <= 3);
        if (is_command) {
            CHECK(rivals.back() == command);
        }
    }
    Command shipping;
    shipping.kind = CommandKind::ship;
    shipping.actor = order::Actor::seller;
    const auto rivals = load::rivals_of(shipping, known);
    CHECK(rivals.front().kind == CommandKind::request_cancel);
    CHECK(rivals.front().actor == order::Actor::buyer);
}

#pragma once

#include <vector>

#include "sim/check/model.hpp"

/// Words in which scenes say what led to them.
namespace ordersim::check::scene {

using Commands = std::vector<order::Command>;

[[nodiscard]] inline order::Command by(order::Actor actor, order::CommandKind kind) {
    order::Command command;
    command.kind = kind;
    command.actor = actor;
    return command;
}
[[nodiscard]] inline order::Command with_amount(order::Command command, Money amount) {
    command.amount = amount;
    return command;
}
[[nodiscard]] inline Commands operator+(Commands first, const Commands& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

[[nodiscard]] inline order::Command place() {
    order::Command command =
        with_amount(by(order::Actor::buyer, order::CommandKind::place_order), kTotal);
    command.minutes = kShipLimitMinutes;
    return command;
}
[[nodiscard]] inline order::Command pay() {
    return with_amount(by(order::Actor::buyer, order::CommandKind::pay), kTotal);
}

[[nodiscard]] inline Commands placed() { return {place()}; }
[[nodiscard]] inline Commands verifying() { return {place(), pay()}; }
[[nodiscard]] inline Commands paid() {
    return verifying() +
           Commands{by(order::Actor::gateway, order::CommandKind::payment_verified)};
}

}  // namespace ordersim::check::scene

#include "sim/load/rivals.hpp"

#include "sim/order/command.hpp"

namespace ordersim::load {
namespace {

using order::Actor;
using order::Command;
using order::CommandKind;

/// A command and one that wants the contrary.
struct Rivalry {
    CommandKind kind;
    CommandKind rival;
    Actor actor;
};

constexpr Rivalry kRivalries[] = {
    {CommandKind::pay, CommandKind::cancel_unpaid, Actor::buyer},
    {CommandKind::cancel_unpaid, CommandKind::pay, Actor::buyer},
    {CommandKind::cancel_direct, CommandKind::pay, Actor::buyer},
    {CommandKind::cancel_instant, CommandKind::ship, Actor::seller},
    {CommandKind::cancel_instant, CommandKind::print_label, Actor::seller},
    {CommandKind::request_cancel, CommandKind::ship, Actor::seller},
    {CommandKind::request_cancel, CommandKind::seller_cancel, Actor::seller},
    {CommandKind::ship, CommandKind::request_cancel, Actor::buyer},
    {CommandKind::ship, CommandKind::cancel_instant, Actor::buyer},
    {CommandKind::print_label, CommandKind::cancel_instant, Actor::buyer},
    {CommandKind::approve_cancel, CommandKind::withdraw_cancel, Actor::buyer},
    {CommandKind::approve_cancel, CommandKind::ship, Actor::seller},
    {CommandKind::reject_cancel, CommandKind::withdraw_cancel, Actor::buyer},
    {CommandKind::withdraw_cancel, CommandKind::approve_cancel, Actor::seller},
    {CommandKind::accept_offer, CommandKind::decline_offer, Actor::buyer},
    {CommandKind::decline_offer, CommandKind::accept_offer, Actor::buyer},
    {CommandKind::confirm_receipt, CommandKind::open_dispute, Actor::buyer},
    {CommandKind::open_dispute, CommandKind::confirm_receipt, Actor::buyer},
    {CommandKind::accept_proposal, CommandKind::escalate, Actor::buyer},
    {CommandKind::reject_proposal, CommandKind::withdraw_case, Actor::buyer},
    {CommandKind::decide_case, CommandKind::withdraw_case, Actor::buyer},
    {CommandKind::submit_refund, CommandKind::pay_out_by_hand, Actor::platform},
    // The report of a refund may outrun the gateway's answer.
    {CommandKind::refund_accepted, CommandKind::refund_succeeded, Actor::gateway}};

}  // namespace

std::vector<Command> rivals_of(const Command& command, const order::Order& known) {
    if (command.kind == CommandKind::place_order) {
        return {};
    }
    std::vector<Command> rivals;
    for (const Rivalry& rivalry : kRivalries) {
        if (rivalry.kind == command.kind) {
            Command rival;
            rival.kind = rivalry.rival;
            rival.actor = rivalry.actor;
            rival.amount = known.total;
            rival.refund = command.refund;
            rivals.push_back(rival);
        }
    }
    if (class_of(command.kind) == order::CommandClass::command) {
        rivals.push_back(command);
    }
    return rivals;
}

}  // namespace ordersim::load

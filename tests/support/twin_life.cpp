#include "tests/support/twin_life.hpp"

#include "sim/base/enum_names.hpp"

#include <algorithm>

namespace ordersim::tests {

using namespace ordersim::order;

namespace {

std::string to_text(const Answer& answer) {
    std::string text(enum_name(answer.kind));
    if (answer.refusal != Refusal::none) {
        text += ", " + std::string(enum_name(answer.refusal));
    }
    return text;
}

std::string to_text(const Command& command) {
    std::string text(enum_name(command.actor));
    text += " " + std::string(enum_name(command.kind));
    const auto add = [&text](std::string_view name, std::string_view value) {
        text += " " + std::string(name) + " " + std::string(value);
    };
    const Command plain;
    const auto add_number = [&add](std::string_view name, std::int64_t value, std::int64_t usual) {
        if (value != usual) {
            add(name, std::to_string(value));
        }
    };
    add_number("amount", command.amount.minor, plain.amount.minor);
    add_number("attempt", command.attempt, plain.attempt);
    add_number("evidence", command.evidence, plain.evidence);
    add_number("minutes", command.minutes, plain.minutes);
    add_number("stock", command.stock_free, plain.stock_free);
    if (command.reason != plain.reason) {
        add("because of", enum_name(command.reason));
    }
    if (command.kind == CommandKind::counter_offer) {
        add("offering", enum_name(command.offer));
    }
    if (command.kind == CommandKind::decide_case) {
        add("for", enum_name(command.verdict));
    }
    if (command.kind == CommandKind::request_info) {
        add("from", enum_name(command.party));
    }
    if (is_about_refund(command.kind)) {
        add("of", enum_name(command.refund));
    }
    text += command.with_return ? " with return" : "";
    text += command.is_permanent ? " permanent" : "";
    text += command.is_trusted ? " trusted" : "";
    if (command.expected_version != Command::kAnyVersion) {
        add("version", std::to_string(command.expected_version));
    }
    return text;
}

std::string to_text(const Policy& policy) {
    const auto flag = [](std::string_view name, bool value) {
        return std::string(name) + (value ? " yes, " : " no, ");
    };
    return "grace " + ordersim::to_text(policy.grace_window) + ", request window " +
           ordersim::to_text(policy.request_window) + ", requests " +
           std::to_string(policy.max_requests) + ", approval " +
           std::string(enum_name(policy.approval)) + ", answer clock " +
           std::string(enum_name(policy.answer_clock)) + ", time zone " +
           std::to_string(policy.time_zone) + ", silence " +
           std::string(enum_name(policy.on_silence)) + ", lock " +
           std::string(enum_name(policy.lock)) + ", while verifying " +
           std::string(enum_name(policy.verify_cancel)) + ", extension " +
           ordersim::to_text(policy.extension_max) + ", dispute opens " +
           ordersim::to_text(policy.dispute_opens) + ", " +
           flag("rearm on message", policy.rearm_on_message) +
           flag("void at once", policy.void_sync) +
           flag("escalation", policy.preship_escalation) +
           flag("case holds ship", policy.case_holds_ship) +
           flag("lost opens case", policy.lost_opens_case);
}

}  // namespace

Decision TwinLife::give(const Command& command) {
    const Answer mine = reference_.give(life_.policy, command, life_.now);
    const Decision decision = step(rules_, life_.order, life_.policy, command, life_.now);
    const Answer theirs{decision.kind, decision.refusal};
    given_.push_back({command, life_.now, theirs});
    problem_ = mine == theirs ? reference_.difference(life_.order)
                              : to_text(theirs) + ", by the reference " + to_text(mine);
    if (!problem_.empty()) {
        problem_ += "\n" + told();
    }
    return decision;
}

Decision TwinLife::take(const Step& step) {
    const SimTime due = step.is_fired ? deadline_of(life_.order, step.command) : kNever;
    if (due != kNever) {
        life_.now = std::max(life_.now, due);
    }
    life_.now += step.wait;
    return give(step.command);
}

std::string TwinLife::told() const {
    std::string text = "under " + to_text(life_.policy) + "\n";
    for (const Given& given : given_) {
        text += ordersim::to_text(given.at.time_since_epoch()) + " " + to_text(given.command) +
                ": " + to_text(given.answer) + "\n";
    }
    return text;
}

Command next_odd_command(Life& life, Dice& dice) {
    Command command = next_command(life, dice);
    if (dice.one_in(24)) {
        command.actor = static_cast<Actor>(dice.below(enum_count<Actor>));
    }
    if (dice.one_in(8)) {
        command.expected_version = life.order.version - (dice.one_in(4) ? 1U : 0U);
    }
    if (command.kind == CommandKind::place_order && dice.one_in(32)) {
        command.amount = {dice.one_in(2) ? 0 : -1};
    }
    if (class_of(command.kind) == CommandClass::timer) {
        return command;
    }
    constexpr auto first_timer = static_cast<std::uint32_t>(CommandKind::pay_timer);
    constexpr auto kinds = static_cast<std::uint32_t>(enum_count<CommandKind>);
    if (life.order.regions.order == OrderState::none && dice.one_in(8)) {
        command.kind = static_cast<CommandKind>(dice.below(kinds));
    } else if (life.order.regions.order != OrderState::none && dice.one_in(32)) {
        command.kind = static_cast<CommandKind>(first_timer + dice.below(kinds - first_timer));
        command.actor = Actor::clock;
    }
    return command;
}

}  // namespace ordersim::tests

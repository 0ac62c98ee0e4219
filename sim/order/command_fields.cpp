#include "sim/order/command_fields.hpp"

#include "sim/base/enum_names.hpp"

#include <algorithm>
#include <initializer_list>

namespace ordersim::order {
namespace {

using C = CommandKind;

bool is_one_of(C kind, std::initializer_list<C> kinds) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

std::string yes_or_no(bool value) { return value ? "true" : "false"; }

bool is_mark(CommandField field) {
    return field >= CommandField::is_trusted && field <= CommandField::is_permanent;
}

}  // namespace

bool reads(C kind, CommandField field) noexcept {
    switch (field) {
        case CommandField::reason:
            return is_one_of(kind, {C::cancel_unpaid, C::cancel_direct, C::cancel_instant,
                                    C::request_cancel, C::approve_cancel, C::seller_cancel});
        case CommandField::offer: return kind == C::counter_offer;
        case CommandField::verdict: return kind == C::decide_case;
        case CommandField::party: return kind == C::request_info;
        case CommandField::refund: return is_about_refund(kind);
        case CommandField::is_trusted:
        case CommandField::quantity:
        case CommandField::stock_free: return kind == C::place_order;
        case CommandField::with_return:
            return is_one_of(kind, {C::open_dispute, C::modify_proposal});
        case CommandField::is_permanent: return kind == C::refund_failed;
        case CommandField::attempt:
            return is_one_of(kind, {C::payment_verified, C::payment_failed, C::refund_accepted,
                                    C::refund_succeeded, C::refund_failed});
        case CommandField::evidence:
            return is_one_of(kind, {C::request_cancel, C::open_case, C::open_dispute,
                                    C::modify_proposal, C::follow_up, C::send_message,
                                    C::submit_info, C::reject_proposal});
        case CommandField::minutes: return is_one_of(kind, {C::place_order, C::extend_processing});
        case CommandField::expected_version: return class_of(kind) == CommandClass::command;
        case CommandField::amount:
            return is_one_of(kind, {C::place_order, C::pay, C::open_dispute, C::modify_proposal,
                                    C::counter_offer, C::reject_proposal, C::decide_case});
    }
    return false;
}

std::string field_text(const Command& command, CommandField field) {
    switch (field) {
        case CommandField::reason: return std::string(enum_name(command.reason));
        case CommandField::offer: return std::string(enum_name(command.offer));
        case CommandField::verdict: return std::string(enum_name(command.verdict));
        case CommandField::party: return std::string(enum_name(command.party));
        case CommandField::refund: return std::string(enum_name(command.refund));
        case CommandField::is_trusted: return yes_or_no(command.is_trusted);
        case CommandField::with_return: return yes_or_no(command.with_return);
        case CommandField::is_permanent: return yes_or_no(command.is_permanent);
        case CommandField::attempt: return std::to_string(command.attempt);
        case CommandField::evidence: return std::to_string(command.evidence);
        case CommandField::quantity: return std::to_string(command.quantity);
        case CommandField::stock_free: return std::to_string(command.stock_free);
        case CommandField::minutes: return std::to_string(command.minutes);
        case CommandField::expected_version: return std::to_string(command.expected_version);
        case CommandField::amount: return std::to_string(command.amount.minor);
    }
    return {};
}

bool is_default(const Command& command, CommandField field) noexcept {
    return field_text(command, field) == field_text(Command{}, field);
}

std::string detail_text(const Command& command) {
    std::string text;
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        const auto field = static_cast<CommandField>(i);
        if (!reads(command.kind, field) || (!is_choice(field) && is_default(command, field))) {
            continue;
        }
        text.append(text.empty() ? "" : ", ").append(enum_name(field));
        if (!is_mark(field)) {
            text.append(" ").append(field_text(command, field));
        }
    }
    return text;
}

}  // namespace ordersim::order

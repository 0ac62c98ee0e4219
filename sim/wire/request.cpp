#include "sim/wire/request.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"

namespace ordersim::wire {
namespace {

using order::Command;
using order::CommandField;
using C = order::CommandKind;

/// Where a command goes. `{}` in a path stands for the order's id.
struct Route {
    C kind;
    std::string_view method;
    std::string_view path;
};

constexpr std::array kRoutes{
    Route{C::place_order, "POST", "/orders"},
    Route{C::cancel_unpaid, "POST", "/orders/{}/cancel"},
    Route{C::pay, "POST", "/orders/{}/payments"},
    Route{C::cancel_direct, "POST", "/orders/{}/cancel"},
    Route{C::cancel_instant, "POST", "/orders/{}/cancel"},
    Route{C::request_cancel, "POST", "/orders/{}/cancel"},
    Route{C::withdraw_cancel, "DELETE", "/orders/{}/cancel"},
    Route{C::accept_offer, "POST", "/orders/{}/cancel/answer"},
    Route{C::decline_offer, "POST", "/orders/{}/cancel/answer"},
    Route{C::extend_processing, "POST", "/orders/{}/extension"},
    Route{C::confirm_receipt, "POST", "/orders/{}/receipt"},
    Route{C::open_case, "POST", "/orders/{}/disputes"},
    Route{C::open_dispute, "POST", "/orders/{}/disputes"},
    Route{C::modify_proposal, "POST", "/orders/{}/disputes/proposals"},
    Route{C::accept_counter, "POST", "/orders/{}/disputes/proposals"},
    Route{C::escalate, "POST", "/orders/{}/disputes/escalate"},
    Route{C::give_return_tracking, "POST", "/orders/{}/disputes/return"},
    Route{C::withdraw_case, "DELETE", "/orders/{}/disputes"},
    Route{C::follow_up, "POST", "/orders/{}/messages"},
    Route{C::send_message, "POST", "/orders/{}/messages"},
    Route{C::submit_info, "POST", "/orders/{}/disputes/info"},
    Route{C::approve_cancel, "POST", "/orders/{}/cancel/decision"},
    Route{C::reject_cancel, "POST", "/orders/{}/cancel/decision"},
    Route{C::counter_offer, "POST", "/orders/{}/cancel/decision"},
    Route{C::seller_cancel, "POST", "/orders/{}/cancel"},
    Route{C::start_pick, "POST", "/orders/{}/ship"},
    Route{C::print_label, "POST", "/orders/{}/ship"},
    Route{C::ship, "POST", "/orders/{}/ship"},
    Route{C::accept_proposal, "POST", "/orders/{}/disputes/proposals"},
    Route{C::reject_proposal, "POST", "/orders/{}/disputes/proposals"},
    Route{C::pick_up_case, "POST", "/orders/{}/disputes/review"},
    Route{C::request_info, "POST", "/orders/{}/disputes/review"},
    Route{C::decide_case, "POST", "/orders/{}/disputes/review"},
    Route{C::submit_refund, "POST", "/orders/{}/refunds"},
    Route{C::pay_out_by_hand, "POST", "/orders/{}/refunds"},
    Route{C::payment_verified, "POST", "/hooks/payment"},
    Route{C::payment_failed, "POST", "/hooks/payment"},
    Route{C::refund_accepted, "POST", "/hooks/payment"},
    Route{C::refund_succeeded, "POST", "/hooks/payment"},
    Route{C::refund_failed, "POST", "/hooks/payment"},
    Route{C::stop_seen, "POST", "/hooks/carrier"},
    Route{C::hand_over_scan, "POST", "/hooks/carrier"},
    Route{C::delivered_scan, "POST", "/hooks/carrier"},
    Route{C::parcel_lost, "POST", "/hooks/carrier"},
    Route{C::intercepted, "POST", "/hooks/carrier"},
    Route{C::intercept_failed, "POST", "/hooks/carrier"},
    Route{C::return_received, "POST", "/hooks/carrier"}};
static_assert(kRoutes.size() == static_cast<std::size_t>(C::pay_timer));

constexpr bool is_in_order() {
    for (std::size_t i = 0; i < kRoutes.size(); ++i) {
        if (kRoutes[i].kind != static_cast<C>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(is_in_order());

/// Numbers and truth values stand bare in JSON; names in quotes.
std::string json_value(const std::string& text) {
    const bool is_number = !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || c == '-';
    });
    return is_number || text == "true" || text == "false" ? text : '"' + text + '"';
}

std::string body_of(const Command& command, std::string_view order_id, bool names_order) {
    std::string body = R"({"command": ")" + std::string(enum_name(command.kind)) + '"';
    if (names_order) {
        body.append(R"(, "order": ")").append(order_id).append("\"");
    }
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        const auto field = static_cast<CommandField>(i);
        if (reads(command.kind, field) && field != CommandField::stock_free &&
            field != CommandField::expected_version) {
            body.append(", \"").append(enum_name(field)).append("\": ");
            body.append(json_value(field_text(command, field)));
        }
    }
    return body + '}';
}

}  // namespace

Request request_for(const Command& command, std::string_view order_id) {
    ORDERSIM_ASSERT(class_of(command.kind) != order::CommandClass::timer);
    const Route& route = kRoutes[static_cast<std::size_t>(command.kind)];
    std::string path(route.path);
    const std::size_t place = path.find("{}");
    const bool is_in_path = place != std::string::npos;
    if (is_in_path) {
        path.replace(place, 2, order_id);
    }
    const bool names_order = !is_in_path && command.kind != C::place_order;
    return {route.method, std::move(path), body_of(command, order_id, names_order)};
}

}  // namespace ordersim::wire

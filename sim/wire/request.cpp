#include "sim/wire/request.hpp"

#include <algorithm>
#include <cctype>

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::wire {
namespace {

using order::Command;
using order::CommandField;

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
        if (reads(command.kind, field) && is_for_body(field)) {
            body.append(", \"").append(enum_name(field)).append("\": ");
            body.append(json_value(field_text(command, field)));
        }
    }
    return body + '}';
}

}  // namespace

Request request_for(const Command& command, std::string_view order_id, std::string_view seller) {
    ORDERSIM_ASSERT(class_of(command.kind) != order::CommandClass::timer);
    const Route& route = command_routes()[static_cast<std::size_t>(command.kind)];
    std::string path(route.path);
    const std::size_t place = path.find("{}");
    const bool is_in_path = place != std::string::npos;
    if (is_in_path) {
        path.replace(place, 2, order_id);
    }
    const bool names_order = !is_in_path && command.kind != order::CommandKind::place_order;
    Request request{route.method, std::move(path), body_of(command, order_id, names_order)};
    if (!seller.empty() && command.kind == order::CommandKind::place_order) {
        request.body.insert(request.body.size() - 1,
                            R"(, "seller": ")" + std::string(seller) + '"');
    }
    return request;
}

}  // namespace ordersim::wire

#include "sim/wire/request.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::wire {
namespace {

using order::Command;
using order::CommandField;

void append_field(std::string& body, const Command& command, CommandField field) {
    const char* const quote = is_choice(field) ? "\"" : "";
    body.append(", \"").append(enum_name(field)).append("\": ");
    body.append(quote).append(field_text(command, field)).append(quote);
}

}  // namespace

void write_request(const Command& command, std::string_view order_id, std::string_view seller,
                   Request& request) {
    ORDERSIM_ASSERT(class_of(command.kind) != order::CommandClass::timer);
    const Route& route = command_routes()[static_cast<std::size_t>(command.kind)];
    request.method = route.method;
    const std::size_t place = route.path.find("{}");
    const bool is_in_path = place != std::string_view::npos;
    request.path = route.path;
    if (is_in_path) {
        request.path.replace(place, 2, order_id);
    }
    std::string& body = request.body;
    body.assign(R"({"command": ")").append(enum_name(command.kind)).append(1, '"');
    if (!is_in_path && command.kind != order::CommandKind::place_order) {
        body.append(R"(, "order": ")").append(order_id).append(1, '"');
    }
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        const auto field = static_cast<CommandField>(i);
        if (reads(command.kind, field) && is_for_body(field)) {
            append_field(body, command, field);
        }
    }
    if (!seller.empty() && command.kind == order::CommandKind::place_order) {
        body.append(R"(, "seller": ")").append(seller).append(1, '"');
    }
    body.append(1, '}');
}

Request request_for(const Command& command, std::string_view order_id, std::string_view seller) {
    Request request;
    write_request(command, order_id, seller, request);
    return request;
}

}  // namespace ordersim::wire

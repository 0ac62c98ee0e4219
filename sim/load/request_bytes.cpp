#include "sim/load/request_bytes.hpp"

#include <fmt/format.h>

#include "sim/wire/order_json.hpp"
#include "sim/wire/request.hpp"

namespace ordersim::load {
namespace {

std::string with_head(const Target& target, std::string_view method, std::string_view path,
                      std::string_view fields, std::string_view body) {
    if (body.empty()) {
        return fmt::format("{} {}{} HTTP/1.1\r\nHost: {}:{}\r\n{}\r\n", method, target.base, path,
                           target.host, target.port, fields);
    }
    return fmt::format(
        "{} {}{} HTTP/1.1\r\nHost: {}:{}\r\n{}Content-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n{}",
        method, target.base, path, target.host, target.port, fields, body.size(), body);
}

std::string bearer(std::string_view token) {
    return fmt::format("Authorization: Bearer {}\r\n", token);
}

}  // namespace

std::string look_bytes(const RequestPlace& place, std::string_view order,
                       std::string_view buyer_token) {
    return with_head(place.target, "GET", fmt::format("/orders/{}", order), bearer(buyer_token),
                     "");
}

std::string command_bytes(const RequestPlace& place, const CommandCall& call) {
    const Accounts& accounts = place.accounts;
    const wire::Request request =
        wire::request_for(call.command, call.order, accounts.seller(call.seller));
    std::string fields = fmt::format("Idempotency-Key: {}-{}\r\n", accounts.run(), call.key);
    if (call.command.expected_version != order::Command::kAnyVersion) {
        fields += fmt::format("If-Match: \"{}\"\r\n", call.command.expected_version);
    }
    switch (call.command.actor) {
        case order::Actor::buyer: fields += bearer(call.buyer_token); break;
        case order::Actor::seller: fields += bearer(accounts.seller_token(call.seller)); break;
        case order::Actor::platform: fields += bearer(accounts.support_token()); break;
        case order::Actor::gateway:
        case order::Actor::carrier:
        case order::Actor::clock:
            fields += "X-Ordersim-Signature: " +
                      accounts.sign(call.is_proved ? request.body : "another body") + "\r\n";
            break;
    }
    return with_head(place.target, request.method, request.path, fields, request.body);
}

std::string login_bytes(const Target& target, std::string_view role, std::string_view account,
                        std::string_view key) {
    return with_head(target, "POST", "/login", "",
                     fmt::format(R"({{"role": "{}", "account": "{}", "key": {}}})", role, account,
                                 wire::json_string(key)));
}

std::string health_bytes(const Target& target) {
    return with_head(target, "GET", "/health", "", "");
}

}  // namespace ordersim::load

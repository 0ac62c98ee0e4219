#include "sim/load/request_bytes.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "sim/wire/order_json.hpp"

namespace ordersim::load {
namespace {

constexpr std::string_view kBearer = "Authorization: Bearer ";
constexpr std::string_view kNewLine = "\r\n";

/// A whole number in letters.
class Digits {
public:
    explicit Digits(std::uint64_t number)
        : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr) {}
    [[nodiscard]] std::string_view text() const { return {digits_.data(), end_}; }

private:
    std::array<char, 20> digits_{};
    const char* end_;
};

}  // namespace

RequestWriter::RequestWriter(const Target& target, const Accounts& accounts)
    : accounts_(accounts),
      base_(target.base),
      host_(" HTTP/1.1\r\nHost: " + target.host + ":" + target.port + "\r\n") {}

void RequestWriter::begin(std::string_view method, std::string_view path) {
    text_.assign(method).append(1, ' ').append(base_).append(path).append(host_);
}

std::string_view RequestWriter::look(std::uint64_t order, std::string_view buyer_token) {
    request_.path.assign("/orders/").append(Digits(order).text());
    begin("GET", request_.path);
    text_.append(kBearer).append(buyer_token).append("\r\n\r\n");
    return text_;
}

void RequestWriter::append_proof(const CommandCall& call) {
    switch (call.command.actor) {
        case order::Actor::buyer:
            text_.append(kBearer).append(accounts_.token(call.buyer));
            break;
        case order::Actor::seller:
            text_.append(kBearer).append(accounts_.seller_token(call.seller));
            break;
        case order::Actor::platform:
            text_.append(kBearer).append(accounts_.support_token());
            break;
        case order::Actor::gateway:
        case order::Actor::carrier:
        case order::Actor::clock:
            text_.append("X-Ordersim-Signature: ")
                .append(accounts_.sign(call.is_proved ? request_.body : "another body"));
            break;
    }
    text_.append(kNewLine);
}

std::string_view RequestWriter::command(const CommandCall& call) {
    const bool is_placed_now = call.command.kind == order::CommandKind::place_order;
    wire::write_request(call.command, Digits(call.order).text(),
                        is_placed_now ? accounts_.seller(call.seller) : std::string(), request_);
    begin(request_.method, request_.path);
    text_.append("Idempotency-Key: ").append(accounts_.run()).append(1, '-');
    text_.append(Digits(call.key).text()).append(kNewLine);
    if (call.command.expected_version != order::Command::kAnyVersion) {
        text_.append("If-Match: \"").append(Digits(call.command.expected_version).text());
        text_.append("\"\r\n");
    }
    append_proof(call);
    text_.append("Content-Type: application/json\r\nContent-Length: ");
    text_.append(Digits(request_.body.size()).text()).append("\r\n\r\n").append(request_.body);
    return text_;
}

std::string login_bytes(const Target& target, std::string_view role, std::string_view account,
                        std::string_view key) {
    const std::string body = fmt::format(R"({{"role": "{}", "account": "{}", "key": {}}})", role,
                                         account, wire::json_string(key));
    return fmt::format(
        "POST {}/login HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json\r\n"
        "Content-Length: {}\r\n\r\n{}",
        target.base, target.host, target.port, body.size(), body);
}

std::string open_bytes(const Target& target, std::string_view path) {
    return fmt::format("GET {}{} HTTP/1.1\r\nHost: {}:{}\r\n\r\n", target.base, path,
                       target.host, target.port);
}

}  // namespace ordersim::load

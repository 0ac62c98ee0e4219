#include "sim/check/network_messages.hpp"

#include <algorithm>

#include "sim/base/assert.hpp"

namespace ordersim::check::messages {

using Kind = Message::Kind;

bool is_about_payment(const Message& message) {
    return message.kind == Kind::capture_request || message.kind == Kind::verified_reply ||
           message.kind == Kind::failed_reply || message.kind == Kind::verified_hook ||
           message.kind == Kind::failed_hook;
}
bool is_verified(const Message& message) {
    return message.kind == Kind::verified_reply || message.kind == Kind::verified_hook;
}
bool is_about_refund(const Message& message) {
    return message.kind != Kind::none && message.kind != Kind::scan_hook &&
           !is_about_payment(message);
}
bool is_success(const Message& message) {
    return message.kind == Kind::succeeded_reply || message.kind == Kind::succeeded_hook;
}
Debt debt_in(const Message& message) { return static_cast<Debt>(message.about / 16U); }
std::size_t try_in(const Message& message) { return message.about / 4U % 4U; }
std::uint8_t about_refund(Debt debt, std::size_t attempt, std::size_t sending) {
    return byte(static_cast<std::size_t>(debt) * 16 + attempt * 4 + sending);
}

void send(NetworkState& state, Message message) {
    ORDERSIM_ASSERT(state.messages.back().kind == Kind::none);
    state.messages.back() = message;
    // Free places sort last.
    std::ranges::sort(state.messages, [](const Message& a, const Message& b) {
        return (a.kind != Kind::none) != (b.kind != Kind::none) ? a.kind != Kind::none : a < b;
    });
}
void take(NetworkState& state, std::size_t i) {
    std::copy(state.messages.begin() + static_cast<std::ptrdiff_t>(i) + 1, state.messages.end(),
              state.messages.begin() + static_cast<std::ptrdiff_t>(i));
    state.messages.back() = {};
}

}  // namespace ordersim::check::messages

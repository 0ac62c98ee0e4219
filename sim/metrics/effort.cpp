#include "sim/metrics/effort.hpp"

#include <algorithm>

namespace ordersim::metrics {
namespace {

using order::CommandKind;

bool is_shopping(CommandKind kind) {
    return kind == CommandKind::place_order || kind == CommandKind::pay ||
           kind == CommandKind::confirm_receipt;
}

void add_one(std::uint16_t& count) { count = static_cast<std::uint16_t>(count + 1); }

}  // namespace

void Efforts::follow(Toil& toil, const OrderEvent& event) {
    const bool is_look = event.kind == OrderEvent::Kind::look;
    const bool is_command = event.kind != OrderEvent::Kind::contact &&
                            event.actor == order::Actor::buyer && !is_shopping(event.command);
    if (!is_look && !is_command) {
        return;
    }
    add_one(toil.calls);
    toil.last_at = event.at;
    if (!is_look && (event.command == CommandKind::send_message ||
                     event.command == CommandKind::follow_up)) {
        add_one(toil.messages);
    }
}

void Efforts::chat(Toil& toil, SimTime at) {
    add_one(toil.messages);
    toil.last_at = at;
}

void Efforts::close(const Toil& toil, const ToilEnd& end) {
    counts_.calls += toil.calls;
    counts_.messages += toil.messages;
    const SimTime last = std::max({end.began, toil.last_at, end.until});
    counts_.days += hours(last - end.began) / 24.0;
}

}  // namespace ordersim::metrics

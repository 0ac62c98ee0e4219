#include <algorithm>

#include "sim/check/network_model.hpp"

// The steps in words.
namespace ordersim::check {
namespace {

std::string number(std::size_t from_zero) { return std::to_string(from_zero + 1); }

std::string words(std::string_view name) {
    std::string text(name);
    for (char& letter : text) {
        letter = letter == '_' ? ' ' : letter;
    }
    return text;
}

}  // namespace

std::string NetworkModel::text_of(const Message& message) const {
    const std::string kind = words(enum_name(message.kind));
    if (message.kind == Message::Kind::scan_hook) {
        return std::string(enum_name(scene_->scans[message.about].kind)) + " hook";
    }
    if (message.kind == Message::Kind::capture_request ||
        message.kind == Message::Kind::verified_reply ||
        message.kind == Message::Kind::failed_reply ||
        message.kind == Message::Kind::verified_hook ||
        message.kind == Message::Kind::failed_hook) {
        return kind + " of payment " + number(message.about);
    }
    const auto debt = static_cast<Debt>(message.about / 16U);
    const bool has_own_key = is_request(message) && has_defect(NetworkDefect::new_key_each_time);
    return kind + " of the " + words(enum_name(debt)) + " refund, try " +
           number(message.about / 4U % 4U) +
           (has_own_key ? ", key " + number(message.about % 4U) : "");
}

LayerStep NetworkModel::told_of_platform(const State& before, std::uint32_t step) const {
    const std::size_t index = index_of(step);
    switch (kind_of(step)) {
        case Step::command: {
            const order::Command& command = scene_->commands[index];
            return {std::string(enum_name(command.actor)),
                    scene_->is_checkout && index == 0 ? "places and pays the order"
                                                      : std::string(enum_name(command.kind))};
        }
        case Step::timer:
            return {"clock", std::string(enum_name(space_.command(timer_command(index)).kind))};
        case Step::submit: return {"platform", "submits the refund"};
        case Step::capture_again:
            return {"platform", "has no answer and asks again for payment " + number(index)};
        case Step::refund_again:
            return {"platform", "has no answer and asks again for the " +
                                    words(enum_name(debt_of(before, index))) + " refund"};
        case Step::by_hand:
            return {"platform", std::ranges::any_of(before.refunds,
                                                    [](const GatewayRefund& refund) {
                                                        return refund.at ==
                                                               GatewayRefund::At::paid;
                                                    })
                                    ? "finds the refund paid"
                                    : "pays the refund out by hand"};
        case Step::deliver:
        case Step::repeat:
        case Step::drop:
        case Step::captures:
        case Step::declines:
        case Step::pays:
        case Step::fails:
        case Step::fails_yet_open:
        case Step::pays_after_all:
        case Step::stops:
        case Step::cannot_stop: break;
    }
    return {};
}

LayerStep NetworkModel::told_of_messages(const State& before, std::uint32_t step) const {
    const Message& message = before.messages[index_of(step)];
    const std::string text = text_of(message);
    if (kind_of(step) == Step::drop) {
        return {"network", "loses the " + text};
    }
    if (kind_of(step) == Step::repeat) {
        return {"network", "doubles the " + text};
    }
    return {is_request(message) ? "gateway" : "platform", "gets the " + text};
}

/// Or of the carrier.
LayerStep NetworkModel::told_of_gateway(const State& before, std::uint32_t step) const {
    const std::size_t index = index_of(step);
    const std::string payment = " payment " + number(index);
    if (kind_of(step) == Step::captures) {
        return {"gateway", "captures" + payment};
    }
    if (kind_of(step) == Step::declines) {
        return {"gateway", "declines" + payment};
    }
    if (kind_of(step) >= Step::stops) {
        return {"carrier", kind_of(step) == Step::stops ? "stops the parcel"
                                                        : "cannot stop the parcel"};
    }
    const auto debt = static_cast<Debt>(before.refunds[index].key / 16U);
    const std::string refund = "the " + words(enum_name(debt)) + " refund";
    if (kind_of(step) == Step::pays) {
        return {"gateway", "pays " + refund};
    }
    if (kind_of(step) == Step::pays_after_all) {
        return {"gateway", "pays " + refund + ", which it had reported as failed"};
    }
    return {"gateway", "reports " + refund + " as failed" +
                           (kind_of(step) == Step::fails ? "" : ", though it may still be paid")};
}

LayerStep NetworkModel::told(const State& before, std::uint32_t step, const State& after) const {
    const Step kind = kind_of(step);
    LayerStep told = kind < Step::deliver     ? told_of_platform(before, step)
                     : kind <= Step::drop     ? told_of_messages(before, step)
                                              : told_of_gateway(before, step);
    told.changes = changes_between(order_of(before), order_of(after));
    if (before.booked != after.booked) {
        told.changes.push_back({"refunds booked", std::to_string(before.booked),
                                std::to_string(after.booked)});
    }
    return told;
}

}  // namespace ordersim::check

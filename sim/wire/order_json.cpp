#include "sim/wire/order_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>

#include "sim/base/enum_names.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::wire {
namespace {

using order::Command;
using order::CommandKind;
using order::Order;

// Appended piece by piece: an order is shown with nearly every reply, and a formatter that reads
// its pattern anew each time took a fifth of a service's own time.

void append_number(std::string& text, std::int64_t number) {
    std::array<char, 24> digits{};
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    text.append(digits.data(), end);
}

void append_field(std::string& text, std::string_view head, std::int64_t number) {
    text += head;
    append_number(text, number);
}

/// `head` ends with the quote that opens the word. Names of enumerators need no escape.
template <class Enum>
void append_word(std::string& text, std::string_view head, Enum word) {
    text += head;
    text += enum_name(word);
}

void append_string(std::string& text, std::string_view head, std::string_view value) {
    text += head;
    const bool is_plain = std::ranges::all_of(value, [](char c) {
        return c >= ' ' && c <= '~' && c != '"' && c != '\\';
    });
    if (is_plain) {
        text.append(1, '"').append(value).append(1, '"');
    } else {
        text += boost::json::serialize(boost::json::string(value));
    }
}

void append_regions(std::string& text, const Order& order) {
    const order::Regions& regions = order.regions;
    append_word(text, R"(,"state":")", regions.order);
    append_word(text, R"(","payment":")", regions.payment);
    append_word(text, R"(","shipment":")", regions.shipment);
    append_word(text, R"(","request":")", regions.request);
    append_word(text, R"(","chat":")", regions.chat);
    append_word(text, R"(","case":")", regions.case_);
    append_word(text, R"(","stock":")", regions.stock);
    append_word(text, R"(","stop":")", regions.stop);
}

void append_refunds(std::string& text, const Order& order) {
    text += '[';
    for (std::size_t i = 0; i < enum_count<order::RefundKind>; ++i) {
        const auto kind = static_cast<order::RefundKind>(i);
        if (order.state_of(kind) == order::RefundState::none) {
            continue;
        }
        append_word(text, text.back() == '[' ? R"({"kind":")" : R"(,{"kind":")", kind);
        append_word(text, R"(","state":")", order.state_of(kind));
        append_field(text, R"(","amount":)", order.amount_of(kind).minor);
        append_field(text, R"(,"tries":)", order.refund_tries[i]);
        text += '}';
    }
    text += ']';
}

void append_order(std::string& text, const OrderView& view) {
    const Order& order = view.order;
    append_string(text, R"({"id":)", view.id);
    append_field(text, R"(,"version":)", order.version);
    append_regions(text, order);
    append_string(text, R"(","currency":)", view.currency);
    append_field(text, R"(,"total":)", order.total.minor);
    append_field(text, R"(,"captured":)", captured(order).minor);
    append_field(text, R"(,"refunded":)", refunds_paid(order).minor);
    append_field(text, R"(,"quantity":)", order.quantity);
    text += R"(,"refunds":)";
    append_refunds(text, order);
    const order::Deadline deadline = next_deadline(order);
    if (deadline.at != kNever) {
        append_word(text, R"(,"deadline":{"timer":")", deadline.timer);
        append_field(text, R"(","at_us":)", deadline.at.time_since_epoch().count());
        text += '}';
    }
    append_string(text, R"(,"buyer":)", view.buyer);
    append_string(text, R"(,"seller":)", view.seller);
    text += '}';
}

/// More than most orders take, so that a reply is one allocation.
constexpr std::size_t kOrderBytes = 640;

/// A command as its giver would most likely mean it: with amounts that the rules may take.
Command likely(CommandKind kind, order::Actor actor, const Order& order) {
    Command command;
    command.kind = kind;
    command.actor = actor;
    command.amount = kind == CommandKind::counter_offer ? Money{1} : order.total;
    command.minutes = kind == CommandKind::extend_processing ? 1 : 0;
    for (std::size_t i = 0; i < enum_count<order::RefundKind>; ++i) {
        const auto refund = static_cast<order::RefundKind>(i);
        if (order.state_of(refund) != order::RefundState::none &&
            order.state_of(refund) != order::RefundState::succeeded) {
            command.refund = refund;
        }
    }
    return command;
}

}  // namespace

std::string json_string(std::string_view text) {
    std::string quoted;
    append_string(quoted, "", text);
    return quoted;
}

std::string order_json(const OrderView& view) {
    std::string text;
    text.reserve(kOrderBytes);
    append_order(text, view);
    return text;
}

std::string refunds_json(const Order& order) {
    std::string text;
    append_refunds(text, order);
    return text;
}

std::string actions_json(const OrderView& view, order::Actor actor, const order::Policy& policy,
                         SimTime now) {
    std::string text = "[";
    for (const Route& route : command_routes()) {
        const Command command = likely(route.kind, actor, view.order);
        const order::Decision decision =
            decide(order::rules(), view.order, policy, command, now);
        if (class_of(route.kind) != order::CommandClass::command ||
            decision.kind != order::Decision::Kind::accepted) {
            continue;
        }
        std::string path(route.path);
        if (const std::size_t place = path.find("{}"); place != std::string::npos) {
            path.replace(place, 2, view.id);
        }
        fmt::format_to(std::back_inserter(text), R"({}{{"command":"{}","method":"{}","path":{}}})",
                       text.size() > 1 ? "," : "", enum_name(route.kind), route.method,
                       json_string(path));
    }
    return text + "]";
}

std::string answer_json(const order::Rules& rules, const order::Decision& decision,
                        const OrderView& view, SimTime at) {
    std::string text;
    text.reserve(kOrderBytes);
    if (decision.kind == order::Decision::Kind::recorded) {
        text += R"({"outcome":"recorded")";
    } else {
        const auto& row = rules.row(decision.transition);
        append_string(text, R"({"outcome":"accepted","transition":)", row.id);
        append_string(text, R"(,"title":)", row.title);
    }
    append_field(text, R"(,"at_us":)", at.time_since_epoch().count());
    text += R"(,"order":)";
    append_order(text, view);
    text += '}';
    return text;
}

std::string problem_json(const Problem& problem) {
    return fmt::format(R"({{"title":{},"status":{},"detail":{}{}{}}})",
                       json_string(problem.title), problem.status, json_string(problem.detail),
                       problem.more.empty() ? "" : ",", problem.more);
}

}  // namespace ordersim::wire

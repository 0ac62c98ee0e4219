#include "sim/wire/order_json.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include <iterator>

#include "sim/base/enum_names.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::wire {
namespace {

using order::Command;
using order::CommandKind;
using order::Order;

void append_regions(std::string& text, const Order& order) {
    const order::Regions& regions = order.regions;
    fmt::format_to(std::back_inserter(text),
                   R"("state":"{}","payment":"{}","shipment":"{}","request":"{}","chat":"{}",)"
                   R"("case":"{}","stock":"{}","stop":"{}")",
                   enum_name(regions.order), enum_name(regions.payment),
                   enum_name(regions.shipment), enum_name(regions.request),
                   enum_name(regions.chat), enum_name(regions.case_), enum_name(regions.stock),
                   enum_name(regions.stop));
}

void append_refunds(std::string& text, const Order& order) {
    text += '[';
    const char* separator = "";
    for (std::size_t i = 0; i < enum_count<order::RefundKind>; ++i) {
        const auto kind = static_cast<order::RefundKind>(i);
        if (order.state_of(kind) != order::RefundState::none) {
            fmt::format_to(std::back_inserter(text),
                           R"({}{{"kind":"{}","state":"{}","amount":{},"tries":{}}})", separator,
                           enum_name(kind), enum_name(order.state_of(kind)),
                           order.amount_of(kind).minor,
                           static_cast<unsigned>(order.refund_tries[i]));
            separator = ",";
        }
    }
    text += ']';
}

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
    return boost::json::serialize(boost::json::string(text));
}

std::string order_json(const OrderView& view) {
    const Order& order = view.order;
    std::string text = fmt::format(R"({{"id":{},"version":{},)", json_string(view.id),
                                   order.version);
    append_regions(text, order);
    fmt::format_to(std::back_inserter(text),
                   R"(,"currency":"{}","total":{},"captured":{},"refunded":{},"quantity":{},)",
                   view.currency, order.total.minor, captured(order).minor,
                   refunds_paid(order).minor, order.quantity);
    text += R"("refunds":)";
    append_refunds(text, order);
    const order::Deadline deadline = next_deadline(order);
    if (deadline.at != kNever) {
        fmt::format_to(std::back_inserter(text), R"(,"deadline":{{"timer":"{}","at_us":{}}})",
                       enum_name(deadline.timer), deadline.at.time_since_epoch().count());
    }
    fmt::format_to(std::back_inserter(text), R"(,"buyer":{},"seller":{}}})",
                   json_string(view.buyer), json_string(view.seller));
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
    const auto at_us = at.time_since_epoch().count();
    if (decision.kind == order::Decision::Kind::recorded) {
        return fmt::format(R"({{"outcome":"recorded","at_us":{},"order":{}}})", at_us,
                           order_json(view));
    }
    const auto& row = rules.row(decision.transition);
    return fmt::format(R"({{"outcome":"accepted","transition":"{}","title":{},"at_us":{},)"
                       R"("order":{}}})",
                       row.id, json_string(row.title), at_us, order_json(view));
}

std::string problem_json(const Problem& problem) {
    return fmt::format(R"({{"title":{},"status":{},"detail":{}{}{}}})",
                       json_string(problem.title), problem.status, json_string(problem.detail),
                       problem.more.empty() ? "" : ",", problem.more);
}

}  // namespace ordersim::wire

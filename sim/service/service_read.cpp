#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "sim/base/enum_names.hpp"
#include "sim/service/path.hpp"
#include "sim/service/replies.hpp"
#include "sim/service/service.hpp"
#include "sim/wire/login.hpp"

/// What the service tells without changing an order.
namespace ordersim::service {
namespace {

constexpr std::int64_t kTokenSeconds = 24 * 3600;
constexpr std::uint64_t kListMost = 100;
constexpr std::uint64_t kListUsual = 20;

std::uint64_t limit_of(const Path& path) {
    return std::min(path.number("limit").value_or(kListUsual), kListMost);
}

}  // namespace

Reply Service::log_in(const Request& request, const Instant& now) const {
    const auto login = wire::read_login(request.body);
    if (!login || !wire::is_account(login->account)) {
        return problem(400, "bad request",
                       login ? "an account has 1 to 64 letters, digits, '-' and '_'"
                             : std::string_view(login.error()));
    }
    if (!tokens_.is_key(login->key)) {
        return problem(401, "unauthorized", "wrong key");
    }
    return {.status = 200,
            .body = fmt::format(
                R"({{"token":"{}","expires_in_seconds":{}}})",
                tokens_.issue({login->role, login->account},
                              now.unix_seconds + kTokenSeconds),
                kTokenSeconds)};
}

Reply Service::metrics(SimTime now) const {
    std::string text;
    const auto line = [&text](std::string_view name, std::string_view kind,
                              std::string_view help) {
        fmt::format_to(std::back_inserter(text), "# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                       kind);
    };
    line("ordersim_http_replies_total", "counter", "Replies by hundreds of their status.");
    for (std::size_t i = 2; i < counts_.replies.size(); ++i) {
        fmt::format_to(std::back_inserter(text),
                       "ordersim_http_replies_total{{class=\"{}xx\"}} {}\n", i, counts_.replies[i]);
    }
    line("ordersim_commands_total", "counter", "Commands and facts by what they came to.");
    fmt::format_to(std::back_inserter(text),
                   "ordersim_commands_total{{outcome=\"accepted\"}} {}\n"
                   "ordersim_commands_total{{outcome=\"refused\"}} {}\n"
                   "ordersim_commands_total{{outcome=\"recorded\"}} {}\n",
                   counts_.accepted, counts_.refused, counts_.recorded);
    line("ordersim_deadlines_fired_total", "counter", "Deadlines that came.");
    fmt::format_to(std::back_inserter(text), "ordersim_deadlines_fired_total {}\n", counts_.fired);
    const auto gauge = [&](std::string_view name, std::string_view help, auto value) {
        line(name, "gauge", help);
        fmt::format_to(std::back_inserter(text), "{} {}\n", name, value);
    };
    const order::Books books = store_.books();
    gauge("ordersim_money_captured_minor", "Money taken for orders, in minor units.",
          books.captured.minor);
    gauge("ordersim_money_refunded_minor", "Money sent back, in minor units.",
          books.refunded.minor);
    gauge("ordersim_stock_taken_units", "Units reserved or sold, and not given back.",
          books.stock_taken);
    gauge("ordersim_orders", "Orders in the store.", books.orders);
    gauge("ordersim_orders_clock_microseconds", "Up to where deadlines have fired.",
          now.time_since_epoch().count());
    return {.status = 200, .body = std::move(text),
            .content_type = "text/plain; version=0.0.4; charset=utf-8"};
}

Reply Service::read(const Call& call) {
    if (call.path.pattern == "/orders") {
        return list_orders(call);
    }
    if (call.path.pattern == "/notifications") {
        return list_notifications(call);
    }
    const StoredOrder* stored = store_.find(call.path.order);
    if (stored == nullptr || !may_see(call.caller, *stored)) {
        return not_found();
    }
    stored = &shown(*stored);
    if (call.path.pattern == "/orders/{}/messages") {
        return list_messages(*stored);
    }
    const std::string id = std::to_string(stored->id);
    const wire::OrderView view = view_of(*stored, id, config_.currency);
    if (call.path.pattern == "/orders/{}/actions") {
        return {.status = 200,
                .body = wire::actions_json(view, call.caller.role, config_.policy, call.now.at),
                .etag = etag_of(stored->order)};
    }
    if (call.path.pattern == "/orders/{}/refunds") {
        return {.status = 200, .body = wire::refunds_json(stored->order),
                .etag = etag_of(stored->order)};
    }
    return {.status = 200, .body = wire::order_json(view), .etag = etag_of(stored->order)};
}

Reply Service::list_orders(const Call& call) {
    std::uint64_t before =
        std::min<std::uint64_t>(call.path.number("before").value_or(INT64_MAX), INT64_MAX);
    const auto state = call.path.parameter("state");
    if (state && !enum_from_name<order::OrderState>(*state)) {
        return problem(400, "bad request", "there is no such state of an order");
    }
    const std::uint64_t most = limit_of(call.path);
    std::string text = "[";
    std::uint64_t listed = 0;
    std::vector<std::uint64_t> ids(1);
    while (listed < most && !ids.empty()) {
        ids = store_.orders_of(call.caller.account, before, kListMost);
        fire_until(call.now.at);  // of those that a shared store shows only now
        for (std::size_t i = 0; i < ids.size() && listed < most; ++i) {
            const StoredOrder& stored = *store_.find(ids[i]);
            before = ids[i];
            const bool is_wanted = !state || *state == enum_name(stored.order.regions.order);
            if (is_wanted && may_see(call.caller, stored)) {
                text += listed++ > 0 ? "," : "";
                text += wire::order_json(view_of(stored, std::to_string(ids[i]),
                                                 config_.currency));
            }
        }
    }
    return {.status = 200, .body = text + "]"};
}

Reply Service::list_messages(const StoredOrder& stored) const {
    std::string text = "[";
    for (const Message& message : store_.messages(stored.id)) {
        fmt::format_to(std::back_inserter(text), R"({}{{"from":"{}","at_us":{},"text":{}}})",
                       text.size() > 1 ? "," : "", enum_name(message.from),
                       message.at.time_since_epoch().count(), wire::json_string(message.text));
    }
    return {.status = 200, .body = text + "]"};
}

Reply Service::list_notifications(const Call& call) const {
    std::string text = "[";
    for (const Event& event :
         store_.events_of(call.caller.role, call.caller.account,
                          std::min<std::uint64_t>(call.path.number("after").value_or(0), INT64_MAX),
                          limit_of(call.path))) {
        const order::Row& row = config_.rules->row(event.transition);
        fmt::format_to(std::back_inserter(text),
                       R"({}{{"number":{},"order":"{}","at_us":{},"transition":"{}",)"
                       R"("title":{}}})",
                       text.size() > 1 ? "," : "", event.number, event.order,
                       event.at.time_since_epoch().count(), row.id,
                       wire::json_string(row.title));
    }
    return {.status = 200, .body = text + "]"};
}

}  // namespace ordersim::service

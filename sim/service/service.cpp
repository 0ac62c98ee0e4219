#include "sim/service/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "sim/base/enum_names.hpp"
#include "sim/service/path.hpp"
#include "sim/service/replies.hpp"
#include "sim/wire/openapi.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::service {
namespace {

using order::Actor;
using order::Command;
using order::Decision;
using order::Order;

/// A token that was read once is not verified again as long as it is kept.
constexpr std::size_t kCallersKept = 10'000;

/// Hooks come from the gateway and the carrier, which sign them; null for another path.
const wire::Caller* hook_of(std::string_view pattern) {
    static const wire::Caller gateway{Actor::gateway, "gateway"};
    static const wire::Caller carrier{Actor::carrier, "carrier"};
    if (pattern == "/hooks/payment") {
        return &gateway;
    }
    return pattern == "/hooks/carrier" ? &carrier : nullptr;
}

/// What its staff has to do with: a case, or money to be sent back.
bool is_for_platform(const Order& order) {
    return order.regions.case_ != order::CaseState::none ||
           std::ranges::any_of(order.refund_state, [](order::RefundState state) {
               return state != order::RefundState::none;
           });
}

/// The methods that each path takes, as an Allow header names them.
std::map<std::string, std::string, std::less<>> make_methods() {
    std::map<std::string, std::set<std::string_view>, std::less<>> known;
    for (const wire::Route& route : wire::command_routes()) {
        known[std::string(route.path)].insert(route.method);
    }
    for (const char* read :
         {"/orders", "/orders/{}", "/orders/{}/actions", "/orders/{}/messages",
          "/orders/{}/refunds", "/notifications", "/health", "/metrics", "/openapi.json"}) {
        known[read].insert("GET");
    }
    known["/login"].insert("POST");
    std::map<std::string, std::string, std::less<>> texts;
    for (const auto& [path, methods] : known) {
        std::string& text = texts[path];
        for (const std::string_view method : methods) {
            text.append(text.empty() ? "" : ", ").append(method);
        }
    }
    return texts;
}

/// Empty for a path that there is not.
const std::string& methods_of(std::string_view pattern) {
    static const std::map<std::string, std::string, std::less<>> known = make_methods();
    static const std::string none;
    const auto found = known.find(pattern);
    return found == known.end() ? none : found->second;
}

}  // namespace

Service::Service(ServiceConfig config, Store& store)
    : config_(std::move(config)), tokens_(config_.key), store_(store) {}

SimTime Service::next_deadline() const {
    const std::optional<Due> due = store_.next_due();
    return due ? firing_of(due->at) : kNever;
}

void Service::fire_until(SimTime now) {
    while (next_deadline() < now) {
        const Due due = *store_.next_due();
        const order::Deadline deadline = order::next_deadline(store_.find(due.order)->order);
        const Decision decision = carry_out(due.order, as_command(deadline), due.at);
        ++counts_.fired;
        if (decision.kind != Decision::Kind::accepted) {
            // A deadline that changes nothing must not be asked for ever.
            store_.set_due(due.order, kNever);
        }
    }
}

Decision Service::carry_out(std::uint64_t id, const Command& command, SimTime now) {
    Order order = store_.find(id)->order;
    const Decision decision = order::step(*config_.rules, order, config_.policy, command, now);
    if (decision.kind == Decision::Kind::accepted) {
        write(id, order, decision, now);
    }
    return decision;
}

void Service::write(std::uint64_t id, const Order& order, const Decision& decision, SimTime now) {
    book(store_.find(id)->order, order);
    store_.update(id, order);
    store_.set_due(id, order::next_deadline(order).at);
    tell(*store_.find(id), decision, now);
}

void Service::tell(const StoredOrder& stored, const Decision& decision, SimTime now) {
    store_.tell(stored, {.order = stored.id,
                         .version = stored.order.version,
                         .at = now,
                         .transition = decision.transition});
}

bool Service::may_see(const wire::Caller& caller, const StoredOrder& stored) const {
    switch (caller.role) {
        case Actor::buyer: return stored.buyer == caller.account;
        case Actor::seller: return stored.seller == caller.account;
        case Actor::platform: return is_for_platform(stored.order);
        case Actor::gateway:
        case Actor::carrier: return true;
        case Actor::clock: break;
    }
    return false;
}

bool Service::is_genuine_hook(const Request& request) const {
    return tokens_.is_signed(request.body, request.signature);
}

const StoredOrder& Service::shown(const StoredOrder& stored) { return stored; }

Reply Service::count(Reply reply) {
    ++counts_.replies[std::min<std::size_t>(reply.status / 100, counts_.replies.size() - 1)];
    return reply;
}

const wire::Caller* Service::caller_of(const Request& request, const Path& path,
                                       std::int64_t now) {
    constexpr std::string_view bearer = "Bearer ";
    if (const wire::Caller* hook = hook_of(path.pattern)) {
        return hook;
    }
    const std::string_view authorization = request.authorization;
    const auto known = callers_.find(authorization);
    if (known != callers_.end() && known->second.expires_at > now) {
        return &known->second.caller;
    }
    const auto read = authorization.starts_with(bearer)
                          ? tokens_.read(authorization.substr(bearer.size()), now)
                          : std::nullopt;
    if (!read) {
        return nullptr;
    }
    if (callers_.size() >= kCallersKept) {
        callers_.clear();
    }
    return &callers_.insert_or_assign(std::string(authorization), *read).first->second.caller;
}

Reply Service::handle(const Request& request, const Instant& now) {
    fire_until(now.at);
    return handle_fired(request, now);
}

Reply Service::handle_fired(const Request& request, const Instant& now) {
    const Path parsed = Path::parse(request.target);
    const std::string& methods = methods_of(parsed.pattern);
    if (methods.empty()) {
        return count(problem(404, "not found", "there is no such path; see /openapi.json"));
    }
    if (methods.find(request.method) == std::string::npos || request.method.empty()) {
        Reply reply = problem(405, "method not allowed", "this path takes " + methods);
        reply.allow = methods;
        return count(std::move(reply));
    }
    if (auto reply = suspended(request, parsed, now.at)) {
        return count(*std::move(reply));
    }
    if (parsed.pattern == "/health") {
        return count({.status = 200,
                      .body = fmt::format(
                          R"({{"status":"ok","orders_clock":{{"at_us":{},"factor":{}}}}})",
                          now.at.time_since_epoch().count(), config_.clock_factor)});
    }
    if (parsed.pattern == "/metrics") {
        return count(metrics(now.at));
    }
    if (parsed.pattern == "/openapi.json") {
        return count({.status = 200, .body = wire::openapi_json()});
    }
    if (parsed.pattern == "/login") {
        return count(log_in(request, now));
    }
    const wire::Caller* caller = caller_of(request, parsed, now.unix_seconds);
    if (hook_of(parsed.pattern) != nullptr && !is_genuine_hook(request)) {
        return count(problem(401, "unauthorized", "the hook's signature is missing or wrong"));
    }
    if (caller == nullptr) {
        return count(problem(401, "unauthorized",
                             "a valid token is needed: log in, and send Authorization: Bearer"));
    }
    const Call call{request, parsed, *caller, now};
    return count(request.method == "GET" ? read(call) : change(call));
}

}  // namespace ordersim::service

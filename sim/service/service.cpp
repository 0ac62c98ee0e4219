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

constexpr std::size_t kEventsKept = 100'000;
/// A token that was read once is not verified again as long as it is kept.
constexpr std::size_t kCallersKept = 10'000;

/// Hooks come from the gateway and the carrier, which sign them.
std::optional<Actor> hook_of(std::string_view pattern) {
    if (pattern == "/hooks/payment") {
        return Actor::gateway;
    }
    return pattern == "/hooks/carrier" ? std::optional(Actor::carrier) : std::nullopt;
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
    : config_(std::move(config)), tokens_(config_.key), store_(store) {
    take_up();
}

void Service::take_up() {
    due_.clear();
    due_of_.clear();
    books_ = {};
    store_.for_each([this](const StoredOrder& stored) {
        watch(stored.id, order::next_deadline(stored.order).at);
        order::book(books_, {}, stored.order);
    });
    // Of what has not happened nobody hears; what did and is not told here is in the orders.
    std::erase_if(events_, [this](const Event& event) {
        const StoredOrder* stored = store_.find(event.order);
        return stored == nullptr || event.version > stored->order.version;
    });
}

SimTime Service::latest_instant() const {
    SimTime latest{};
    store_.for_each([&latest](const StoredOrder& stored) {
        latest = std::max({latest, stored.placed_at, stored.order.paid_at,
                           stored.order.handed_over_at});
    });
    return latest;
}

void Service::suspend(std::string reason) {
    suspended_for_ = std::move(reason);
    take_up();
}

void Service::resume() {
    suspended_for_.clear();
    take_up();
}

std::optional<Reply> Service::suspended(const Request& request, const Path& path,
                                        SimTime now) const {
    if (suspended_for_.empty()) {
        return std::nullopt;
    }
    const bool is_look = request.method == "GET" || path.pattern == "/login";
    const SimTime due =
        path.order > 0 && path.order <= due_of_.size() ? due_of_[path.order - 1] : next_deadline();
    const bool is_of_orders =
        path.pattern.starts_with("/orders") || path.pattern == "/notifications";
    if (path.pattern != "/health" && is_look && !(is_of_orders && due < now)) {
        return std::nullopt;
    }
    return problem(503, "store unavailable", suspended_for_ + "; try again later");
}

void Service::watch(std::uint64_t id, SimTime deadline) {
    due_of_.resize(std::max<std::size_t>(due_of_.size(), id), kNever);
    SimTime& known = due_of_[id - 1];
    if (known != deadline) {
        due_.erase({known, id});
        if (deadline != kNever) {
            due_.emplace(deadline, id);
        }
        known = deadline;
    }
}

SimTime Service::next_deadline() const {
    return due_.empty() ? kNever : firing_of(due_.begin()->first);
}

void Service::fire_until(SimTime now) {
    while (next_deadline() < now) {
        const auto [at, id] = *due_.begin();
        const order::Deadline deadline = order::next_deadline(store_.find(id)->order);
        const Decision decision = carry_out(id, as_command(deadline), at);
        ++fired_;
        if (decision.kind != Decision::Kind::accepted) {
            watch(id, kNever);  // a deadline that changes nothing must not be asked for ever
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
    watch(id, order::next_deadline(order).at);
    tell(*store_.find(id), decision, now);
}

void Service::tell(const StoredOrder& stored, const Decision& decision, SimTime now) {
    const order::Row& row = config_.rules->row(decision.transition);
    events_.push_back({++events_told_, stored.id, stored.order.version, now, stored.buyer,
                       stored.seller, row.id, row.title});
    if (events_.size() > kEventsKept) {
        events_.pop_front();
    }
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
    ++replies_[std::min<std::size_t>(reply.status / 100, replies_.size() - 1)];
    return reply;
}

const wire::Caller* Service::caller_of(std::string_view authorization, std::int64_t now) {
    constexpr std::string_view bearer = "Bearer ";
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
    if (suspended_for_.empty()) {
        fire_until(now.at);
    }
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
    if (const auto hook = hook_of(parsed.pattern)) {
        if (!is_genuine_hook(request)) {
            return count(problem(401, "unauthorized", "the hook's signature is missing or wrong"));
        }
        return count(change({request, parsed, {*hook, std::string(enum_name(*hook))}, now}));
    }
    const wire::Caller* caller = caller_of(request.authorization, now.unix_seconds);
    if (caller == nullptr) {
        return count(problem(401, "unauthorized",
                             "a valid token is needed: log in, and send Authorization: Bearer"));
    }
    const Call call{request, parsed, *caller, now};
    return count(request.method == "GET" ? read(call) : change(call));
}

}  // namespace ordersim::service

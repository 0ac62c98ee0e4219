#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "sim/base/enum_names.hpp"
#include "sim/service/path.hpp"
#include "sim/service/replies.hpp"
#include "sim/service/service.hpp"
#include "sim/wire/command_json.hpp"

/// What the service does to orders.
namespace ordersim::service {
namespace {

using order::Command;
using order::Decision;

/// What a refusal is in HTTP's terms.
unsigned status_of(order::Refusal refusal) {
    if (refusal == order::Refusal::wrong_actor) {
        return 403;
    }
    return refusal == order::Refusal::stale_version ? 412 : 409;
}

/// The version in an ETag, "\"3\""; nothing for another text.
std::optional<std::uint32_t> version_of(std::string_view etag) {
    std::uint32_t version = 0;
    if (etag.size() < 3 || etag.front() != '"' || etag.back() != '"') {
        return std::nullopt;
    }
    const char* last = etag.data() + etag.size() - 1;
    const auto [end, error] = std::from_chars(etag.data() + 1, last, version);
    return error == std::errc() && end == last ? std::optional(version) : std::nullopt;
}

}  // namespace

Reply Service::change(const Call& call) {
    const std::string_view key = call.request.idempotency_key;
    if (key.empty()) {
        return delivered(change_once(call));
    }
    forget_old_keys(call.now.unix_seconds);
    if (!is_key(key)) {
        return problem(400, "bad request",
                       "an Idempotency-Key has at most 128 characters, visible ones of ASCII");
    }
    const std::string own = key_of(call.caller, key);
    const std::string asked = tokens_.sign(std::string(call.request.method) + " " +
                                           std::string(call.request.target) + " " +
                                           std::string(call.request.body));
    if (const KeptReply* kept = kept_reply(own, asked)) {
        if (kept->request != asked) {
            return problem(422, "key used for another request",
                           "this Idempotency-Key came with another request before; take a new one");
        }
        return {.status = kept->status, .body = kept->body,
                .content_type = kept->status < 400 ? "application/json"
                                                   : "application/problem+json",
                .etag = kept->etag};
    }
    Reply reply = change_once(call);
    keep_reply(own, {asked, reply.status, reply.body, reply.etag, call.now.unix_seconds});
    return delivered(std::move(reply));
}

/// A minute is nothing to how long they are kept, and one look serves all requests in it.
void Service::forget_old_keys(std::int64_t unix_seconds) {
    constexpr std::int64_t pause = 60;
    if (unix_seconds >= forget_at_) {
        store_.forget_replies(unix_seconds - config_.keys_kept_seconds);
        forget_at_ = unix_seconds + pause;
    }
}

const KeptReply* Service::kept_reply(const std::string& key,
                                     const std::string& /*fingerprint*/) const {
    return store_.reply_of(key);
}

void Service::keep_reply(const std::string& key, KeptReply reply) {
    store_.keep_reply(key, std::move(reply));
}

Reply Service::change_once(const Call& call) {
    const auto given = wire::read_command(call.request.method, call.path.pattern,
                                          call.request.body);
    if (!given) {
        return problem(400, "bad request", given.error());
    }
    Command command = given->command;
    command.actor = call.caller.role;
    if (!call.request.if_match.empty()) {
        const auto version = version_of(call.request.if_match);
        if (!version) {
            return problem(400, "bad request", "If-Match is an ETag of the order, like \"3\"");
        }
        command.expected_version = *version;
    }
    if (command.kind == order::CommandKind::place_order) {
        return place(call, command, given->seller);
    }
    const std::uint64_t id = given->order.empty() ? call.path.order : order_number(given->order);
    const StoredOrder* stored = store_.find(id);
    if (stored == nullptr || !may_see(call.caller, *stored)) {
        return not_found();
    }
    return give(call, *stored, command, given->text);
}

Reply Service::place(const Call& call, const Command& command, const std::string& seller) {
    if (call.caller.role != order::Actor::buyer) {
        return problem(403, "forbidden", "only buyers place orders");
    }
    if (!seller.empty() && !wire::is_account(seller)) {
        return problem(400, "bad request", "a seller has 1 to 64 letters, digits, '-' and '_'");
    }
    Command placing = command;
    placing.is_trusted = config_.trusted.contains(call.caller.account);
    StoredOrder placed{0, call.caller.account, seller.empty() ? "shop" : seller, call.now.at, {}};
    const Decision decision = order::step(*config_.rules, placed.order, config_.policy, placing,
                                          call.now.at);
    if (decision.kind != Decision::Kind::accepted) {
        ++counts_.refused;
        return problem(409, "refused", "the order cannot be placed like this",
                       fmt::format(R"("refusal":"{}")", enum_name(decision.refusal)));
    }
    ++counts_.accepted;
    const std::uint64_t id = store_.insert(std::move(placed));
    const StoredOrder& stored = *store_.find(id);
    book({}, stored.order);
    store_.set_due(id, order::next_deadline(stored.order).at);
    tell(stored, decision, call.now.at);
    const std::string name = std::to_string(id);
    return {.status = 201,
            .body = fmt::format(R"({{"id":"{}","outcome":"accepted","at_us":{},"order":{}}})",
                                name,
                                call.now.at.time_since_epoch().count(),
                                wire::order_json(view_of(stored, name, config_.currency))),
            .etag = etag_of(stored.order)};
}

Reply Service::refuse(const StoredOrder& stored, const Decision& decision, SimTime now) const {
    Reply reply = problem(
        status_of(decision.refusal), "refused", "the rules do not allow this now",
        fmt::format(R"("refusal":"{}","version":{},"state":"{}","at_us":{})",
                    enum_name(decision.refusal), stored.order.version,
                    enum_name(stored.order.regions.order), now.time_since_epoch().count()));
    reply.etag = etag_of(stored.order);
    return reply;
}

Reply Service::give(const Call& call, const StoredOrder& stored, const Command& command,
                    const std::string& text) {
    const std::uint64_t id = stored.id;
    const Decision decision = carry_out(id, command, call.now.at);
    const StoredOrder& after = *store_.find(id);
    if (decision.kind == Decision::Kind::refused) {
        ++counts_.refused;
        return refuse(after, decision, call.now.at);
    }
    ++(decision.kind == Decision::Kind::accepted ? counts_.accepted : counts_.recorded);
    if (!text.empty()) {
        store_.append(id, {call.caller.role, call.now.at, text});
    }
    const std::string name = std::to_string(id);
    return {.status = 200,
            .body = wire::answer_json(*config_.rules, decision,
                                      view_of(after, name, config_.currency), call.now.at),
            .etag = etag_of(after.order)};
}

}  // namespace ordersim::service

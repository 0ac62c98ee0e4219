#include "sim/load/mapped_dialect.hpp"

#include "sim/base/enum_names.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace ordersim::load {
namespace {

using order::Actor;
using order::CommandKind;
using wire::Filler;
using wire::HeadField;
using wire::MappedRequest;

bool has(const std::vector<HeadField>& head, Filler filler) {
    return std::ranges::any_of(head,
                               [&](const HeadField& field) { return field.value.has(filler); });
}

bool is_named(const HeadField& field, std::string_view name) {
    return std::ranges::equal(field.name, name, [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == b;
    });
}

std::size_t caller_of(std::string_view role) {
    return static_cast<std::size_t>(enum_from_name<Actor>(role).value_or(Actor::platform));
}

}  // namespace

MappedDialect::MappedDialect(const wire::Mapping& mapping, const Target& target,
                             const Accounts& accounts)
    : mapping_(mapping), accounts_(accounts), target_(target) {}

bool MappedDialect::offers(CommandKind kind) const {
    return mapping_.commands[static_cast<std::size_t>(kind)].has_value();
}

bool MappedDialect::has_keys(const order::Command& command) const {
    return request_of(command.kind).has(Filler::key) ||
           has(mapping_.head[static_cast<std::size_t>(command.actor)], Filler::key);
}

bool MappedDialect::can_try(const Probe& probe) const {
    const HeadFields& buyer = mapping_.head[static_cast<std::size_t>(Actor::buyer)];
    const auto tells_buyers_apart = [&](Filler filler) {
        return mapping_.look->has(filler) || has(buyer, filler);
    };
    return probe.is_look && offers_look() &&
           (tells_buyers_apart(Filler::token) || tells_buyers_apart(Filler::account) ||
            tells_buyers_apart(Filler::buyer));
}

std::string MappedDialect::log_in(std::size_t account) const {
    const auto& log_in = mapping_.log_in[caller_of(accounts_.role(account))];
    std::string bytes;
    if (log_in) {
        const std::string name = accounts_.name(account);
        write(log_in->request, nullptr, {.buyer = name, .seller = name, .account = name}, bytes);
    }
    return bytes;
}

std::string MappedDialect::token_in(std::size_t account, const Reply& reply) const {
    const auto& log_in = mapping_.log_in[caller_of(accounts_.role(account))];
    return text_at(log_in->token, {reply.status, reply.body, reply.fields}).value_or("");
}

std::size_t MappedDialect::account_of(const CommandCall& call) const {
    switch (call.command.actor) {
    case Actor::buyer: return call.buyer;
    case Actor::seller: return accounts_.seller_account(call.seller);
    case Actor::platform:
    case Actor::gateway:
    case Actor::carrier:
    case Actor::clock: break;
    }
    return accounts_.support_account();
}

std::string_view MappedDialect::id_of(std::uint64_t order) const {
    return order == 0 || order > ids_.size() ? std::string_view() : ids_[order - 1];
}

std::uint64_t MappedDialect::number_of(const std::string& id) {
    if (id.empty()) {
        return 0;
    }
    const auto [place, is_added] = numbers_.try_emplace(id, ids_.size() + 1);
    if (is_added) {
        ids_.push_back(id);
    }
    return place->second;
}

/// `head`: of all requests of who calls; null: none.
void MappedDialect::write(const MappedRequest& request, const HeadFields* head,
                          const wire::Filling& filling, std::string& into) const {
    into.assign(request.method).append(1, ' ').append(target_.base);
    fill(request.path, filling, mapping_, wire::Escape::path, into);
    into.append(" HTTP/1.1\r\nHost: ").append(target_.host).append(1, ':').append(target_.port);
    into.append("\r\n");
    bool has_type = false;
    const auto append = [&](const HeadFields& fields) {
        for (const HeadField& field : fields) {
            has_type = has_type || is_named(field, "content-type");
            into.append(field.name).append(": ");
            fill(field.value, filling, mapping_, wire::Escape::line, into);
            into.append("\r\n");
        }
    };
    append(request.head);
    if (head != nullptr) {
        append(*head);
    }
    std::string body;
    if (request.body) {
        fill(*request.body, filling, mapping_, wire::Escape::json, body);
        into.append(has_type ? "" : "Content-Type: application/json\r\n");
    }
    if (request.method != "GET" || request.body) {
        into.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    }
    into.append("\r\n").append(body);
}

std::string_view MappedDialect::look(std::uint64_t order, std::size_t buyer) {
    const std::string name = accounts_.name(buyer);
    write(*mapping_.look, &mapping_.head[static_cast<std::size_t>(Actor::buyer)],
          {.order = id_of(order), .buyer = name, .account = name, .token = accounts_.token(buyer)},
          text_);
    return text_;
}

std::string_view MappedDialect::command(const CommandCall& call) {
    const std::size_t account = account_of(call);
    const std::string key = accounts_.run() + "-" + std::to_string(call.key);
    const std::string buyer = accounts_.name(call.buyer);
    const std::string seller = accounts_.seller(call.seller);
    const std::string name = accounts_.name(account);
    write(request_of(call.command.kind),
          &mapping_.head[static_cast<std::size_t>(call.command.actor)],
          {.order = id_of(call.order),
           .key = key,
           .buyer = buyer,
           .seller = seller,
           .account = name,
           .token = accounts_.token(account),
           .command = &call.command},
          text_);
    return text_;
}

wire::Answer MappedDialect::read(const Reply& reply, const Asked& asked) {
    const MappedRequest& request = asked.is_look ? *mapping_.look : request_of(asked.kind);
    wire::MappedAnswer read =
        read_mapped(mapping_, request, asked.is_look, {reply.status, reply.body, reply.fields});
    read.answer.id = number_of(read.order_id);
    const bool is_placed = !asked.is_look && asked.kind == CommandKind::place_order &&
                           read.answer.outcome == wire::Answer::Outcome::accepted;
    if (is_placed && read.answer.id == 0) {
        read.answer.outcome = wire::Answer::Outcome::open;  // nobody can say which order it is
        read.answer.shows_state = false;
        read.gap += (read.gap.empty() ? "" : ", ") + std::string("no id of the order");
    }
    gap_ = std::move(read.gap);
    using Outcome = wire::Answer::Outcome;
    const Outcome outcome = read.answer.outcome;
    shown_ += outcome == Outcome::accepted || outcome == Outcome::shown ? 1U : 0U;
    states_ += read.answer.shows_state ? 1U : 0U;
    versions_ += read.answer.has_version ? 1U : 0U;
    return read.answer;
}

std::string MappedDialect::misreading() const {
    const auto nowhere = [this](const char* what) {
        return "the mapping's reply." + std::string(what) + " was in none of " +
               std::to_string(shown_) + " replies, so that nothing was judged by it: look at a "
               "reply of the service and mend the place, or leave it out";
    };
    if (shown_ > 0 && mapping_.state.is_given() && states_ == 0) {
        return nowhere("state");
    }
    return shown_ > 0 && mapping_.version.is_given() && versions_ == 0 ? nowhere("version") : "";
}

}  // namespace ordersim::load

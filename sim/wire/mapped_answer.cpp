#include "sim/wire/mapping.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <charconv>

namespace ordersim::wire {
namespace {

namespace json = boost::json;
using Outcome = Answer::Outcome;

/// A body is parsed once for all places that are looked up in it.
class Places {
public:
    explicit Places(const RawReply& reply) : reply_(reply) {
        json::error_code failure;
        body_ = json::parse({reply.body.data(), reply.body.size()}, failure);
        if (failure) {
            body_ = nullptr;
        }
    }

    [[nodiscard]] std::optional<std::string> text(const ReplyPlace& place) const {
        if (place.field != ReplyPlace::kNoField) {
            const bool is_there = reply_.fields != nullptr && place.field < reply_.fields->size() &&
                                  !(*reply_.fields)[place.field].empty();
            return is_there ? std::optional((*reply_.fields)[place.field]) : std::nullopt;
        }
        json::error_code failure;
        const json::value* found =
            place.pointer.empty() ? nullptr : body_.find_pointer(place.pointer, failure);
        if (found == nullptr || found->is_null()) {
            return std::nullopt;
        }
        if (const json::string* text = found->if_string()) {
            return std::string(text->data(), text->size());
        }
        return json::serialize(*found);
    }

    /// A whole number, bare or in quotes, as entity tags hold it: W/"7".
    [[nodiscard]] std::optional<std::int64_t> number(const ReplyPlace& place) const {
        const auto found = text(place);
        if (!found) {
            return std::nullopt;
        }
        std::string_view digits = *found;
        if (digits.starts_with("W/")) {
            digits.remove_prefix(2);
        }
        if (digits.size() >= 2 && digits.front() == '"' && digits.back() == '"') {
            digits = digits.substr(1, digits.size() - 2);
        }
        std::int64_t number = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        const bool is_whole = error == std::errc() && end == digits.data() + digits.size();
        return is_whole ? std::optional(number) : std::nullopt;
    }

private:
    const RawReply& reply_;
    json::value body_;
};

std::optional<Meaning> meaning_of(const Mapping& mapping, const MappedRequest& request,
                                  unsigned status) {
    for (const Meanings* meanings : {&request.meanings, &mapping.meanings}) {
        if (const auto found = meanings->find(status); found != meanings->end()) {
            return found->second;
        }
    }
    switch (status) {
    case 401: return Meaning::unproved;
    case 404: return Meaning::hidden;
    case 403:
    case 409:
    case 412:
    case 422: return Meaning::refused;
    case 408:
    case 425:
    case 429: return Meaning::unknown;
    default: break;
    }
    if (status >= 200 && status < 300) {
        return Meaning::accepted;
    }
    return status >= 500 ? std::optional(Meaning::unknown) : std::nullopt;
}

Outcome outcome_of(Meaning meaning, bool is_look) {
    switch (meaning) {
    case Meaning::accepted: return is_look ? Outcome::shown : Outcome::accepted;
    case Meaning::recorded: return is_look ? Outcome::shown : Outcome::recorded;
    case Meaning::acknowledged: return is_look ? Outcome::shown : Outcome::acknowledged;
    case Meaning::refused: return Outcome::refused;
    case Meaning::hidden: return Outcome::hidden;
    case Meaning::unproved: return Outcome::unproved;
    case Meaning::unknown: break;
    }
    return Outcome::open;
}

class Reading {
public:
    Reading(const Mapping& mapping, const RawReply& reply)
        : mapping_(mapping), reply_(reply), places_(reply) {}

    [[nodiscard]] MappedAnswer read(const MappedRequest& request, bool is_look) {
        const auto meaning = meaning_of(mapping_, request, reply_.status);
        if (!meaning) {
            lack("status " + std::to_string(reply_.status));
            return read_;
        }
        Answer& answer = read_.answer;
        answer.outcome = outcome_of(*meaning, is_look);
        if (answer.outcome == Outcome::refused) {
            read_refusal();
        }
        const bool shows = answer.outcome == Outcome::accepted ||
                           answer.outcome == Outcome::recorded ||
                           answer.outcome == Outcome::acknowledged ||
                           answer.outcome == Outcome::shown || answer.outcome == Outcome::refused;
        if (shows) {
            read_order();
        }
        return read_;
    }

private:
    /// What the mapping does not cover says nothing about what happened.
    void lack(const std::string& what) {
        read_.gap += (read_.gap.empty() ? "" : ", ") + what;
        read_.answer.outcome = Outcome::open;
        read_.answer.shows_state = false;
    }

    void read_refusal() {
        const auto reason = places_.text(mapping_.reason);
        auto found = mapping_.refusals.end();
        if (reason) {
            found = mapping_.refusals.find(*reason);
        }
        if (found == mapping_.refusals.end()) {
            found = mapping_.refusals.find(std::to_string(reply_.status));
        }
        if (found == mapping_.refusals.end()) {
            lack(reason ? "reason '" + *reason + "'"
                        : "a refusal by status " + std::to_string(reply_.status));
            return;
        }
        read_.answer.refusals = found->second;
        read_.answer.refusal = found->second.first();
    }

    void read_order() {
        Answer& answer = read_.answer;
        read_.order_id = places_.text(mapping_.order).value_or("");
        answer.has_version = false;
        if (const auto version = places_.number(mapping_.version);
            version && *version >= mapping_.first_version) {
            answer.has_version = true;
            answer.version = static_cast<std::uint32_t>(*version - mapping_.first_version) + 1;
            answer.order.version = answer.version;
        }
        // Of a look it may be the instant of the last change.
        const bool is_change = answer.outcome == Outcome::accepted;
        const std::int64_t latest = kNever.time_since_epoch().count() / mapping_.clock_unit_us;
        if (const auto at = places_.number(mapping_.clock);
            at && is_change && *at > -latest && *at < latest) {
            answer.at = SimTime(SimDuration(*at * mapping_.clock_unit_us));
        }
        const auto state = places_.text(mapping_.state);
        if (!state) {
            return;
        }
        const auto meant = mapping_.states.find(*state);
        if (meant == mapping_.states.end()) {
            lack("state '" + *state + "'");
            return;
        }
        answer.shows_state = true;
        answer.states = meant->second;
        answer.order.regions.order = meant->second.first();
    }

    const Mapping& mapping_;
    const RawReply& reply_;
    Places places_;
    MappedAnswer read_;
};

}  // namespace

MappedAnswer read_mapped(const Mapping& mapping, const MappedRequest& request, bool is_look,
                         const RawReply& reply) {
    return Reading(mapping, reply).read(request, is_look);
}

std::optional<std::string> text_at(const ReplyPlace& place, const RawReply& reply) {
    return Places(reply).text(place);
}

}  // namespace ordersim::wire

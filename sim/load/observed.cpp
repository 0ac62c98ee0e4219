#include "sim/load/observed.hpp"

namespace ordersim::load {
namespace {

using judge::Observation;
using judge::Shows;
using Outcome = wire::Answer::Outcome;

Observation::Reply reply_of(const Reply& reply, const wire::Answer& answer) {
    if (reply.kind == Reply::Kind::malformed) {
        return Observation::Reply::malformed;
    }
    const bool is_unclear = answer.outcome == Outcome::malformed && reply.status >= 500;
    if (reply.kind != Reply::Kind::complete || is_unclear) {
        return Observation::Reply::unknown;
    }
    switch (answer.outcome) {
        case Outcome::accepted: return Observation::Reply::accepted;
        case Outcome::recorded: return Observation::Reply::recorded;
        case Outcome::refused: return Observation::Reply::refused;
        case Outcome::shown: return Observation::Reply::seen;
        case Outcome::acknowledged: return Observation::Reply::acknowledged;
        case Outcome::hidden: return Observation::Reply::hidden;
        case Outcome::unproved: return Observation::Reply::unproved;
        case Outcome::open: return Observation::Reply::unknown;
        case Outcome::malformed: break;
    }
    if (reply.status == 404) {
        return Observation::Reply::hidden;
    }
    if (reply.status == 422) {
        return Observation::Reply::key_taken;
    }
    return reply.status == 401 ? Observation::Reply::unproved : Observation::Reply::malformed;
}

}  // namespace

Observation observed(const Reply& reply, const wire::Answer& answer, bool is_look) {
    Observation seen;
    seen.is_read = is_look;
    seen.reply = reply_of(reply, answer);
    seen.refusal = answer.refusal;
    seen.transition = answer.transition;
    seen.shows = answer.shows_order   ? Shows::order
                 : answer.shows_state ? Shows::state
                                      : Shows::nothing;
    seen.after = answer.order;
    seen.after.version = answer.version;
    seen.has_version = answer.has_version;
    seen.states = answer.states;
    seen.refusals = answer.refusals;
    seen.deadline = answer.deadline;
    return seen;
}

std::string reply_text(const Reply& reply, std::string_view gap) {
    constexpr std::size_t body_shown = 200;
    switch (reply.kind) {
        case Reply::Kind::timed_out: return "no reply in time";
        case Reply::Kind::broken: return "the connection ended before the reply";
        case Reply::Kind::malformed: return "a reply that is no HTTP";
        case Reply::Kind::unsent: return "no connection";
        case Reply::Kind::exhausted: return "no port or file descriptor left on this machine";
        case Reply::Kind::complete: break;
    }
    const std::string text =
        std::to_string(reply.status) + " " + std::string(reply.body.substr(0, body_shown));
    return gap.empty() ? text : "not in the mapping: " + std::string(gap) + ", in " + text;
}

}  // namespace ordersim::load

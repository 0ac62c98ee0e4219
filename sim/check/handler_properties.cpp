#include <algorithm>
#include <array>

#include "sim/check/handler_model.hpp"

// What must be true of a handler whatever interleaves, fails and is repeated.
namespace ordersim::check {
namespace {

using Moment = LayerMoment<HandlerModel>;
using Step = HandlerModel::Step;

bool is(const Moment& moment, Step step) { return HandlerModel::kind_of(moment.step) == step; }
/// An answer is given, whether or not it arrives.
bool is_answer(const Moment& moment) {
    return is(moment, Step::acknowledge) || is(moment, Step::lose_answer);
}
bool changes_store(const Moment& moment) {
    return is(moment, Step::write) || is(moment, Step::append) || is(moment, Step::crash);
}
const Handler& before_it(const Moment& moment) {
    return moment.before.handlers[HandlerModel::index_of(moment.step)];
}
const HandlerClient& client_of(const Moment& moment) {
    return moment.before.clients[HandlerModel::index_of(moment.step) / kTries];
}

/// Whether two accepted records have the same of what `of` says of them.
template <class Of>
bool has_twins(const HandlerState& state, const Of& of) {
    for (std::size_t i = 0; i < state.size; ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            if (state.records[i].answer == Answer::accepted &&
                state.records[k].answer == Answer::accepted &&
                of(state.records[i]) == of(state.records[k])) {
                return true;
            }
        }
    }
    return false;
}

bool is_of_timer(const HandlerModel& model, const HandlerRecord& record) {
    return model.request_of(record.by).kind == HandlerRequest::Kind::timer;
}

bool key_has_one_effect(const HandlerModel& model, const Moment& moment) {
    const auto key = [&model](const HandlerRecord& record) {
        return is_of_timer(model, record) ? 0x100U + record.by + record.decided_on
                                          : unsigned{model.key_of(record.by)};
    };
    return !changes_store(moment) || !has_twins(moment.after, key);
}
bool finds_stored_answer(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::look_up) &&
           moment.after.handlers[HandlerModel::index_of(moment.step)].at !=
               Handler::At::looked_up;
}

bool retries_get_same_answer(const HandlerModel&, const Moment& moment) {
    return !is_answer(moment) || client_of(moment).said == Answer::none ||
           client_of(moment).said == before_it(moment).answer;
}
bool answers_again(const HandlerModel&, const Moment& moment) {
    return is_answer(moment) && client_of(moment).said != Answer::none;
}

/// An answer that one request gets is about what that request asked: there is a record by it, or it
/// says that the key is taken.
bool answer_is_own(const HandlerModel& model, const Moment& moment) {
    if (!is(moment, Step::acknowledge)) {
        return true;
    }
    const std::size_t request = HandlerModel::index_of(moment.step) / kTries;
    const Answer answer = before_it(moment).answer;
    const bool is_command =
        model.scene().requests[request].kind == HandlerRequest::Kind::command;
    return !is_command || answer == Answer::key_reused || is_refusal(answer) ||
           std::ranges::any_of(moment.before.records, [&](const HandlerRecord& record) {
               return record.by / kTries == request && record.answer == answer;
           });
}
bool refuses_reused_key(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::acknowledge) && before_it(moment).answer == Answer::key_reused;
}

bool acknowledged_is_durable(const HandlerModel&, const Moment& moment) {
    return moment.after.acknowledged <= moment.after.size;
}
bool loses_writes_beside_acknowledged(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::crash) && moment.before.acknowledged > 0 &&
           moment.after.size < moment.before.size;
}

/// Only a write may be wrong; those before it have been judged.
bool no_update_is_lost(const HandlerModel&, const Moment& moment) {
    if (!is(moment, Step::write) || moment.after.size == moment.before.size) {
        return true;
    }
    const HandlerRecord& record = moment.after.records[moment.before.size];
    return record.answer != Answer::accepted ||
           !HandlerModel::has_moved(moment.before, record.decided_on);
}
bool finds_version_moved(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::write) && before_it(moment).answer == Answer::accepted &&
           moment.after.size == moment.before.size;
}

bool events_are_in_order(const HandlerModel&, const Moment& moment) {
    for (std::size_t i = 0; i < moment.after.logged; ++i) {
        if (moment.after.log[i] < i) {
            return false;
        }
    }
    return true;
}

bool log_replays(const HandlerModel& model, const Moment& moment) {
    if (!changes_store(moment)) {
        return true;
    }
    const HandlerState& state = moment.after;
    const bool is_writing = std::ranges::any_of(state.handlers, [](const Handler& handler) {
        return handler.at == Handler::At::row_written;
    });
    return (is_writing || state.logged == state.size) &&
           model.orders_of(state)[state.size] == model.replayed(state)[state.size];
}
bool cuts_log(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::crash) && moment.after.logged > 0 &&
           moment.after.logged < moment.before.logged;
}
bool logs_a_second_event(const HandlerModel&, const Moment& moment) {
    return moment.before.logged == 1 && moment.after.logged == 2;
}

bool decision_takes_effect_once(const HandlerModel& model, const Moment& moment) {
    if (!changes_store(moment)) {
        return true;
    }
    if (model.scene().is_exclusive) {
        return std::ranges::count(moment.after.records, Answer::accepted,
                                  &HandlerRecord::answer) <= 1;
    }
    return !has_twins(moment.after, [&model](const HandlerRecord& record) {
        return is_of_timer(model, record) ? 0x100U + record.by + record.decided_on
                                          : unsigned{record.by / unsigned{kTries}};
    });
}
bool two_decide_alike(const HandlerModel& model, const Moment& moment) {
    return model.scene().is_exclusive &&
           std::ranges::count_if(moment.after.handlers, [](const Handler& handler) {
               return handler.at == Handler::At::decided && handler.answer == Answer::accepted;
           }) > 1;
}

bool answers_follow_rules(const HandlerModel& model, const Moment& moment) {
    if (!is(moment, Step::write)) {
        return true;
    }
    const HandlerState& state = moment.after;
    const HandlerModel::Orders orders = model.replayed(state);
    for (std::size_t i = 0; i < state.size; ++i) {
        const HandlerRecord& record = state.records[i];
        const bool is_accepted = record.answer == Answer::accepted;
        const OrderId order = orders[is_accepted ? i : record.decided_on];
        if (model.space().effect(order, record.by / kTries).answer != record.answer) {
            return false;
        }
    }
    return true;
}
bool refuses_what_was_overtaken(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::acknowledge) && is_refusal(before_it(moment).answer);
}

bool promises_within_captured(const HandlerModel& model, const Moment& moment) {
    if (!changes_store(moment)) {
        return true;
    }
    const HandlerState& state = moment.after;
    const HandlerModel::Orders orders = model.orders_of(state);
    std::int64_t promised = 0;
    for (std::size_t i = 0; i < state.size; ++i) {
        const HandlerRecord& record = state.records[i];
        if (record.answer == Answer::accepted) {
            promised +=
                model.space().effect(orders[record.decided_on], record.by / kTries).promised;
        }
    }
    return promised <= kTotal.minor;
}
bool promises_a_refund(const HandlerModel& model, const Moment& moment) {
    if (!is(moment, Step::write) || moment.after.size == moment.before.size) {
        return false;
    }
    const HandlerRecord& record = moment.after.records[moment.before.size];
    const OrderId seen = model.orders_of(moment.after)[record.decided_on];
    return record.answer == Answer::accepted &&
           model.space().effect(seen, record.by / kTries).promised > 0;
}

bool answer_is_fresh(const HandlerModel&, const Moment& moment) {
    return !is(moment, Step::acknowledge) ||
           before_it(moment).position >= client_of(moment).floor;
}
bool answers_after_acknowledged(const HandlerModel&, const Moment& moment) {
    return is(moment, Step::acknowledge) && client_of(moment).floor > 0;
}

constexpr std::array<LayerProperty<HandlerModel>, 12> kProperties{{
    {"s9_key_has_one_effect", "a request takes effect at most once under its key",
     key_has_one_effect, "an answer is found under its key", finds_stored_answer},
    {"s9_retry_gets_same_answer", "a request that is sent again gets the answer it had",
     retries_get_same_answer, "a request is answered twice", answers_again},
    {"s9_answer_is_own", "no request gets the answer to another under the same key", answer_is_own,
     "a key used for another request is refused", refuses_reused_key},
    {"s10_acknowledged_is_durable", "what was acknowledged survives a crash",
     acknowledged_is_durable, "a crash loses writes after others were acknowledged",
     loses_writes_beside_acknowledged},
    {"no_lost_update", "no write overwrites one that its decision did not know",
     no_update_is_lost, "a write finds that the version has moved", finds_version_moved},
    {"inv_18_events_in_order", "the log holds the events in the order of their writes",
     events_are_in_order, "a second event is logged", logs_a_second_event},
    {"inv_18_log_replays", "the log holds every write and replays to the order", log_replays,
     "a crash cuts the log", cuts_log},
    {"inv_06_decided_once", "what can be decided once is decided once",
     decision_takes_effect_once, "two hold an acceptance of which one can be", two_decide_alike},
    {"s11_answer_follows_rules", "every answer is what the rules say where it takes its place",
     answers_follow_rules, "a refusal is acknowledged", refuses_what_was_overtaken},
    {"inv_05_promised_within_captured", "all refunds promised are within what was captured",
     promises_within_captured, "a refund is promised", promises_a_refund},
    {"answers_are_fresh", "no answer is older than what was acknowledged before it was asked for",
     answer_is_fresh, "a request is answered that was sent after an acknowledgement",
     answers_after_acknowledged},
    {"ag_ef_settled", "without more faults all can still be answered and every timer fire", nullptr,
     "all is answered", nullptr},
}};

}  // namespace

std::span<const LayerProperty<HandlerModel>> HandlerModel::properties() { return kProperties; }

}  // namespace ordersim::check

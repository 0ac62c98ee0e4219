#include "sim/check/handler_model.hpp"

#include <algorithm>

#include "sim/base/assert.hpp"

namespace ordersim::check {
namespace {

using At = Handler::At;

std::vector<order::Command> commands_of(const HandlerScene& scene) {
    std::vector<order::Command> commands;
    for (const HandlerRequest& request : scene.requests) {
        commands.push_back(request.command);
    }
    return commands;
}

std::uint8_t byte(std::size_t number) { return static_cast<std::uint8_t>(number); }

bool is_in_flight(const HandlerState& state, std::size_t request) {
    return state.handlers[request * kTries].at != At::idle ||
           state.handlers[request * kTries + 1].at != At::idle;
}

}  // namespace

HandlerModel::HandlerModel(const Setting& setting, const HandlerScene& scene,
                           const order::Order& start, HandlerDefect defect)
    : scene_(&scene), defect_(defect), space_(setting, commands_of(scene)) {
    ORDERSIM_ASSERT(scene.requests.size() <= kRequests);
    start_ = space_.number_of(start);
}

HandlerState HandlerModel::start() const {
    State state;
    state.retries_left = scene_->retries;
    return state;
}

std::uint8_t HandlerModel::key_of(std::size_t handler) const {
    const bool is_new = has_defect(HandlerDefect::retried_with_new_key) && handler % kTries != 0;
    return byte(request_of(handler).key + (is_new ? kRequests : 0));
}

HandlerModel::Orders HandlerModel::orders_of(const State& state) const {
    Orders orders{};
    orders[0] = start_;
    for (std::size_t i = 0; i < state.size; ++i) {
        const HandlerRecord& record = state.records[i];
        orders[i + 1] = orders[i];
        if (record.answer != Answer::accepted) {
            continue;
        }
        const std::size_t request = record.by / kTries;
        const OrderId seen = orders[record.decided_on];
        const bool is_forced = has_defect(HandlerDefect::decision_forced) && seen != orders[i];
        orders[i + 1] = is_forced ? space_.forced(orders[i], seen, request)
                                  : space_.effect(seen, request).after;
    }
    return orders;
}

HandlerModel::Orders HandlerModel::replayed(const State& state) const {
    Orders orders{};
    orders[0] = start_;
    for (std::size_t i = 0; i < state.size; ++i) {
        const HandlerRecord& record = state.records[i];
        orders[i + 1] = record.answer == Answer::accepted
                            ? space_.effect(orders[i], record.by / kTries).after
                            : orders[i];
    }
    return orders;
}

bool HandlerModel::has_moved(const State& state, std::size_t since) {
    for (std::size_t i = since; i < state.size; ++i) {
        if (state.records[i].answer == Answer::accepted) {
            return true;
        }
    }
    return false;
}

void HandlerModel::add(Step step, std::size_t index, const State& next) const {
    next_.emplace_back(static_cast<std::uint32_t>(step) << 8U | static_cast<std::uint32_t>(index),
                       next);
}

/// The scheduler asks for a timer that it knows and that is due in the order as it stands.
bool HandlerModel::may_fire(const State& state, std::size_t request) const {
    const bool has_forgotten = has_defect(HandlerDefect::timers_in_memory) &&
                               state.restarted > 0 && state.size < state.restarted;
    return !has_forgotten && !is_in_flight(state, request) &&
           space_.is_due(orders_of(state)[state.size], request);
}

void HandlerModel::add_sending(const State& state) const {
    for (std::size_t i = 0; i < scene_->requests.size(); ++i) {
        const HandlerClient& client = state.clients[i];
        State next = state;
        const std::size_t handler = i * kTries + (client.tries == 0 ? 0 : 1);
        next.handlers[handler] = {At::received, 0, Answer::none, 0};
        if (scene_->requests[i].kind == HandlerRequest::Kind::timer) {
            if (may_fire(state, i)) {
                add(Step::fire, i, next);
            }
        } else if (client.tries == 0) {
            next.clients[i] = {HandlerClient::At::waiting, 1, state.acknowledged, Answer::none};
            add(Step::send, i, next);
        } else if (client.at == HandlerClient::At::waiting && client.tries < kTries &&
                   state.retries_left > 0) {
            ++next.clients[i].tries;
            --next.retries_left;
            add(Step::retry, i, next);
        }
    }
}

void HandlerModel::add_handling(const State& state) const {
    for (std::size_t i = 0; i < kHandlers; ++i) {
        if (state.handlers[i].at != At::idle) {
            advance(state, i);
        }
    }
}

void HandlerModel::advance(const State& state, std::size_t handler) const {
    const bool has_key = request_of(handler).kind == HandlerRequest::Kind::command;
    switch (state.handlers[handler].at) {
        case At::idle: return;
        case At::received:
            if (has_key) {
                look_up(state, handler);
            } else {
                read(state, handler);
            }
            return;
        case At::looked_up: read(state, handler); return;
        case At::read: decide(state, handler); return;
        case At::decided: write(state, handler); return;
        case At::row_written: append(state, handler); return;
        case At::written:
            if (has_defect(HandlerDefect::acknowledged_before_sync) &&
                request_of(handler).kind != HandlerRequest::Kind::timer) {
                answer(state, handler);
            } else {
                sync(state, handler);
            }
            return;
        case At::synced: answer(state, handler); return;
        case At::answered: sync(state, handler); return;
    }
}

const HandlerRecord* HandlerModel::stored(const State& state, std::size_t handler) const {
    if (has_defect(HandlerDefect::key_not_looked_up)) {
        return nullptr;
    }
    const bool is_forgetful = has_defect(HandlerDefect::keys_in_memory) && state.restarted > 0;
    for (std::size_t i = is_forgetful ? state.restarted - 1U : 0U; i < state.size; ++i) {
        const std::size_t by = state.records[i].by;
        if (request_of(by).kind == HandlerRequest::Kind::command &&
            key_of(by) == key_of(handler)) {
            return &state.records[i];
        }
    }
    return nullptr;
}

void HandlerModel::look_up(State next, std::size_t handler) const {
    Handler& at = next.handlers[handler];
    at.at = At::looked_up;
    if (const HandlerRecord* const record = stored(next, handler)) {
        const bool is_own = record->by / kTries == handler / kTries;
        const bool is_answer = is_own || has_defect(HandlerDefect::body_not_compared);
        const auto index = static_cast<std::size_t>(record - next.records.data());
        at.at = has_defect(HandlerDefect::stored_answer_not_synced) ? At::synced : At::written;
        at.answer = is_answer ? record->answer : Answer::key_reused;
        at.position = record->answer == Answer::accepted || !is_answer ? byte(index + 1)
                                                                       : record->decided_on;
    }
    add(Step::look_up, handler, next);
}

void HandlerModel::read(State next, std::size_t handler) const {
    Handler& at = next.handlers[handler];
    at = {At::read, next.size, Answer::none, 0};
    if (request_of(handler).kind == HandlerRequest::Kind::look) {
        if (has_defect(HandlerDefect::read_from_cache)) {
            next.cached = next.cached == 0 ? byte(next.size + 1U) : next.cached;
            at.read_at = byte(next.cached - 1U);
        }
        at = {At::written, 0, Answer::seen, at.read_at};
    }
    add(Step::read, handler, next);
}

void HandlerModel::decide(State next, std::size_t handler) const {
    Handler& at = next.handlers[handler];
    const OrderId order = orders_of(next)[at.read_at];
    at.answer = space_.effect(order, handler / kTries).answer;
    at.position = at.read_at;
    at.at = At::decided;
    const bool is_timer = request_of(handler).kind == HandlerRequest::Kind::timer;
    if (is_timer && at.answer != Answer::accepted) {
        at = {};  // too early or too late: nothing to write, nobody to answer
    } else if (is_refusal(at.answer) && has_defect(HandlerDefect::refusals_not_stored)) {
        at = {At::written, 0, at.answer, at.position};
    }
    add(Step::decide, handler, next);
}

void HandlerModel::write(State next, std::size_t handler) const {
    Handler& at = next.handlers[handler];
    const bool is_accepted = at.answer == Answer::accepted;
    const bool is_compared = !has_defect(HandlerDefect::write_without_compare) &&
                             !has_defect(HandlerDefect::decision_forced);
    const bool is_timer = request_of(handler).kind == HandlerRequest::Kind::timer;
    if ((is_accepted && is_compared && has_moved(next, at.read_at)) ||
        (!is_timer && stored(next, handler) != nullptr)) {
        at = {At::received, 0, Answer::none, 0};
        add(Step::write, handler, next);
        return;
    }
    ORDERSIM_ASSERT(next.size < kRecords);
    next.records[next.size] = {byte(handler), at.read_at, at.answer};
    ++next.size;
    const std::uint8_t position = is_accepted ? next.size : at.position;
    if (has_defect(HandlerDefect::log_written_apart)) {
        at = {At::row_written, byte(next.size - 1U), at.answer, position};
    } else {
        next.log[next.logged++] = byte(next.size - 1U);
        at = {At::written, 0, at.answer, position};
    }
    add(Step::write, handler, next);
}

void HandlerModel::append(State next, std::size_t handler) const {
    Handler& at = next.handlers[handler];
    next.log[next.logged++] = at.read_at;
    at = {At::written, 0, at.answer, at.position};
    add(Step::append, handler, next);
}

void HandlerModel::sync(State next, std::size_t handler) const {
    Handler& at = next.handlers[handler];
    const bool is_timer = request_of(handler).kind == HandlerRequest::Kind::timer;
    next.durable = next.size;
    if (is_timer || at.at == At::answered) {
        at = {};
    } else {
        at.at = At::synced;
    }
    add(Step::sync, handler, next);
}

void HandlerModel::answer(const State& state, std::size_t handler) const {
    const Handler& at = state.handlers[handler];
    State next = state;
    HandlerClient& client = next.clients[handler / kTries];
    client.said = client.said == Answer::none ? at.answer : client.said;
    next.handlers[handler] = {};
    if (at.at == At::written) {
        next.handlers[handler].at = At::answered;
    }
    if (state.losses_left > 0) {
        State lost = next;
        --lost.losses_left;
        add(Step::lose_answer, handler, lost);
    }
    client.at = HandlerClient::At::answered;
    next.acknowledged = std::max(next.acknowledged, at.position);
    add(Step::acknowledge, handler, next);
}

/// Of the records that are not durable any number of the latest may be lost.
void HandlerModel::add_crash(const State& state) const {
    if (state.restarted > 0) {
        return;
    }
    for (std::size_t kept = state.durable; kept <= state.size; ++kept) {
        State next = state;
        next.handlers = {};
        next.cached = 0;
        next.size = byte(kept);
        next.durable = next.size;
        next.restarted = byte(kept + 1);
        std::fill(next.records.begin() + next.size, next.records.end(), HandlerRecord{});
        const auto end = std::remove_if(next.log.begin(), next.log.begin() + next.logged,
                                        [kept](std::uint8_t record) { return record >= kept; });
        next.logged = byte(static_cast<std::size_t>(end - next.log.begin()));
        std::fill(end, next.log.end(), std::uint8_t{0});
        add(Step::crash, kept, next);
    }
}

bool HandlerModel::is_settled(const State& state) const {
    for (std::size_t i = 0; i < scene_->requests.size(); ++i) {
        const HandlerClient& client = state.clients[i];
        const bool is_timer = scene_->requests[i].kind == HandlerRequest::Kind::timer;
        const bool has_given_up = client.at == HandlerClient::At::waiting &&
                                  (client.tries == kTries || state.retries_left == 0);
        if (is_in_flight(state, i) ||
            (!is_timer && client.at != HandlerClient::At::answered && !has_given_up) ||
            (is_timer && space_.is_due(orders_of(state)[state.size], i))) {
            return false;
        }
    }
    return true;
}

bool HandlerModel::is_fault(std::uint32_t step) {
    return kind_of(step) == Step::crash || kind_of(step) == Step::lose_answer;
}

}  // namespace ordersim::check

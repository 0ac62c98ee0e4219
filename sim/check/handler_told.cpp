#include "sim/check/handler_model.hpp"

// The steps in words.
namespace ordersim::check {
namespace {

std::string written(const HandlerState& before, const HandlerState& after, std::size_t handler) {
    const Handler& at = after.handlers[handler];
    if (at.at == Handler::At::received) {
        return "finds the version or the key taken, and starts over";
    }
    const std::string answer = text_of(before.handlers[handler].answer);
    return at.at == Handler::At::row_written ? "writes the order without its event: " + answer
                                             : "writes order, event and answer: " + answer;
}

std::string crashed(const HandlerState& before, const HandlerState& after) {
    return before.size == after.size
               ? "crashes and restarts"
               : "crashes and restarts; of " + std::to_string(before.size) + " writes " +
                     std::to_string(after.size) + " survive";
}

}  // namespace

std::string HandlerModel::client_of(std::size_t handler) const {
    return std::string(enum_name(request_of(handler).command.actor));
}

std::string HandlerModel::name_of(std::size_t handler) const {
    const HandlerRequest& request = request_of(handler);
    const bool is_look = request.kind == HandlerRequest::Kind::look;
    const std::string number = std::to_string(handler / kTries + 1);
    return "request " + number + " (" +
           (is_look ? "look" : std::string(enum_name(request.command.kind))) +
           (handler % kTries == 0 ? ")" : ", second try)");
}

LayerStep HandlerModel::told_of_client(std::uint32_t step) const {
    const bool is_retry = kind_of(step) == Step::retry;
    const std::size_t handler = index_of(step) * kTries + (is_retry ? 1 : 0);
    if (kind_of(step) == Step::fire) {
        return {"scheduler", "fires " + name_of(handler)};
    }
    const bool has_key = request_of(handler).kind == HandlerRequest::Kind::command;
    return {client_of(handler),
            (is_retry ? "has no answer and sends again " : "sends ") + name_of(handler) +
                (has_key ? " under key " + std::to_string(key_of(handler)) : "")};
}

LayerStep HandlerModel::told_of_handler(const State& before, std::uint32_t step,
                                        const State& after) const {
    const std::size_t handler = index_of(step);
    const Handler& was = before.handlers[handler];
    const Handler& is = after.handlers[handler];
    const auto state_after = [&](std::size_t records) {
        return std::string(enum_name(space_.order(orders_of(before)[records]).regions.order));
    };
    std::string what;
    switch (kind_of(step)) {
        case Step::look_up:
            what = is.at == Handler::At::looked_up ? "finds nothing under its key"
                                                   : "finds under its key: " + text_of(is.answer);
            break;
        case Step::read:
            what = "reads the order: " +
                   state_after(is.answer == Answer::seen ? is.position : is.read_at);
            break;
        case Step::decide:
            what = "decides: " + text_of(space_.effect(orders_of(before)[was.read_at],
                                                       handler / kTries).answer);
            break;
        case Step::write: what = written(before, after, handler); break;
        case Step::append: what = "writes the event"; break;
        case Step::sync: what = "syncs"; break;
        case Step::acknowledge: what = "answers: " + text_of(was.answer); break;
        case Step::lose_answer:
            what = "answers: " + text_of(was.answer) + "; the answer is lost";
            break;
        case Step::send:
        case Step::retry:
        case Step::fire:
        case Step::crash: break;
    }
    return {name_of(handler), what};
}

LayerStep HandlerModel::told(const State& before, std::uint32_t step, const State& after) const {
    const Step kind = kind_of(step);
    LayerStep told = kind == Step::crash ? LayerStep{"process", crashed(before, after)}
                     : kind <= Step::fire ? told_of_client(step)
                                          : told_of_handler(before, step, after);
    told.changes = changes_between(space_.order(orders_of(before)[before.size]),
                                   space_.order(orders_of(after)[after.size]));
    return told;
}

}  // namespace ordersim::check

#include "sim/wire/answer.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <string>

#include "sim/base/enum_names.hpp"
#include "sim/wire/json_scan.hpp"
#include "sim/wire/name_places.hpp"

namespace ordersim::wire {
namespace {

namespace json = boost::json;
using order::Order;
using order::Regions;

/// What is read of a reply, in the order in which our own service writes it. Others may write it in
/// any.
enum class Field : std::uint8_t {
    outcome,
    transition,
    refusal,
    at_us,
    order,
    id,
    version,
    state,
    payment,
    shipment,
    request,
    chat,
    case_,
    stock,
    stop,
    total,
    captured,
    refunded,
    quantity,
    refunds,
    deadline
};

class Fields {
public:
    constexpr Fields() = default;
    constexpr Fields(Field first, Field last) {
        for (auto i = static_cast<unsigned>(first); i <= static_cast<unsigned>(last); ++i) {
            bits_ |= 1U << i;
        }
    }
    [[nodiscard]] constexpr bool contains(Field field) const {
        return (bits_ >> static_cast<unsigned>(field) & 1U) != 0;
    }
    [[nodiscard]] constexpr bool contains(const Fields& others) const {
        return (bits_ & others.bits_) == others.bits_;
    }
    constexpr void set(Field field, bool is_in) {
        const std::uint32_t bit = 1U << static_cast<unsigned>(field);
        bits_ = is_in ? bits_ | bit : bits_ & ~bit;
    }

private:
    std::uint32_t bits_ = 0;
};

constexpr Fields kOfEveryOrder(Field::id, Field::refunds);

std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

template <class Enum>
bool read_name(JsonScan& scan, Enum& into) {
    const auto text = scan.text();
    const auto known = text ? enum_of<Enum>(*text) : std::nullopt;
    into = known.value_or(into);
    return known.has_value();
}

template <class Number>
bool read_number(JsonScan& scan, Number& into) {
    const auto number = scan.number();
    into = static_cast<Number>(number.value_or(0));
    return number.has_value();
}

bool read_instant(JsonScan& scan, SimTime& into) {
    std::int64_t us = 0;
    const bool is_read = read_number(scan, us);
    into = SimTime(SimDuration(us));
    return is_read;
}

bool read_refund(JsonScan& scan, Order& order) {
    std::optional<order::RefundKind> kind;
    std::optional<order::RefundState> state;
    std::optional<std::int64_t> amount;
    std::optional<std::int64_t> tries;
    const bool is_object = scan.object([&](std::string_view key) {
        if (key == "kind") {
            const auto text = scan.text();
            kind = text ? enum_of<order::RefundKind>(*text) : std::nullopt;
        } else if (key == "state") {
            const auto text = scan.text();
            state = text ? enum_of<order::RefundState>(*text) : std::nullopt;
        } else if (key == "amount") {
            amount = scan.number();
        } else if (key == "tries") {
            tries = scan.number();
        } else {
            scan.skip();
        }
    });
    if (!is_object || !kind || !state || !amount || !tries) {
        return false;
    }
    const auto place = static_cast<std::size_t>(*kind);
    order.refund_state[place] = *state;
    order.refund[place].amount = {*amount};
    order.refund_tries[place] = static_cast<std::uint8_t>(*tries);
    return true;
}

bool read_refunds(JsonScan& scan, Order& order) {
    bool is_whole = true;
    const bool is_array =
        scan.array([&] { is_whole = read_refund(scan, order) && is_whole; });
    return is_array && is_whole;
}

bool read_deadline(JsonScan& scan, order::Deadline& deadline) {
    bool has_timer = false;
    bool has_instant = false;
    const bool is_object = scan.object([&](std::string_view key) {
        if (key == "timer") {
            has_timer = read_name(scan, deadline.timer);
        } else if (key == "at_us") {
            has_instant = read_instant(scan, deadline.at);
        } else {
            scan.skip();
        }
    });
    return is_object && has_timer && has_instant;
}

/// One object of a reply: an order, or what a command came to, with an order in it.
class Part {
public:
    explicit Part(const order::Rules& rules) : rules_(rules) {}

    /// `inner` gets the order in it; null if none is looked for.
    bool read(JsonScan& scan, Part* inner) {
        return scan.object([&](std::string_view key) {
            const auto field = field_of(key);
            if (!field) {
                scan.skip();
                return;
            }
            seen_.set(*field, true);
            good_.set(*field, read_field(scan, *field, inner));
        });
    }

    [[nodiscard]] bool has(Field field) const { return seen_.contains(field); }
    [[nodiscard]] bool is_good(Field field) const { return good_.contains(field); }
    [[nodiscard]] bool is_good_if_there(Field field) const {
        return !has(field) || is_good(field);
    }
    [[nodiscard]] bool is_order() const {
        return good_.contains(kOfEveryOrder) && is_good_if_there(Field::deadline);
    }

    Answer answer = {};

private:
    /// Replies name their fields in one order or another, but always in the same.
    std::optional<Field> field_of(std::string_view key) {
        const std::size_t next = static_cast<std::size_t>(last_) + 1;
        if (next < enum_count<Field> && enum_names<Field>[next] == key) {
            last_ = static_cast<Field>(next);
            return last_;
        }
        const auto found = enum_of<Field>(key);
        last_ = found.value_or(last_);
        return found;
    }

    bool read_field(JsonScan& scan, Field field, Part* inner) {
        Order& order = answer.order;
        Regions& regions = order.regions;
        switch (field) {
            case Field::outcome: return read_name(scan, answer.outcome);
            case Field::transition: return read_transition(scan);
            case Field::refusal: return read_name(scan, answer.refusal);
            case Field::at_us: return read_instant(scan, answer.at);
            case Field::order:
                if (inner == nullptr) {
                    scan.skip();
                    return false;
                }
                return inner->read(scan, nullptr) && inner->is_order();
            case Field::id: return read_id(scan);
            case Field::version: return read_number(scan, answer.version);
            case Field::state: return read_name(scan, regions.order);
            case Field::payment: return read_name(scan, regions.payment);
            case Field::shipment: return read_name(scan, regions.shipment);
            case Field::request: return read_name(scan, regions.request);
            case Field::chat: return read_name(scan, regions.chat);
            case Field::case_: return read_name(scan, regions.case_);
            case Field::stock: return read_name(scan, regions.stock);
            case Field::stop: return read_name(scan, regions.stop);
            case Field::total: return read_number(scan, order.total.minor);
            case Field::captured: return read_number(scan, answer.captured.minor);
            case Field::refunded: return read_number(scan, answer.refunded.minor);
            case Field::quantity: return read_number(scan, order.quantity);
            case Field::refunds: return read_refunds(scan, order);
            case Field::deadline: return read_deadline(scan, answer.deadline);
        }
        return false;
    }

    bool read_id(JsonScan& scan) {
        const auto text = scan.text();
        answer.id = text ? number_of(*text) : 0;
        return text.has_value();
    }
    bool read_transition(JsonScan& scan) {
        const auto text = scan.text();
        answer.transition = text ? rules_.find(*text) : order::kNoTransition;
        return text.has_value();
    }

    const order::Rules& rules_;
    Fields seen_;
    Fields good_;
    Field last_ = Field::deadline;
};

void show(Answer& answer) {
    answer.order.version = answer.version;
    answer.shows_state = true;
    answer.shows_order = true;
}

Answer answer_of_change(const Part& change, const Part& inner) {
    if (!change.is_good(Field::outcome) ||
        change.answer.outcome > Answer::Outcome::malformed || !change.is_good(Field::order) ||
        !change.is_good_if_there(Field::transition) || !change.is_good_if_there(Field::at_us)) {
        return {};
    }
    Answer answer = inner.answer;
    answer.outcome = change.answer.outcome;
    answer.transition = change.answer.transition;
    answer.refusal = order::Refusal::none;
    answer.at = change.answer.at;
    show(answer);
    return answer;
}

Answer answer_of_look(const Part& part) {
    if (!part.is_order()) {
        return {};
    }
    Answer answer = part.answer;
    answer.outcome = Answer::Outcome::shown;
    answer.transition = order::kNoTransition;
    answer.refusal = order::Refusal::none;
    answer.at = kNever;
    show(answer);
    return answer;
}

Answer answer_of_refusal(const Part& part) {
    const bool shows_state = part.has(Field::version);
    if (!part.is_good(Field::refusal) || !part.is_good_if_there(Field::at_us) ||
        (shows_state && (!part.is_good(Field::version) || !part.is_good(Field::state)))) {
        return {};
    }
    Answer answer;
    answer.outcome = Answer::Outcome::refused;
    answer.refusal = part.answer.refusal;
    answer.at = part.answer.at;
    if (shows_state) {
        answer.version = part.answer.version;
        answer.order.regions.order = part.answer.order.regions.order;
        answer.shows_state = true;
    }
    return answer;
}

template <class Use>
auto with_object(std::string_view body, Use use) {
    json::error_code failure;
    const json::value parsed = json::parse(body, failure);
    return use(failure ? nullptr : parsed.if_object());
}

std::string_view text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

}  // namespace

Answer read_answer(unsigned status, std::string_view body, const order::Rules& rules) {
    const bool is_refusal = status == 403 || status == 409 || status == 412;
    if (status >= 300 && !is_refusal) {
        return {};
    }
    JsonScan scan(body);
    Part part(rules);
    Part inner(rules);
    if (!part.read(scan, &inner) || !scan.is_done()) {
        return {};
    }
    if (is_refusal) {
        return answer_of_refusal(part);
    }
    return part.has(Field::outcome) ? answer_of_change(part, inner) : answer_of_look(part);
}

std::string read_token(std::string_view body) {
    return with_object(body, [](const json::object* object) {
        return object == nullptr ? std::string() : std::string(text_at(*object, "token"));
    });
}

std::optional<ServiceClock> read_clock(std::string_view body) {
    return with_object(body, [](const json::object* object) -> std::optional<ServiceClock> {
        const json::value* told = object == nullptr ? nullptr : object->if_contains("orders_clock");
        const json::object* clock = told == nullptr ? nullptr : told->if_object();
        const json::value* factor = clock == nullptr ? nullptr : clock->if_contains("factor");
        const json::value* at = clock == nullptr ? nullptr : clock->if_contains("at_us");
        if (factor == nullptr || !factor->is_number() || at == nullptr || !at->is_int64()) {
            return std::nullopt;
        }
        return ServiceClock{factor->to_number<double>(), SimTime(SimDuration(at->get_int64()))};
    });
}

}  // namespace ordersim::wire

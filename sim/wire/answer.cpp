#include "sim/wire/answer.hpp"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <string>

#include "sim/base/enum_names.hpp"

namespace ordersim::wire {
namespace {

namespace json = boost::json;
using order::Order;
using order::Regions;

/// One JSON object, read field by field. A field that is missing or of another kind is a fault.
class Fields {
public:
    explicit Fields(const json::object& object) : object_(object) {}

    [[nodiscard]] bool is_whole() const { return is_whole_; }

    [[nodiscard]] std::string_view text(std::string_view key) {
        const json::value* value = object_.if_contains(key);
        const json::string* text = value == nullptr ? nullptr : value->if_string();
        is_whole_ = is_whole_ && text != nullptr;
        return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
    }

    [[nodiscard]] std::int64_t number(std::string_view key) {
        const json::value* value = object_.if_contains(key);
        const std::int64_t* number = value == nullptr ? nullptr : value->if_int64();
        is_whole_ = is_whole_ && number != nullptr;
        return number == nullptr ? 0 : *number;
    }

    template <class Enum>
    void name(std::string_view key, Enum& into) {
        const auto known = enum_from_name<Enum>(text(key));
        is_whole_ = is_whole_ && known.has_value();
        into = known.value_or(into);
    }

    [[nodiscard]] const json::object* object(std::string_view key) const {
        const json::value* value = object_.if_contains(key);
        return value == nullptr ? nullptr : value->if_object();
    }
    [[nodiscard]] const json::array* array(std::string_view key) const {
        const json::value* value = object_.if_contains(key);
        return value == nullptr ? nullptr : value->if_array();
    }

private:
    const json::object& object_;
    bool is_whole_ = true;
};

std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

bool read_refunds(const json::array* refunds, Order& order) {
    if (refunds == nullptr) {
        return false;
    }
    bool is_whole = true;
    for (const json::value& one : *refunds) {
        if (!one.is_object()) {
            return false;
        }
        Fields fields(one.get_object());
        order::RefundKind kind{};
        fields.name("kind", kind);
        const auto place = static_cast<std::size_t>(kind);
        fields.name("state", order.refund_state[place]);
        order.refund[place].amount = {fields.number("amount")};
        order.refund_tries[place] = static_cast<std::uint8_t>(fields.number("tries"));
        is_whole = is_whole && fields.is_whole();
    }
    return is_whole;
}

bool read_order(const json::object& object, Answer& answer) {
    Fields fields(object);
    Order& order = answer.order;
    Regions& regions = order.regions;
    answer.id = number_of(fields.text("id"));
    answer.version = static_cast<std::uint32_t>(fields.number("version"));
    order.version = answer.version;
    fields.name("state", regions.order);
    fields.name("payment", regions.payment);
    fields.name("shipment", regions.shipment);
    fields.name("request", regions.request);
    fields.name("chat", regions.chat);
    fields.name("case", regions.case_);
    fields.name("stock", regions.stock);
    fields.name("stop", regions.stop);
    order.total = {fields.number("total")};
    order.quantity = static_cast<std::uint32_t>(fields.number("quantity"));
    answer.captured = {fields.number("captured")};
    answer.refunded = {fields.number("refunded")};
    bool is_whole = read_refunds(fields.array("refunds"), order);
    if (const json::object* deadline = fields.object("deadline")) {
        Fields parts(*deadline);
        parts.name("timer", answer.deadline.timer);
        answer.deadline.at = SimTime(SimDuration(parts.number("at_us")));
        is_whole = is_whole && parts.is_whole();
    }
    answer.shows_order = is_whole && fields.is_whole();
    answer.shows_state = answer.shows_order;
    return answer.shows_order;
}

bool read_change(const json::object& object, const order::Rules& rules, Answer& answer) {
    Fields fields(object);
    const json::object* order = fields.object("order");
    if (order == nullptr || !read_order(*order, answer)) {
        return false;
    }
    fields.name("outcome", answer.outcome);
    if (object.contains("transition")) {
        answer.transition = rules.find(fields.text("transition"));
    }
    if (object.contains("at_us")) {
        answer.at = SimTime(SimDuration(fields.number("at_us")));
    }
    return fields.is_whole();
}

bool read_refusal(const json::object& object, Answer& answer) {
    Fields fields(object);
    fields.name("refusal", answer.refusal);
    if (object.contains("version")) {
        answer.version = static_cast<std::uint32_t>(fields.number("version"));
        fields.name("state", answer.order.regions.order);
        answer.shows_state = fields.is_whole();
    }
    if (object.contains("at_us")) {
        answer.at = SimTime(SimDuration(fields.number("at_us")));
    }
    answer.outcome = Answer::Outcome::refused;
    return fields.is_whole();
}

/// The object in a body, in memory that holds until the next call on this thread.
template <class Use>
auto with_object(std::string_view body, Use use) {
    thread_local std::array<unsigned char, 16 * 1024> memory;
    json::monotonic_resource resource(memory.data(), memory.size());
    json::error_code failure;
    const json::value parsed = json::parse(body, failure, &resource);
    return use(failure ? nullptr : parsed.if_object());
}

}  // namespace

Answer read_answer(unsigned status, std::string_view body, const order::Rules& rules) {
    return with_object(body, [&](const json::object* object) {
        Answer answer;
        bool is_read = false;
        if (object != nullptr && status < 300) {
            const bool is_change = object->contains("outcome");
            is_read = is_change ? read_change(*object, rules, answer) : read_order(*object, answer);
            answer.outcome = is_change ? answer.outcome : Answer::Outcome::shown;
        } else if (object != nullptr && (status == 403 || status == 409 || status == 412)) {
            is_read = read_refusal(*object, answer);
        }
        return is_read ? answer : Answer{};
    });
}

std::string read_token(std::string_view body) {
    return with_object(body, [](const json::object* object) {
        return object == nullptr ? std::string() : std::string(Fields(*object).text("token"));
    });
}

std::optional<ServiceClock> read_clock(std::string_view body) {
    return with_object(body, [](const json::object* object) -> std::optional<ServiceClock> {
        const json::object* clock =
            object == nullptr ? nullptr : Fields(*object).object("orders_clock");
        const json::value* factor = clock == nullptr ? nullptr : clock->if_contains("factor");
        if (factor == nullptr || !factor->is_number()) {
            return std::nullopt;
        }
        Fields fields(*clock);
        const SimTime at(SimDuration(fields.number("at_us")));
        return fields.is_whole() ? std::optional(ServiceClock{factor->to_number<double>(), at})
                                 : std::nullopt;
    });
}

}  // namespace ordersim::wire

#include "sim/wire/command_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <limits>
#include <optional>

#include "sim/base/enum_names.hpp"
#include "sim/base/time.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::wire {
namespace {

namespace json = boost::json;
using order::Command;
using order::CommandField;

/// Sums of a few such amounts are far from what Money holds.
constexpr std::int64_t kAmountMax = 1'000'000'000'000'000;
constexpr std::int64_t kMinutesMax = kLongestDelay / std::chrono::minutes(1);
constexpr std::size_t kAccountMax = 64;
constexpr std::size_t kTextMax = 2000;

template <class Enum>
std::string one_of_words() {
    std::string text;
    for (const std::string_view word : enum_names<Enum>) {
        text.append(text.empty() ? "" : ", ").append(word);
    }
    return text;
}

class BodyReader {
public:
    tl::expected<GivenCommand, std::string> read(const json::object& body, const Route& route) {
        given_.command.kind = route.kind;
        for (const json::key_value_pair& member : body) {
            read_member(member.key(), member.value());
        }
        const bool names_order = route.path.find("{}") == std::string_view::npos &&
                                 route.kind != order::CommandKind::place_order;
        if (names_order && given_.order.empty()) {
            fail("'order' is missing: which order the hook is about");
        }
        if (!problem_.empty()) {
            return tl::unexpected(problem_);
        }
        return given_;
    }

private:
    void fail(std::string message) { problem_ = problem_.empty() ? std::move(message) : problem_; }

    void read_member(std::string_view key, const json::value& value) {
        if (key == "command") {
            return;
        }
        if (key == "order") {
            given_.order = text_of(key, value, kAccountMax);
            return;
        }
        const bool is_message = given_.command.kind == order::CommandKind::send_message ||
                                given_.command.kind == order::CommandKind::follow_up;
        if (key == "text" && is_message) {
            given_.text = text_of(key, value, kTextMax);
            return;
        }
        if (key == "seller" && given_.command.kind == order::CommandKind::place_order) {
            given_.seller = text_of(key, value, kAccountMax);
            return;
        }
        const auto field = enum_from_name<CommandField>(key);
        if (!field || !is_for_body(*field) || !reads(given_.command.kind, *field)) {
            fail("'" + std::string(key) + "' is no field of " +
                 std::string(enum_name(given_.command.kind)));
            return;
        }
        read_field(*field, key, value);
    }

    std::string text_of(std::string_view key, const json::value& value, std::size_t size_max) {
        const json::string* text = value.if_string();
        if (text == nullptr || text->empty() || text->size() > size_max) {
            fail("'" + std::string(key) + "' is a text of 1 to " + std::to_string(size_max) +
                 " bytes");
            return {};
        }
        if (text->find('\0') != json::string::npos) {
            fail("'" + std::string(key) + "' holds the character 0, which no text has");
            return {};
        }
        return {text->data(), text->size()};
    }

    void read_field(CommandField field, std::string_view key, const json::value& value) {
        Command& command = given_.command;
        switch (field) {
            case CommandField::reason: return word(key, value, command.reason);
            case CommandField::offer: return word(key, value, command.offer);
            case CommandField::verdict: return word(key, value, command.verdict);
            case CommandField::party: return word(key, value, command.party);
            case CommandField::refund: return word(key, value, command.refund);
            case CommandField::with_return: return flag(key, value, command.with_return);
            case CommandField::is_permanent: return flag(key, value, command.is_permanent);
            case CommandField::attempt: return number(key, value, command.attempt);
            case CommandField::evidence: return number(key, value, command.evidence);
            case CommandField::quantity: return number(key, value, command.quantity);
            case CommandField::minutes: return number(key, value, command.minutes, kMinutesMax);
            case CommandField::amount:
                return number(key, value, command.amount.minor, kAmountMax);
            case CommandField::is_trusted:
            case CommandField::stock_free:
            case CommandField::expected_version: break;
        }
    }

    template <class Enum>
    void word(std::string_view key, const json::value& value, Enum& into) {
        const json::string* text = value.if_string();
        const auto known = text == nullptr
                               ? std::optional<Enum>()
                               : enum_from_name<Enum>({text->data(), text->size()});
        if (!known) {
            fail("'" + std::string(key) + "' is one of " + one_of_words<Enum>());
            return;
        }
        into = *known;
    }

    void flag(std::string_view key, const json::value& value, bool& into) {
        const bool* known = value.if_bool();
        if (known == nullptr) {
            fail("'" + std::string(key) + "' is true or false");
            return;
        }
        into = *known;
    }

    template <class Number>
    void number(std::string_view key, const json::value& value, Number& into,
                std::int64_t most = std::numeric_limits<Number>::max()) {
        json::error_code failure;
        const auto whole = value.to_number<std::int64_t>(failure);
        if (failure || value.is_double() || whole < 0 || whole > most) {
            fail("'" + std::string(key) + "' is a whole number from 0 to " +
                 std::to_string(most));
            return;
        }
        into = static_cast<Number>(whole);
    }

    GivenCommand given_;
    std::string problem_;
};

/// The commands that a path takes, for who named none of them.
std::string commands_of(std::string_view method, std::string_view path) {
    std::string text;
    for (const Route& route : command_routes()) {
        if (route.method == method && route.path == path) {
            text.append(text.empty() ? "" : ", ").append(enum_name(route.kind));
        }
    }
    return text;
}

}  // namespace

tl::expected<GivenCommand, std::string> read_command(std::string_view method,
                                                     std::string_view path,
                                                     std::string_view body) {
    json::error_code failure;
    const json::value parsed = json::parse(body, failure);
    const json::object* object = failure ? nullptr : parsed.if_object();
    if (object == nullptr) {
        return tl::unexpected(std::string("the body is a JSON object like {\"command\": \"...\"}"));
    }
    const json::value* named = object->if_contains("command");
    const json::string* word = named == nullptr ? nullptr : named->if_string();
    const auto routes = command_routes();
    const auto route = std::ranges::find_if(routes, [&](const Route& known) {
        return word != nullptr && known.method == method && known.path == path &&
               enum_name(known.kind) == std::string_view(word->data(), word->size());
    });
    if (route == routes.end()) {
        return tl::unexpected("'command' here is one of " + commands_of(method, path));
    }
    return BodyReader().read(*object, *route);
}

}  // namespace ordersim::wire

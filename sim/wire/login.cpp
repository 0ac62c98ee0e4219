#include "sim/wire/login.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "sim/base/enum_names.hpp"

namespace ordersim::wire {
namespace {

namespace json = boost::json;

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

}  // namespace

tl::expected<Login, std::string> read_login(std::string_view body) {
    json::error_code failure;
    const json::value parsed = json::parse(body, failure);
    const json::object* object = failure ? nullptr : parsed.if_object();
    if (object == nullptr) {
        return tl::unexpected(
            std::string(R"(the body is {"role": "buyer", "account": "b1", "key": "..."})"));
    }
    const auto role = enum_from_name<order::Actor>(text_at(*object, "role"));
    if (role != order::Actor::buyer && role != order::Actor::seller &&
        role != order::Actor::platform) {
        return tl::unexpected(std::string("'role' is buyer, seller or platform"));
    }
    return Login{*role, text_at(*object, "account"), text_at(*object, "key")};
}

}  // namespace ordersim::wire

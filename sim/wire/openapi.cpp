#include "sim/wire/openapi.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/order/states.hpp"
#include "sim/wire/routes.hpp"

namespace ordersim::wire {
namespace {

namespace json = boost::json;
using order::CommandField;

template <class Enum>
json::object words() {
    json::array names;
    for (const std::string_view name : enum_names<Enum>) {
        names.emplace_back(name);
    }
    return {{"type", "string"}, {"enum", std::move(names)}};
}

json::object whole_number(std::uint64_t most) {
    return {{"type", "integer"}, {"minimum", 0}, {"maximum", most}};
}

json::object text(std::uint64_t most) {
    return {{"type", "string"}, {"minLength", 1}, {"maxLength", most}};
}

json::object schema_of(CommandField field) {
    switch (field) {
        case CommandField::reason: return words<order::Reason>();
        case CommandField::offer: return words<order::Offer>();
        case CommandField::verdict: return words<order::Verdict>();
        case CommandField::party: return words<order::Actor>();
        case CommandField::refund: return words<order::RefundKind>();
        case CommandField::is_trusted:
        case CommandField::with_return:
        case CommandField::is_permanent: return {{"type", "boolean"}};
        case CommandField::attempt:
        case CommandField::evidence: return whole_number(255);
        case CommandField::quantity:
        case CommandField::stock_free: return whole_number(65'535);
        case CommandField::minutes:
        case CommandField::expected_version: return whole_number(4'294'967'295);
        case CommandField::amount: return whole_number(1'000'000'000'000'000);
    }
    return {};
}

/// What a body may hold that gives this command.
json::object body_of(const Route& route) {
    json::object properties{
        {"command", json::object{{"const", std::string(enum_name(route.kind))}}}};
    json::array required{"command"};
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        const auto field = static_cast<CommandField>(i);
        if (reads(route.kind, field) && is_for_body(field)) {
            properties.emplace(enum_name(field), schema_of(field));
        }
    }
    if (route.kind == order::CommandKind::place_order) {
        properties.emplace("seller", text(64));
    } else if (route.path.find("{}") == std::string_view::npos) {
        properties.emplace("order", text(64));
        required.emplace_back("order");
    }
    if (route.kind == order::CommandKind::send_message ||
        route.kind == order::CommandKind::follow_up) {
        properties.emplace("text", text(2000));
    }
    return {{"type", "object"},
            {"additionalProperties", false},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

json::object reference(std::string_view kind, std::string_view name) {
    return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

json::object content(std::string_view type, json::object schema) {
    return {{"content",
             json::object{{type, json::object{{"schema", std::move(schema)}}}}}};
}

json::object response(std::string_view description, json::object body) {
    body.emplace("description", description);
    return body;
}

/// What every request may be answered with.
json::object problems() {
    json::object responses;
    for (const std::string_view status :
         {"400", "401", "403", "404", "409", "412", "413", "422", "431"}) {
        responses.emplace(status, reference("responses", "problem"));
    }
    return responses;
}

std::string path_of(std::string_view pattern) {
    std::string path(pattern);
    if (const std::size_t place = path.find("{}"); place != std::string::npos) {
        path.replace(place, 2, "{order}");
    }
    return path;
}

std::string method_of(std::string_view method) {
    std::string lower(method);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

json::object& operation(json::object& paths, std::string_view pattern, std::string_view method) {
    json::object& path = paths[path_of(pattern)].is_object()
                             ? paths[path_of(pattern)].get_object()
                             : paths[path_of(pattern)].emplace_object();
    if (pattern.find("{}") != std::string_view::npos) {
        path["parameters"] = json::array{reference("parameters", "order")};
    }
    json::value& made = path[method_of(method)];
    return made.is_object() ? made.get_object() : made.emplace_object();
}

void add_commands(json::object& paths) {
    for (const Route& route : command_routes()) {
        json::object& made = operation(paths, route.path, route.method);
        const bool is_hook = route.path.starts_with("/hooks/");
        if (made.empty()) {
            json::object responses = problems();
            const bool is_place = route.kind == order::CommandKind::place_order;
            responses.emplace(is_place ? "201" : "200", reference("responses", "answer"));
            made = {{"operationId", method_of(route.method) + path_of(route.path)},
                    {"security", json::array{json::object{
                                     {is_hook ? "signature" : "token", json::array{}}}}},
                    {"parameters", json::array{reference("parameters", "idempotency_key"),
                                               reference("parameters", "if_match")}},
                    {"requestBody",
                     content("application/json", {{"oneOf", json::array{}}})},
                    {"responses", std::move(responses)}};
        }
        made["requestBody"].as_object()["content"].as_object()["application/json"]
            .as_object()["schema"].as_object()["oneOf"].as_array().push_back(body_of(route));
    }
}

struct Reading {
    std::string_view path;
    std::string_view description;
    std::string_view type;
    bool is_open = false;  ///< without a token
};
constexpr std::array<Reading, 9> kReadings{{
    {"/orders", "The account's orders, newest first.", "application/json"},
    {"/orders/{}", "An order as its parties see it.", "application/json"},
    {"/orders/{}/actions", "The commands that the caller could give now.", "application/json"},
    {"/orders/{}/messages", "What was written about the order.", "application/json"},
    {"/orders/{}/refunds", "Its refunds.", "application/json"},
    {"/notifications", "What happened to the account's orders.", "application/json"},
    {"/health", "Whether the service answers.", "application/json", true},
    {"/metrics", "Counters in Prometheus' text format.", "text/plain", true},
    {"/openapi.json", "This document.", "application/json", true},
}};

void add_readings(json::object& paths) {
    for (const Reading& reading : kReadings) {
        json::object responses = reading.is_open ? json::object() : problems();
        responses.emplace("200", response(reading.description, content(reading.type, {})));
        json::object made{{"operationId", "get" + path_of(reading.path)},
                          {"responses", std::move(responses)}};
        if (!reading.is_open) {
            made.emplace("security", json::array{json::object{{"token", json::array{}}}});
        }
        operation(paths, reading.path, "GET") = std::move(made);
    }
}

void add_login(json::object& paths) {
    json::object body{
        {"type", "object"},
        {"required", json::array{"role", "account", "key"}},
        {"properties",
         json::object{{"role", json::object{{"enum", json::array{"buyer", "seller", "platform"}}}},
                      {"account", text(64)},
                      {"key", json::object{{"type", "string"}}}}}};
    json::object responses = problems();
    responses.emplace("200", response("A token for 24 hours.", content("application/json", {})));
    operation(paths, "/login", "POST") =
        json::object{{"operationId", "login"},
                     {"requestBody", content("application/json", std::move(body))},
                     {"responses", std::move(responses)}};
}

json::object header(std::string_view name, std::string_view description) {
    return {{"name", name},
            {"in", "header"},
            {"required", false},
            {"description", description},
            {"schema", json::object{{"type", "string"}}}};
}

json::object components() {
    json::object parameters{
        {"order", json::object{{"name", "order"},
                               {"in", "path"},
                               {"required", true},
                               {"schema", text(20)}}},
        {"idempotency_key",
         header("Idempotency-Key",
                "The same key and request are answered again, not done again, for 24 hours unless "
                "the service is told otherwise.")},
        {"if_match", header("If-Match", "The ETag of the version that the command is about.")}};
    json::object security{
        {"token", json::object{{"type", "http"}, {"scheme", "bearer"}}},
        {"signature", json::object{{"type", "apiKey"},
                                   {"in", "header"},
                                   {"name", "X-Ordersim-Signature"},
                                   {"description", "HMAC-SHA256 of the body, in hexadecimal."}}}};
    json::object problem{
        {"type", "object"},
        {"required", json::array{"title", "status", "detail"}},
        {"properties", json::object{{"title", json::object{{"type", "string"}}},
                                    {"status", json::object{{"type", "integer"}}},
                                    {"detail", json::object{{"type", "string"}}},
                                    {"refusal", json::object{{"type", "string"}}},
                                    {"version", json::object{{"type", "integer"}}},
                                    {"state", words<order::OrderState>()},
                                    {"at_us", json::object{{"type", "integer"}}}}}};
    json::object answer{
        {"type", "object"},
        {"required", json::array{"outcome", "at_us", "order"}},
        {"properties",
         json::object{{"outcome", json::object{{"enum", json::array{"accepted", "recorded"}}}},
                      {"transition", json::object{{"type", "string"}}},
                      {"at_us", json::object{{"type", "integer"}}},
                      {"order", json::object{{"type", "object"}}}}}};
    return {{"parameters", std::move(parameters)},
            {"securitySchemes", std::move(security)},
            {"schemas", json::object{{"problem", std::move(problem)},
                                     {"answer", std::move(answer)}}},
            {"responses",
             json::object{
                 {"problem", response("RFC 9457; a refusal names the rule.",
                                      content("application/problem+json",
                                              reference("schemas", "problem")))},
                 {"answer", response("What the command came to, and the order after it.",
                                     content("application/json",
                                             reference("schemas", "answer")))}}}};
}

}  // namespace

std::string openapi_json() {
    json::object paths;
    add_commands(paths);
    add_readings(paths);
    add_login(paths);
    const json::object document{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", "ordersim order service"},
                              {"version", "1"},
                              {"description", "Marketplace orders and their cancellation."}}},
        {"paths", std::move(paths)},
        {"components", components()}};
    return json::serialize(document);
}

}  // namespace ordersim::wire

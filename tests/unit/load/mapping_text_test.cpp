#include "sim/load/mapping_text.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

using namespace ordersim;
using namespace ordersim::load;
using order::CommandKind;
using order::OrderState;

namespace {

/// As little as a mapping may hold.
const std::string kLeast = R"([commands.place_order]
call = "POST /orders"
[reply]
order = "/id"
[refusals]
409 = "any"
)";

/// What is told of a text, one finding a line: "4:9: message".
std::string told_of(const std::string& text) {
    const auto mapping = parse_mapping(text, "shop.toml");
    std::string told;
    if (!mapping) {
        for (const scenario::Diagnostic& found : mapping.error()) {
            told += std::to_string(found.line) + ":" + std::to_string(found.column) + ": " +
                    found.message + "\n";
        }
    }
    return told;
}

void check_told(const std::string& added, const std::string& words) {
    const std::string told = told_of(kLeast + added);
    INFO(added << "\n" << told);
    CHECK(told.starts_with(words));
    CHECK(std::ranges::count(told, '\n') == 1);
}

}  // namespace

TEST_CASE("mapping file: a small one is read") {
    const auto mapping = parse_mapping(kLeast, "shop.toml");
    REQUIRE(mapping);
    const auto place = static_cast<std::size_t>(CommandKind::place_order);
    REQUIRE(mapping->commands[place]);
    CHECK(mapping->commands[place]->method == "POST");
    CHECK(mapping->order.pointer == "/id");
    CHECK(std::ranges::count_if(mapping->commands, [](const auto& one) { return bool(one); }) == 1);
    CHECK_FALSE(mapping->look);
    CHECK_FALSE(mapping->state.is_given());
    CHECK(mapping->deadlines.empty());
}

TEST_CASE("mapping file: all parts of one are read") {
    const auto mapping = parse_mapping(R"(
deadlines = ["pay_timer"]
[login.buyer]
call = "POST /login"
body = '{"name": "{account}"}'
token = "header X-Token"
[headers.buyer]
Authorization = "Bearer {token}"
[headers.seller]
Authorization = "Bearer fixed"
[look]
call = "GET /orders/{order}"
[commands.place_order]
call = "POST /orders"
body = '{"of": "{seller}", "total": {amount}, "parts": {}}'
headers = { Key = "{key}" }
status = { 202 = "accepted" }
[commands.request_cancel]
call = "PUT /orders/{order}/cancel"
body = '{"why": "{reason}"}'
[reply]
order = "/id"
state = "/state"
version = "header ETag"
first_version = 0
clock = "/at"
clock_unit = "ms"
reason = "/error"
[states]
DONE = ["completed", "settled_partial"]
[refusals]
LATE = "already_shipped"
[status]
410 = "refused"
[words]
mistake = "OOPS"
)",
                                       "shop.toml");
    REQUIRE(mapping);
    CHECK(mapping->log_in[0]->token.field == 0);
    CHECK(mapping->version.field == 1);
    CHECK(mapping->fields == std::vector<std::string>{"X-Token", "ETag"});
    CHECK(mapping->head[0].at(0).value.has(wire::Filler::token));
    CHECK(mapping->head[1].at(0).value.pieces.at(0).text == "Bearer fixed");
    const auto& place = *mapping->commands[static_cast<std::size_t>(CommandKind::place_order)];
    REQUIRE(place.body->pieces.size() == 3);
    CHECK(place.body->pieces[2].text == ", \"parts\": {}}");
    CHECK(place.meanings.at(202) == wire::Meaning::accepted);
    CHECK(place.has(wire::Filler::key));
    CHECK(mapping->states.at("DONE").contains(OrderState::settled_partial));
    CHECK(mapping->refusals.at("LATE").contains(order::Refusal::already_shipped));
    CHECK(mapping->meanings.at(410) == wire::Meaning::refused);
    CHECK(mapping->words.at("mistake") == "OOPS");
    CHECK(mapping->deadlines == std::vector{CommandKind::pay_timer});
    CHECK(mapping->first_version == 0);
    CHECK(mapping->clock_unit_us == 1000);
}

TEST_CASE("mapping file: what is wrong is told where it stands, with what could stand there") {
    check_told("[comands.pay]\ncall = \"POST /p/{order}\"\n",
               "7:2: unknown key in the mapping 'comands'; did you mean 'commands'?");
    check_told("[commands.pays]\ncall = \"POST /p/{order}\"\n",
               "7:11: unknown command 'pays'; did you mean 'pay'?");
    check_told("[commands.pay_timer]\ncall = \"POST /p/{order}\"\n",
               "7:11: 'pay_timer' is a deadline, which a service fires by itself");
    check_told("[commands.pay]\nbody = \"{order}\"\n",
               "7:11: 'call' is missing: write call = \"POST /orders\"");
    check_told("[commands.pay]\ncall = \"SEND /p/{order}\"\n",
               "8:8: 'SEND /p/{order}' is no call: write a method (GET, POST, PUT, PATCH or "
               "DELETE) and a path");
    check_told("[commands.pay]\ncall = \"POST /p\"\n",
               "8:8: nothing says which order is meant: put {order} into the path");
    check_told("[commands.pay]\ncall = \"POST /p/{order}\"\nbody = \"{reason}\"\n",
               "9:8: there is no {reason} in pay; there is {order}, {key}, {buyer}, {seller}, "
               "{account}, {amount_major} or {amount}");
    check_told("[commands.pay]\ncall = \"POST /p/{ordr}\"\n",
               "8:8: there is no {ordr} in pay; did you mean 'order'?");
    check_told("[commands.pay]\ncall = \"POST /p/{order}\"\nbdy = \"\"\n",
               "9:1: unknown key in pay 'bdy'; did you mean 'body'?");
    check_told("[headers.buyr]\nX = \"1\"\n", "7:10: unknown caller 'buyr'; did you mean 'buyer'?");
    check_told("[headers]\nX = \"1\"\n", "8:5: headers stand under who sends them");
    check_told("[headers.buyer]\nX = \"{token}\"\n", "8:5: there is no {token} in buyer");
    check_told("[headers.buyer]\nX = \"a\\r\\nb\"\n", "8:5: a header is one line");
    check_told("[login.gateway]\ncall = \"POST /l\"\ntoken = \"/t\"\n",
               "7:8: unknown log-in of 'gateway'; it may be buyer, seller or platform");
    check_told("[login.buyer]\ncall = \"POST /l\"\n", "7:8: 'token' is missing");
    check_told("[states]\nPAID = \"processing\"\n",
               "7:2: nothing says where a reply tells the state: write [reply] with");
    check_told("[status]\n4xx = \"refused\"\n", "8:1: '4xx' is no status");
    check_told("[status]\n404 = 3\n", "8:7: '404' is text in quotes, not a whole number");
    check_told("[status]\n404 = \"gone\"\n", "8:7: unknown meaning of a status 'gone'");
    check_told("[words]\nmistake = true\n", "8:11: 'mistake' is text in quotes");
    CHECK(told_of("deadlines = \"none\"\n" + kLeast).starts_with("1:13: 'deadlines' is a list"));
    CHECK(told_of("deadlines = [\"pay\"]\n" + kLeast).starts_with("1:14: unknown deadline 'pay'"));
}

TEST_CASE("mapping file: what would judge less than it says is told") {
    check_told("GONE = []\n", "7:8: 'GONE' stands for nothing");
    check_told("[login]\nbuyer = \"POST /login\"\n", "8:9: a log-in is a table");
    for (const char* text : {"deadlines = [\"settle_timer\"]\n", "deadline_lag = \"2d\"\n"}) {
        INFO(text);
        CHECK_FALSE(told_of(text + kLeast).empty());
    }
    const std::string pointer = "version = \"/a~b\"";
    CHECK(told_of("[commands.place_order]\ncall = \"POST /o\"\n[refusals]\n409 = \"any\"\n"
                  "[reply]\norder = \"/id\"\n" + pointer).starts_with("7:11: '/a~b' is no place"));
}

TEST_CASE("mapping file: what is missing is told") {
    const std::string told = told_of("[reply]\nstate = \"/state\"\n");
    CHECK(told.find("write [commands.place_order]") != std::string::npos);
    CHECK(told.find("write [reply] with order = \"/id\"") != std::string::npos);
    CHECK(told.find("2:9: what the service calls its states is missing") != std::string::npos);
    CHECK(told.find("write [refusals]") != std::string::npos);
    CHECK(told_of("[reply]\norder = \"id\"\n").find("2:9: 'id' is no place in a reply") !=
          std::string::npos);
}

TEST_CASE("mapping file: a line that is no TOML does not make the rest missing") {
    const std::string told = told_of("[reply]\norder = \n");
    CHECK(std::ranges::count(told, '\n') == 1);
    CHECK(told.starts_with("2:"));
}

#include "sim/wire/json_scan.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

using ordersim::wire::JsonScan;

namespace {

constexpr std::string_view kBody =
    R"({"id":"42","version":7,"a":[1,-2,3.5e-2,true,false,null,{}],"to\u00e4":"x\"y\\\n",)"
    R"("deadline":{"timer":"pay","at_us":-9223372036854775808},"z":18446744073709551615} )";

bool is_json(std::string_view text) {
    boost::json::error_code failure;
    const boost::json::value value = boost::json::parse(text, failure);
    return !failure;
}

bool is_scanned(std::string_view text) {
    JsonScan scan(text);
    scan.skip();
    return scan.is_done();
}

/// Reads every value as every kind in turn, as a reader would who is wrong about it.
bool is_scanned_by_number(std::string_view text) {
    JsonScan scan(text);
    scan.object([&](std::string_view) { static_cast<void>(scan.number()); });
    return scan.is_done();
}
bool is_scanned_by_text(std::string_view text) {
    JsonScan scan(text);
    scan.object([&](std::string_view) { static_cast<void>(scan.text()); });
    return scan.is_done();
}

void check_alike(const std::string& text) {
    INFO(text);
    const bool is_right = is_json(text);
    CHECK(is_scanned(text) == is_right);
    CHECK(is_scanned_by_number(text) == is_right);
    CHECK(is_scanned_by_text(text) == is_right);
}

}  // namespace

TEST_CASE("json scan: what Boost.JSON takes for JSON is read to its end, and nothing else") {
    check_alike(std::string(kBody));
    for (std::size_t cut = 0; cut < kBody.size(); ++cut) {
        check_alike(std::string(kBody.substr(0, cut)));
    }
    for (std::size_t place = 0; place < kBody.size(); ++place) {
        for (const char other : {'"', '\\', '{', '}', '[', ']', ',', ':', '0', '-', '.', 'e', 't',
                                 ' ', '\n', '\x01', '\x7f', '\xc3', '\xff', '\0'}) {
            std::string changed(kBody);
            changed[place] = other;
            check_alike(changed);
            std::string longer(kBody);
            longer.insert(place, 1, other);
            check_alike(longer);
        }
    }
}

TEST_CASE("json scan: texts as deep as Boost.JSON goes, and no deeper") {
    for (std::size_t depth = 28; depth < 40; ++depth) {
        const std::string text = std::string(depth, '[') + std::string(depth, ']');
        INFO(depth);
        CHECK(is_scanned(text) == is_json(text));
    }
    CHECK_FALSE(is_scanned(std::string(1'000'000, '[')));
}

TEST_CASE("json scan: values are what they are, plain or not") {
    std::vector<std::string> keys;
    JsonScan scan(kBody);
    CHECK(scan.object([&](std::string_view key) {
        keys.emplace_back(key);
        if (key == "id") {
            CHECK(scan.text() == std::string_view("42"));
        } else if (key == "version") {
            CHECK(scan.number() == 7);
        } else if (key == "to\u00e4") {
            CHECK(scan.text() == std::string_view("x\"y\\\n"));
        } else if (key == "deadline") {
            scan.object([&](std::string_view inner) {
                if (inner == "at_us") {
                    CHECK(scan.number() == INT64_MIN);
                } else {
                    CHECK_FALSE(scan.number());
                }
            });
        } else {
            CHECK_FALSE(scan.text());
        }
    }));
    CHECK(scan.is_done());
    CHECK(keys == std::vector<std::string>{"id", "version", "a", "to\u00e4", "deadline", "z"});
    for (const auto& [text, number] : std::vector<std::pair<std::string, std::int64_t>>{
             {"0", 0}, {"-0", 0}, {"-17", -17}, {"9223372036854775807", INT64_MAX},
             {"999999999999999999", 999'999'999'999'999'999}}) {
        JsonScan one(text);
        CHECK(one.number() == number);
        CHECK(one.is_done());
    }
    for (const std::string text : {"9223372036854775808", "1.0", "1e3", "\"1\"", "true", "[]"}) {
        JsonScan one(text);
        CHECK_FALSE(one.number());
        CHECK(one.is_done());
    }
}

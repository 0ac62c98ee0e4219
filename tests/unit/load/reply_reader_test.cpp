#include "sim/load/reply_reader.hpp"

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using ordersim::load::ReplyReader;
using State = ReplyReader::State;

namespace {

constexpr std::string_view kWhole =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\nETag: \"3\"\r\n\r\n"
    "{\"a\":1}";
constexpr std::string_view kChunked =
    "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    "3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n";
constexpr std::string_view kAfterInterim =
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"
    "{\"a\":1}";

void check_cut_everywhere(std::string_view text, unsigned status) {
    ReplyReader reader;
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        INFO("cut at " << cut << ": " << text);
        // Each piece lies where nothing lies afterwards.
        const auto first = std::make_unique<std::string>(text.substr(0, cut));
        REQUIRE(reader.take(*first) == State::incomplete);
        first->assign(first->size(), '#');
        const std::string second(text.substr(cut));
        REQUIRE(reader.take(second) == State::complete);
        CHECK(reader.status() == status);
        CHECK(reader.body() == "{\"a\":1}");
    }
    for (const char& byte : text) {
        const bool is_last = &byte == &text.back();
        REQUIRE(reader.take(std::string(1, byte)) ==
                (is_last ? State::complete : State::incomplete));
    }
    CHECK(reader.body() == "{\"a\":1}");
}

}  // namespace

TEST_CASE("reply reader: a reply is the same wherever its bytes are cut, one after the other") {
    check_cut_everywhere(kWhole, 200);
    check_cut_everywhere(kChunked, 409);
    check_cut_everywhere(kAfterInterim, 200);
}

TEST_CASE("reply reader: whether the connection goes on is the reply's to say") {
    ReplyReader reader;
    REQUIRE(reader.take(kWhole) == State::complete);
    CHECK(reader.keep_alive());
    REQUIRE(reader.take(kChunked) == State::complete);
    CHECK_FALSE(reader.keep_alive());
}

TEST_CASE("reply reader: the end of the connection ends a reply without a length, and no other") {
    ReplyReader reader;
    REQUIRE(reader.take("HTTP/1.1 200 OK\r\n\r\n{\"a\"") == State::incomplete);
    REQUIRE(reader.take(":1}") == State::incomplete);
    REQUIRE(reader.end() == State::complete);
    CHECK(reader.body() == "{\"a\":1}");
    reader.reset();
    CHECK(reader.end() == State::incomplete);
    for (std::size_t cut = 1; cut < kWhole.size(); ++cut) {
        reader.reset();
        REQUIRE(reader.take(kWhole.substr(0, cut)) == State::incomplete);
        CHECK(reader.end() == State::incomplete);
    }
}

TEST_CASE("reply reader: what is no reply, or more than one, is malformed") {
    for (const std::string& text :
         {std::string("HELO\r\n\r\n"), std::string("HTTP/2.0 200 OK\r\n\r\n"),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"),
          "HTTP/1.1 200 OK\r\nX: " + std::string(1 << 20, 'a'), std::string(kWhole) + "H"}) {
        INFO(text.substr(0, 80));
        ReplyReader reader;
        CHECK(reader.take(text) == State::malformed);
    }
}

TEST_CASE("reply reader: fields that are asked for are kept, in whatever case they come") {
    ReplyReader reader({"etag", "X-None"});
    for (std::size_t cut = 0; cut < kWhole.size(); ++cut) {
        static_cast<void>(reader.take(kWhole.substr(0, cut)));
        REQUIRE(reader.take(kWhole.substr(cut)) == State::complete);
        REQUIRE(reader.fields() != nullptr);
        CHECK(*reader.fields() == std::vector<std::string>{"\"3\"", ""});
    }
    REQUIRE(reader.take(kChunked) == State::complete);
    CHECK(reader.fields()->at(0).empty());
    ReplyReader plain;
    REQUIRE(plain.take(kWhole) == State::complete);
    CHECK(plain.fields() == nullptr);
}

#include "sim/service/http_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <string_view>

using ordersim::service::HttpReader;
using State = HttpReader::State;

namespace {

void feed(HttpReader& reader, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = reader.room();
        const std::size_t size = std::min(room.size(), bytes.size());
        std::copy_n(bytes.begin(), size, room.begin());
        reader.took(size);
        bytes.remove_prefix(size);
    }
}

constexpr std::string_view kGet =
    "GET /orders/7?x=1 HTTP/1.1\r\nHost: h\r\nIf-Match: \"3\"\r\n\r\n";
constexpr std::string_view kPost =
    "POST /orders HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nidempotency-key: k\r\n"
    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";

}  // namespace

TEST_CASE("http reader: two requests are read alike wherever their bytes are cut") {
    const std::string both = std::string(kPost) + std::string(kGet);
    for (std::size_t cut = 0; cut <= both.size(); ++cut) {
        HttpReader reader({});
        INFO("cut at " << cut);
        feed(reader, std::string_view(both).substr(0, cut));
        State state = reader.next();
        const bool is_whole = state == State::complete;
        CHECK(is_whole == (cut >= kPost.size()));
        if (!is_whole) {
            feed(reader, std::string_view(both).substr(cut));
            state = reader.next();
        }
        REQUIRE(state == State::complete);
        CHECK(reader.request().body == "abcde");
        CHECK(reader.request().authorization == "Bearer t");
        CHECK(reader.request().idempotency_key == "k");
        if (is_whole) {
            feed(reader, std::string_view(both).substr(cut));
        }
        REQUIRE(reader.next() == State::complete);
        CHECK(reader.request().target == "/orders/7?x=1");
        CHECK(reader.request().if_match == "\"3\"");
        CHECK(reader.request().body.empty());
        CHECK(reader.request().authorization.empty());
        CHECK(reader.keep_alive());
        CHECK(reader.next() == State::incomplete);
    }
}

TEST_CASE("http reader: a request byte by byte is one request") {
    HttpReader reader({});
    for (std::size_t i = 0; i + 1 < kPost.size(); ++i) {
        feed(reader, kPost.substr(i, 1));
        REQUIRE(reader.next() == State::incomplete);
    }
    feed(reader, kPost.substr(kPost.size() - 1));
    REQUIRE(reader.next() == State::complete);
    CHECK(reader.request().method == "POST");
}

TEST_CASE("http reader: what is too large or ambiguous is refused by its name") {
    const auto status_of = [](const std::string& bytes) {
        HttpReader reader({.head_bytes_max = 200, .body_bytes_max = 10});
        feed(reader, bytes);
        REQUIRE(reader.next() == State::refused);
        return reader.refusal().status;
    };
    const std::string head = "POST /orders HTTP/1.1\r\nHost: h\r\n";
    CHECK(status_of(head + "X: " + std::string(300, 'x') + "\r\n\r\n") == 431);
    CHECK(status_of(head + "Content-Length: 11\r\n\r\n01234567890") == 413);
    CHECK(status_of(head + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc") == 400);
    CHECK(status_of(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc") == 400);
    CHECK(status_of("nonsense\r\n\r\n") == 400);
}

#include <catch2/catch.hpp>

#include "sim/load/http_client.hpp"

using ordersim::load::Target;

TEST_CASE("target: host, port and base are read from a URL") {
    const auto plain = Target::parse("http://127.0.0.1:8080");
    REQUIRE(plain);
    CHECK(plain->host == "127.0.0.1");
    CHECK(plain->port == "8080");
    CHECK(plain->base.empty());
    const auto based = Target::parse("http://localhost/api/");
    REQUIRE(based);
    CHECK(based->port == "80");
    CHECK(based->base == "/api");
    const auto six = Target::parse("http://[::1]:9");
    REQUIRE(six);
    CHECK(six->host == "::1");
    CHECK(six->port == "9");
    CHECK(six->url() == "http://[::1]:9");
    const auto secure = Target::parse("https://shop.example/api");
    REQUIRE(secure);
    CHECK(secure->is_tls);
    CHECK(secure->port == "443");
    CHECK(secure->url() == "https://shop.example:443/api");
}

TEST_CASE("target: what is no URL of ours is refused with an example") {
    for (const char* text : {"", "127.0.0.1:80", "ftp://x", "http://", "http://x:port",
                             "http://[::1", "http://x:123456"}) {
        INFO(text);
        const auto target = Target::parse(text);
        REQUIRE_FALSE(target);
        CHECK_THAT(target.error(), Catch::EndsWith("http://127.0.0.1:8080"));
    }
}

TEST_CASE("target: a password is not taken, and not repeated") {
    const auto target = Target::parse("https://u:secret@shop.example");
    REQUIRE_FALSE(target);
    CHECK_THAT(target.error(), !Catch::Contains("secret"));
}

TEST_CASE("target: only this machine's own addresses are loopback") {
    for (const char* text : {"http://127.0.0.1", "http://127.9.9.9", "http://[::1]",
                             "http://localhost:1"}) {
        CHECK(Target::parse(text)->is_loopback());
    }
    for (const char* text : {"http://10.0.0.1", "http://shop.example", "http://[fe80::1]"}) {
        CHECK_FALSE(Target::parse(text)->is_loopback());
    }
}

#include "sim/wire/tokens.hpp"

#include <catch2/catch.hpp>

using namespace ordersim::wire;
using ordersim::order::Actor;

namespace {

const std::string kKey = "0123456789abcdef";

}  // namespace

TEST_CASE("tokens: a token says role and account until its time") {
    const Tokens tokens(kKey);
    const Caller caller{Actor::seller, "shop-1"};
    const std::string token = tokens.issue(caller, 1000);
    REQUIRE(tokens.read(token, 999));
    CHECK(tokens.read(token, 999)->caller == caller);
    CHECK_FALSE(tokens.read(token, 1000));
}

TEST_CASE("tokens: no byte of a token can be changed") {
    const Tokens tokens(kKey);
    const std::string token = tokens.issue({Actor::buyer, "b1"}, 1000);
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string forged = token;
        forged[i] = forged[i] == 'a' ? 'b' : 'a';
        INFO(forged);
        CHECK_FALSE(tokens.read(forged, 1));
    }
    CHECK_FALSE(tokens.read("", 1));
    CHECK_FALSE(tokens.read("platform.admin.9999999999.", 1));
    CHECK_FALSE(Tokens("another key, as long").read(token, 1));
}

TEST_CASE("tokens: HMAC-SHA256 as in test case 6 of RFC 4231") {
    const Tokens tokens(std::string(131, '\xaa'));
    CHECK(tokens.sign("Test Using Larger Than Block-Size Key - Hash Key First") ==
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("tokens: an account has letters, digits, dash and underscore") {
    CHECK(is_account("Shop-1_a"));
    CHECK_FALSE(is_account(""));
    CHECK_FALSE(is_account("a.b"));
    CHECK_FALSE(is_account(std::string(65, 'a')));
}

TEST_CASE("tokens: only the whole key is the key") {
    const Tokens tokens(kKey);
    CHECK(tokens.is_key(kKey));
    CHECK_FALSE(tokens.is_key(kKey.substr(1)));
    CHECK_FALSE(tokens.is_key(kKey + "g"));
    CHECK_FALSE(tokens.is_key(""));
}

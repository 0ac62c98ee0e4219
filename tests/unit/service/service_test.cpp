#include "sim/service/service.hpp"

#include <catch2/catch.hpp>

#include "sim/service/memory_store.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using namespace ordersim::service;
using order::Actor;

namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// A service of the base policy with two buyers, a seller and a clock that the test moves.
class Shop {
public:
    Shop() : service_({tests::base_policy(), "BRL", kKey}, store_), tokens_(kKey) {}

    Reply ask(Actor role, const std::string& account, std::string_view method,
              std::string_view target, std::string_view body = "", std::string_view key = "",
              std::string_view if_match = "") {
        const std::string bearer = "Bearer " + tokens_.issue({role, account}, 1000);
        return service_.handle({method, target, body, bearer, key, if_match, ""}, now());
    }
    Reply buyer(std::string_view method, std::string_view target, std::string_view body = "") {
        return ask(Actor::buyer, "b1", method, target, body);
    }
    Reply hook(std::string_view target, const std::string& body) {
        const std::string signature = tokens_.sign(body);
        return service_.handle({"POST", target, body, "", "", "", signature}, now());
    }
    /// Order 1, paid, its payment verified.
    void place_and_pay() {
        REQUIRE(buyer("POST", "/orders",
                      R"({"command":"place_order","amount":1000,"minutes":10000,"seller":"s1"})")
                    .status == 201);
        REQUIRE(buyer("POST", "/orders/1/payments", R"({"command":"pay","amount":1000})").status ==
                200);
        REQUIRE(hook("/hooks/payment", R"({"command":"payment_verified","order":"1"})").status ==
                200);
    }
    void pass(SimDuration time) { at_ += time; }
    [[nodiscard]] Instant now() const { return {at_, 1}; }
    Service& service() { return service_; }
    MemoryStore& store() { return store_; }

    static constexpr const char* kKey = "a key for the tests";

private:
    MemoryStore store_;
    Service service_;
    wire::Tokens tokens_;
    SimTime at_{};
};

/// Of which nothing can be written for a while.
class Full final : public MemoryStore {
public:
    bool is_full = false;
    tl::expected<SimTime, StoreError> begin(const Needs& /*needs*/, SimTime now) override {
        if (is_full) {
            return tl::unexpected(
                StoreError{"no space is left", StoreError::Kind::read_only});
        }
        return now;
    }
};

/// Whose syncs fail so many times.
class Flaky final : public MemoryStore {
public:
    int failures = 0;
    StoreError::Kind kind = StoreError::Kind::conflict;
    tl::expected<void, StoreError> sync() override {
        if (failures-- > 0) {
            return tl::unexpected(StoreError{"somebody was faster", kind});
        }
        return {};
    }
};

}  // namespace

TEST_CASE("service: a batch is done again after a conflict, and counted once") {
    Flaky store;
    Service service({tests::base_policy(), "BRL", Shop::kKey}, store);
    const auto ask = [&](std::string_view target) {
        const Request request{"GET", target, "", "", "", "", ""};
        return service.handle_together({&request, 1}, {SimTime{}, 1});
    };
    store.failures = 3;
    CHECK(ask("/health").value().front().status == 200);
    store.failures = 1;
    store.kind = StoreError::Kind::unavailable;
    CHECK(ask("/health").value().front().status == 503);
    CHECK(service.trouble() == "somebody was faster");
    CHECK(holds(ask("/metrics").value().front().body,
                "class=\"2xx\"} 1\nordersim_http_replies_total{class=\"3xx\"} 0\n"
                "ordersim_http_replies_total{class=\"4xx\"} 0\n"
                "ordersim_http_replies_total{class=\"5xx\"} 1\n"));
    CHECK(service.trouble().empty());
    store.failures = 1000;
    store.kind = StoreError::Kind::conflict;
    CHECK(ask("/health").value().front().status == 503);
    store.failures = 1;
    store.kind = StoreError::Kind::broken;
    CHECK_FALSE(ask("/health"));
}

TEST_CASE("service: an order is cancelled as the guide says, step by step") {
    Shop shop;
    shop.place_and_pay();
    Reply reply = shop.buyer("GET", "/orders/1/actions");
    CHECK(holds(reply.body, "request_cancel"));
    reply = shop.buyer("POST", "/orders/1/cancel",
                       R"({"command":"request_cancel","reason":"mistake"})");
    CHECK(reply.status == 200);
    CHECK(holds(reply.body, R"("state":"cancel_pending")"));
    CHECK(holds(shop.ask(Actor::seller, "s1", "GET", "/orders/1/actions").body,
                "approve_cancel"));
    reply = shop.ask(Actor::seller, "s1", "POST", "/orders/1/cancel/decision",
                     R"({"command":"approve_cancel"})");
    CHECK(holds(reply.body, R"("state":"refunding")"));
    CHECK(holds(shop.buyer("GET", "/orders/1/refunds").body, R"("amount":1000)"));
    CHECK(holds(shop.ask(Actor::seller, "s1", "GET", "/notifications").body,
                "buyer requests cancellation"));
}

TEST_CASE("service: silence is answered by the deadline, without a request") {
    Shop shop;
    shop.place_and_pay();
    REQUIRE(shop.buyer("POST", "/orders/1/cancel", R"({"command":"request_cancel"})").status ==
            200);
    const SimTime deadline = shop.service().next_deadline();
    shop.service().fire_until(deadline);
    CHECK(shop.store().find(1)->order.regions.request == order::RequestState::requested);
    shop.service().fire_until(deadline + SimDuration(1));
    CHECK(shop.store().find(1)->order.regions.request == order::RequestState::approved);
}

TEST_CASE("service: while the store cannot be written, only what still holds can be read") {
    Full store;
    Service service({tests::base_policy(), "BRL", Shop::kKey}, store);
    const wire::Tokens tokens(Shop::kKey);
    const std::string bearer = "Bearer " + tokens.issue({Actor::buyer, "b1"}, 1000);
    SimTime at{};
    const auto ask = [&](std::string_view method, std::string_view target, std::string_view body) {
        const Request request{method, target, body, bearer, "", "", ""};
        return service.handle_together({&request, 1}, {at, 1}).value().front();
    };
    REQUIRE(ask("POST", "/orders",
                R"({"command":"place_order","amount":1000,"minutes":10000,"seller":"s1"})")
                .status == 201);
    const std::string told = ask("GET", "/notifications", "").body;
    const SimTime deadline = service.next_deadline();

    store.is_full = true;
    CHECK(ask("POST", "/orders/1/cancel", R"({"command":"cancel_unpaid"})").status == 503);
    CHECK(ask("GET", "/orders/1", "").status == 200);
    CHECK(ask("GET", "/orders", "").status == 200);
    CHECK(ask("GET", "/notifications", "").body == told);
    const Reply health = ask("GET", "/health", "");
    CHECK(health.status == 503);
    CHECK(holds(health.body, "no space is left"));
    CHECK(service.trouble() == "no space is left");
    at = deadline + SimDuration(1);
    CHECK(ask("GET", "/orders/1", "").status == 503);  // its deadline should have changed it
    CHECK(ask("GET", "/orders", "").status == 503);
    CHECK(ask("GET", "/metrics", "").status == 200);
    CHECK(store.find(1)->order.version == 1);

    store.is_full = false;
    CHECK(ask("GET", "/health", "").status == 200);
    CHECK(ask("GET", "/orders/1", "").etag == "\"2\"");
    CHECK(service.trouble().empty());
}

TEST_CASE("service: a service that starts on a store takes up its deadlines") {
    Shop shop;
    shop.place_and_pay();
    Service again({tests::base_policy(), "BRL", Shop::kKey}, shop.store());
    CHECK(again.next_deadline() == shop.service().next_deadline());
    again.fire_until(kNever - SimDuration(1));
    CHECK(shop.store().find(1)->order.regions.order == order::OrderState::refunding);
}

TEST_CASE("service: a request with its key again is answered again, and does nothing") {
    Shop shop;
    shop.place_and_pay();
    const std::string_view body = R"({"command":"request_cancel","reason":"mistake"})";
    const auto cancel = [&](std::string_view what) {
        return shop.ask(Actor::buyer, "b1", "POST", "/orders/1/cancel", what, "key-1");
    };
    const Reply first = cancel(body);
    const std::uint32_t version = shop.store().find(1)->order.version;
    const Reply second = cancel(body);
    CHECK(second.status == first.status);
    CHECK(second.body == first.body);
    CHECK(second.etag == first.etag);
    CHECK(shop.store().find(1)->order.version == version);
    CHECK(cancel(R"({"command":"request_cancel","reason":"other"})").status == 422);
    CHECK(shop.ask(Actor::buyer, "b1", "POST", "/orders/1/cancel", body, "key-2").status == 409);
}

TEST_CASE("service: a command on a version that has moved on is refused as stale") {
    Shop shop;
    shop.place_and_pay();
    const auto cancel = [&](std::string_view if_match) {
        return shop.ask(Actor::buyer, "b1", "POST", "/orders/1/cancel",
                        R"({"command":"request_cancel"})", "", if_match);
    };
    const Reply stale = cancel("\"1\"");
    CHECK(stale.status == 412);
    CHECK(stale.etag == "\"3\"");
    CHECK(cancel("3").status == 400);
    CHECK(cancel("\"3\"").status == 200);
}

TEST_CASE("service: nobody sees or moves what is not his") {
    Shop shop;
    shop.place_and_pay();
    CHECK(shop.ask(Actor::buyer, "b2", "GET", "/orders/1").status == 404);
    CHECK(shop.ask(Actor::seller, "s2", "GET", "/orders/1").status == 404);
    CHECK(shop.ask(Actor::platform, "support", "GET", "/orders/1").status == 404);
    CHECK(shop.ask(Actor::buyer, "b2", "POST", "/orders/1/cancel",
                   R"({"command":"request_cancel"})").status == 404);
    CHECK(shop.ask(Actor::seller, "s1", "POST", "/orders/1/cancel",
                   R"({"command":"request_cancel"})").status == 403);
    CHECK(shop.ask(Actor::buyer, "b2", "GET", "/orders").body == "[]");
    CHECK(holds(shop.ask(Actor::buyer, "b1", "GET", "/orders").body, R"("id":"1")"));
    CHECK(shop.service().handle({"GET", "/orders/1", "", "Bearer x", "", "", ""}, shop.now())
              .status == 401);
}

TEST_CASE("service: hooks are taken by their signature alone, and twice does no harm") {
    Shop shop;
    shop.place_and_pay();
    const std::string body = R"({"command":"payment_verified","order":"1"})";
    const std::uint32_t version = shop.store().find(1)->order.version;
    CHECK(holds(shop.hook("/hooks/payment", body).body, "recorded"));
    CHECK(shop.store().find(1)->order.version == version);
    CHECK(shop.service().handle({"POST", "/hooks/payment", body, "", "", "", "00"}, shop.now())
              .status == 401);
    CHECK(shop.hook("/hooks/carrier", body).status == 400);
    CHECK(shop.hook("/hooks/payment", R"({"command":"payment_verified","order":"7"})").status ==
          404);
}

TEST_CASE("service: messages are kept in their order") {
    Shop shop;
    shop.place_and_pay();
    CHECK(shop.buyer("POST", "/orders/1/messages",
                     R"({"command":"send_message","text":"please \"stop\""})").status == 200);
    CHECK(shop.ask(Actor::seller, "s1", "GET", "/orders/1/messages").body ==
          R"([{"from":"buyer","at_us":0,"text":"please \"stop\""}])");
}

TEST_CASE("service: accounts log in with the key, and only people do") {
    Shop shop;
    const auto log_in = [&](const std::string& body) {
        return shop.service().handle({"POST", "/login", body, "", "", "", ""}, shop.now());
    };
    const std::string key = Shop::kKey;
    CHECK(holds(log_in(R"({"role":"buyer","account":"b1","key":")" + key + "\"}").body, "token"));
    CHECK(log_in(R"({"role":"buyer","account":"b1","key":"wrong"})").status == 401);
    CHECK(log_in(R"({"role":"gateway","account":"g","key":")" + key + "\"}").status == 400);
    CHECK(log_in(R"({"role":"buyer","account":"a.b","key":")" + key + "\"}").status == 400);
    CHECK(log_in("{").status == 400);
}

TEST_CASE("service: unknown paths, and methods that a path does not take") {
    Shop shop;
    CHECK(shop.buyer("GET", "/nothing").status == 404);
    CHECK(shop.buyer("GET", "/orders/0").status == 404);
    CHECK(shop.buyer("GET", "/orders/99999999999999999999").status == 404);
    const Reply reply = shop.buyer("PUT", "/orders/1/cancel");
    CHECK(reply.status == 405);
    CHECK(reply.allow == "DELETE, POST");
    CHECK(shop.buyer("GET", "/orders?state=lost").status == 400);
}

TEST_CASE("service: a token that was taken once is not taken after its time") {
    Shop shop;
    const auto health = [&](std::int64_t unix_seconds) {
        const std::string bearer =
            "Bearer " + wire::Tokens(Shop::kKey).issue({Actor::buyer, "b1"}, 1000);
        return shop.service()
            .handle({"GET", "/orders", "", bearer, "", "", ""}, {SimTime{}, unix_seconds})
            .status;
    };
    CHECK(health(999) == 200);
    CHECK(health(1000) == 401);
}

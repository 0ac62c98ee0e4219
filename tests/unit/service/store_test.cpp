#include "sim/service/memory_store.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;
using namespace ordersim::service;

/// What every kind of store promises.
TEMPLATE_TEST_CASE("store: orders, messages and replies are found again", "", MemoryStore) {
    TestType store;
    CHECK(store.find(1) == nullptr);
    CHECK(store.insert({0, "b1", "s1", SimTime{}, {}}) == 1);
    CHECK(store.insert({0, "b2", "s1", SimTime{}, {}}) == 2);
    CHECK(store.size() == 2);
    CHECK(store.find(0) == nullptr);
    CHECK(store.find(2)->buyer == "b2");
    CHECK(store.orders_of("s1") == std::vector<std::uint64_t>{2, 1});
    CHECK(store.orders_of("nobody").empty());

    order::Order changed = store.find(1)->order;
    ++changed.version;
    store.update(1, changed);
    CHECK(store.find(1)->order == changed);
    CHECK(store.find(2)->order.version == 0);

    store.append(1, {order::Actor::buyer, SimTime{}, "hello"});
    CHECK(store.messages(1).size() == 1);
    CHECK(store.messages(2).empty());

    CHECK(store.reply_of("k") == nullptr);
    store.keep_reply("k", {"asked", 409, "body", "\"1\""});
    CHECK(store.reply_of("k")->status == 409);
    CHECK(store.sync());
}

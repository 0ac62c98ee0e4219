#include "sim/service/memory_store.hpp"

#include "sim/service/sqlite_store.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <memory>

#include "tests/support/temporary_folder.hpp"

using namespace ordersim;
using namespace ordersim::service;

namespace {

/// A store of each kind, with what it needs.
struct InMemory {
    MemoryStore store;
};
struct InFile {
    tests::TemporaryFolder folder;
    std::unique_ptr<SqliteStore> opened = open();
    Store& store = *opened;

    [[nodiscard]] std::unique_ptr<SqliteStore> open() const {
        auto made = SqliteStore::open(folder.file("orders"), {0, 1});
        REQUIRE(made);
        return std::move(*made);
    }
};

order::Order order_of_version(std::uint32_t version) {
    order::Order order;
    order.version = version;
    order.total = {1234};
    order.deadline[1] = SimTime(SimDuration(99));
    return order;
}

std::string refusal(const std::string& path, const ClockOrigin& origin = {0, 1}) {
    const auto store = SqliteStore::open(path, origin);
    REQUIRE_FALSE(store);
    return store.error().message;
}

}  // namespace

/// What every kind of store promises.
TEMPLATE_TEST_CASE("store: orders, messages and replies are found again", "", InMemory, InFile) {
    TestType kind;
    Store& store = kind.store;
    CHECK(store.find(1) == nullptr);
    CHECK(store.insert({0, "b1", "s1", SimTime{}, {}}) == 1);
    CHECK(store.insert({0, "b2", "s1", SimTime{}, {}}) == 2);
    CHECK(store.books().orders == 2);
    CHECK(store.find(0) == nullptr);
    CHECK(store.find(2)->buyer == "b2");
    CHECK(store.orders_of("s1", 9, 9) == std::vector<std::uint64_t>{2, 1});
    CHECK(store.orders_of("s1", 2, 9) == std::vector<std::uint64_t>{1});
    CHECK(store.orders_of("s1", 9, 1) == std::vector<std::uint64_t>{2});
    CHECK(store.orders_of("nobody", 9, 9).empty());

    order::Order changed = store.find(1)->order;
    ++changed.version;
    store.update(1, changed);
    CHECK(store.find(1)->order == changed);
    CHECK(store.find(2)->order.version == 0);

    store.append(1, {order::Actor::buyer, SimTime{}, "hello"});
    CHECK(store.messages(1).size() == 1);
    CHECK(store.messages(2).empty());

    CHECK(store.reply_of("k") == nullptr);
    store.keep_reply("k", {"asked", 409, "body", "\"1\"", 0});
    CHECK(store.reply_of("k")->status == 409);
    store.keep_reply("k", {"asked", 409, "body", "\"1\"", 100});
    store.keep_reply("later", {"asked", 200, "body", "\"1\"", 101});
    store.forget_replies(100);
    CHECK(store.reply_of("k") != nullptr);
    store.forget_replies(101);
    CHECK(store.reply_of("k") == nullptr);
    CHECK(store.reply_of("later") != nullptr);
    CHECK(store.sync());
}

TEST_CASE("store: what was synced is there for the next process, what was not is gone whole") {
    InFile file;
    file.opened->insert({0, "b1", "s1", SimTime(SimDuration(5)), order_of_version(1)});
    file.opened->append(1, {order::Actor::seller, SimTime(SimDuration(6)), "wait"});
    file.opened->keep_reply("k", {"asked", 200, "body", "\"1\"", 0});
    REQUIRE(file.opened->sync());
    file.opened->update(1, order_of_version(2));
    file.opened->insert({0, "b2", "s1", SimTime{}, {}});
    file.opened.reset();

    const auto again = file.open();
    CHECK(again->books().orders == 1);
    CHECK(again->find(1)->order == order_of_version(1));
    CHECK(again->find(1)->buyer == "b1");
    CHECK(again->find(1)->placed_at == SimTime(SimDuration(5)));
    CHECK(again->messages(1).front().text == "wait");
    CHECK(again->reply_of("k")->body == "body");
}

TEST_CASE("store: the orders' clock goes on at the pace that the file was made with") {
    const tests::TemporaryFolder folder;
    const std::string path = folder.file("orders");
    REQUIRE(SqliteStore::open(path, {1000, 60}));
    CHECK((*SqliteStore::open(path, {5000, 60}))->origin().unix_us == 1000);
    CHECK(refusal(path, {5000, 1}).find("--clock-factor") != std::string::npos);
}

TEST_CASE("store: a second process is kept out while the first is there") {
    InFile file;
    CHECK(refusal(file.folder.file("orders")).find("another process") != std::string::npos);
    file.opened.reset();
    CHECK(file.open());
}

TEST_CASE("store: what is no store of orders is refused") {
    const tests::TemporaryFolder folder;
    std::ofstream(folder.file("text")) << std::string(4096, 'x');
    CHECK(refusal(folder.file("text")).find("no store") != std::string::npos);
    CHECK(refusal(folder.file("no/folder")).find("cannot open") != std::string::npos);
}

#include "sim/service/memory_store.hpp"

#include "sim/service/sqlite_store.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
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

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A store as a kill leaves it: `orders` orders, each of a sync of its own, all of them in the log.
struct Left {
    std::string file;
    std::string log;

    explicit Left(int orders) {
        const InFile left;
        for (int i = 0; i < orders; ++i) {
            left.opened->insert({0, "somebody", "s1", SimTime{}, order_of_version(1)});
            REQUIRE(left.opened->sync());
        }
        file = content_of(left.folder.file("orders"));
        log = content_of(left.folder.file("orders-wal"));
    }
    void put(const tests::TemporaryFolder& folder) const {
        std::ofstream(folder.file("orders"), std::ios::binary) << file;
        std::ofstream(folder.file("orders-wal"), std::ios::binary) << log;
    }
};

/// No file of this process grows beyond that while it lives: a full disk, as far as it can tell.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes_most) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit now{bytes_most, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

}  // namespace

/// What every kind of store promises.
TEMPLATE_TEST_CASE("store: orders, messages and replies are found again", "", InMemory, InFile) {
    TestType kind;
    Store& store = kind.store;
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
    CHECK(file.opened->has_unsynced());
    REQUIRE(file.opened->sync());
    CHECK_FALSE(file.opened->has_unsynced());
    file.opened->update(1, order_of_version(2));
    file.opened->insert({0, "b2", "s1", SimTime{}, {}});
    file.opened.reset();

    const auto again = file.open();
    CHECK(again->size() == 1);
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

TEST_CASE("store: what could not be written is not read, and can be written when there is space") {
    InFile file;
    file.store.insert({0, "b1", "s1", SimTime{}, order_of_version(1)});
    REQUIRE(file.store.sync());
    {
        const FullDisk full(100);
        file.store.insert({0, "b2", "s1", SimTime{}, {}});
        file.store.update(1, order_of_version(2));
        const auto synced = file.store.sync();
        REQUIRE_FALSE(synced);
        CHECK(synced.error().kind == StoreError::Kind::unavailable);
        CHECK(file.store.find(1)->order == order_of_version(1));
        CHECK(file.store.size() == 1);
        CHECK(file.store.orders_of("b2").empty());
    }
    REQUIRE(file.store.recover());
    CHECK(file.store.insert({0, "b3", "s1", SimTime{}, {}}) == 2);
    REQUIRE(file.store.sync());
    file.opened.reset();
    CHECK(file.open()->find(2)->buyer == "b3");
}

TEST_CASE("store: a byte in the file that is not as it was written is noticed") {
    const tests::TemporaryFolder folder;
    Left left(3);
    left.put(folder);
    REQUIRE(SqliteStore::open(folder.file("orders"), {0, 1}));  // puts the log into the file
    left.file = content_of(folder.file("orders"));
    left.log.clear();
    left.file[left.file.find("somebody")] = 'S';
    left.put(folder);
    CHECK(refusal(folder.file("orders")).find("damaged") != std::string::npos);
}

TEST_CASE("store: a broken log is refused where commits follow, and ends where none does") {
    const tests::TemporaryFolder folder;
    const Left whole(3);
    Left broken = whole;
    broken.log[broken.log.find("somebody")] = 'S';
    broken.put(folder);
    CHECK(refusal(folder.file("orders")).find("damaged") != std::string::npos);
    CHECK(content_of(folder.file("orders-wal")) == broken.log);  // it stays as it is found
    Left headless = whole;
    headless.log[16] = static_cast<char>(headless.log[16] ^ 1);
    headless.put(folder);
    CHECK(refusal(folder.file("orders")).find("damaged") != std::string::npos);
    Left torn = whole;
    torn.log[torn.log.rfind("somebody")] = 'S';
    torn.put(folder);
    const auto opened = SqliteStore::open(folder.file("orders"), {0, 1});
    REQUIRE(opened);
    CHECK((*opened)->size() == 2);
}

#include "sim/service/memory_store.hpp"

#include "sim/service/sqlite_store.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <memory>

#include "sim/service/postgres_store.hpp"
#include "tests/support/database.hpp"
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

struct InDatabase {
    tests::Database database;
    std::unique_ptr<PostgresStore> opened = open();
    Store& store = *opened;

    [[nodiscard]] std::unique_ptr<PostgresStore> open() const {
        auto made = PostgresStore::open(database.url(), {0, 1});
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

void begin(Store& store) { REQUIRE(store.begin({}, SimTime{})); }
void sync(Store& store) { REQUIRE(store.sync()); }

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
TEMPLATE_TEST_CASE("store: orders, messages and replies are found again", "", InMemory, InFile,
                   InDatabase) {
    TestType kind;
    Store& store = kind.store;
    // All in one batch, or a batch each: what a batch wrote it sees itself.
    const bool is_batched = GENERATE(true, false);
    const auto next_batch = [&] {
        if (!is_batched) {
            sync(store);
            begin(store);
        }
    };
    begin(store);
    CHECK(store.find(1) == nullptr);
    const std::uint64_t one = store.insert({0, "b1", "s1", SimTime(SimDuration(5)), {}});
    const std::uint64_t two = store.insert({0, "b2", "s1", SimTime{}, {}});
    store.set_due(one, kNever);
    store.set_due(two, kNever);
    CHECK(one == 1);
    CHECK(two == 2);
    next_batch();
    CHECK(store.books().orders == 2);
    CHECK(store.find(0) == nullptr);
    CHECK(store.find(1)->placed_at == SimTime(SimDuration(5)));
    CHECK(store.find(2)->buyer == "b2");
    CHECK(store.orders_of("s1", 9, 9) == std::vector<std::uint64_t>{2, 1});
    CHECK(store.orders_of("s1", 2, 9) == std::vector<std::uint64_t>{1});
    CHECK(store.orders_of("s1", 9, 1) == std::vector<std::uint64_t>{2});
    CHECK(store.orders_of("nobody", 9, 9).empty());

    order::Order changed = store.find(1)->order;
    ++changed.version;
    store.update(1, changed);
    next_batch();
    CHECK(store.find(1)->order == changed);
    CHECK(store.find(2)->order.version == 0);

    store.append(1, {order::Actor::buyer, SimTime(SimDuration(7)), "hello"});
    next_batch();
    REQUIRE(store.messages(1).size() == 1);
    CHECK(store.messages(1).front().text == "hello");
    CHECK(store.messages(1).front().at == SimTime(SimDuration(7)));
    CHECK(store.messages(2).empty());
    sync(store);
}

TEMPLATE_TEST_CASE("store: replies are kept under their keys, and forgotten in time", "", InMemory,
                   InFile, InDatabase) {
    TestType kind;
    Store& store = kind.store;
    begin(store);
    CHECK(store.reply_of("k") == nullptr);
    store.keep_reply("k", {"asked", 409, "body", "\"1\"", 0});
    CHECK(store.reply_of("k")->status == 409);
    sync(store);
    begin(store);
    CHECK(store.reply_of("k")->body == "body");
    store.keep_reply("k", {"asked", 409, "body", "\"1\"", 100});
    store.keep_reply("later", {"asked", 200, "body", "\"1\"", 101});
    sync(store);
    begin(store);
    store.forget_replies(100);
    sync(store);
    begin(store);
    CHECK(store.reply_of("k") != nullptr);
    store.forget_replies(101);
    sync(store);
    begin(store);
    CHECK(store.reply_of("k") == nullptr);
    CHECK(store.reply_of("later") != nullptr);
    sync(store);
}

TEMPLATE_TEST_CASE("store: the earliest deadline is the next, whenever it was set", "", InMemory,
                   InFile, InDatabase) {
    TestType kind;
    Store& store = kind.store;
    begin(store);
    const std::uint64_t late = store.insert({0, "b1", "s1", SimTime{}, {}});
    const std::uint64_t early = store.insert({0, "b1", "s1", SimTime{}, {}});
    store.set_due(late, SimTime(SimDuration(20)));
    store.set_due(early, SimTime(SimDuration(30)));
    store.set_due(early, SimTime(SimDuration(10)));
    sync(store);
    REQUIRE(store.begin({.reads = {}, .writes = {}, .keys = {}, .deadlines = true},
                        SimTime(SimDuration(25))));
    REQUIRE(store.next_due());
    CHECK(store.next_due()->order == early);
    store.set_due(early, kNever);
    CHECK(store.next_due()->order == late);
    CHECK(store.next_due()->at == SimTime(SimDuration(20)));
    store.set_due(late, kNever);
    CHECK_FALSE(store.next_due());
    sync(store);
}

TEMPLATE_TEST_CASE("store: notifications and books", "", InMemory, InFile, InDatabase) {
    TestType kind;
    Store& store = kind.store;
    for (const char* buyer : {"b1", "b2", "b1"}) {
        begin(store);
        const std::uint64_t id = store.insert({0, buyer, "s1", SimTime{}, {}});
        store.tell(*store.find(id), {.order = id, .at = SimTime(SimDuration(3)), .transition = 4});
        order::Order bought;
        bought.regions.stock = order::StockState::reserved;
        bought.quantity = 2;
        store.book({}, bought);
        sync(store);
    }
    begin(store);
    const auto told = store.events_of(order::Actor::buyer, "b1", 0, 9);
    REQUIRE(told.size() == 2);
    CHECK(told[0].order == 1);
    CHECK(told[1].order == 3);
    CHECK(told[1].transition == 4);
    CHECK(told[1].at == SimTime(SimDuration(3)));
    CHECK(store.events_of(order::Actor::buyer, "b1", told[0].number, 9).size() == 1);
    CHECK(store.events_of(order::Actor::seller, "s1", 0, 2).size() == 2);
    CHECK(store.events_of(order::Actor::seller, "b1", 0, 9).empty());
    CHECK(store.books().orders == 3);
    CHECK(store.books().stock_taken == 6);
    sync(store);
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
        CHECK(file.store.books().orders == 1);
        CHECK(file.store.orders_of("b2", 9, 9).empty());
    }
    const auto refused = file.store.begin({}, SimTime{});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == StoreError::Kind::read_only);
    Needs needs;
    needs.deadlines = true;
    REQUIRE(file.store.begin(needs, SimTime{}));
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
    CHECK((*opened)->books().orders == 2);
}

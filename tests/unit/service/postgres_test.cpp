#include <catch2/catch.hpp>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "sim/service/postgres_store.hpp"
#include "sim/service/service.hpp"
#include "sim/wire/tokens.hpp"
#include "tests/support/database.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using namespace ordersim::service;

namespace {

const std::string kKey = "0123456789abcdef";

SimTime at(std::int64_t micros) { return SimTime(SimDuration(micros)); }

std::unique_ptr<PostgresStore> opened(const tests::Database& database) {
    auto made = PostgresStore::open(database.url(), {0, 1});
    REQUIRE(made);
    return std::move(*made);
}

/// One of the processes that serve a database.
class Process {
public:
    explicit Process(const tests::Database& database)
        : store_(opened(database)), service_({tests::base_policy(), "BRL", kKey}, *store_) {}

    PostgresStore& store() { return *store_; }

    Reply ask(const Request& request, SimTime now) {
        return service_.handle_together({&request, 1}, {now, 0}).value().front();
    }
    Reply place(SimTime now, std::string_view key = {}) {
        return ask({"POST", "/orders",
                    R"({"command":"place_order","amount":1000,"minutes":10000,"seller":"s1"})",
                    buyer_, key, {}, {}},
                   now);
    }
    Reply look(std::uint64_t id, SimTime now) {
        const std::string path = "/orders/" + std::to_string(id);
        return ask({"GET", path, {}, buyer_, {}, {}, {}}, now);
    }
    Reply cancel(std::uint64_t id, SimTime now, std::string_view key = {}) {
        const std::string path = "/orders/" + std::to_string(id) + "/cancel";
        return ask({"POST", path, R"({"command":"cancel_unpaid"})", buyer_, key, {}, {}}, now);
    }
    SimTime deadline(std::uint64_t id) {
        REQUIRE(store_->begin({}, at(1)));
        const SimTime deadline = order::next_deadline(store_->find(id)->order).at;
        REQUIRE(store_->sync());
        return deadline;
    }
    Reply list(SimTime now) { return ask({"GET", "/orders", {}, buyer_, {}, {}, {}}, now); }
    tl::expected<std::vector<Reply>, StoreError> try_list(SimTime now) {
        const Request request{"GET", "/orders", {}, buyer_, {}, {}, {}};
        return service_.handle_together({&request, 1}, {now, 0});
    }
    Reply say(std::string_view body, SimTime now) {
        return ask({"POST", "/orders/1/messages", body, buyer_, {}, {}, {}}, now);
    }
    void fire(SimTime now) { REQUIRE(service_.handle_together({}, {now, 0})); }
    std::uint64_t fired(SimTime now) {
        const std::string text = ask({"GET", "/metrics", {}, {}, {}, {}, {}}, now).body;
        const std::string name = "\nordersim_deadlines_fired_total ";
        return std::stoull(text.substr(text.find(name) + name.size()));
    }

private:
    std::unique_ptr<PostgresStore> store_;
    Service service_;
    std::string buyer_ =
        "Bearer " + wire::Tokens(kKey).issue({order::Actor::buyer, "anna"}, 1'000'000);
};

}  // namespace

TEST_CASE("postgres: what one process wrote the next request finds at another") {
    const tests::Database database;
    Process one(database);
    Process two(database);
    CHECK(one.place(at(1)).status == 201);
    CHECK(two.look(1, at(2)).body == one.look(1, at(2)).body);
    CHECK(two.cancel(1, at(3)).status == 200);
    CHECK(one.cancel(1, at(4)).status == 409);
    CHECK(one.look(1, at(4)).body.find(R"("state":"closed_unpaid")") != std::string::npos);
}

TEST_CASE("postgres: a deadline fires once, whichever process comes first") {
    constexpr std::uint64_t kOrders = 200;
    const tests::Database database;
    Process one(database);
    Process two(database);
    for (std::uint64_t i = 0; i < kOrders; ++i) {
        REQUIRE(one.place(at(1)).status == 201);
    }
    const SimTime after = one.deadline(1) + SimDuration(1);
    const auto look_at_all = [after](Process& process) {
        std::uint64_t fired = 0;
        for (std::uint64_t id = 1; id <= kOrders; ++id) {
            fired += process.look(id, after).etag == "\"2\"" ? 1U : 0U;
        }
        return fired;
    };
    // One goes through them by their deadlines, the other by their numbers.
    std::uint64_t seen = 0;
    std::thread other([&] { seen = look_at_all(two); });
    one.fire(after);
    other.join();
    CHECK(seen == kOrders);
    CHECK(look_at_all(one) == kOrders);
    CHECK(one.fired(after) + two.fired(after) == kOrders);
    CHECK(one.fired(after + SimDuration(1)) + two.fired(after) == kOrders);
}

TEST_CASE("postgres: a process whose clock is behind changes nothing before what it finds") {
    const tests::Database database;
    Process ahead(database);
    Process behind(database);
    REQUIRE(ahead.place(at(1)).status == 201);
    const SimTime deadline = ahead.deadline(1);
    CHECK(ahead.look(1, deadline + SimDuration(500)).etag == "\"2\"");
    const Reply late = behind.cancel(1, deadline - SimDuration(500));
    CHECK(late.status == 409);
    const std::string instant =
        R"("at_us":)" + std::to_string((deadline + SimDuration(500)).time_since_epoch().count());
    CHECK(late.body.find(instant) != std::string::npos);
}

TEST_CASE("postgres: one key at two processes at once takes effect once") {
    constexpr int kKeys = 100;
    const tests::Database database;
    Process one(database);
    Process two(database);
    std::vector<Reply> first(kKeys);
    std::vector<Reply> second(kKeys);
    const auto place_all = [](Process& process, std::vector<Reply>& replies) {
        for (std::size_t i = 0; i < replies.size(); ++i) {
            replies[i] = process.place(at(1), "key" + std::to_string(i));
        }
    };
    std::thread other([&] { place_all(two, second); });
    place_all(one, first);
    other.join();
    for (std::size_t i = 0; i < first.size(); ++i) {
        CHECK(first[i].status == 201);
        CHECK(first[i].body == second[i].body);
    }
    REQUIRE(one.store().begin({}, at(1)));
    CHECK(one.store().books().orders == kKeys);
    REQUIRE(one.store().sync());
}

TEST_CASE("postgres: what the server asks to be done again is done again") {
    const tests::Database database;
    Process process(database);
    REQUIRE(process.place(at(1)).status == 201);
    const char* const state = GENERATE("40001", "40P01");
    database.run(std::string("CREATE SEQUENCE tries; CREATE FUNCTION refuse() RETURNS trigger AS "
                             "$$ BEGIN IF nextval('tries') % 3 <> 0 THEN RAISE EXCEPTION 'again' "
                             "USING ERRCODE = '") +
                 state + "'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql; CREATE TRIGGER refuse "
                         "BEFORE UPDATE ON ordersim.orders FOR EACH ROW EXECUTE FUNCTION refuse()");
    const Reply done = process.cancel(1, at(2), "k");
    CHECK(done.status == 200);
    CHECK(process.cancel(1, at(3), "k").body == done.body);
    CHECK(process.look(1, at(3)).etag == "\"2\"");
}

TEST_CASE("postgres: a connection that is lost is made again, also in the midst of a commit") {
    const tests::Database database;
    Process process(database);
    REQUIRE(process.place(at(1)).status == 201);
    database.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                 "current_database() AND pid <> pg_backend_pid()");
    CHECK(process.look(1, at(2)).status == 200);
    database.run("CREATE SEQUENCE tries; CREATE FUNCTION die() RETURNS trigger AS $$ BEGIN IF "
                 "nextval('tries') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END "
                 "IF; RETURN NULL; END $$ LANGUAGE plpgsql; CREATE CONSTRAINT TRIGGER die AFTER "
                 "UPDATE ON ordersim.orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE "
                 "FUNCTION die()");
    CHECK(process.cancel(1, at(3)).status == 200);
    CHECK(process.look(1, at(3)).etag == "\"2\"");
}

TEST_CASE("postgres: a database that cannot be had is a 503, and the next request tries again") {
    const tests::Database database;
    Process process(database);
    REQUIRE(process.place(at(1)).status == 201);
    database.run("ALTER TABLE ordersim.orders RENAME TO elsewhere");
    const Reply refused = process.cancel(1, at(2), "k");
    CHECK(refused.status == 503);
    CHECK(refused.body.find("orders\\\" does not exist") != std::string::npos);
    database.run("ALTER TABLE ordersim.elsewhere RENAME TO orders");
    CHECK(process.cancel(1, at(3), "k").status == 200);
}

TEST_CASE("postgres: what a list shows has its deadlines fired, and is written") {
    const tests::Database database;
    Process one(database);
    Process two(database);
    REQUIRE(one.place(at(1)).status == 201);
    const SimTime after = one.deadline(1) + SimDuration(1);
    const std::string listed = two.list(after).body;
    CHECK(listed.find(R"("state":"closed_unpaid")") != std::string::npos);
    CHECK(one.look(1, after).etag == "\"2\"");
}

TEST_CASE("postgres: a batch that finds what was written later than it began happens after it") {
    const tests::Database database;
    Process ahead(database);
    Process behind(database);
    REQUIRE(ahead.place(at(1)).status == 201);
    REQUIRE(ahead.cancel(1, at(900)).status == 200);
    PostgresStore& store = behind.store();
    REQUIRE(store.begin({}, at(5)));
    CHECK(store.find(1)->order.version == 2);
    const auto synced = store.sync();
    REQUIRE_FALSE(synced);
    CHECK(synced.error().kind == StoreError::Kind::conflict);
    CHECK(store.begin({}, at(5)).value() == at(900));
    REQUIRE(store.sync());
}

TEST_CASE("postgres: what no database can hold is refused to who sends it, not to others") {
    const tests::Database database;
    Process process(database);
    REQUIRE(process.place(at(1)).status == 201);
    CHECK(process.cancel(1, at(2), "\xff").status == 400);
    CHECK(process.say(R"({"command":"send_message","text":"a\u0000b"})", at(2)).status == 400);
    CHECK(process.say(R"({"command":"send_message","text":"\u00e4"})", at(2)).status == 200);
}

TEST_CASE("postgres: damaged orders are told of, also in a list") {
    const tests::Database database;
    Process process(database);
    REQUIRE(process.place(at(1)).status == 201);
    REQUIRE(process.place(at(1)).status == 201);
    database.run("UPDATE ordersim.orders SET record = 'x' WHERE id = 2");
    const auto told = process.try_list(at(2));
    REQUIRE_FALSE(told);
    CHECK(told.error().message.find("damaged") != std::string::npos);
}

TEST_CASE("postgres: what is no database of these orders is refused") {
    const tests::Database database;
    REQUIRE(PostgresStore::open(database.url(), {1000, 60}));
    CHECK((*PostgresStore::open(database.url(), {5000, 60}))->origin().unix_us == 1000);
    const auto faster = PostgresStore::open(database.url(), {0, 1});
    REQUIRE_FALSE(faster);
    CHECK(faster.error().message.find("--clock-factor") != std::string::npos);
    database.run("UPDATE ordersim.store SET layout = layout + 1");
    const auto other = PostgresStore::open(database.url(), {0, 60});
    REQUIRE_FALSE(other);
    CHECK(other.error().message.find("another version") != std::string::npos);
    const auto garbled = PostgresStore::open("postgresql://u:SEC%RET@h/x", {0, 1});
    REQUIRE_FALSE(garbled);
    CHECK(garbled.error().message.find("SEC") == std::string::npos);
    const auto nowhere = PostgresStore::open("postgresql:///none?host=/nowhere", {0, 1});
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().message.find("/nowhere") != std::string::npos);
}

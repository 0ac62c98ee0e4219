#include "sim/experiment/store.hpp"

#include <sqlite3.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/support/temporary_folder.hpp"

using namespace ordersim;
using experiment::RunStore;

namespace {

experiment::StoredReplication replication(std::uint32_t number, double hits) {
    experiment::StoredReplication made{number, 100, 5000, {}};
    made.samples.assign(experiment::study_metrics().size(), {hits, 3});
    made.samples.back() = {};
    return made;
}

experiment::PointKey key(const std::string& hash) {
    return {hash, "small", "late", "1.0", 7, {{"policy.grace_window", "\"1h\""}}};
}

RunStore open(const std::string& path) {
    auto store = RunStore::open(path);
    REQUIRE(store);
    return std::move(*store);
}

/// Changes a file behind the store's back.
void execute(const std::string& path, const std::string& sql) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

std::string refusal(const std::string& path) {
    const auto store = RunStore::open(path);
    REQUIRE_FALSE(store);
    return store.error().message;
}

}  // namespace

TEST_CASE("store: what was put is there for the next process, to the last digit") {
    const tests::TemporaryFolder folder;
    const std::string path = folder.file("runs.sqlite");
    const double awkward = 0.1 + 0.2;
    {
        RunStore store = open(path);
        const auto point = store.point(key("aa"));
        REQUIRE(point);
        REQUIRE(store.put(*point, replication(3, awkward)));
        REQUIRE(store.put(*point, replication(0, 1)));
    }
    RunStore store = open(path);
    const auto point = store.point(key("aa"));
    const auto found = store.replications(*point);
    REQUIRE(found);
    REQUIRE(found->size() == 2);
    CHECK((*found)[0].number == 0);
    CHECK((*found)[1].samples.front().hits == awkward);
    CHECK((*found)[1].samples.back().tries == 0);
    CHECK((*found)[1].events == 5000);
}

TEST_CASE("store: points are told apart by their hash alone") {
    const tests::TemporaryFolder folder;
    RunStore store = open(folder.file("runs.sqlite"));
    const auto one = store.point(key("aa"));
    const auto other = store.point(key("bb"));
    CHECK(*one != *other);
    CHECK(*store.point(key("aa")) == *one);
    REQUIRE(store.put(*one, replication(0, 1)));
    CHECK(store.replications(*other)->empty());
}

TEST_CASE("store: a query reads values in their units, and cannot write") {
    const tests::TemporaryFolder folder;
    const std::string path = folder.file("runs.sqlite");
    RunStore store = open(path);
    REQUIRE(store.put(*store.point(key("aa")), replication(0, 1.5)));
    const auto read = experiment::query(
        path, "SELECT point, value FROM value WHERE metric = 'M01' AND label = ''");
    REQUIRE(read);
    CHECK(read->columns == std::vector<std::string>{"point", "value"});
    CHECK(read->rows.front() == std::vector<std::string>{"late", "0.5"});
    CHECK(read->is_numeric == std::vector<bool>{false, true});
    const auto written = experiment::query(path, "DELETE FROM sample");
    REQUIRE_FALSE(written);
    CHECK(written.error().message.find("ask with a SELECT") != std::string::npos);
    const auto two = experiment::query(path, "SELECT 1; DELETE FROM sample");
    REQUIRE_FALSE(two);
    CHECK(two.error().message.find("DELETE FROM sample") != std::string::npos);
    CHECK_FALSE(experiment::query(path, "SELECT nothing FROM nowhere"));
    CHECK_FALSE(experiment::query(folder.file("none"), "SELECT 1"));
}

TEST_CASE("store: a store of another version is refused and left alone") {
    const tests::TemporaryFolder folder;
    const std::string path = folder.file("runs.sqlite");
    { static_cast<void>(open(path)); }
    execute(path, "PRAGMA user_version = 99");
    CHECK(refusal(path).find("version 99") != std::string::npos);
    execute(path, "PRAGMA user_version = 1");
    CHECK(RunStore::open(path));
}

TEST_CASE("store: another program's database and a text are no run store") {
    const tests::TemporaryFolder folder;
    const std::string database = folder.file("other.sqlite");
    execute(database, "CREATE TABLE stars (name)");
    CHECK(refusal(database).find("another program") != std::string::npos);
    const std::string text = folder.file("text");
    std::ofstream(text) << "not a database, but long enough to be taken for one by its size. "
                           "Some more words, so that a page is full: lorem, ipsum, dolor.";
    CHECK(refusal(text).find("no run store") != std::string::npos);
    CHECK(refusal(folder.file("no/such/folder")).find("cannot open") != std::string::npos);
}

TEST_CASE("store: a file that another process keeps locked is refused in words") {
    const tests::TemporaryFolder folder;
    const std::string path = folder.file("runs.sqlite");
    { static_cast<void>(open(path)); }
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
    CHECK(refusal(path).find("locked by another process") != std::string::npos);
    sqlite3_close(other);
    CHECK(RunStore::open(path));
}

#include "sim/experiment/task_folder.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.hpp"

using namespace ordersim;
using experiment::TaskFolder;
namespace fs = std::filesystem;

namespace {

const experiment::TaskStudy kStudy{"abc", "ordersim sweep 'a b\\c'", "1.0"};

experiment::StoredReplication replication(std::uint32_t number, double hits) {
    experiment::StoredReplication made{number, 100, 5000, {}};
    made.samples.assign(5, {hits, 3});
    made.samples.back() = {};
    return made;
}

experiment::PointKey key(const std::string& hash) { return {hash, "small", "late", "1.0", 7, {}}; }

void put(const std::string& folder, const experiment::StoredReplication& done,
         const experiment::TaskStudy& study = kStudy) {
    auto tasks = TaskFolder::join(folder, study);
    REQUIRE(tasks);
    REQUIRE(tasks->put(*tasks->point(key("aa")), done));
}

std::string text_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}
void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string refusal(const std::vector<std::string>& folders) {
    const auto tasks = TaskFolder::gather(folders);
    REQUIRE_FALSE(tasks);
    return tasks.error().message;
}

}  // namespace

TEST_CASE("tasks: what one process did another finds, to the last digit") {
    const tests::TemporaryFolder temporary;
    const std::string folder = temporary.file("study");
    const double awkward = 0.1 + 0.2;
    put(folder, replication(3, awkward));
    put(folder, replication(0, 1e-300));
    auto joined = TaskFolder::join(folder, kStudy);
    REQUIRE(joined);
    const auto found = joined->replications(*joined->point(key("aa")));
    REQUIRE(found);
    REQUIRE(found->size() == 2);
    CHECK((*found)[0].number == 0);
    CHECK((*found)[0].samples[0].hits == 1e-300);
    CHECK((*found)[1].number == 3);
    CHECK((*found)[1].samples[0].hits == awkward);
    CHECK((*found)[1].samples.back().tries == 0);
    CHECK(joined->replications(*joined->point(key("bb")))->empty());
    CHECK(TaskFolder::study_of(folder)->command == kStudy.command);
}

TEST_CASE("tasks: folders of shards that did not share one come together") {
    const tests::TemporaryFolder temporary;
    put(temporary.file("a"), replication(0, 1));
    put(temporary.file("b"), replication(1, 2));
    put(temporary.file("b"), replication(0, 1));
    auto all = TaskFolder::gather({temporary.file("a"), temporary.file("b")});
    REQUIRE(all);
    CHECK(all->replications(*all->point(key("aa")))->size() == 2);
}

TEST_CASE("tasks: of another study they are refused, by name") {
    using Catch::Contains;
    const tests::TemporaryFolder temporary;
    const std::string a = temporary.file("a");
    const std::string b = temporary.file("b");
    experiment::TaskStudy other = kStudy;
    other.hash = "def";
    put(a, replication(0, 1));
    put(b, replication(0, 1), other);
    CHECK_THAT(TaskFolder::join(a, other).error().message,
               Contains("'" + a + "' holds the tasks of another study") && Contains("hash abc"));
    CHECK_THAT(refusal({a, b}), Contains("two studies") && Contains(a) && Contains(b));
    fs::copy(fs::path(b) / "tasks/aa/0.task", fs::path(a) / "tasks/aa/0.task",
             fs::copy_options::overwrite_existing);
    CHECK_THAT(refusal({a}), Contains("tasks/aa/0.task' is of another study (hash def"));
    CHECK_THAT(refusal({temporary.file("none")}), Contains("no file 'study'"));
}

TEST_CASE("tasks: cut off at any byte or changed in any, a task is known as damaged") {
    using Catch::Contains;
    const tests::TemporaryFolder temporary;
    const std::string folder = temporary.file("study");
    put(folder, replication(0, 1));
    const fs::path path = fs::path(folder) / "tasks/aa/0.task";
    const std::string whole = text_of(path);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        write(path, whole.substr(0, size));
        REQUIRE_THAT(refusal({folder}), Contains("is damaged; delete it, and run its shard again"));
    }
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string changed = whole;
        changed[at] ^= 1;
        write(path, changed);
        REQUIRE_THAT(refusal({folder}), Contains("is damaged"));
    }
    write(path, whole);
    CHECK(TaskFolder::gather({folder}));
    fs::rename(path, path.parent_path() / "1.task");
    CHECK_THAT(refusal({folder}), Contains("is damaged"));
    write(fs::path(folder) / "study", "ordersim.study/2\n");
    CHECK_THAT(refusal({folder}), Contains("study' is damaged, or of another version"));
}

TEST_CASE("tasks: two machines that do not compute alike are told apart") {
    const tests::TemporaryFolder temporary;
    put(temporary.file("a"), replication(0, 1));
    put(temporary.file("b"), replication(0, 1 + 1e-15));
    CHECK_THAT(refusal({temporary.file("a"), temporary.file("b")}),
               Catch::Contains("the machines do not compute alike"));
}

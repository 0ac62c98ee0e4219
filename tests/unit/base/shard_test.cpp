#include "sim/base/shard.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <vector>

using namespace ordersim;

namespace {

Environment environment(std::map<std::string, std::string> variables) {
    return [variables](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::string() : found->second;
    };
}

std::string read(const std::string& text, std::map<std::string, std::string> variables = {}) {
    const auto shard = parse_shard(text, environment(std::move(variables)));
    return shard ? shard->text() : shard.error();
}

}  // namespace

TEST_CASE("shard: it is named, or the engine says which it is") {
    CHECK(read("3/8") == "3/8");
    CHECK(read("1/1") == "1/1");
    CHECK(read("auto/8", {{"SLURM_ARRAY_TASK_ID", "8"}}) == "8/8");
    CHECK(read("auto/8", {{"JOB_COMPLETION_INDEX", "0"}}) == "1/8");
    CHECK(read("auto", {{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "4"}}) == "2/4");
    CHECK(read("auto", {{"PMI_RANK", "3"}, {"PMI_SIZE", "4"}}) == "4/4");
}

TEST_CASE("shard: what is none is told with what one looks like") {
    using Catch::Contains;
    for (const char* text : {"", "3", "0/8", "9/8", "3/0", "a/8", "3/b", "-1/8", "3/8/2", "auto/",
                             "99999999999/8"}) {
        CAPTURE(text);
        CHECK_THAT(read(text), Contains("a shard is 3/8 (the third of eight)"));
    }
    CHECK_THAT(read("auto/8"), Contains("the environment names no shard"));
    CHECK_THAT(read("auto", {{"SLURM_ARRAY_TASK_ID", "3"}}), Contains("of how many is not known"));
    CHECK_THAT(read("auto/8", {{"SLURM_ARRAY_TASK_ID", "9"}}),
               Contains("SLURM_ARRAY_TASK_ID=9 is none of 8 shards"));
    CHECK_THAT(read("auto/8", {{"SLURM_ARRAY_TASK_ID", "0"}}), Contains("none of 8 shards"));
}

TEST_CASE("shard: every task is owned once, whatever their number") {
    for (const std::uint32_t count : {1U, 2U, 7U}) {
        for (std::uint64_t task = 0; task < 30; ++task) {
            int owners = 0;
            for (std::uint32_t index = 0; index < count; ++index) {
                owners += Shard{index, count}.owns(task) ? 1 : 0;
            }
            CHECK(owners == 1);
        }
    }
    CHECK_FALSE(Shard{0, 0}.owns(0));
}

TEST_CASE("shard: each of any number of tasks is of one of them, as many as they say") {
    for (std::uint32_t count = 1; count <= 5; ++count) {
        for (std::uint64_t tasks = 0; tasks <= 12; ++tasks) {
            std::uint64_t owned = 0;
            for (std::uint32_t index = 0; index < count; ++index) {
                const Shard shard{index, count};
                std::uint64_t own = 0;
                for (std::uint64_t task = 0; task < tasks; ++task) {
                    own += shard.owns(task) ? 1U : 0U;
                }
                CHECK(shard.share_of(tasks) == own);
                owned += own;
            }
            CHECK(owned == tasks);
        }
    }
}

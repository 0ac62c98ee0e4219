#include "sim/measure/benchmark_json.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace ordersim::measure;

namespace {

std::string file_of(const std::string& entries) {
    return R"({"context": {"executable": "./build/kernel_bench", "host_name": "box",
        "library_build_type": "release"}, "benchmarks": [)" +
           entries + "]}";
}

std::string error_of(const std::string& entries) {
    const auto results = benchmarks_from_json(file_of(entries));
    REQUIRE_FALSE(results.has_value());
    return results.error().path + ": " + results.error().message;
}

}  // namespace

TEST_CASE("benchmark json: repetitions come in nanoseconds, aggregates are passed over") {
    const auto results = benchmarks_from_json(file_of(R"(
        {"name": "BM_a/repeats:2", "run_name": "BM_a/repeats:2", "run_type": "iteration",
         "repetitions": 2, "repetition_index": 0, "iterations": 10, "real_time": 2.5,
         "cpu_time": 2.0, "time_unit": "us", "items_per_second": 5e5, "bytes_per_order": 160},
        {"name": "BM_a/repeats:2", "run_name": "BM_a/repeats:2", "run_type": "iteration",
         "repetition_index": 1, "real_time": 0.0025, "cpu_time": 2.1e-3, "time_unit": "ms"},
        {"name": "BM_a/repeats:2_mean", "run_name": "BM_a/repeats:2", "run_type": "aggregate",
         "aggregate_name": "mean", "real_time": 2.5, "cpu_time": 2.0, "time_unit": "us"})"));
    REQUIRE(results.has_value());
    REQUIRE(results->runs.size() == 2);
    CHECK(results->aggregates == 1);
    CHECK(results->host == "box");
    CHECK(results->runs[0].name == "BM_a");
    CHECK(results->runs[0].cpu_ns == Approx(2000));
    CHECK(results->runs[1].cpu_ns == Approx(2100));
    CHECK(results->runs[1].real_ns == Approx(2500));
    CHECK(results->runs[0].counters.size() == 1);
    CHECK(results->runs[0].counters.at("bytes_per_order") == 160);
}

TEST_CASE("benchmark json: files of old versions know aggregates by their name") {
    const auto results = benchmarks_from_json(file_of(R"(
        {"name": "BM_a", "real_time": 1, "cpu_time": 1, "time_unit": "ns"},
        {"name": "BM_a_mean", "real_time": 1, "cpu_time": 1, "time_unit": "ns"},
        {"name": "BM_a_stddev", "real_time": 1, "cpu_time": 1, "time_unit": "ns"},
        {"name": "BM_a_BigO", "cpu_coefficient": 1, "big_o": "N", "time_unit": "ns"},
        {"name": "BM_a_RMS", "rms": 0.1})"));
    REQUIRE(results.has_value());
    CHECK(results->runs.size() == 1);
    CHECK(results->aggregates == 4);
}

TEST_CASE("benchmark json: a name tells which clock, and keeps its number of iterations") {
    const std::vector<std::pair<std::string, bool>> names{
        {"BM_a", false},
        {"BM_a/real_time", true},
        {"BM_a/8/real_time/threads:2", true},
        {"BM_a/manual_time", true},
        {"BM_a/process_time", false},
        {"BM_a/process_time/real_time", true},
        {"BM_read/real_time_clock/iterations:5", false},
        {"BM_a/iterations:5/real_time", true},
        {"real_time", false}};
    for (const auto& [name, is_real_timed] : names) {
        CAPTURE(name);
        const auto results = benchmarks_from_json(file_of(
            R"({"name": ")" + name + R"(", "real_time": 1, "cpu_time": 1, "time_unit": "ns"})"));
        REQUIRE(results.has_value());
        CHECK(results->runs.at(0).name == name);
        CHECK(results->runs.at(0).is_real_timed == is_real_timed);
    }
}

TEST_CASE("benchmark json: what was skipped has no times, though it is written with zeros") {
    const auto results = benchmarks_from_json(file_of(R"(
        {"name": "BM_a", "run_name": "BM_a", "run_type": "iteration", "skipped": true,
         "skip_message": "no disk", "real_time": 0, "cpu_time": 0, "time_unit": "ns"})"));
    REQUIRE(results.has_value());
    CHECK(results->runs[0].failure == "skipped: no disk");
}

TEST_CASE("benchmark json: what is wrong is told with its place") {
    CHECK(error_of(R"({"name": "BM_a", "real_time": 1, "time_unit": "ns"})")
              .find("benchmarks[0].cpu_time: 'BM_a': expected a time") == 0);
    CHECK(error_of(R"({"name": "BM_a", "real_time": 1, "cpu_time": -1, "time_unit": "ns"})")
              .find("at least 0") != std::string::npos);
    CHECK(error_of(R"({"name": "BM_a", "real_time": 1, "cpu_time": 1, "time_unit": "weeks"})")
              .find("'BM_a': expected ns, us, ms or s, found 'weeks'") != std::string::npos);
    CHECK(error_of(R"({"name": "BM_a", "real_time": NaN, "cpu_time": 1, "time_unit": "ns"})")
              .find("NaN and infinities are no JSON") != std::string::npos);
    const auto cut = benchmarks_from_json(file_of("").substr(0, 60));
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().message.find("the text breaks off") != std::string::npos);
}

TEST_CASE("benchmark json: a benchmark that failed says why") {
    const auto results = benchmarks_from_json(file_of(
        R"({"name": "BM_a", "run_name": "BM_a", "run_type": "iteration", "error_occurred": true,
            "error_message": "no file", "real_time": 0, "cpu_time": 0, "time_unit": "ns"})"));
    REQUIRE(results.has_value());
    CHECK(results->runs.at(0).failure == "no file");
}

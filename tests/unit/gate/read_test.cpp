#include "sim/gate/read.hpp"

#include "sim/gate/read_records.hpp"
#include "sim/measure/json.hpp"

#include "tests/unit/gate/gate_files.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace ordersim;
using namespace ordersim::gate;
using namespace ordersim::gate::test;

namespace {

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

const Reading& reading_of(const Readings& file, const std::string& name) {
    const auto found = std::ranges::find_if(file.readings, [&](const Reading& reading) {
        return reading.key.full_name() == name;
    });
    REQUIRE(found != file.readings.end());
    return *found;
}

}  // namespace

TEST_CASE("read: a run gives its estimates, and money is in the record's currency") {
    const Readings file = readings_of("a.json", run_text({.seed = 7, .unit = "currency"}));
    CHECK(file.source.kind == "ordersim.run/1");
    CHECK(file.source.seed == "7");
    const Reading& reading = reading_of(file, "market M01");
    CHECK(reading.traits.unit == "BRL");
    CHECK(reading.traits.is_judged);
    CHECK(reading.level == 0.95);
    CHECK(reading.draws == "seed 7");
}

TEST_CASE("read: a load gives one observation a quantile, and judges the headline") {
    measure::LoadRecord record;
    record.result.scenario = "market";
    record.result.mode = "flat out";
    record.result.limited_by = "generator";
    record.result.is_passed = true;
    record.result.seconds = 10;
    record.result.all.accepted = 90;
    record.result.all.failed = 10;
    record.result.all.latency = {.p50 = 2, .p90 = 3, .p99 = 9, .p999 = 10, .max = 11};
    const Readings file = readings_of("load.json", measure::to_json(record));
    CHECK(reading_of(file, "market load p99 all").values.at(0) == 9);
    CHECK(reading_of(file, "market load p99 all").traits.is_judged);
    CHECK_FALSE(reading_of(file, "market load p90 all").traits.is_judged);
    CHECK(reading_of(file, "market load failed all").values.at(0) == 0.1);
    CHECK(reading_of(file, "market load replies").values.at(0) == 10);
    for (const Reading& reading : file.readings) {
        CHECK(reading.traits.is_timed);
        CHECK(reading.traits.step > 0);
    }
    REQUIRE(file.notes.size() == 1);
    CHECK(has(file.notes[0], "limited by its own generator"));
}

TEST_CASE("read: a benchmark timed by the clock is judged by the clock") {
    const Readings cpu = readings_of("a", benchmark_text("BM", {1, 2}));
    CHECK(reading_of(cpu, "BM cpu_time").traits.is_judged);
    CHECK_FALSE(reading_of(cpu, "BM real_time").traits.is_judged);
    const Readings real = readings_of("a", benchmark_text("BM/real_time", {1, 2}));
    CHECK_FALSE(reading_of(real, "BM/real_time cpu_time").traits.is_judged);
    CHECK(reading_of(real, "BM/real_time real_time").traits.is_judged);
    CHECK(reading_of(real, "BM/real_time real_time").place ==
          "a: BM/real_time real_time (benchmarks[0])");
}

TEST_CASE("read: another version of a record names both versions and the remedy") {
    std::string text = run_text({});
    text.replace(text.find("ordersim.run/1"), 14, "ordersim.run/2");
    const std::string fault = fault_of("new.json", text);
    CHECK(has(fault, "'new.json' is of schema ordersim.run/2; this program reads ordersim.run/1"));
    CHECK(has(fault, "same ordersim"));
}

TEST_CASE("read: files that are cut, empty, of another kind or without runs say what to do") {
    const std::string whole = run_text({});
    CHECK(has(fault_of("new.json", whole.substr(0, whole.size() / 2)), "the text breaks off"));
    CHECK(has(fault_of("new.json", ""), "the text breaks off"));
    CHECK(has(fault_of("new.json", R"({"schema": "ordersim.check/1"})"), "holds nothing to gate"));
    CHECK(has(fault_of("new.json", "[1]"), "--benchmark_out_format=json"));
    CHECK(has(fault_of("new.json", benchmark_text("BM", {})), "does the filter name any"));
    CHECK(has(fault_of("new.json", R"({"benchmarks": [{"name": "a", "run_type": "aggregate"}]})"),
              "--benchmark_report_aggregates_only"));
    CHECK(has(fault_of("new.json", R"({"benchmarks": [{"name": "a", "cpu_time": NaN}]})"),
              "NaN and infinities"));
    std::string missing = whole;
    missing.replace(missing.find("\"level\""), 7, "\"legel\"");
    CHECK(has(fault_of("new.json", missing), "result: key 'level' is missing"));
}

TEST_CASE("read: a benchmark that failed is named with what it said") {
    CHECK(has(fault_of("new.json", R"({"benchmarks": [{"name": "BM_a", "error_occurred": true,
              "error_message": "no file"}]})"),
              "'BM_a' failed: no file; mend it, or leave it out by --benchmark_filter"));
}

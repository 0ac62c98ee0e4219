#include "sim/measure/json.hpp"

#include "tests/support/sample_search.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim;
using namespace ordersim::measure;

TEST_CASE("json: a search reads back to the same bytes") {
    const std::string text = to_json(tests::sample_tuning());
    const auto read = record_from_json<TuningRecord>(text);
    REQUIRE(read);
    CHECK(to_json(*read) == text);
    CHECK(schema_of(text) == "ordersim.tuning/1");
    CHECK(read->result.trials[1].dominated_by == 0);
    CHECK(std::isnan(read->result.trials[0].promise));
    CHECK(std::isnan(read->result.knobs[1].low));
    CHECK(read->result.finalists[1].verdict == "equivalent");
}

TEST_CASE("json: sensitivities read back to the same bytes") {
    for (const SensitivityRecord& record : {tests::sample_sensitivity(), tests::sample_morris()}) {
        const std::string text = to_json(record);
        const auto read = record_from_json<SensitivityRecord>(text);
        REQUIRE(read);
        CHECK(to_json(*read) == text);
    }
    const auto read = record_from_json<SensitivityRecord>(to_json(tests::sample_sensitivity()));
    CHECK(std::isinf(read->result.metrics[0].effects[0].mu_star.high));
}

TEST_CASE("json: a search whose places lead nowhere, or whose lists do not fit, is refused") {
    const auto fault_of = [](const auto& damage) {
        TuningRecord record = tests::sample_tuning();
        damage(record.result);
        const auto read = record_from_json<TuningRecord>(to_json(record));
        return read ? std::string("none") : read.error().path;
    };
    CHECK(fault_of([](Tuning& tuning) { tuning.best = 0; }) == "result.best");
    CHECK(fault_of([](Tuning& tuning) { tuning.best = 999; }) == "result.best");
    CHECK(fault_of([](Tuning& tuning) { tuning.finalists[0].trial = 0; }) ==
          "result.finalists[0].trial");
    CHECK(fault_of([](Tuning& tuning) { tuning.trials[1].dominated_by = 99; }) ==
          "result.trials[1].dominated_by");
    CHECK(fault_of([](Tuning& tuning) { tuning.trials[0].values.clear(); }) ==
          "result.trials[0].values");
    CHECK(fault_of([](Tuning& tuning) { tuning.knobs.pop_back(); }) == "result.trials[0].values");
    CHECK(fault_of([](Tuning& tuning) { tuning.pareto.emplace_back("M05"); }) ==
          "result.trials[0].pareto");
    ComparisonRecord empty;
    empty.result.study.settings.clear();
    const auto read = record_from_json<ComparisonRecord>(to_json(empty));
    REQUIRE_FALSE(read);
    CHECK(read.error().path == "result.policies");
}

TEST_CASE("json: one kind of study is not read as another") {
    CHECK_FALSE(record_from_json<TuningRecord>(to_json(tests::sample_sensitivity())));
    CHECK_FALSE(record_from_json<SensitivityRecord>(to_json(tests::sample_tuning())));
}

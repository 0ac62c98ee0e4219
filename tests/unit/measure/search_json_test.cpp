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

TEST_CASE("json: one kind of study is not read as another") {
    CHECK_FALSE(record_from_json<TuningRecord>(to_json(tests::sample_sensitivity())));
    CHECK_FALSE(record_from_json<SensitivityRecord>(to_json(tests::sample_tuning())));
}

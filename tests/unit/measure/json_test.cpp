#include "sim/measure/json.hpp"

#include "sim/base/random.hpp"

#include "tests/unit/measure/sample_record.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace ordersim;
using namespace ordersim::measure;
using ordersim::measure::test::sample_record;

namespace {

enum class Purpose : std::uint16_t { bits };

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// The error of the sample's text after one replacement.
JsonError error_after(const std::string& from, const std::string& to) {
    const auto record = from_json(replaced(to_json(sample_record()), from, to));
    REQUIRE_FALSE(record.has_value());
    return record.error();
}

}  // namespace

TEST_CASE("record json: result comes before host and is the promised bytes") {
    const std::string text = to_json(sample_record());
    CHECK(text.starts_with("{\n  \"schema\": \"ordersim.run/1\",\n  \"result\": {\n"));
    CHECK(text.find("\"result\"") < text.find("\"host\""));
    CHECK(text.ends_with("}\n"));

    Record elsewhere = sample_record();
    elsewhere.host = {};
    CHECK(to_json(elsewhere) != text);
    CHECK(result_json(elsewhere.result) == result_json(sample_record().result));
}

TEST_CASE("record json: reads like this") {
    Result result;
    result.scenario = "tiny";
    result.seed = 9007199254740993U;
    result.variants.resize(1);
    result.variants[0].name = "base";
    result.variants[0].orders = 12;
    result.variants[0].metrics = {{.id = "M01",
                                   .name = "cancellation success",
                                   .label = "",
                                   .unit = "share",
                                   .estimate = {.value = 0.1 + 0.2,
                                                .low = -std::numeric_limits<double>::infinity(),
                                                .high = -0.0,
                                                .replications = 1}}};
    CHECK(result_json(result) == R"({
  "scenario": "tiny",
  "question": "",
  "scenario_hash": "",
  "version": "",
  "seed": "9007199254740993",
  "replications": 0,
  "level": 0.95,
  "stopped_by": "",
  "partial": false,
  "warm_up": "",
  "currency": "",
  "variants": [
    {
      "name": "base",
      "overrides": {},
      "orders": 12,
      "orders_open": 0,
      "events": 0,
      "invariant_checks": 0,
      "metrics": [
        {
          "id": "M01",
          "name": "cancellation success",
          "label": "",
          "unit": "share",
          "estimate": {"value": 0.30000000000000004, "low": null, "high": 0, "replications": 1}
        }
      ],
      "differences": [],
      "flows": [],
      "curves": []
    }
  ],
  "settings": []
}
)");
}

TEST_CASE("record json: what was written comes back, byte for byte and value for value") {
    const std::string text = to_json(sample_record());
    const auto read = from_json(text);
    REQUIRE(read.has_value());
    CHECK(to_json(*read) == text);

    const Record sample = sample_record();
    CHECK(read->result.seed == 18446744073709551615U);
    CHECK(read->result.partial);
    CHECK(read->host.events_per_second == sample.host.events_per_second);
    REQUIRE(read->result.variants.size() == 2);
    const Variant& variant = read->result.variants[1];
    CHECK(variant.overrides == sample.result.variants[1].overrides);
    CHECK(variant.events == 18446744073709551616.0);
    CHECK(variant.flows[0].per_thousand == 5e-324);
    CHECK(variant.metrics[0].estimate.value == 0.1 + 0.2);
    CHECK(variant.metrics[2].estimate.high == 1e22);
    CHECK(variant.curves[0].points[2].x == 48.5);
}

TEST_CASE("record json: null comes back as what it stood for") {
    const auto read = from_json(to_json(sample_record()));
    REQUIRE(read.has_value());
    const Estimate& none = read->result.variants[0].metrics[1].estimate;
    CHECK(std::isnan(none.value));
    CHECK(none.low == -std::numeric_limits<double>::infinity());
    CHECK(none.high == std::numeric_limits<double>::infinity());
}

TEST_CASE("record json: every finite double survives") {
    const Draws draws(20240607, 0);
    Record record;
    record.result.variants.resize(1);
    std::vector<Curve::Point> points;
    for (std::uint64_t i = 0; points.size() < 20'000; ++i) {
        const double anything = std::bit_cast<double>(draws.bits(i, Purpose::bits));
        const double ordinary = draws.uniform(i, Purpose::bits, 1) * 1e5;
        if (std::isfinite(anything)) {
            points.push_back(
                {.x = anything, .y = ordinary, .low = -ordinary, .high = 1 / ordinary});
        }
    }
    record.result.variants[0].curves = {{"any", "h", "share", points}};
    const auto read = from_json(to_json(record));
    REQUIRE(read.has_value());
    const auto& back = read->result.variants[0].curves[0].points;
    REQUIRE(back.size() == points.size());
    std::size_t changed = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        changed += back[i].x != points[i].x || back[i].y != points[i].y ||
                   back[i].low != points[i].low || back[i].high != points[i].high;
    }
    CHECK(changed == 0);
}

TEST_CASE("record json: an error names the place") {
    CHECK(error_after("\"low\": 0.29", "\"low\": \"0.29\"").path ==
          "result.variants[0].metrics[0].estimate.low");
    CHECK(error_after("\"low\": 0.29", "\"low\": \"0.29\"").message == "expected a number");
    CHECK(error_after("\"partial\": true", "\"partial\": 1").path == "result.partial");
    CHECK(error_after("\"threads\": 2", "\"threads\": -2").path == "host.threads");
    CHECK(error_after("\"threads\": 2", "\"threads\": 4294967296").path == "host.threads");
    CHECK(error_after("\"18446744073709551615\"", "\"18446744073709551616\"").path ==
          "result.seed");
    CHECK(error_after("\"18446744073709551615\"", "\"0x10\"").path == "result.seed");
    CHECK(error_after("\"orders\": 123456", "\"orders\": null").path ==
          "result.variants[0].orders");
}

TEST_CASE("record json: missing, unknown and foreign keys are refused") {
    CHECK(error_after("\"version\"", "\"versoin\"").message == "key 'version' is missing");
    CHECK(error_after("\"threads\": 2", "\"threads\": 2, \"cores\": 4").message ==
          "unknown key 'cores'");
    CHECK(error_after("\"threads\": 2", "\"threads\": 2, \"cores\": 4").path == "host");
    CHECK(error_after("ordersim.run/1", "ordersim.run/2").path == "schema");
    CHECK_FALSE(from_json("[]").has_value());
}

TEST_CASE("record json: a text that is no JSON is refused with line and column") {
    const auto cut = from_json("{\n  \"schema\": }\n");
    REQUIRE_FALSE(cut.has_value());
    CHECK(cut.error().message.starts_with("line 2, column 13: "));
    const auto twice = from_json(to_json(sample_record()) + "{}");
    REQUIRE_FALSE(twice.has_value());
    CHECK(twice.error().message.ends_with("text after the end of the record"));
    CHECK_FALSE(from_json("").has_value());
    CHECK_FALSE(from_json("{").has_value());
}

#include "tests/unit/measure/sample_record.hpp"

#include <limits>

namespace ordersim::measure::test {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Variant base_variant() {
    Variant variant;
    variant.name = "base";
    variant.metrics = {
        {.id = "M01",
         .name = "cancellation success",
         .label = "",
         .unit = "share",
         .estimate = {.value = 0.1 + 0.2, .low = 0.29, .high = 1.0 / 3, .replications = 20}},
        {.id = "M01",
         .name = "cancellation success",
         .label = "stage: grace",
         .unit = "share",
         .estimate = {.value = kNaN, .low = -kInfinity, .high = kInfinity, .replications = 0}},
        {.id = "M04",
         .name = "time to money, median",
         .label = "",
         .unit = "h",
         .estimate = {.value = 91126.256307072, .low = -0.0, .high = 1e22, .replications = 1}}};
    variant.flows = {{.transition = "T11",
                      .title = "seller approves",
                      .from = "paid",
                      .to = "cancelled",
                      .per_thousand = 5e-324}};
    variant.curves = {{.name = "time to resolution",
                       .x_unit = "h",
                       .y_unit = "share",
                       .points = {{.x = 0, .y = 0, .low = 0, .high = 0},
                                  {.x = 24, .y = 0.75, .low = 0.7, .high = 0.8},
                                  {.x = 48.5, .y = 0.9, .low = -kInfinity, .high = kInfinity}}}};
    variant.orders = 123456;
    variant.orders_open = 7;
    variant.events = 18446744073709551616.0;
    variant.invariant_checks = 1e6;
    return variant;
}

Variant longer_grace() {
    Variant variant = base_variant();
    variant.name = "grace 2 h";
    variant.overrides = {{"policy.grace_window", "2h"}, {"agents.\"quoted\"", "tab\tand \u00e9"}};
    variant.differences = {
        {.id = "M01",
         .name = "cancellation success",
         .label = "",
         .unit = "share",
         .estimate = {.value = -0.01, .low = -0.02, .high = 1e-9, .replications = 20}}};
    return variant;
}

}  // namespace

Record sample_record() {
    Record record;
    record.result.scenario = "scenarios/grace.toml";
    record.result.question = "How long should the grace period be?";
    record.result.scenario_hash = "0123456789abcdef";
    record.result.version = "0.1.0";
    record.result.seed = 18446744073709551615U;
    record.result.replications = 20;
    record.result.level = 0.95;
    record.result.stopped_by = "half-width";
    record.result.partial = true;
    record.result.warm_up = "14 days, as the scenario says";
    record.result.currency = "USD";
    record.result.settings = {{.key = "policy.grace_window",
                               .value = "1h",
                               .origin = "aliexpress_base.toml:12",
                               .source = "data: help pages"}};
    record.result.variants = {base_variant(), longer_grace()};
    record.host = {.build = "GNU 12.2.0 Release",
                   .threads = 2,
                   .wall_seconds = 1.5,
                   .cpu_seconds = 2.9,
                   .events_per_second = 8.1e6,
                   .started_at = "2024-06-07T08:09:10Z"};
    return record;
}

}  // namespace ordersim::measure::test

#include "sim/gate/rules.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace ordersim;
using namespace ordersim::gate;

namespace {

Rules rules_of(const std::string& text) {
    auto rules = rules_from_toml(text, "gate.toml");
    INFO((rules.has_value() ? std::string() : scenario::to_text(rules.error())));
    REQUIRE(rules.has_value());
    return std::move(*rules);
}

std::string faults_of(const std::string& text) {
    const auto rules = rules_from_toml(text, "gate.toml");
    REQUIRE_FALSE(rules.has_value());
    return scenario::to_text(rules.error());
}

}  // namespace

TEST_CASE("rules: of several that match, the last that speaks of a thing decides it") {
    const Rules rules = rules_of(R"(
alpha = 0.05

[[rule]]
metric = "BM_*"
threshold = "3 %"

[[rule]]
metric = "BM_io* cpu_time"
judge = false
better = "higher"
)");
    CHECK(rules.alpha == 0.05);
    const MetricTraits traits{.name = "",
                              .unit = "ns",
                              .better = measure::Better::lower,
                              .threshold_relative = 0.02};
    const Ruled kernel = ruled({"BM_kernel", "cpu_time", ""}, traits, rules);
    CHECK(kernel.threshold.value == Approx(0.03));
    CHECK(kernel.threshold.is_relative);
    CHECK(kernel.threshold.origin == "gate.toml:6");
    CHECK(kernel.is_judged);
    const Ruled io = ruled({"BM_io_read", "cpu_time", ""}, traits, rules);
    CHECK(io.threshold.value == Approx(0.03));
    CHECK_FALSE(io.is_judged);
    CHECK(io.better == measure::Better::higher);
    CHECK(ruled({"other", "cpu_time", ""}, traits, rules).threshold.origin == "by default");
}

TEST_CASE("rules: a number is in the metric's unit") {
    const Rules rules = rules_of("[[rule]]\nmetric = \"*\"\nthreshold = 0.25\n");
    const Ruled metric = ruled({"a", "b", ""}, {}, rules);
    CHECK(metric.threshold.value == 0.25);
    CHECK_FALSE(metric.threshold.is_relative);
}

TEST_CASE("rules: points are hundredths of a share, and of nothing else") {
    for (const std::string text : {"1 point", "1 points", "1points"}) {
        const Rules rules = rules_of("[[rule]]\nmetric = \"*\"\nthreshold = \"" + text + "\"\n");
        const Threshold threshold =
            ruled({"a", "b", ""}, {.name = "", .unit = "share"}, rules).threshold;
        CHECK(threshold.value == 0.01);
        CHECK_FALSE(threshold.is_relative);
        CHECK(threshold_fault(threshold, {"a", "b", ""}, "share").empty());
        CHECK(threshold_fault(threshold, {"a", "b", ""}, "ns") ==
              "gate.toml:3: points are of shares, and 'a b' is in ns: write a number of that unit, "
              "or a part of the baseline like \"3 %\"");
    }
}

TEST_CASE("rules: a share cannot change by 1 and more") {
    const MetricKey key{"market", "M01", ""};
    CHECK_FALSE(threshold_fault({1, false, "gate.toml:3"}, key, "share").empty());
    CHECK(threshold_fault({0.99, false, "gate.toml:3"}, key, "share").empty());
    CHECK(threshold_fault({1, true, "gate.toml:3"}, key, "share").empty());
    CHECK(threshold_fault({1, false, "gate.toml:3"}, key, "ns").empty());
}

TEST_CASE("rules: all that is wrong is told at once, each with its place") {
    const std::string faults = faults_of(R"(alpha = 2
[[rule]]
metrc = "x"
[[rule]]
metric = "y"
threshold = "many"
better = "bigger"
judge = 1
)");
    CHECK(faults.find("gate.toml:1:9") != std::string::npos);
    CHECK(faults.find("unknown key 'metrc'; did you mean 'metric'?") != std::string::npos);
    CHECK(faults.find("gate.toml:6:13") != std::string::npos);
    CHECK(faults.find("expected lower or higher") != std::string::npos);
    CHECK(faults.find("expected true or false") != std::string::npos);
    CHECK_FALSE(rules_from_toml("alpha = ", "gate.toml").has_value());
}

TEST_CASE("rules: a star stands for anything, also for nothing, and all else for itself") {
    CHECK(matches("*", ""));
    CHECK(matches("a*c", "ac"));
    CHECK(matches("a*c", "abcbc"));
    CHECK(matches("*M0? *", "market M0? x"));
    CHECK_FALSE(matches("a*c", "acd"));
    CHECK_FALSE(matches("", "a"));
    CHECK_FALSE(matches("M01", "market M01"));
}

TEST_CASE("rules: one that no metric matches is named by its place") {
    const Rules rules = rules_of("[[rule]]\nmetric = \"gone*\"\njudge = false\n");
    REQUIRE(idle_rules({{"here", "M01", ""}}, rules).size() == 1);
    CHECK(idle_rules({{"here", "M01", ""}}, rules)[0] ==
          "gate.toml:2: no metric matches 'gone*'");
    CHECK(idle_rules({{"gone", "M01", ""}}, rules).empty());
}

#include "sim/load/threshold.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim;
using namespace ordersim::load;

namespace {

/// A hundred requests to cancel of 1 to 100 ms, five of which failed, in ten seconds.
LoadOutcome sample() {
    LoadOutcome outcome;
    outcome.measured = std::chrono::seconds(10);
    const Wall::time_point begin{};
    outcome.recording.begin(begin, {});
    const auto call = static_cast<std::size_t>(order::CommandKind::request_cancel);
    for (int i = 1; i <= 100; ++i) {
        const CallTimes times{begin, begin, begin, begin + std::chrono::milliseconds(i)};
        outcome.recording.record(call, times, false, i <= 5);
    }
    outcome.verdict.replies = 100;
    outcome.verdict.unknown = 2;
    outcome.verdict.violations.emplace("T10", 3);
    return outcome;
}

measure::LoadThreshold judged(std::string_view text) {
    const auto threshold = parse_threshold(text);
    REQUIRE(threshold);
    return judge_threshold(*threshold, sample());
}

}  // namespace

TEST_CASE("thresholds: latencies, shares, counts and rates are held to their bounds") {
    CHECK(judged("p50(request_cancel) < 60ms").is_kept);
    CHECK_FALSE(judged("p50(cancel) < 40ms").is_kept);
    CHECK(judged("max(all) <= 0.101 s").is_kept);
    CHECK(judged("p99.9 ( all ) > 90000us").is_kept);
    CHECK(judged("errors<=5%").is_kept);
    CHECK_FALSE(judged("errors < 5 %").is_kept);
    CHECK(judged("unknown < 0.021").is_kept);
    CHECK_FALSE(judged("violations < 1").is_kept);
    CHECK(judged("rate >= 10/s").is_kept);
    CHECK(judged("p99(lateness) < 1ms").is_kept);
}

TEST_CASE("thresholds: what was never called keeps nothing") {
    const auto threshold = judged("p99(look) < 1s");
    CHECK_FALSE(threshold.is_kept);
    CHECK(std::isnan(threshold.value));
}

TEST_CASE("thresholds: what cannot be read is told with what could stand there") {
    const std::pair<const char*, const char*> faults[] = {
        {"p99(all)", "compares nothing"},
        {"p98(all) < 1ms", "none of p50(CALL)"},
        {"p99(cancle) < 1ms", "'cancle' is no call"},
        {"p99 all < 1ms", "none of p50(CALL)"},
        {"p99(all) < 1", "one looks like 20ms"},
        {"p99(all) < -1ms", "one looks like 20ms"},
        {"p99(all) < nanms", "one looks like 20ms"},
        {"errors < 1ms", "one looks like 0.1%"},
        {"violations < 1%", "one looks like 1"},
        {"< 1ms", "none of p50(CALL)"}};
    for (const auto& [text, words] : faults) {
        INFO(text);
        const auto threshold = parse_threshold(text);
        REQUIRE_FALSE(threshold);
        CHECK_THAT(threshold.error(), Catch::Contains(words));
    }
}

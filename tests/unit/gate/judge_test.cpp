#include "sim/gate/judge.hpp"

#include "tests/unit/gate/gate_files.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::gate;
using namespace ordersim::gate::test;

namespace {

const std::vector<double> kTimes{100, 101, 99, 102, 98, 100.5, 99.5, 101.5};
const std::vector<double> kSlower{110, 111, 109, 112, 108, 110.5, 109.5, 111.5};

Readings file_of(const std::string& name, const std::vector<double>& times,
                 const std::string& unit = "ns") {
    return readings_of(name + ".json", benchmark_text("BM_decide", times, unit));
}

Judged judged(const std::vector<Readings>& news, const std::vector<Readings>& baseline,
              const Rules& rules = {}, const JudgeOptions& options = {}) {
    auto result = judge(news, baseline, rules, options);
    INFO((result.has_value() ? std::string() : result.error().front().message));
    REQUIRE(result.has_value());
    return std::move(*result);
}

std::string fault(const std::vector<Readings>& news, const std::vector<Readings>& baseline,
                  const JudgeOptions& options = {}) {
    const auto result = judge(news, baseline, {}, options);
    REQUIRE_FALSE(result.has_value());
    return result.error().front().message;
}

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("judge: a benchmark that got slower regressed, one that got faster improved") {
    const Judged slower = judged({file_of("new", kSlower)}, {file_of("old", kTimes)});
    REQUIRE(slower.changes.size() == 1);
    const measure::GateChange& change = slower.changes[0];
    CHECK(change.verdict == "regressed");
    CHECK(change.method == "ranks");
    CHECK(change.difference.value == Approx(10));
    CHECK(change.relative == Approx(0.1).epsilon(0.01));
    CHECK(change.better == "lower");
    CHECK(change.threshold == Approx(2.005));
    CHECK(change.threshold_from == "2 % by default");
    CHECK(judged({file_of("new", kTimes)}, {file_of("old", kSlower)}).changes[0].verdict ==
          "improved");
}

TEST_CASE("judge: units of time are converted before they are compared") {
    std::vector<double> milliseconds;
    for (const double time : kSlower) {
        milliseconds.push_back(time / 1e6);
    }
    // std::to_string writes six decimals, which still is a nanosecond.
    const Judged result =
        judged({file_of("new", milliseconds, "ms")}, {file_of("old", kTimes)});
    CHECK(result.changes[0].verdict == "regressed");
    CHECK(result.changes[0].difference.value == Approx(10).margin(0.6));
}

TEST_CASE("judge: the level of each interval is shared out among the metrics (Bonferroni)") {
    std::vector<Readings> news;
    std::vector<Readings> baseline;
    for (const char* const name : {"BM_a", "BM_b", "BM_c", "BM_d"}) {
        news.push_back(readings_of("new", benchmark_text(name, kTimes)));
        baseline.push_back(readings_of("old", benchmark_text(name, kTimes)));
    }
    CHECK(judged(news, baseline).each_level == Approx(1 - 0.01 / 4));
}

TEST_CASE("judge: with several files a side the unit is the file, by its median") {
    std::vector<Readings> news;
    std::vector<Readings> baseline;
    for (const double time : kTimes) {
        news.push_back(file_of("new", {time + 10, time + 10, time + 400}));
        baseline.push_back(file_of("old", {time, time + 0.1, time - 0.1}));
    }
    const Judged result = judged(news, baseline);
    CHECK(result.changes[0].difference.value == Approx(10));
    CHECK(result.changes[0].difference.replications == 8);
}

TEST_CASE("judge: too few repetitions leave it undecided and say how many would do") {
    const Judged result = judged({file_of("new", {110, 111})}, {file_of("old", {100, 101})});
    CHECK(result.changes[0].verdict == "undecided");
    CHECK(has(result.changes[0].note, "5 would do"));
}

TEST_CASE("judge: a run of the same draws that agrees to the last bit is equivalent for sure") {
    const auto run = readings_of("a", run_text({.seed = 5}));
    const Judged result = judged({run}, {run});
    CHECK(result.changes[0].verdict == "equivalent");
    CHECK(result.changes[0].method == "exact");
    CHECK(result.changes[0].difference.high == 0);
}

TEST_CASE("judge: five common seeds pair up, and what they share cancels") {
    std::vector<Readings> news;
    std::vector<Readings> baseline;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const double luck = 0.05 * std::sin(static_cast<double>(seed));
        const double own = 0.0005 * std::cos(7.0 * static_cast<double>(seed));
        baseline.push_back(readings_of("old", run_text({.seed = seed, .value = 0.6 + luck})));
        // In another order: seeds pair, places do not.
        news.insert(news.begin(), readings_of("new", run_text({.seed = seed,
                                                               .value = 0.59 + luck + own})));
    }
    const Judged result = judged(news, baseline);
    CHECK(result.changes[0].method == "paired t");
    CHECK(result.changes[0].difference.value == Approx(-0.01).margin(0.0005));
    CHECK(result.changes[0].verdict == "regressed");
}

TEST_CASE("judge: records of independent draws go by Welch, as from the values themselves") {
    const Judged result =
        judged({readings_of("new", run_text({.seed = 1, .value = 0.55, .half_width = 0.01}))},
               {readings_of("old", run_text({.seed = 2, .value = 0.6, .half_width = 0.02}))});
    const measure::GateChange& change = result.changes[0];
    CHECK(change.method == "Welch");
    CHECK(change.verdict == "regressed");
    // s/sqrt(n) = .01 / 2.0930 and .02 / 2.0930, 27.9 degrees of freedom, t(.995) = 2.7638.
    CHECK((change.difference.high - change.difference.low) / 2 == Approx(0.02952).margin(2e-5));
}

TEST_CASE("judge: one scenario against another of a different name, and it says so") {
    const Judged result =
        judged({readings_of("new", run_text({.seed = 1, .scenario = "slow"}))},
               {readings_of("old", run_text({.seed = 2, .scenario = "fast"}))});
    CHECK(result.changes.size() == 1);
    CHECK(has(result.notes.at(0), "slow against fast"));
}

TEST_CASE("judge: what cannot be judged is refused with file, place and remedy") {
    const Readings old_file = file_of("old", kTimes);
    CHECK(has(fault({file_of("new", {100})}, {old_file}),
              "new.json: benchmarks[0]: one repetition"));
    CHECK(has(fault({file_of("new", {100, 100, 100})}, {old_file}), "the same to the last digit"));
    CHECK(has(fault({readings_of("new.json", run_text({.value = 0.5, .replications = 1}))},
                    {readings_of("old.json", run_text({.seed = 2}))}),
              "--replications 10"));
    CHECK(has(fault({readings_of("new.json", run_text({.unit = "h"}))},
                    {readings_of("old.json", run_text({.unit = "d"}))}),
              "new.json: market M01 is in h, old.json: market M01 in d"));
    CHECK(has(fault({readings_of("n", benchmark_text("BM_other", kTimes))}, {old_file}),
              "old.json: benchmarks[0] is missing on the new side"));
    CHECK(has(fault({file_of("new", {1}), file_of("new2", {2})},
                    {file_of("old", {1}), file_of("old2", {2}), file_of("old3", {3})},
                    {.is_paired = true}),
              "pairs need as many on both sides"));
    // BM_other stands in one file a side, and not in the same turn.
    const std::string other = benchmark_text("BM_other", {1, 2});
    CHECK(has(fault({file_of("new", {1, 2}), readings_of("new2", other)},
                    {readings_of("old", other), file_of("old2", {1, 2})}, {.is_paired = true}),
              "pairs need it in each"));
    CHECK(has(fault({readings_of("a", run_text({.seed = 1, .value = 0.6})),
                     readings_of("b", run_text({.seed = 1, .value = 0.5}))},
                    {readings_of("a", run_text({.seed = 1, .value = 0.6}))}),
              "one seed, and two results"));
}

TEST_CASE("judge: told to, it leaves out what it cannot judge, and says which and why") {
    const std::vector<Readings> news{file_of("new", kSlower),
                                     readings_of("n", benchmark_text("BM_once", {5}))};
    const std::vector<Readings> baseline{file_of("old", kTimes),
                                         readings_of("o", benchmark_text("BM_once", {5}))};
    const Judged result = judged(news, baseline, {}, {.may_leave_out = true});
    CHECK(result.changes.size() == 1);
    REQUIRE(result.left_out.size() == 1);
    CHECK(result.left_out[0].metric == "BM_once cpu_time");
    CHECK(has(result.left_out[0].reason, "one repetition"));
    CHECK(result.each_level == Approx(0.99));  // what is left out costs the others nothing
}

TEST_CASE("judge: a metric that is new is told and fails nothing") {
    const Judged result = judged(
        {file_of("new", kTimes), readings_of("n", benchmark_text("BM_new", kTimes))},
        {file_of("old", kTimes)});
    REQUIRE(result.left_out.size() == 1);
    CHECK(result.left_out[0].metric == "BM_new cpu_time");
}

TEST_CASE("confirm: what a fresh sample does not show is regressed no longer") {
    const std::vector<Readings> baseline{file_of("old", kTimes)};
    Judged result = judged({file_of("new", kSlower)}, baseline);
    Judged again = result;
    confirm(result, {file_of("fresh", kSlower)}, baseline, {}, {});
    CHECK(result.changes[0].verdict == "regressed");
    REQUIRE(result.changes[0].confirmation.size() == 1);
    CHECK(result.changes[0].confirmation[0].verdict == "regressed");
    confirm(again, {file_of("fresh", {100.1, 100.9, 98.8, 102, 98, 100.4, 99.6, 101.4})}, baseline,
            {}, {});
    CHECK(again.changes[0].verdict == "undecided");
    CHECK(has(again.changes[0].note, "did not confirm"));
}

TEST_CASE("verdict of all: the worst decides, and nothing to say is equivalent") {
    measure::GateChange change;
    std::vector<measure::GateChange> changes;
    CHECK(verdict_of_all(changes) == "equivalent");
    for (const char* const verdict : {"equivalent", "improved", "undecided", "regressed"}) {
        change.verdict = verdict;
        changes.push_back(change);
        CHECK(verdict_of_all(changes) == verdict);
    }
}

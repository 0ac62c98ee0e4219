#include "sim/gate/judge.hpp"

#include "sim/gate/provenance.hpp"

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
const std::vector<double> kAgain{100.1, 100.9, 98.8, 102, 98, 100.4, 99.6, 101.4};
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
        news.push_back(readings_of("new", benchmark_text(name, kAgain)));
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
    CHECK(has(result.notes.at(0), "'a' and 'a' hold the same results of the same draws"));
}

TEST_CASE("judge: replications that all agree tell as much as there are of them") {
    const RunText run{.seed = 1, .half_width = 0, .replications = 2, .unit = "h"};
    RunText other = run;
    other.seed = 2;
    const Judged result = judged({readings_of("new.json", run_text(run))},
                                 {readings_of("old.json", run_text(other))});
    CHECK(result.changes[0].method == "ranks");
    CHECK(result.changes[0].verdict == "undecided");
    CHECK(has(result.changes[0].note, "2 replications that agree are too few"));
    for (const std::uint32_t replications : {4U, 5U, 20U}) {  // C(8, 4) = 70, C(10, 5) = 252
        RunText more = run;
        RunText others = other;
        more.replications = others.replications = replications;
        const auto change = judged({readings_of("new.json", run_text(more))},
                                   {readings_of("old.json", run_text(others))})
                                .changes[0];
        CHECK(change.verdict == (replications == 4 ? "undecided" : "equivalent"));
    }
    other = run;
    other.replications = 3;  // of the same seed, and not the same draws
    CHECK(
        judged({readings_of("new.json", run_text(run))}, {readings_of("old.json", run_text(other))})
            .changes[0]
            .verdict == "undecided");
}

TEST_CASE("judge: seeds that all differ by the same need as many as the ranks do") {
    const auto sides = [](std::uint64_t seeds) {
        std::vector<Readings> news;
        std::vector<Readings> baseline;
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            news.push_back(readings_of("new", run_text({.seed = seed, .value = 0.5})));
            baseline.push_back(readings_of("old", run_text({.seed = seed, .value = 0.6})));
        }
        return judged(news, baseline).changes[0];
    };
    CHECK(sides(6).verdict == "undecided");
    CHECK(has(sides(6).note, "6 common seeds are too few"));
    CHECK(sides(8).verdict == "regressed");
    CHECK(sides(8).method == "paired ranks");
}

TEST_CASE("judge: measured values that agree are as certain as ranks make them, and no more") {
    const auto change_of = [](std::size_t files) {
        std::vector<Readings> news;
        std::vector<Readings> baseline;
        for (std::size_t i = 0; i < files; ++i) {
            const int turn = static_cast<int>(i);
            news.push_back(readings_of("new", load_text({.turn = 2 * turn})));
            baseline.push_back(readings_of("old", load_text({.turn = 2 * turn + 1})));
        }
        const Judged result = judged(news, baseline);
        CHECK(result.changes.size() == 4);
        for (const measure::GateChange& change : result.changes) {
            CHECK(change.method == "ranks");
            if (change.metric == "p50") {
                return change;
            }
        }
        return measure::GateChange{};
    };
    CHECK(change_of(2).verdict == "undecided");
    const measure::GateChange many = change_of(8);
    CHECK(many.verdict == "equivalent");
    CHECK(many.difference.high == Approx(2.0 / 64 + 0.001));  // a step of the histogram
    CHECK(many.difference.low == -many.difference.high);
}

TEST_CASE("judge: of a share's interval that is cut at 0 or 1 the other side tells the error") {
    // A half-width of .04 about .98, of which 1 cuts a half; the baseline's is whole.
    const auto of = [](double half_width) {
        return judged({readings_of("new",
                                   run_text({.seed = 1, .value = 0.98, .half_width = half_width}))},
                      {readings_of("old", run_text({.seed = 2, .value = 0.9}))})
            .changes[0];
    };
    const measure::GateChange cut = of(0.04);
    const double error = std::hypot(0.04, 0.01) / 2.0930;
    CHECK(cut.difference.high - cut.difference.value > 2.8 * error);  // 21 degrees of freedom
    const measure::GateChange all = of(2);
    CHECK(all.verdict == "undecided");
    CHECK(has(all.note, "new: market M01: its interval is all there is from 0 to 1"));
}

TEST_CASE("judge: a measurement that is given twice is refused, whatever may be left out") {
    const std::string said = "hold the same times to the last digit";
    CHECK(has(fault({file_of("new", kTimes)}, {file_of("old", kTimes)}, {.may_leave_out = true}),
              "'new.json' and 'old.json' " + said));
    CHECK(has(fault({file_of("a", kSlower), file_of("b", kSlower)}, {file_of("old", kTimes)}),
              "'a.json' and 'b.json' " + said));
    CHECK(
        has(fault({readings_of("new", load_text({}))}, {readings_of("old", load_text({}))}), said));
}

TEST_CASE("judge: a threshold that no share can exceed is refused by its rule's place") {
    const Rules rules{{}, {{"*", Threshold{1, false, "gate.toml:3"}, {}, {}, "gate.toml:2"}}};
    const auto result =
        judge({readings_of("new", run_text({.seed = 1}))},
              {readings_of("old", run_text({.seed = 2}))}, rules, {.may_leave_out = true});
    REQUIRE_FALSE(result.has_value());
    CHECK(result.error().size() == 1);
    CHECK(has(result.error()[0].message,
              "gate.toml:3: 'market M01' is a share, from 0 to 1, which cannot change by more: "
              "0.01 is one point"));
}

TEST_CASE("judge: a comparison alone names idle rules, and refuses a metric without direction") {
    Readings file;
    file.joint_level = 0.95;
    file.changes.push_back({.key = {"market b", "M01", ""},
                            .traits = {.name = "",
                                       .unit = "share",
                                       .better = measure::Better::higher,
                                       .threshold = 0.005},
                            .baseline = {0.6, 0.5, 0.7, 20},
                            .value = {0.5, 0.4, 0.6, 20},
                            .difference = {-0.1, -0.11, -0.09, 20}});
    const auto result = judge_recorded(file, {{}, {{"gone*", {}, {}, false, "gate.toml:2"}}});
    REQUIRE(result.has_value());
    CHECK(result->changes[0].verdict == "regressed");
    CHECK(result->notes == std::vector<std::string>{"gate.toml:2: no metric matches 'gone*'"});
    file.changes[0].traits.better = measure::Better::neither;
    const auto refused = judge_recorded(file, {});
    REQUIRE_FALSE(refused.has_value());
    CHECK(has(refused.error()[0].message, "market b M01: it has no better side"));
    file.changes[0].traits.better = measure::Better::higher;
    const Rules rules{{}, {{"*", Threshold{2, false, "gate.toml:3"}, {}, {}, "gate.toml:2"}}};
    const auto too_much = judge_recorded(file, rules);
    REQUIRE_FALSE(too_much.has_value());
    CHECK(has(too_much.error()[0].message, "gate.toml:3: 'market b M01' is a share"));
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

TEST_CASE("judge: records of unequal length are pooled by Satterthwaite") {
    const RunText few{.seed = 1, .value = 0.6, .half_width = 0.1, .replications = 2};
    const RunText many{.seed = 2, .value = 0.6, .half_width = 0.01, .replications = 100};
    const Judged result =
        judged({readings_of("few", run_text(few)), readings_of("many", run_text(many))},
               {readings_of("old", run_text({.seed = 3, .value = 0.6, .half_width = 0.02}))});
    // Errors .1 / 12.706 and .01 / 1.9842 make 1.985 degrees of freedom, not 100; with .02 / 2.0930
    // on the other side 18.86, t(.995) = 2.8637.
    const auto& difference = result.changes[0].difference;
    CHECK((difference.high - difference.low) / 2 == Approx(0.03046).margin(2e-5));
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
              "new.json: BM_decide cpu_time (benchmarks[0]): one repetition"));
    CHECK(has(fault({file_of("new", {100, 100, 100})}, {old_file}), "the same to the last digit"));
    CHECK(has(fault({readings_of("new.json", run_text({.value = 0.5, .replications = 1}))},
                    {readings_of("old.json", run_text({.seed = 2}))}),
              "--replications 10"));
    CHECK(has(fault({readings_of("new.json", run_text({.unit = "h"}))},
                    {readings_of("old.json", run_text({.unit = "d"}))}),
              "new.json: market M01 is in h, old.json: market M01 in d"));
    CHECK(has(fault({readings_of("n", benchmark_text("BM_other", kTimes))}, {old_file}),
              "old.json: BM_decide cpu_time (benchmarks[0]) is missing on the new side"));
    CHECK(has(fault({file_of("new", {1}), file_of("new2", {2})},
                    {file_of("old", {3}), file_of("old2", {4}), file_of("old3", {5})},
                    {.is_paired = true}),
              "pairs need as many on both sides"));
    // BM_other stands in one file a side, and not in the same turn.
    const std::string other = benchmark_text("BM_other", {1, 2});
    CHECK(
        has(fault({file_of("new", {1, 2}), readings_of("new2", other)},
                  {readings_of("old", benchmark_text("BM_other", {3, 4})), file_of("old2", {3, 4})},
                  {.is_paired = true}),
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
                                         readings_of("o", benchmark_text("BM_once", {6}))};
    const Judged result = judged(news, baseline, {}, {.may_leave_out = true});
    CHECK(result.changes.size() == 1);
    REQUIRE(result.left_out.size() == 1);
    CHECK(result.left_out[0].metric == "BM_once cpu_time");
    CHECK(has(result.left_out[0].reason, "one repetition"));
    CHECK(result.each_level == Approx(0.99));  // what is left out costs the others nothing
}

TEST_CASE("judge: a metric that is new is told and fails nothing") {
    const Judged result =
        judged({file_of("new", kAgain), readings_of("n", benchmark_text("BM_new", kTimes))},
               {file_of("old", kTimes)});
    REQUIRE(result.left_out.size() == 1);
    CHECK(result.left_out[0].metric == "BM_new cpu_time");
}

TEST_CASE("confirm: what a fresh sample does not show is regressed no longer") {
    const std::vector<Readings> baseline{file_of("old", kTimes)};
    Judged result = judged({file_of("new", kSlower)}, baseline);
    Judged again = result;
    const measure::Estimate first = result.changes[0].difference;
    confirm(result, {file_of("fresh", {112, 113, 111, 114, 110, 112.5, 111.5, 113.5})}, baseline,
            {}, {});
    CHECK(result.changes[0].verdict == "regressed");
    REQUIRE(result.changes[0].confirmation.size() == 1);
    CHECK(result.changes[0].confirmation[0].outcome == "confirmed");
    CHECK(result.changes[0].difference.value == Approx(12));
    confirm(again, {file_of("fresh", kAgain)}, baseline, {}, {});
    const measure::GateChange& change = again.changes[0];
    CHECK(change.verdict == "undecided");
    CHECK(change.difference.low < 0);  // what the verdict is read from
    CHECK(change.difference.high > 0);
    CHECK(change.value.value == Approx(100.25));
    CHECK(change.relative == Approx(0).margin(0.01));
    CHECK(change.confirmation[0].outcome == "not confirmed");
    CHECK(change.confirmation[0].first_difference.value == first.value);
    CHECK(has(again.notes.back(), "1 metric regressed at first and was measured again"));
}

TEST_CASE("confirm: of a metric that the fresh sample lacks nothing is known") {
    const std::vector<Readings> baseline{file_of("old", kTimes)};
    Judged result = judged({file_of("new", kSlower)}, baseline);
    confirm(result, {readings_of("fresh", benchmark_text("BM_other", kSlower))}, baseline, {}, {});
    CHECK(result.changes[0].verdict == "undecided");
    CHECK(std::isinf(result.changes[0].difference.high));
    CHECK(result.changes[0].confirmation[0].outcome == "not confirmed");
}

TEST_CASE("confirm: a sample is fresh if it holds no measurement, and no draws, that are known") {
    const std::vector<Readings> baseline{file_of("old", kTimes)};
    const std::vector<Readings> news{file_of("new", kSlower)};
    CHECK(staleness_of({file_of("fresh", kAgain)}, news, baseline).empty());
    CHECK(has(staleness_of({file_of("fresh", kSlower)}, news, baseline),
              "it gave the measurement of 'new.json' again"));
    CHECK(has(staleness_of({file_of("fresh", kTimes)}, news, baseline), "of 'old.json' again"));
    CHECK(has(staleness_of({file_of("f1", kAgain), file_of("f2", kAgain)}, news, baseline),
              "of 'f1.json' again"));
    const std::vector<Readings> run{readings_of("new", run_text({.seed = 5}))};
    const std::vector<Readings> old{readings_of("old", run_text({.seed = 6}))};
    CHECK(has(staleness_of({readings_of("fresh", run_text({.seed = 5, .value = 0.5}))}, run, old),
              "it drew from seed 5, as the new side did"));
    CHECK(staleness_of({readings_of("fresh", run_text({.seed = 6}))}, run, old).empty());
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

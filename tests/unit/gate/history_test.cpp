#include "sim/gate/history.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::gate;

namespace {

KeptGate kept(int commit, double time) {
    measure::GateChange change;
    change.group = "BM";
    change.metric = "cpu_time";
    change.unit = "ns";
    change.better = "lower";
    change.threshold = 2;
    change.value = {time, time - 1, time + 1, 8};
    KeptGate one{"c" + std::to_string(commit), {}};
    one.gate.changes.push_back(change);
    return one;
}

}  // namespace

TEST_CASE("history: a jump is marked at its first commit, and told as a regression") {
    std::vector<KeptGate> all;
    for (int i = 0; i < 24; ++i) {
        all.push_back(kept(i, (i < 14 ? 100 : 106) + (i * 7 % 5) * 0.2));
    }
    const auto history = history_of(all);
    REQUIRE(history.size() == 1);
    CHECK(history[0].metric == "BM cpu_time");
    CHECK(history[0].points.size() == 24);
    REQUIRE(history[0].changes.size() == 1);
    CHECK(history[0].changes[0].commit == "c14");
    CHECK(history[0].changes[0].verdict == "regressed");
    CHECK(history[0].changes[0].after == Approx(106.4));
}

TEST_CASE("history: a step too small to matter is none, and small steps add up to one") {
    std::vector<KeptGate> all;
    for (int i = 0; i < 48; ++i) {
        const double level = 100 + 1.5 * (i / 16);  // 100, 101.5, 103; 2 matter
        all.push_back(kept(i, level + (i * 7 % 5) * 0.05));
    }
    const auto history = history_of({all.begin(), all.begin() + 32});
    REQUIRE(history.size() == 1);
    CHECK(history[0].changes.empty());
    const auto longer = history_of(all);
    REQUIRE(longer[0].changes.size() == 1);
    CHECK(longer[0].changes[0].commit == "c32");
    CHECK(longer[0].changes[0].before == Approx(100.1));
    CHECK(longer[0].changes[0].after == Approx(103.1));
}

TEST_CASE("history: commits without the metric, or with it in another unit, have no point") {
    std::vector<KeptGate> all{kept(0, 100), kept(1, 101), kept(2, 102)};
    all[0].gate.changes.clear();
    all[1].gate.changes[0].unit = "ms";
    const auto history = history_of(all);
    REQUIRE(history.size() == 1);
    REQUIRE(history[0].points.size() == 1);
    CHECK(history[0].points[0].commit == "c2");
    CHECK(history_of({}).empty());
}

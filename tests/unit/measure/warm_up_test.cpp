#include "sim/measure/warm_up.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace ordersim::measure;

namespace {

/// A transient with a time constant of 60 observations under bounded, repeating noise.
std::vector<double> filling_system() {
    std::vector<double> series;
    for (int i = 0; i < 1000; ++i) {
        series.push_back(10 * (1 - std::exp(-i / 60.0)) + ((37 * i) % 101 - 50) / 25.0);
    }
    return series;
}

}  // namespace

TEST_CASE("mser-5: cuts the transient of a system that fills") {
    const WarmUp warm_up = mser5(filling_system());
    CHECK(warm_up.verdict == WarmUpVerdict::found);
    CHECK(warm_up.truncation == 210);
    CHECK(warm_up.statistic == Approx(0.000607044998726).epsilon(5e-12));
    CHECK(warm_up.mean == Approx(9.98097493491).epsilon(5e-12));
}

TEST_CASE("mser-5: stays exact far from zero") {
    std::vector<double> series = filling_system();
    for (double& value : series) {
        value += 1e6;
    }
    CHECK(mser5(series).truncation == 210);
    CHECK(mser5(series).statistic == Approx(0.000607044998726).epsilon(1e-7));
}

TEST_CASE("mser-5: a series that never settles deletes nothing and says so") {
    std::vector<double> series;
    for (int i = 0; i < 200; ++i) {
        series.push_back(i);
    }
    const WarmUp warm_up = mser5(series);
    CHECK(warm_up.verdict == WarmUpVerdict::at_bound);
    CHECK(warm_up.truncation == 0);
    double sum = 0;
    for (const double value : series) {
        sum += value;
    }
    CHECK(warm_up.mean == Approx(sum / 200));
}

TEST_CASE("mser-5: a level series keeps everything") {
    const WarmUp warm_up = mser5(std::vector<double>(100, 3.5));
    CHECK(warm_up.verdict == WarmUpVerdict::found);
    CHECK(warm_up.truncation == 0);
    CHECK(warm_up.mean == 3.5);
}

TEST_CASE("mser-5: nine batches are too few to tell") {
    CHECK(mser5(std::vector<double>(49, 1.0)).verdict == WarmUpVerdict::too_short);
    CHECK(mser5(std::vector<double>(49, 1.0)).mean == 1.0);
    CHECK(mser5(std::vector<double>(50, 1.0)).verdict == WarmUpVerdict::found);
    CHECK(std::isnan(mser5({}).mean));
}

TEST_CASE("replication average: entry by entry over the shortest series") {
    const std::vector<std::vector<double>> series{{1, 2, 3}, {3, 6}};
    CHECK(replication_average(series) == std::vector<double>{2, 4});
    CHECK(replication_average({}).empty());
}

#include "sim/measure/batch_means.hpp"

#include "sim/base/normal.hpp"
#include "sim/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace ordersim;
using namespace ordersim::measure;

namespace {

/// The settled part of the series on which MSER-5 is tested: observations 200 to 999.
std::vector<double> settled_system() {
    std::vector<double> series;
    for (int i = 200; i < 1000; ++i) {
        series.push_back(10 * (1 - std::exp(-i / 60.0)) + ((37 * i) % 101 - 50) / 25.0);
    }
    return series;
}

enum class Purpose : std::uint16_t { innovation };

struct Autoregression {
    double persistence = 0;
    std::size_t size = 0;
};

/// Stationary from its first value, with innovations of variance 1.
std::vector<double> drawn(const Autoregression& law, std::uint32_t replication) {
    const Draws draws(77, replication);
    std::vector<double> series;
    double value = 0;
    for (std::size_t i = 0; i < law.size; ++i) {
        const double innovation =
            standard_normal_quantile(level_of(draws.uniform(i, Purpose::innovation)));
        value = i == 0 ? innovation / std::sqrt(1 - law.persistence * law.persistence)
                       : law.persistence * value + innovation;
        series.push_back(value);
    }
    return series;
}

/// Of the mean: the sum of all autocovariances over n^2.
double exact_variance(const Autoregression& law) {
    const auto n = static_cast<double>(law.size);
    double sum = 0;
    for (std::size_t lag = 1; lag < law.size; ++lag) {
        sum += (n - static_cast<double>(lag)) * std::pow(law.persistence, lag);
    }
    return (n + 2 * sum) / (n * n * (1 - law.persistence * law.persistence));
}

}  // namespace

TEST_CASE("batch means: the classical variance of the mean") {
    CHECK(batch_means_variance(settled_system(), 20) == Approx(0.00034515807953).epsilon(5e-11));
}

TEST_CASE("batch means: overlapping windows") {
    CHECK(overlapping_batch_means_variance(settled_system(), 40) ==
          Approx(0.000208290430992).epsilon(5e-11));
}

TEST_CASE("batch means: a last batch that is not full is left out") {
    const std::vector<double> series{1, 3, 5, 7, 100};
    CHECK(batch_means_variance(series, 2) == Approx(4));
}

TEST_CASE("batch means: windows of one observation are the independent sample's variance") {
    // s^2 / n = 20/3 / 4.
    CHECK(overlapping_batch_means_variance(std::vector<double>{1, 3, 5, 7}, 1) ==
          Approx(20.0 / 12));
    CHECK(batch_means_variance(std::vector<double>{1, 3, 5, 7}, 4) == Approx(20.0 / 12));
}

TEST_CASE("autocorrelation: the biased estimator's values") {
    const std::vector<double> series{3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4};
    CHECK(autocorrelation(series, 0) == 1);
    CHECK(autocorrelation(series, 1) == Approx(0.173060267052).epsilon(5e-11));
    CHECK(autocorrelation(series, 2) == Approx(0.0079754601227).epsilon(5e-11));
    CHECK(autocorrelation(series, 3) == Approx(0.0110609888127).epsilon(5e-11));
    CHECK(std::isnan(autocorrelation(std::vector<double>{2, 2, 2}, 1)));
}

TEST_CASE("autoregression: the exact variance of its mean, met by both estimators on average") {
    CHECK(exact_variance({.persistence = 0.5, .size = 100}) ==
          Approx(0.0394666666667).epsilon(5e-12));
    const Autoregression law{.persistence = 0.9, .size = 1000};
    CHECK(exact_variance(law) == Approx(0.0990526315789).epsilon(5e-12));
    // Batches of 100 lose about a tenth to the correlation between them (Law 2015, section 9.5.3);
    // of 400 series each average is good to 3 % or so.
    double batched = 0;
    double overlapping = 0;
    for (std::uint32_t replication = 0; replication < 400; ++replication) {
        const std::vector<double> series = drawn(law, replication);
        batched += batch_means_variance(series, 10) / 400;
        overlapping += overlapping_batch_means_variance(series, 100) / 400;
    }
    CHECK(batched == Approx(0.9 * 0.0990526).epsilon(0.12));
    CHECK(overlapping == Approx(0.9 * 0.0990526).epsilon(0.12));
}

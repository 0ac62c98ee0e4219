#include "sim/experiment/gaussian_process.hpp"

#include "tests/support/knobs.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim::experiment;
using namespace ordersim::knobs;

namespace {

const Knob kHours = hours("policy.grace_window", 0, 20);
const Knob kAgents = whole("support.agents", 1, 11);
const Knob kSilence = choice("policy.on_silence", {"approve", "reject", "escalate"});

std::vector<Observation> seen(const std::vector<double>& at, double noise, double (*f)(double)) {
    std::vector<Observation> observations;
    for (const double x : at) {
        observations.push_back({.at = {x}, .seen = {.value = f(x), .variance = noise}});
    }
    return observations;
}

double wave(double x) {
    return 3 + std::sin(x / 3);
}

double matern(double r) {
    return (1 + std::sqrt(5.0) * r + 5 * r * r / 3) * std::exp(-std::sqrt(5.0) * r);
}

}  // namespace

TEST_CASE("gaussian process: two observations, by hand") {
    // With K = [v + n1, c; c, v + n2] everything follows from 2 x 2 algebra.
    const GaussianProcess process(
        std::vector{kHours}, std::vector<Observation>{{{4}, {1.0, 0.04}}, {{10}, {3.0, 0.01}}});
    const double v = process.variance();
    const double length = process.lengths()[0];
    const double a = v + 0.04;
    const double b = v + 0.01;
    const double c = v * matern(0.3 / length);
    const double k1 = v * matern(0.1 / length);
    const double k2 = v * matern(0.2 / length);
    const double determinant = a * b - c * c;
    const auto times_inverse = [&](double one, double two) {
        return Point{(b * one - c * two) / determinant, (a * two - c * one) / determinant};
    };
    const Point ones = times_inverse(1, 1);
    const double constant = (ones[0] * 1 + ones[1] * 3) / (ones[0] + ones[1]);
    const Point weights = times_inverse(1 - constant, 3 - constant);
    const Point of_near = times_inverse(k1, k2);
    const double left = 1 - (k1 * ones[0] + k2 * ones[1]);
    const Prediction there = process.at({6});
    CHECK(there.mean == Approx(constant + k1 * weights[0] + k2 * weights[1]).epsilon(1e-7));
    CHECK(there.variance ==
          Approx(v - (k1 * of_near[0] + k2 * of_near[1]) + left * left / (ones[0] + ones[1]))
              .epsilon(1e-6));
}

TEST_CASE("gaussian process: without noise it goes through what was seen, and near the rest") {
    const GaussianProcess process(std::vector{kHours}, seen({0, 3, 6, 9, 12, 15, 18, 20}, 0, wave));
    for (const double x : {0.0, 6.0, 20.0}) {
        CHECK(process.at({x}).mean == Approx(wave(x)).margin(1e-5));
        CHECK(process.at({x}).variance < 1e-6);
    }
    for (const double x : {1.5, 7.0, 19.0}) {
        const Prediction between = process.at({x});
        CHECK(between.mean == Approx(wave(x)).margin(0.05));
        CHECK(std::abs(between.mean - wave(x)) < 3 * std::sqrt(between.variance) + 1e-3);
    }
}

TEST_CASE("gaussian process: values that are all noise are levelled out") {
    const std::vector<Observation> observations{
        {{0}, {1.1, 0.04}}, {{5}, {0.9, 0.04}}, {{10}, {1.2, 0.04}}, {{15}, {0.8, 0.04}}};
    const GaussianProcess process(std::vector{kHours}, observations);
    CHECK(process.at({5}).mean == Approx(1).margin(0.05));
    CHECK(process.at({5}).variance < 0.03);
}

TEST_CASE("gaussian process: values that are all alike are predicted everywhere") {
    const std::vector<Observation> observations{
        {{0}, {-0.02, 0}}, {{5}, {-0.02, 0}}, {{10}, {-0.02, 0}}};
    const GaussianProcess process(std::vector{kHours}, observations);
    CHECK(process.at({7}).mean == Approx(-0.02));
    CHECK(process.at({20}).variance < 1e-8);
}

TEST_CASE("gaussian process: a knob that does nothing gets a long length") {
    std::vector<Observation> observations;
    for (int i = 0; i < 16; ++i) {
        const double x = 20 * std::fmod(0.618034 * i, 1.0);
        const double agents = 1 + (7 * i) % 11;
        observations.push_back({.at = {x, agents}, .seen = {.value = wave(x), .variance = 1e-6}});
    }
    const GaussianProcess process(std::vector{kHours, kAgents}, observations);
    CHECK(process.lengths()[1] > 4 * process.lengths()[0]);
    CHECK(process.at({10, 2}).mean == Approx(wave(10)).margin(0.05));
}

TEST_CASE("gaussian process: choices have no order, only more or less in common") {
    std::vector<Observation> observations;
    for (double choice = 0; choice < 3; ++choice) {
        for (const double x : {0.0, 5.0, 10.0, 15.0, 20.0}) {
            const double value = wave(x) + (choice == 1 ? 2 : 0);
            observations.push_back({.at = {x, choice}, .seen = {.value = value, .variance = 0}});
        }
    }
    const GaussianProcess process(std::vector{kHours, kSilence}, observations);
    CHECK(process.at({7, 0}).mean == Approx(wave(7)).margin(0.1));
    CHECK(process.at({7, 1}).mean == Approx(wave(7) + 2).margin(0.1));
    CHECK(process.at({7, 2}).mean == Approx(process.at({7, 0}).mean).margin(1e-6));
}

TEST_CASE("gaussian process: other values at the same points, by the same weights") {
    const std::vector<double> at{0, 4, 9, 13, 20};
    const GaussianProcess process(std::vector{kHours}, seen(at, 0.01, wave));
    std::vector<double> same;
    std::vector<double> doubled;
    for (const double x : at) {
        same.push_back(wave(x));
        doubled.push_back(2 * wave(x) + 1);
    }
    const std::vector<Point> points{{2}, {11}};
    const auto means = process.means(points, std::vector{same, doubled});
    for (std::size_t i = 0; i < 2; ++i) {
        const double mean = process.at(points[i]).mean;
        CHECK(means[0][i] == Approx(mean).epsilon(1e-10));
        CHECK(means[1][i] == Approx(2 * mean + 1).epsilon(1e-10));
    }
}

TEST_CASE("gaussian process: drawn paths have its variances, and move together where it does") {
    const GaussianProcess process(std::vector{kHours}, seen({0, 4, 13, 20}, 0.01, wave));
    const std::vector<Point> points{{8}, {8.2}, {0}};
    const std::uint32_t draws = 4000;
    const auto paths = process.deviations(points, draws, 3);
    REQUIRE(paths.size() == draws);
    std::vector<double> squares(3, 0.0);
    double product = 0;
    for (const auto& path : paths) {
        for (std::size_t i = 0; i < 3; ++i) {
            squares[i] += path[i] * path[i] / draws;
        }
        product += path[0] * path[1] / draws;
    }
    for (std::size_t i = 0; i < 3; ++i) {
        // Four standard deviations of a variance from 4,000 normal draws are 9 %.
        CHECK(squares[i] == Approx(process.at(points[i]).variance).epsilon(0.09));
    }
    CHECK(product / std::sqrt(squares[0] * squares[1]) > 0.95);
    CHECK(process.deviations(points, 10, 3) == process.deviations(points, 10, 3));
}

TEST_CASE("gaussian process: the same observations give the same bytes") {
    const auto observations = seen({0, 1, 3, 7, 12, 19}, 0.02, wave);
    const GaussianProcess one(std::vector{kHours}, observations);
    const GaussianProcess two(std::vector{kHours}, observations);
    CHECK(one.lengths() == two.lengths());
    CHECK(one.at({5.5}).mean == two.at({5.5}).mean);
    CHECK(std::isfinite(one.log_likelihood()));
}

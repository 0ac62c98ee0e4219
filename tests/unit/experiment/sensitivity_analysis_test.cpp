#include "sim/base/normal.hpp"
#include "sim/base/random.hpp"
#include "sim/experiment/morris.hpp"
#include "sim/experiment/sobol.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <functional>
#include <numbers>
#include <set>

using namespace ordersim;
using namespace ordersim::experiment;

namespace {

using Place = std::vector<double>;
using Function = std::function<double(const Place&)>;

std::vector<NoisyValue> without_noise(const std::vector<Place>& places, const Function& function) {
    std::vector<NoisyValue> values;
    for (const Place& place : places) {
        values.push_back({.value = function(place), .variance = 0});
    }
    return values;
}

SobolAnalysis analysed(const SobolSize& size, std::uint64_t seed, const Function& function) {
    return sobol_indices(size, seed, without_noise(sobol_places(size, seed), function), 0.95);
}

double ishigami(const Place& place) {
    std::array<double, 3> x{};
    for (std::size_t i = 0; i < 3; ++i) {
        x[i] = std::numbers::pi * (2 * place[i] - 1);
    }
    const double sine = std::sin(x[1]);
    return std::sin(x[0]) + 7 * sine * sine + 0.1 * std::pow(x[2], 4) * std::sin(x[0]);
}

double sobol_g(const Place& place) {
    const std::array<double, 8> a{0, 1, 4.5, 9, 99, 99, 99, 99};
    double product = 1;
    for (std::size_t i = 0; i < a.size(); ++i) {
        product *= (std::abs(4 * place[i] - 2) + a[i]) / (1 + a[i]);
    }
    return product;
}

/// A buyer who wants out at rate k within g hours, against a seller who ships at rate m.
double cancellation(const Place& place) {
    const double k = 0.05 + 0.2 * place[0];
    const double g = 12 * place[1];
    const double m = 0.02 + 0.06 * place[2];
    return 1 - std::exp(-k * g) * m / (k + m);
}

}  // namespace

TEST_CASE("sobol: the Ishigami function's indices") {
    // Closed forms with a = 7, b = 0.1 (Ishigami and Homma 1990).
    const std::array<double, 3> first{0.313905191148, 0.44241114479, 0};
    const std::array<double, 3> total{0.55758885521, 0.44241114479, 0.243683664062};
    const SobolAnalysis found = analysed({.rows = 4096, .dimensions = 3}, 1, ishigami);
    CHECK(found.variance == Approx(13.8445879407).epsilon(2e-3));
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(found.indices[i].first.value == Approx(first[i]).margin(0.01));
        CHECK(found.indices[i].total.value == Approx(total[i]).margin(0.01));
        CHECK(found.indices[i].first.low < first[i]);
        CHECK(found.indices[i].first.high > first[i]);
        CHECK(found.indices[i].total.low < total[i]);
        CHECK(found.indices[i].total.high > total[i]);
    }
    CHECK(found.noise_share == 0);
}

TEST_CASE("sobol: the g function's indices in eight dimensions") {
    // Closed forms with a = (0, 1, 4.5, 9, 99, 99, 99, 99) (Saltelli and Sobol' 1995).
    const std::array<double, 4> first{0.716192168879, 0.17904804222, 0.0236757741778,
                                      0.00716192168879};
    const std::array<double, 4> total{0.787144126659, 0.242198192818, 0.0343169101541,
                                      0.0104603870652};
    const SobolAnalysis found = analysed({.rows = 8192, .dimensions = 8}, 2, sobol_g);
    for (std::size_t i = 0; i < 4; ++i) {
        CAPTURE(i);
        CHECK(found.indices[i].first.value == Approx(first[i]).margin(0.01));
        CHECK(found.indices[i].total.value == Approx(total[i]).margin(0.01));
    }
    CHECK(found.indices[7].total.value < 0.001);
}

TEST_CASE("sobol: what decides whether a cancellation comes in time") {
    // Tensor Gauss-Legendre quadrature in scipy 1.10.
    const std::array<double, 3> first{0.575649706468, 0.27324130797, 0.10434571952};
    const std::array<double, 3> total{0.604071386052, 0.298931631358, 0.144000414408};
    const SobolAnalysis found = analysed({.rows = 4096, .dimensions = 3}, 3, cancellation);
    CHECK(found.variance == Approx(0.0115422315327).epsilon(2e-3));
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(i);
        CHECK(found.indices[i].first.value == Approx(first[i]).margin(0.005));
        CHECK(found.indices[i].total.value == Approx(total[i]).margin(0.005));
    }
}

/// 100 seeds at 0.95: 95 hold the truth, give or take 2.2. The shifted sequence is more even than
/// the independent rows that the bootstrap takes it for, so that more hold it.
TEST_CASE("sobol: the bootstrap's interval holds the truth") {
    std::uint32_t covered = 0;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto found = analysed({.rows = 64, .dimensions = 3}, seed, cancellation);
        const measure::Estimate& total = found.indices[0].total;
        covered += total.low <= 0.604071386052 && 0.604071386052 <= total.high ? 1U : 0U;
    }
    CAPTURE(covered);
    CHECK(covered >= 87);
}

TEST_CASE("sobol: noise that rows do not share raises total indices by its share, else not") {
    enum class Purpose : std::uint16_t { noise };
    const SobolSize size{.rows = 4096, .dimensions = 3};
    const std::vector<Place> places = sobol_places(size, 4);
    const double noise_variance = 0.25 * 0.0115422315327;
    const auto with_noise = [&](bool is_shared) {
        std::vector<NoisyValue> values;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const double below = Draws(9, 0).uniform(is_shared ? 0 : i, Purpose::noise);
            const double noise = standard_normal_quantile({below, 1 - below});
            values.push_back({.value = cancellation(places[i]) + std::sqrt(noise_variance) * noise,
                              .variance = noise_variance});
        }
        return sobol_indices(size, 4, values, 0.95);
    };
    const SobolAnalysis shared = with_noise(true);
    CHECK(shared.noise_share == Approx(0.25).epsilon(0.01));
    CHECK(shared.indices[2].total.value == Approx(0.144).margin(0.005));
    const SobolAnalysis apart = with_noise(false);
    CHECK(apart.noise_share == Approx(0.2).epsilon(0.05));
    // Of a total variance of 1.25 V: (0.144 + 0.25) / 1.25.
    CHECK(apart.indices[2].total.value == Approx(0.315).margin(0.02));
}

TEST_CASE("sobol: where nothing varies nothing is explained") {
    const SobolAnalysis found =
        analysed({.rows = 8, .dimensions = 2}, 1, [](const Place&) { return 3.5; });
    CHECK(std::isnan(found.indices[1].total.value));
    CHECK(std::isinf(found.indices[1].total.high));
    CHECK(std::isnan(found.noise_share));
}

TEST_CASE("sobol: the design is A, B, and A with a column of B") {
    const SobolSize size{.rows = 16, .dimensions = 2};
    const std::vector<Place> places = sobol_places(size, 1);
    REQUIRE(places.size() == 64);
    std::array<std::set<double>, 4> slices;
    for (std::size_t row = 0; row < 16; ++row) {
        CHECK(places[32 + row] == Place{places[16 + row][0], places[row][1]});
        CHECK(places[48 + row] == Place{places[row][0], places[16 + row][1]});
        for (std::size_t axis = 0; axis < 2; ++axis) {
            slices.at(axis).insert(std::floor(places[row][axis] * 16));
            slices.at(2 + axis).insert(std::floor(places[16 + row][axis] * 16));
        }
    }
    for (const std::set<double>& taken : slices) {
        CHECK(taken.size() == 16);
    }
    CHECK(places == sobol_places(size, 1));
    CHECK(places != sobol_places(size, 2));
}

TEST_CASE("morris: of a linear function the effects are its slopes, without spread") {
    const MorrisSize size{.trajectories = 8, .dimensions = 3};
    const auto values = without_noise(morris_places(size, 5),
                                      [](const Place& x) { return 3 * x[0] - 2 * x[1] + 7; });
    const MorrisAnalysis found = morris_effects(size, 5, values, 0.95);
    REQUIRE(found.effects.size() == 3);
    CHECK(found.effects[0].mu == Approx(3));
    CHECK(found.effects[1].mu == Approx(-2));
    CHECK(found.effects[1].mu_star.value == Approx(2));
    CHECK(found.effects[0].sigma == Approx(0).margin(1e-12));
    CHECK(found.effects[2].mu_star.value == Approx(0).margin(1e-12));
    CHECK(found.effects[0].mu_star.replications == 8);
}

TEST_CASE("morris: an effect that changes its sign shows in mu* and sigma, not in mu") {
    // Along x the effect is the other coordinate's place about the middle: half of the grid's
    // levels 0, 1/3, 2/3, 1 has the mean distance 1/3 and a variance of 5/36 about 0.
    const MorrisSize size{.trajectories = 2000, .dimensions = 2};
    const auto values =
        without_noise(morris_places(size, 6), [](const Place& x) { return x[0] * (x[1] - 0.5); });
    const MorrisAnalysis found = morris_effects(size, 6, values, 0.95);
    CHECK(found.effects[0].mu == Approx(0).margin(0.03));
    CHECK(found.effects[0].mu_star.value == Approx(1.0 / 3).margin(0.02));
    CHECK(found.effects[0].sigma == Approx(std::sqrt(5.0 / 36)).margin(0.02));
    CHECK(found.effects[0].mu_star.low < 1.0 / 3);
    CHECK(found.effects[0].mu_star.high > 1.0 / 3);
}

TEST_CASE("morris: every trajectory moves each coordinate once, on the grid") {
    const MorrisSize size{.trajectories = 20, .dimensions = 5};
    const std::vector<Place> places = morris_places(size, 7);
    REQUIRE(places.size() == 120);
    for (std::size_t i = 0; i < places.size(); ++i) {
        std::uint32_t moved = 0;
        for (std::size_t axis = 0; axis < 5; ++axis) {
            const double level = places[i][axis] * 3;
            CHECK(level == Approx(std::round(level)).margin(1e-12));
            CHECK(std::round(level) >= 0);
            CHECK(std::round(level) <= 3);
            moved += i % 6 != 0 && places[i][axis] != places[i - 1][axis] ? 1U : 0U;
        }
        CHECK(moved == (i % 6 == 0 ? 0U : 1U));
    }
}

TEST_CASE("noise share: the noise's variance over that of what is seen") {
    const std::vector<NoisyValue> values{{1, 0.5}, {3, 0.1}, {5, 0.6}};
    CHECK(noise_share(values) == Approx(0.4 / 4));
    const NoisyValue mean = noisy_value(std::vector<double>{1, 2, 6});
    CHECK(mean.value == Approx(3));
    CHECK(mean.variance == Approx(7.0 / 3));
    CHECK(noisy_value(std::vector<double>{4}).variance == 0);
    CHECK(std::isnan(noisy_value({}).value));
}

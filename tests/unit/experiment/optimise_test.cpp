#include "sim/experiment/optimise.hpp"

#include "sim/base/normal.hpp"
#include "sim/base/random.hpp"
#include "sim/experiment/design.hpp"

#include "tests/support/knobs.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>

using namespace ordersim;
using namespace ordersim::experiment;
using namespace ordersim::knobs;

namespace {

enum class Purpose : std::uint16_t { shared, own, wish, answer };

constexpr std::uint32_t kReplications = 10;

/// What a replication of a policy says: its objective first, then the excess of each constraint.
using Simulation = std::function<std::vector<double>(const Point&, const Draws&)>;

Trial tried(const Point& at, const Simulation& simulate) {
    Trial trial{.at = at, .objective = {}, .excesses = {}};
    for (std::uint32_t r = 0; r < kReplications; ++r) {
        const std::vector<double> values = simulate(at, Draws(5, r));
        trial.objective.push_back(values[0]);
        trial.excesses.resize(values.size() - 1);
        for (std::size_t i = 1; i < values.size(); ++i) {
            trial.excesses[i - 1].push_back(values[i]);
        }
    }
    return trial;
}

/// A space-filling start and then point by point where the surrogate proposes.
std::vector<Trial> searched(const std::vector<Knob>& knobs, std::size_t start, std::size_t more,
                            const Simulation& simulate) {
    std::vector<Trial> trials;
    for (const Point& point : space_filling(knobs, start, 1)) {
        trials.push_back(tried(point, simulate));
    }
    for (std::size_t i = 0; i < more; ++i) {
        const Proposal proposal = Surrogate(knobs, trials).propose(i);
        if (proposal.at.empty()) {
            break;
        }
        trials.push_back(tried(proposal.at, simulate));
    }
    return trials;
}

double noise(const Draws& draws, double size) {
    return size * standard_normal_quantile(level_of(draws.uniform(0, Purpose::shared)));
}

/// Branin's function on [-5, 10] x [0, 15]: three minima of 0.397887.
double branin(double x, double y) {
    const double pi = std::acos(-1.0);
    const double bowl = y - 5.1 / (4 * pi * pi) * x * x + 5 / pi * x - 6;
    return bowl * bowl + 10 * (1 - 1 / (8 * pi)) * std::cos(x) + 10;
}

const std::vector<Knob> kBraninKnobs{number("x", -5, 10), number("y", 0, 15)};
const std::vector<Knob> kGrace{hours("policy.grace_window", 0, 24)};

/// A buyer thinks of cancelling after an exponential time of rate 1/8 h; the order ships an
/// exponential time of rate 1/25 h after the grace window. 25 a failed cancellation of the 6 % who
/// want one, 0.01 for each hour of grace.
std::vector<double> grace_cost(const Point& at, const Draws& draws) {
    constexpr std::uint64_t orders = 300;
    double failed = 0;
    for (std::uint64_t order = 0; order < orders; ++order) {
        const double wish = -std::log(draws.uniform(order, Purpose::wish)) / 0.125;
        const double shipped = at[0] - std::log(draws.uniform(order, Purpose::answer)) / 0.04;
        failed += wish > shipped ? 1 : 0;
    }
    return {25 * 0.06 * failed / static_cast<double>(orders) + 0.01 * at[0]};
}

}  // namespace

TEST_CASE("common draws: what all trials share is not noise between them") {
    const std::vector<double> shared{3, -5, 1, 9, -8};
    const std::vector<double> own{0.1, -0.1, 0.2, -0.2, 0};
    std::vector<std::vector<double>> values(2);
    for (std::size_t r = 0; r < 5; ++r) {
        values[0].push_back(1 + shared[r] + own[r]);
        values[1].push_back(2 + shared[r] - own[r]);
    }
    const std::vector<NoisyValue> means = means_on_common_draws(values);
    CHECK(means[0].value == Approx(1));
    CHECK(means[1].value == Approx(2));
    // Sum of own^2 is 0.1; of two trials each has 2 / (2 - 1) of it, over 4 * 5.
    CHECK(means[0].variance == Approx(0.1 * 2 / 20));
    CHECK(means[1].variance == Approx(0.1 * 2 / 20));
    // Of what sets the two apart, (2 - 1)^2 / 2, noise is this much; all that they share is not.
    CHECK(noise_share(means) == Approx(0.01 / 0.5));
    const std::vector<NoisyValue> apart{noisy_value(values[0]), noisy_value(values[1])};
    CHECK(noise_share(apart) > 10);
}

TEST_CASE("search: finds Branin's minimum through noise on common draws") {
    const auto trials = searched(kBraninKnobs, 12, 20, [](const Point& at, const Draws& draws) {
        return std::vector<double>{branin(at[0], at[1]) + noise(draws, 30)};
    });
    const Surrogate surrogate(kBraninKnobs, trials);
    const auto best = surrogate.best_trial();
    REQUIRE(best);
    CHECK(branin(trials[*best].at[0], trials[*best].at[1]) < 0.7);
    const auto lowest = surrogate.lowest_mean(1);
    REQUIRE(lowest);
    CHECK(branin((*lowest)[0], (*lowest)[1]) < 1);
}

TEST_CASE("search: whole numbers and choices") {
    const std::vector<Knob> knobs{whole("agents", 1, 40), choice("silence", {"a", "b", "c", "d"})};
    const auto trials = searched(knobs, 10, 15, [](const Point& at, const Draws& draws) {
        const double best_agents = at[1] == 2 ? 27 : 12;
        const double level = at[1] == 2 ? 0 : 20;
        return std::vector<double>{(at[0] - best_agents) * (at[0] - best_agents) / 10 + level +
                                   noise(draws, 10)};
    });
    const auto best = Surrogate(knobs, trials).best_trial();
    REQUIRE(best);
    CHECK(trials[*best].at == Point{27, 2});
}

TEST_CASE("search: a constraint moves the best to its edge") {
    // The lowest cost is at 5, but 8 at least are asked for.
    const auto trials = searched(kGrace, 6, 10, [](const Point& at, const Draws& draws) {
        return std::vector<double>{(at[0] - 5) * (at[0] - 5) + noise(draws, 1),
                                   8 - at[0] + noise(draws, 0.01)};
    });
    const Surrogate surrogate(kGrace, trials);
    const auto best = surrogate.best_trial();
    REQUIRE(best);
    CHECK(trials[*best].at[0] == Approx(8).margin(0.3));
    CHECK(surrogate.feasibility_at({12}) > 0.99);
    CHECK(surrogate.feasibility_at({4}) < 0.01);
}

TEST_CASE("search: where nothing seems feasible it looks for what may be") {
    const auto simulate = [](const Point& at, const Draws& draws) {
        return std::vector<double>{at[0], 1 + std::abs(at[0] - 17) + noise(draws, 0.01)};
    };
    const auto trials = searched(kGrace, 6, 6, simulate);
    const Surrogate surrogate(kGrace, trials);
    CHECK_FALSE(surrogate.best_trial());
    CHECK_FALSE(surrogate.lowest_mean(1));
    double nearest = 24;
    for (const Trial& trial : trials) {
        nearest = std::min(nearest, std::abs(trial.at[0] - 17));
    }
    CHECK(nearest < 0.5);
    const Optimum optimum = locate_optimum(kGrace, trials, {.recommended = trials[0].at}, 1);
    CHECK(optimum.feasible < 0.05);
    CHECK(optimum.within_delta < 0.05);
}

TEST_CASE("search: never proposes what was tried, and nothing when all was") {
    const std::vector<Knob> knobs{whole("agents", 1, 5)};
    const auto trials = searched(
        knobs, 3, 10, [](const Point& at, const Draws&) { return std::vector<double>{at[0]}; });
    CHECK(trials.size() == 5);
    CHECK(Surrogate(knobs, trials).propose(1).at.empty());
}

TEST_CASE("search: the same trials give the same proposal") {
    const auto trials = searched(kBraninKnobs, 8, 0, [](const Point& at, const Draws&) {
        return std::vector<double>{branin(at[0], at[1])};
    });
    const Proposal one = Surrogate(kBraninKnobs, trials).propose(3);
    const Proposal two = Surrogate(kBraninKnobs, trials).propose(3);
    CHECK(one.at == two.at);
    CHECK(one.improvement == two.improvement);
    CHECK(one.improvement > 0);
}

/// ln(A q k m / (B (k + m))) / k with k = 0.125, m = 0.04 (closed form). Of 30 at 0.95 between 23
/// and 30 hold it, within four standard deviations; the interval is rather too wide.
TEST_CASE("search: the optimal grace window lies in its interval as often as it says") {
    constexpr double optimal = 12.113021861;
    std::uint32_t covered = 0;
    double width = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        const auto trials = searched(kGrace, 6, 6, [&](const Point& at, const Draws& draws) {
            return grace_cost(at, Draws(seed, draws.replication()));
        });
        const Surrogate surrogate(kGrace, trials);
        const Point recommended = trials[*surrogate.best_trial()].at;
        const Optimum optimum =
            locate_optimum(kGrace, trials, {.recommended = recommended, .delta = 0.002}, seed);
        const measure::Interval& interval = optimum.along[0].interval;
        covered += interval.low <= optimal && optimal <= interval.high ? 1U : 0U;
        width += (interval.high - interval.low) / 30;
        CHECK(optimum.feasible == Approx(1));
    }
    CAPTURE(covered, width);
    CHECK(covered >= 26);
    CHECK(width < 6);
}

TEST_CASE("optimum: of a choice the chances are told") {
    const std::vector<Knob> knobs{choice("silence", {"a", "b", "c"})};
    const auto trials = searched(knobs, 3, 0, [](const Point& at, const Draws& draws) {
        const double own = noise(draws, 1) * (at[0] == 1 ? 1 : -1);
        return std::vector<double>{(at[0] == 2 ? 10 : 0) + own};
    });
    const Optimum optimum = locate_optimum(knobs, trials, {.recommended = {0}}, 1);
    const std::vector<double>& chances = optimum.along[0].chances;
    REQUIRE(chances.size() == 3);
    CHECK(chances[0] + chances[1] + chances[2] == Approx(1));
    CHECK(chances[2] < 0.01);
    CHECK(chances[0] > 0.005);
    CHECK(chances[1] > 0.005);
}

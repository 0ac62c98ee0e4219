#include "sim/experiment/design.hpp"

#include "tests/support/knobs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace ordersim::experiment;
using namespace ordersim::knobs;

namespace {

const Knob kGrace = hours("policy.grace_window", 0, 24);
const Knob kAgents = whole("support.agents", 8, 16);
const Knob kSilence = choice("policy.on_silence", {"approve", "reject", "escalate"});

double closest_pair(const std::vector<std::vector<double>>& places) {
    double closest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            closest = std::min(
                closest, std::hypot(places[i][0] - places[j][0], places[i][1] - places[j][1]));
        }
    }
    return closest;
}

}  // namespace

TEST_CASE("latin hypercube: every slice of every axis holds one place") {
    const auto places = latin_hypercube({.size = 17, .dimensions = 5}, 3);
    REQUIRE(places.size() == 17);
    for (std::size_t axis = 0; axis < 5; ++axis) {
        std::set<double> slices;
        for (const auto& place : places) {
            CHECK(place[axis] > 0);
            CHECK(place[axis] < 1);
            slices.insert(std::floor(place[axis] * 17));
        }
        CHECK(slices.size() == 17);
    }
}

TEST_CASE("latin hypercube: the seed decides every bit") {
    CHECK(latin_hypercube({.size = 12, .dimensions = 3}, 7) ==
          latin_hypercube({.size = 12, .dimensions = 3}, 7));
    CHECK(latin_hypercube({.size = 12, .dimensions = 3}, 7) !=
          latin_hypercube({.size = 12, .dimensions = 3}, 8));
}

TEST_CASE("latin hypercube: its closest places are far apart") {
    // A plain Latin hypercube of 20 places in the square has pairs at 0.05 or so.
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        CHECK(closest_pair(latin_hypercube({.size = 20, .dimensions = 2}, seed)) > 0.09);
    }
}

TEST_CASE("point: whole numbers and choices share the unit interval in equal parts") {
    const std::vector<Knob> knobs{kAgents, kSilence};
    CHECK(point_at(knobs, std::vector{0.0, 0.0}) == Point{8, 0});
    CHECK(point_at(knobs, std::vector{0.111, 0.333}) == Point{8, 0});
    CHECK(point_at(knobs, std::vector{0.112, 0.334}) == Point{9, 1});
    CHECK(point_at(knobs, std::vector{1.0, 1.0}) == Point{16, 2});
}

TEST_CASE("point: a duration is a whole number of minutes, of seconds in a short range") {
    const Point point = point_at(std::vector{kGrace}, std::vector{1.0 / 3.3});
    CHECK(point[0] * 60 == Approx(std::round(24 * 60 / 3.3)).epsilon(1e-14));
    const Knob brief = hours("policy.grace_window", 1, 3);
    CHECK(value_text(brief, point_at(std::vector{brief}, std::vector{1.0 / 3})[0]) == "1h 40min");
    CHECK(value_text(brief, point_at(std::vector{brief}, std::vector{1.0 / 7})[0]) ==
          "1h 17min 9s");
    CHECK(point_at(std::vector{kGrace}, std::vector{1.0}) == Point{24});
}

TEST_CASE("point: the nearest one keeps to bounds and whole numbers") {
    const std::vector<Knob> knobs{kGrace, kAgents, kSilence};
    CHECK(nearest_point(knobs, {-3, 7.2, 5}) == Point{0, 8, 2});
    CHECK(nearest_point(knobs, {25, 11.6, 0.4}) == Point{24, 12, 0});
}

TEST_CASE("design: a space that is small enough is taken whole") {
    const std::vector<Knob> knobs{kAgents, kSilence};
    CHECK(points_in(knobs) == 27);
    const std::vector<Point> points = space_filling(knobs, 30, 1);
    REQUIRE(points.size() == 27);
    CHECK(points.front() == Point{8, 0});
    CHECK(points.back() == Point{16, 2});
}

TEST_CASE("design: no two points are alike, and each is one of the space") {
    const std::vector<Knob> knobs{kAgents, kSilence};
    const std::vector<Point> points = space_filling(knobs, 20, 5);
    CHECK(points.size() > 10);
    CHECK(std::set<Point>(points.begin(), points.end()).size() == points.size());
    for (const Point& point : points) {
        CHECK(nearest_point(knobs, point) == point);
    }
    CHECK(std::isinf(points_in(std::vector{kGrace})));
}

TEST_CASE("point: as overrides of a scenario") {
    const std::vector<Knob> knobs{kGrace, kAgents, kSilence};
    CHECK(overrides_at(knobs, {12.5, 9, 1}) ==
          std::vector<std::string>{"policy.grace_window=12h 30min", "support.agents=9",
                                   "policy.on_silence=reject"});
    const Point third = point_at(std::vector{kGrace}, std::vector{1.0 / 7});
    CHECK(value_text(kGrace, third[0]) == "3h 26min");
}

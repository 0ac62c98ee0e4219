#include "sim/measure/ranking.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace ordersim::measure;

TEST_CASE("kim-nelson's eta: the formula's values to twelve digits") {
    struct Row {
        RankingGoal goal;
        double eta;  // (2 alpha / (k - 1))^(-2 / (n0 - 1)), less 1, halved; scipy 1.10
    };
    const std::array<Row, 12> rows{{
        {{.systems = 2, .first_stage = 10, .confidence = 0.95}, 0.3340502686},
        {{.systems = 2, .first_stage = 20, .confidence = 0.95}, 0.137137492852},
        {{.systems = 2, .first_stage = 20, .confidence = 0.99}, 0.254760132695},
        {{.systems = 5, .first_stage = 10, .confidence = 0.95}, 0.634967265154},
        {{.systems = 5, .first_stage = 20, .confidence = 0.95}, 0.237238315535},
        {{.systems = 5, .first_stage = 20, .confidence = 0.99}, 0.373340676234},
        {{.systems = 10, .first_stage = 10, .confidence = 0.95}, 0.859083429925},
        {{.systems = 10, .first_stage = 20, .confidence = 0.95}, 0.302933803649},
        {{.systems = 10, .first_stage = 20, .confidence = 0.99}, 0.451164279276},
        {{.systems = 50, .first_stage = 10, .confidence = 0.95}, 1.48057528562},
        {{.systems = 50, .first_stage = 20, .confidence = 0.95}, 0.459728825547},
        {{.systems = 50, .first_stage = 20, .confidence = 0.99}, 0.636905399302},
    }};
    for (const Row& row : rows) {
        CAPTURE(row.goal.systems, row.goal.first_stage, row.goal.confidence);
        CHECK(kim_nelson_eta(row.goal) == Approx(row.eta).epsilon(5e-12));
    }
}

TEST_CASE("rinott's h: solves the double integral") {
    struct Row {
        RankingGoal goal;
        // Double integral in scipy 1.10, solved by Brent's method; the last two, which were 1.2e-10
        // off, by the trapezoid rule over the logarithms of both variables with 701 nodes each.
        double h;
    };
    const std::array<Row, 7> rows{{
        {{.systems = 2, .first_stage = 10, .confidence = 0.95}, 2.61411929534},
        {{.systems = 3, .first_stage = 20, .confidence = 0.95}, 2.93719332687},
        {{.systems = 5, .first_stage = 20, .confidence = 0.95}, 3.38541873163},
        {{.systems = 10, .first_stage = 20, .confidence = 0.95}, 3.87527663577},
        {{.systems = 10, .first_stage = 20, .confidence = 0.9}, 3.43735929961},
        {{.systems = 10, .first_stage = 20, .confidence = 0.99}, 4.79419487034},
        {{.systems = 50, .first_stage = 30, .confidence = 0.95}, 4.64184197572},
    }};
    for (const Row& row : rows) {
        CAPTURE(row.goal.systems, row.goal.first_stage, row.goal.confidence);
        CHECK(rinott_h(row.goal) == Approx(row.h).epsilon(1e-10));
    }
}

TEST_CASE("rinott's h: another program's table, to its three decimals") {
    // KSL's test of its own routine, by 51 replications in the first stage.
    CHECK(rinott_h({.systems = 10, .first_stage = 51, .confidence = 0.975}) ==
          Approx(4.045).margin(1e-3));
    CHECK(rinott_h({.systems = 1000, .first_stage = 51, .confidence = 0.9}) ==
          Approx(5.488).margin(1e-3));
}

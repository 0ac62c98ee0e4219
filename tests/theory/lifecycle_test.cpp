#include <catch2/catch.hpp>

#include "tests/theory/lifecycle_cases.hpp"

// The whole chain - scenario file, agents, rules, calendar, statistics - against theory. Nothing
// of the simulator is written again here.

TEST_CASE("theory: every race, life and calendar case comes out within 4.5 standard errors") {
    ordersim::tests::check_cases(ordersim::tests::kReferenceCases);
}

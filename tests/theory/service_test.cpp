#include <catch2/catch.hpp>

#include "tests/theory/service_cases.hpp"

// The platform's staff against queueing theory, through the real desks, buyers and rules.

TEST_CASE("theory: every desk case comes out within 4.5 standard errors") {
    ordersim::tests::check_cases(ordersim::tests::kServiceCases);
}

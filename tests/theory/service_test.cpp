#include <catch2/catch.hpp>

#include "tests/theory/service_cases.hpp"

// The platform's staff and the sellers' replies against queueing theory, through the real desks,
// buyers, sellers and rules.

TEST_CASE("theory: every desk and follow-up case comes out within 4.5 standard errors") {
    ordersim::tests::check_cases(ordersim::tests::kServiceCases);
}

#include "sim/check/network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "tests/support/policies.hpp"
#include "tests/unit/check/layers.hpp"

using namespace ordersim;
using check::LayerResult;
using check::NetworkDefect;

namespace {

LayerResult checked(NetworkDefect defect, const check::LayerOptions& options = {}) {
    return check::check_network(order::rules(), tests::base_policy(), defect, options);
}

}  // namespace

TEST_CASE("platform and gateway agree whatever the network does") {
    tests::check_proved(checked(NetworkDefect::none));
}

TEST_CASE("the network's scenes have the states they had") {
    const std::set<std::string> pinned{
        "checkout: 1159, 4171, 12",
        "payment_answer_late: 2047, 8116, 13",
        "second_payment: 158787, 1006566, 22",
        "cancelled_unpaid: 24303, 126530, 16",
        "cancelled_while_verifying: 15112, 76785, 17",
        "paid_and_cancelled: 17186, 91442, 19",
        "refund_answer_late: 2130, 8169, 14",
        "refund_retried: 65501, 342277, 21",
        "refund_by_hand: 16316, 74103, 17",
        "scans_late: 180463, 1060060, 18",
    };
    CHECK(tests::sizes_of(checked(NetworkDefect::none)) == pinned);
}

TEST_CASE("the books agree under a payment that is voided by asking, and without retries") {
    order::Policy policy = tests::base_policy();
    policy.void_sync = false;
    policy.refund_retries = 0;
    const LayerResult result =
        check::check_network(order::rules(), policy, NetworkDefect::none, {});
    CHECK(tests::faults_of(result).empty());
    CHECK(result.is_complete());
}

TEST_CASE("a network that is not explored to the end is not proved") {
    const LayerResult result =
        checked(NetworkDefect::none, {.states_max = 1000, .scene = "second_payment"});
    CHECK_FALSE(result.is_complete());
    CHECK(tests::scene_named(result, "second_payment").states >= 1000);
}

TEST_CASE("without cancelling during verification its scene is named with the reason") {
    order::Policy policy = tests::base_policy();
    policy.verify_cancel = order::VerifyCancel::blocked;
    const LayerResult result = check::check_network(order::rules(), policy, NetworkDefect::none,
                                                    {.scene = "cancelled_while_verifying"});
    CHECK(tests::scene_named(result, "cancelled_while_verifying").skipped ==
          "the policy refuses cancel_direct");
}

TEST_CASE("a trace of the network says who got, lost and paid what") {
    const LayerResult result =
        checked(NetworkDefect::called_before_written,
                {.scene = "checkout", .stop_at = "inv_19_books_agree"});
    const check::LayerViolation* const violation = result.violation_of("inv_19_books_agree");
    REQUIRE(violation != nullptr);
    CHECK(tests::text_of(*violation) == "inv_19_books_agree\n"
                                        "  buyer places and pays the order\n"
                                        "  gateway gets the capture request of payment 1\n"
                                        "  gateway captures payment 1\n"
                                        "  network loses the verified reply of payment 1\n"
                                        "  platform gets the verified hook of payment 1");
}

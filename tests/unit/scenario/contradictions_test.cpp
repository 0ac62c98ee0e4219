#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

namespace ordersim::scenario {
namespace {

using tests::errors_of;
using tests::load_on_base;

/// The single finding of a scenario with these keys changed.
std::string contradiction(const std::string& text) {
    const auto loaded = load_on_base(text);
    INFO(text << errors_of(loaded));
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    return loaded.error()[0].message;
}

}  // namespace

TEST_CASE("contradictions: windows and clocks") {
    CHECK(contradiction("policy.grace_window = \"2h\"\npolicy.request_window = \"1h\"\n") ==
          "request_window = \"1h\" ends before grace_window = \"2h\"");
    CHECK(contradiction("run.warm_up = \"21d\"\n") ==
          "warm_up = \"21d\" leaves nothing to measure: horizon is \"21d\"");
    CHECK(contradiction("run.warm_up = \"20d\"\n") ==
          "warm_up = \"20d\" leaves nothing to measure: by then all orders_max = 20000 orders have "
          "come");
    CHECK(contradiction("payment.amount = { constant = 1e12 }\n") ==
          "amounts go beyond 4e10 minor units, the most that is kept exact over a whole run");
    CHECK(contradiction("policy.dispute_opens = \"90d\"\n") ==
          "dispute_opens = \"90d\" is after delivery_limit = \"60d\" and dispute_window = \"15d\": "
          "no dispute could be opened");
    CHECK(contradiction("arrivals.horizon = \"0\"\n") == "horizon is 0: no order would be placed");
    CHECK(contradiction("policy.pay_limit = \"0\"\n") ==
          "pay_limit is 0: every order would close before it is paid");
    CHECK(contradiction("policy.refund_retries = 200\n") ==
          "refund_retry_delay, doubled with each of 200 retries, passes 100 years");
}

TEST_CASE("contradictions: more orders than there is room for") {
    CHECK_THAT(contradiction("arrivals.horizon = \"36525d\"\narrivals.orders_per_day = 1e9\n"
                             "arrivals.orders_max = 0\n"),
               Catch::StartsWith("a replication would hold 36525000000000 orders; at most "
                                 "200000000 fit"));
    CHECK_THAT(contradiction("arrivals.orders_per_day = 1e9\n"
                             "arrivals.orders_max = 4294967294\n"),
               Catch::StartsWith("a replication would hold 4294967294 orders"));
    CHECK(load_on_base("arrivals.orders_per_day = 1e9\n").has_value());
}

TEST_CASE("contradictions: precision and replications") {
    const std::string width =
        "run.half_width = { metric = \"M01\", at_most = 0.01, "
        "replications_max = ";
    CHECK(contradiction(width + "10 }\n") ==
          "replications_max = 10 is less than replications = 20");
    CHECK(contradiction(width + "10 }\nrun.replications = 1\n") ==
          "an interval needs at least 2 replications");
    CHECK(contradiction("run.half_width = { metric = \"M01\", at_most = 0, "
                        "replications_max = 99 }\n") == "a half-width is a number above 0");
    CHECK(contradiction("run.half_width = { metric = \"speed\", at_most = 1, "
                        "replications_max = 99 }\n") == "a metric is named \"M01\" to \"M16\"");
}

TEST_CASE("contradictions: buyers and sellers") {
    CHECK_THAT(contradiction("buyers.follow_up_delay = { constant = \"0\" }\n"),
               Catch::StartsWith("follow_up_delay is 0 while follow_ups_max = 3"));
    CHECK(load_on_base("buyers.follow_up_delay = { constant = \"0\" }\n"
                       "buyers.follow_ups_max = 0\n")
              .has_value());
    CHECK(contradiction("buyers.intent.slow_rate_per_day = 0\n") ==
          "slow_rate_per_day is 0 while cause_share.slow = 0.15: such wishes would never come");
    CHECK_THAT(contradiction("sellers.pick_at = 0.95\n"),
               Catch::StartsWith("pick_at = 0.95 comes after label_at = 0.9"));
    CHECK_THAT(contradiction("sellers.shipping_deadline = { constant = \"0\" }\n"),
               Catch::StartsWith("shipping_deadline is under a minute"));
    CHECK(contradiction("sellers.class.slow.share = 0.3\n") ==
          "the shares of all classes of sellers must sum to 1; they sum to 0.95");
}

TEST_CASE("contradictions: those of a variant name it, those of the base are told once") {
    CHECK(contradiction("[[variant]]\nname = \"late\"\nsellers.pick_at = 0.95\n"
                        "[[variant]]\nname = \"plain\"\n") ==
          "pick_at = 0.95 comes after label_at = 0.9: a parcel is picked before it is labelled "
          "(in variant 'late')");
    CHECK(contradiction("sellers.pick_at = 0.95\n[[variant]]\nname = \"a\"\n"
                        "[[variant]]\nname = \"b\"\n") ==
          "pick_at = 0.95 comes after label_at = 0.9: a parcel is picked before it is labelled");
}

}  // namespace ordersim::scenario

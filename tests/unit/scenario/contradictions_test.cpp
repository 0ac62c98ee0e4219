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
               Catch::StartsWith("a replication would place 36525000000000 orders; at most "
                                 "200000000 may"));
    CHECK_THAT(contradiction("arrivals.orders_per_day = 1e9\n"
                             "arrivals.orders_max = 4294967294\n"),
               Catch::StartsWith("a replication would place 4294967294 orders"));
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
    CHECK_THAT(contradiction("buyers.check_delay = { constant = \"0\" }\n"),
               Catch::StartsWith("check_delay is under a minute"));
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

TEST_CASE("contradictions: a surge") {
    const std::string surge = "[arrivals.surge]\nlength = \"1d\"\n";
    CHECK(contradiction(surge + "at = \"21d\"\n") ==
          "the surge begins at \"21d\", when no order is placed any more: horizon is \"21d\"");
    CHECK(load_on_base("arrivals.surge.at = \"21d\"\n").has_value());
    CHECK(contradiction(surge + "spike = 36\nspike_decay = \"0\"\n") ==
          "spike_decay is 0 while spike = 36: a spike that dies away at once brings no order");
    CHECK_THAT(contradiction(surge + "factor = 1e6\n[arrivals]\norders_max = 0\n"),
               Catch::StartsWith("a replication would place 1000020000 orders"));
}

TEST_CASE("contradictions: shares of which a buyer takes one") {
    CHECK(contradiction("buyers.chat_first_share = 0.95\n") ==
          "chat_first_share + support_first_share = 1.05, more than all buyers");
    CHECK(contradiction("buyers.complaints.accept_share = 0.6\n") ==
          "accept_share + modify_share + escalate_share = 1.05, more than all proposals");
    CHECK(load_on_base("buyers.complaints.accept_share = 0.55\n").has_value());
}

TEST_CASE("contradictions: evidence of more than full quality, or less than none") {
    const std::string message = "a quality of evidence lies between 0 and 1, and this law goes "
                                "beyond: truncate or clamp it";
    CHECK(contradiction("buyers.complaints.evidence.quality = { constant = 1.5 }\n") == message);
    CHECK(contradiction("sellers.disputes.evidence.quality = "
                        "{ lognormal = { median = 0.5, sigma = 1 } }\n") == message);
    CHECK(load_on_base("sellers.disputes.evidence.quality = "
                       "{ lognormal = { median = 0.5, sigma = 1 }, clamp = [0, 1] }\n")
              .has_value());
}

TEST_CASE("contradictions: desks that nobody ever staffs") {
    const std::string no_cases = "support.case_agents = 0\nsupport.case_agents_night = 0\n";
    CHECK(contradiction(no_cases) ==
          "nobody reviews cases or pays out by hand at any hour, and the rules and shares let such "
          "work arise: it would wait for ever");
    CHECK(contradiction("support.case_agents = 0\nsupport.day = \"always\"\n") ==
          contradiction(no_cases));
    CHECK(load_on_base("support.case_agents = 0\n").has_value());
    CHECK(load_on_base(no_cases + "buyers.complaints.escalation_share = 0\n"
                                  "buyers.complaints.share = 0\ncarrier.lost_share = 0\n"
                                  "gateway.refund_failure_share = 0\n")
              .has_value());
    const std::string no_chats = "support.chat_agents = 0\nsupport.chat_agents_night = 0\n";
    CHECK(contradiction(no_chats) ==
          "nobody chats at any hour, and the silent_share = 0.7 of buyers who leave without a word "
          "would keep their places for ever");
    CHECK(contradiction(no_chats + "support.silent_share = 0\n"
                                   "support.chat_patience = { constant = \"36525d\" }\n") ==
          "nobody chats at any hour, and buyers whose chat_patience never ends would wait for "
          "ever");
    CHECK(load_on_base(no_chats + "support.silent_share = 0\n").has_value());
}

TEST_CASE("contradictions: time zones of sellers by whole hours") {
    CHECK(contradiction("sellers.time_zone = 5.5\n") ==
          "time_zone = 5.5: the sellers' clocks change speed at full hours, so that they can be "
          "moved by whole hours only");
    CHECK(load_on_base("sellers.time_zone = -11\npolicy.time_zone = 5.75\n").has_value());
}

}  // namespace ordersim::scenario

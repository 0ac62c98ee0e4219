#include "tests/unit/scenario/support.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include <cmath>

namespace ordersim::scenario {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using tests::errors_of;
using tests::load_file;
using tests::load_on_base;
using tests::require_loaded;
using tests::setting_of;
using tests::TempFolder;

}  // namespace

TEST_CASE("layers: the base scenario says what order-cancellation rules it has") {
    const Scenario base = require_loaded(load_file("aliexpress_base"));
    CHECK(base.name == "aliexpress_base");
    CHECK(base.currency == "BRL");
    REQUIRE(base.variants.size() == 1);
    CHECK(base.variants[0].name == "base");
    CHECK(base.variants[0].overrides.empty());
    const order::Policy& policy = base.variants[0].policy;
    CHECK(policy.grace_window == SimDuration::zero());
    CHECK(policy.request_window == kLongestDelay);
    CHECK(policy.answer_limit == hours(48));
    CHECK(policy.on_silence == order::OnSilence::approve);
    CHECK(policy.lock == order::Lock::soft);
    CHECK(policy.refund_sla_business_days == 20);
    const agents::Params& params = base.variants[0].params;
    CHECK(params.arrivals.orders_per_day == 1000);
    CHECK(params.payment.method_share == std::array{0.74, 0.02, 0.06, 0.18});
    CHECK(params.buyers.intent.reason_share[1][2] == 0.6);
    CHECK(params.buyers.intent.reason_share[1][0] == 0);
    REQUIRE(params.sellers.classes.size() == 3);
    CHECK(params.sellers.classes[2].name == "absent");
    CHECK(params.sellers.classes[2].never_share == 0.6);
    CHECK(params.gateway.bank_leg[0].business_days);
    CHECK_FALSE(params.gateway.bank_leg[2].business_days);
    CHECK(base.plan.warm_up == SimDuration::zero());
    CHECK_FALSE(base.plan.follow.has_value());
    CHECK_FALSE(base.plan.precision.has_value());
}

TEST_CASE("layers: laws arrive in microseconds, on clocks of mean speed 1") {
    const Scenario base = require_loaded(load_file("aliexpress_base"));
    const agents::Params& params = base.variants[0].params;
    CHECK(params.sellers.handling.quantile(0.5) == Approx(1.75 * 86.4e9));
    CHECK(params.payment.amount.quantile(0.5) == Approx(10929));
    CHECK(params.payment.verify_delay.quantile(1 - 1e-9) <= 24 * 3.6e9);
    CHECK(params.gateway.bank_leg[0].delay.quantile(1e-9) >= 3 * 86.4e9);
    CHECK(params.gateway.bank_leg[0].delay.quantile(1 - 1e-9) == Approx(20 * 86.4e9));
    const auto week = hours(168);
    CHECK(std::abs((params.arrivals.clock.week() - week).count()) < 100);
    CHECK(std::abs((params.sellers.handling_clock.week() - week).count()) < 100);
    CHECK(params.sellers.working_hours.week() == hours(6 * 12));
}

TEST_CASE("layers: a file changes what it names and keeps the rest") {
    const Scenario changed = require_loaded(load_on_base(
        "name = \"mine\"\n[policy]\nlock = \"hard\"\n[sellers.class.slow]\nnever_share = 0.25\n"
        "[gateway.bank_leg]\nwallet = { constant = \"1h\" }\n"));
    CHECK(changed.name == "mine");
    CHECK(changed.question.empty());
    CHECK(changed.variants[0].policy.lock == order::Lock::hard);
    CHECK(changed.variants[0].policy.answer_limit == hours(48));
    const auto& classes = changed.variants[0].params.sellers.classes;
    REQUIRE(classes.size() == 3);
    CHECK(classes[1].never_share == 0.25);
    CHECK(classes[1].share == 0.35);
    CHECK(setting_of(changed, "policy.lock").origin == "case.toml:4");
    CHECK(setting_of(changed, "policy.answer_limit").origin.starts_with("aliexpress_base.toml:"));
    CHECK(setting_of(changed, "gateway.bank_leg.wallet").value == "{ constant = \"1h\" }");
}

TEST_CASE("layers: new [[sellers.class]] tables replace all classes") {
    const Scenario changed = require_loaded(
        load_on_base("[[sellers.class]]\nname = \"only\"\nshare = 1\nnever_share = 0\n"
                     "reply = { constant = \"1h\" }\nrescue_share = 0\n"
                     "dispute_answer_share = 1\n"));
    REQUIRE(changed.variants[0].params.sellers.classes.size() == 1);
    CHECK(changed.variants[0].params.sellers.classes[0].name == "only");
    CHECK(setting_of(changed, "sellers.class.only.share").value == "1");
}

TEST_CASE("layers: braces replace a law, dotted keys change a part of it") {
    const Scenario part =
        require_loaded(load_on_base("sellers.handling.lognormal.median = \"2d\"\n"));
    CHECK(setting_of(part, "sellers.handling").value ==
          "{ lognormal = { median = \"2d\", sigma = 1.071 } }");
    const Scenario whole =
        require_loaded(load_on_base("sellers.handling = { exponential = { mean = \"2d\" } }\n"));
    CHECK(setting_of(whole, "sellers.handling").value == "{ exponential = { mean = \"2d\" } }");
}

TEST_CASE("layers: overrides need no quotes and go under the variants") {
    const Scenario changed = require_loaded(load_on_base(
        "[[variant]]\nname = \"a\"\npolicy.grace_window = \"3h\"\n[[variant]]\nname = \"b\"\n",
        {"policy.grace_window=30 min", "policy.lock=none", "run.seed=7", "policy.void_sync=false",
         "sellers.handling={lognormal={median=2d 12h,sigma=0.5}}", "run.warm_up=\"2d\"",
         "payment.method_share={card=0.5, wallet=0.5}"}));
    REQUIRE(changed.variants.size() == 2);
    CHECK(changed.variants[0].policy.grace_window == hours(3));
    CHECK(changed.variants[1].policy.grace_window == minutes(30));
    CHECK(changed.variants[1].policy.lock == order::Lock::none);
    CHECK_FALSE(changed.variants[1].policy.void_sync);
    CHECK(changed.plan.seed == 7);
    CHECK(changed.plan.warm_up == hours(48));
    CHECK(setting_of(changed, "policy.lock").origin == "--set");
    CHECK(setting_of(changed, "sellers.handling").value ==
          "{ lognormal = { median = \"2d 12h\", sigma = 0.5 } }");
    CHECK(changed.variants[0].params.payment.method_share == std::array{0.5, 0.0, 0.5, 0.0});
    CHECK(changed.variants[0].overrides ==
          std::map<std::string, std::string>{{"policy.grace_window", "\"3h\""}});
    CHECK(changed.variants[0].origins.at("policy.grace_window") == "case.toml:4 (variant a)");
}

TEST_CASE("layers: the hash is of what a scenario means, not of how it is written") {
    const TempFolder folder;
    const auto hash = [&](const std::string& text) {
        return require_loaded(
                   load_file(folder.write("h.toml", "extends = \"aliexpress_base\"\n" + text)))
            .hash;
    };
    const std::string plain = hash("");
    CHECK(plain.size() == 16);
    CHECK(hash("# a comment\n\n[policy]\nanswer_limit = \"2d\"  # data: ours\n") == plain);
    CHECK(hash("name = \"other\"\nquestion = \"Really?\"\n") == plain);
    CHECK(hash("[payment]\nnever_share = 0.080\n") == plain);
    CHECK(hash("[payment]\nmethod_share = { wallet = 0.06, delayed = 0.18, card = 0.74, "
               "debit = 0.02 }\n") == plain);
    CHECK(hash("[policy]\nanswer_limit = \"72h\"\n") != plain);
    CHECK(hash("[run]\nseed = 2\n") != plain);
    CHECK(hash("[[variant]]\nname = \"a\"\npolicy.lock = \"hard\"\n") !=
          hash("[[variant]]\nname = \"b\"\npolicy.lock = \"hard\"\n"));
    CHECK(require_loaded(load_file("aliexpress_base")).hash == plain);
}

TEST_CASE("layers: the hash of a data file is of its numbers, not of its name") {
    const TempFolder folder;
    folder.write("one.csv", "d,x\n1h,2\n30 min,3\n");
    folder.write("two.csv", "x,d\n5,60 min\n7,\"0.5h\"\n");
    folder.write("three.csv", "d\n1h\n31 min\n");
    const auto hash = [&](const std::string& file) {
        return require_loaded(
                   load_file(folder.write("h.toml",
                                          "extends = \"aliexpress_base\"\n[sellers]\nhandling = "
                                          "{ empirical = { file = \"" +
                                              file + "\", column = \"d\" } }\n")))
            .hash;
    };
    CHECK(hash("one.csv") == hash("two.csv"));
    CHECK(hash("one.csv") != hash("three.csv"));
}

TEST_CASE("layers: a sample's account stands with the source of its key") {
    const TempFolder folder;
    folder.write("t.csv", "d\n1h\n\n\"\"\n2h\n");
    const Scenario loaded = require_loaded(
        load_file(folder.write("s.toml",
                               "extends = \"aliexpress_base\"\n[sellers]\nhandling = { empirical "
                               "= { file = \"t.csv\", column = \"d\" } }  # data: ours\n")));
    CHECK(setting_of(loaded, "sellers.handling").source ==
          "data: ours [2 of 3 rows used, 1 empty]");
    CHECK(loaded.variants[0].params.sellers.handling.quantile(0.75) == 7.2e9);
}

TEST_CASE("layers: a data file named by an override is looked for from where one stands") {
    const TempFolder folder;
    const std::string data = folder.write("mine.csv",
                                          "order_approved_at,"
                                          "order_delivered_carrier_date\n"
                                          "2020-01-01,2020-01-02\n");
    const Scenario loaded = require_loaded(load_file(tests::library() + "/olist_handling.toml",
                                                     {"sellers.handling.empirical.file=" + data}));
    CHECK(loaded.variants[0].params.sellers.handling.quantile(0.5) == 86.4e9);
}

TEST_CASE("layers: variants are inherited unless a file has its own") {
    const TempFolder folder;
    CHECK(require_loaded(load_file(folder.write("a.toml", "extends = \"silence_flip\"\n")))
              .variants.size() == 2);
    const Scenario own = require_loaded(load_file(
        folder.write("a.toml", "extends = \"silence_flip\"\n[[variant]]\nname = \"mine\"\n")));
    REQUIRE(own.variants.size() == 1);
    CHECK(own.variants[0].name == "mine");
}

TEST_CASE("layers: a file may bear the name of the shipped scenario that it extends") {
    const TempFolder folder;
    const Scenario own = require_loaded(load_file(folder.write(
        "aliexpress_base.toml", "extends = \"aliexpress_base\"\npolicy.lock = \"hard\"\n")));
    CHECK(own.variants[0].policy.lock == order::Lock::hard);
}

TEST_CASE("layers: a precision and its replications are read") {
    const Scenario precise = require_loaded(load_on_base(
        "run.half_width = { metric = \"M05\", at_most = 0.005, replications_max = 200 }\n"));
    REQUIRE(precise.plan.precision.has_value());
    CHECK(precise.plan.precision->metric == "M05");
    CHECK(precise.plan.precision->half_width == 0.005);
    CHECK(precise.plan.precision->replications_max == 200);
}

TEST_CASE("layers: a comment is a source only if it begins with a known tag") {
    const Scenario loaded = require_loaded(
        load_on_base("[policy]\ngrace_window = \"0\"  # estimate: # marks \"and\" quotes stay\n"
                     "answer_limit = \"48h\"  # because\nlock = 'soft' # data: after ' quotes\n"));
    CHECK(setting_of(loaded, "policy.grace_window").source ==
          "estimate: # marks \"and\" quotes stay");
    CHECK(setting_of(loaded, "policy.answer_limit").source.empty());
    CHECK(setting_of(loaded, "policy.lock").source == "data: after ' quotes");
}

TEST_CASE("layers: explain lists every key in aligned columns, then the variants") {
    const Scenario scenario =
        require_loaded(load_file(tests::library() + "/silence_flip.toml"));
    const std::string text = explain_text(scenario);
    std::size_t longest = 0;
    for (const Setting& setting : scenario.settings) {
        longest = std::max(longest, setting.key.size());
    }
    const std::string key = "policy.on_silence";
    CHECK_THAT(text, Catch::Contains("\n" + key + std::string(longest - key.size() + 2, ' ') +
                                     "\"approve\"  "));
    CHECK_THAT(text, Catch::Contains("  third party: three guides agree on cancellation"));
    CHECK_THAT(text, Catch::Contains("\nvariant reject\n  policy.on_silence  \"reject\"  "
                                     "silence_flip.toml:14 (variant reject)\n"));
}

}  // namespace ordersim::scenario

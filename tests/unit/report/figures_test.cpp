#include "sim/report/figures.hpp"

#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::report;

TEST_CASE("figures: the headline says success in words") {
    const auto sentence = [](const measure::Record& record) {
        return headline(record.result.variants.front());
    };
    CHECK(sentence(tests::sample_record()) ==
          "Of 100 buyers of paid orders who wanted out, 62.3 [61.5, 63.1] got out.");
    CHECK(sentence(tests::one_replication_record()) ==
          "Of 100 buyers of paid orders who wanted out, 62.3 (no interval from one replication) "
          "got out.");
    CHECK(sentence(tests::dataless_record()) == "No buyer of a paid order wanted out: no data.");
}

TEST_CASE("figures: the range names the least and the greatest variant") {
    CHECK(headline_range(tests::sample_record(8).result) ==
          "Least: 62.3 [61.5, 63.1] (base); most: 75.3 [74.5, 76.1] (grace 24h).");
    CHECK(headline_range(tests::sample_record(1).result).empty());
    CHECK(headline_range(tests::dataless_record(2).result).empty());
}

TEST_CASE("figures: open orders are told with their share") {
    measure::Variant variant;
    CHECK(open_orders(variant) == "no orders measured");
    variant.orders = 402'113;
    CHECK(open_orders(variant) == "all 402,113 orders had ended");
    variant.orders_open = 1'206;
    CHECK(open_orders(variant) == "1,206 of 402,113 orders (0.3 %) had not ended");
}

TEST_CASE("figures: an interrupted run says so") {
    measure::Result result = tests::sample_record().result;
    CHECK(ending(result).empty());
    result.stopped_by = "interrupted";
    result.partial = true;
    CHECK(ending(result) == "PARTIAL: interrupted before all replications were done");
}

TEST_CASE("figures: slices lose their prefix and keep their order") {
    const measure::Record record = tests::sample_record();
    const auto stages = slices(record.result.variants.front().metrics, "M01", "stage: ");
    REQUIRE(stages.size() == 4);
    CHECK(stages[0].label == "unpaid");
    CHECK(stages[3].label == "shipped");
}

TEST_CASE("figures: variants over one duration are a sweep, the scenario's value included") {
    const measure::Record record = tests::sample_record(8);
    const auto sweep = sweep_of(record.result);
    REQUIRE(sweep);
    CHECK(sweep->key == "policy.grace_window");
    CHECK(sweep->is_time);
    REQUIRE(sweep->stops.size() == 8);
    CHECK(sweep->stops.front().at == 0);
    CHECK(sweep->stops.front().variant->name == "base");
    CHECK(sweep->stops[1].at == 0.25);
    CHECK(sweep->stops.back().at == 24);
}

TEST_CASE("figures: a sweep is sorted by its key and may be one of numbers") {
    measure::Record record = tests::sample_record(3);
    record.result.variants[0].overrides = {{"support.agents", "12"}};
    record.result.variants[1].overrides = {{"support.agents", "16"}};
    record.result.variants[2].overrides = {{"support.agents", "8"}};
    const auto sweep = sweep_of(record.result);
    REQUIRE(sweep);
    CHECK_FALSE(sweep->is_time);
    CHECK(sweep->stops[0].at == 8);
    CHECK(sweep->stops[2].at == 16);
}

TEST_CASE("figures: words, twins, two keys and two variants are no sweep") {
    measure::Record record = tests::sample_record(3);
    auto& variants = record.result.variants;
    SECTION("a word") {
        variants[1].overrides = {{"policy.grace_window", "\"none\""}};
    }
    SECTION("a twin") {
        variants[1].overrides = variants[2].overrides;
    }
    SECTION("another key") {
        variants[1].overrides = {{"policy.answer_limit", "\"1h\""}};
    }
    SECTION("two keys") {
        variants[2].overrides["policy.answer_limit"] = "\"1h\"";
    }
    SECTION("a base without the key") {
        record.result.settings.clear();
    }
    SECTION("two variants") {
        variants.pop_back();
    }
    CHECK_FALSE(sweep_of(record.result));
}

TEST_CASE("figures: every metric of the whole market belongs to a topic") {
    const measure::Record record = tests::sample_record();
    for (const measure::Metric& metric : record.result.variants.front().metrics) {
        const bool is_older = metric.id < "M05" || metric.label.find("contacts:") == 0;
        CAPTURE(metric.id, metric.label);
        CHECK((is_older || has_topic(metric)));
    }
    CHECK_FALSE(has_topic({"M17", "regret", "", "share", {}}));
}

TEST_CASE("figures: words for half a line fit there, and no two of a topic are alike") {
    for (const Topic& topic : {sellers(), cases(), chat_desk(), case_desk(), consequences()}) {
        std::vector<std::string> seen;
        for (const Figure& figure : topic.figures) {
            CAPTURE(figure.brief);
            CHECK(figure.brief.size() <= 15);
            CHECK(std::find(seen.begin(), seen.end(), figure.brief) == seen.end());
            seen.emplace_back(figure.brief);
        }
    }
}

TEST_CASE("figures: those without data in any variant are left out, the headline never") {
    const measure::Record none = tests::dataless_record(2);
    REQUIRE(key_figures_of(none.result.variants).size() == 1);
    CHECK(key_figures_of(none.result.variants).front().id == "M01");
    measure::Record some = tests::dataless_record(2);
    for (measure::Metric& metric : some.result.variants.back().metrics) {
        if (metric.id == "M10") {
            metric.estimate = tests::around(3, 1);
        }
    }
    REQUIRE(key_figures_of(some.result.variants).size() == 2);
    CHECK(key_figures_of(some.result.variants).back().id == "M10");
}

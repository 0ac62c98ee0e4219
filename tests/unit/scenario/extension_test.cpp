#include "sim/scenario/extension.hpp"

#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

namespace ordersim::scenario {
namespace {

using tests::TempFolder;

const std::vector<Setting> kSettings{
    {"sellers.class.one.share", "1", "", "data: all"},
    {"sellers.class.one.never_share", "0", "", "data: none"},
    {"sellers.class.one.reply", "{ constant = \"2h\" }", "", "data: \x1b[31mred\nlines"},
    {"sellers.class.one.rescue_share", "1", "", ""},
    {"sellers.class.one.dispute_answer_share", "1", "", ""},
    {"carrier.lost_share", "0.01", "", "data: 3 of 300"},
    {"policy.answer_limit", "\"36h\"", "", "data: orders.csv"},
};

}  // namespace

TEST_CASE("extension: what is written loads, with its sources, and replaces all classes") {
    const TempFolder folder;
    const std::string text = extension_toml(
        {"Does \"it\" load?", "aliexpress_base", "EUR", {"Made\nby a test."}}, kSettings);
    CHECK(text.starts_with("# Made by a test.\n\nquestion = "));
    CHECK(text.find("[policy]") < text.find("[carrier]"));
    const Scenario scenario = tests::require_loaded(tests::load_file(folder.write("x.toml", text)));
    CHECK(scenario.question == "Does \"it\" load?");
    CHECK(scenario.currency == "EUR");
    CHECK(tests::setting_of(scenario, "policy.answer_limit").source == "data: orders.csv");
    CHECK(scenario.variants.front().params.carrier.lost_share == 0.01);
    REQUIRE(scenario.variants.front().params.sellers.classes.size() == 1);
    CHECK(scenario.variants.front().params.sellers.classes.front().name == "one");
}

}  // namespace ordersim::scenario

#include "sim/scenario/keys.hpp"

#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace ordersim::scenario {
namespace {

namespace fs = std::filesystem;
using tests::load_file;
using tests::require_loaded;
using tests::TempFolder;

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> shipped() {
    std::vector<std::string> paths;
    for (const auto& entry : fs::recursive_directory_iterator(tests::library())) {
        if (entry.path().extension() == ".toml") {
            paths.push_back(entry.path().string());
        }
    }
    std::ranges::sort(paths);
    return paths;
}

}  // namespace

TEST_CASE("shipped: every scenario loads, asks one question, and names the source of each value") {
    const std::vector<std::string> paths = shipped();
    REQUIRE(paths.size() >= 25);
    for (const std::string& path : paths) {
        INFO(path);
        const Scenario scenario = require_loaded(load_file(path));
        CHECK(scenario.question.ends_with("?"));
        for (const Setting& setting : scenario.settings) {
            INFO(setting.key << " " << setting.origin);
            CHECK_FALSE(setting.source.empty());
            CHECK_FALSE(setting.origin.empty());
        }
    }
}

TEST_CASE("shipped: every scenario, written out whole, loads to the same hash") {
    const TempFolder folder;
    fs::copy_file(tests::library() + "/sample_orders.csv", folder.path() + "/sample_orders.csv");
    fs::create_directory(folder.path() + "/verification");
    for (const std::string& path : shipped()) {
        INFO(path);
        const Scenario scenario = require_loaded(load_file(path));
        const std::string text = to_toml(scenario);
        // No library: the text stands alone.
        const bool is_below = path.find("/verification/") != std::string::npos;
        const std::string whole =
            folder.write(is_below ? "verification/whole.toml" : "whole.toml", text);
        const auto again = load({.path = whole, .overrides = {}, .library = ""});
        const Scenario reloaded = require_loaded(again);
        CHECK(reloaded.hash == scenario.hash);
        CHECK(reloaded.name == scenario.name);
        CHECK(reloaded.variants.size() == scenario.variants.size());
        CHECK(to_toml(reloaded) == text);
    }
}

TEST_CASE("shipped: the base has every key but those that may be left out, in order") {
    const Scenario base = require_loaded(load_file("aliexpress_base"));
    std::vector<std::string> without_classes;
    for (const Setting& setting : base.settings) {
        if (!setting.key.starts_with("sellers.class.")) {
            without_classes.push_back(setting.key);
        }
    }
    std::vector<std::string> expected;
    for (const Key<Target>& key : keys()) {
        if (key.traits.kind != Kind::optional) {
            expected.emplace_back(key.traits.name);
        }
    }
    CHECK(without_classes == expected);
}

TEST_CASE("shipped: a platform's preset knows the platform's own rules, and calls no guess one") {
    struct Platform {
        std::string file;
        std::string grace_window;
        std::string approval;
        std::string answer_limit;
        std::string on_silence;
    };
    const std::string ask = "\"always_ask\"";
    const std::vector<Platform> platforms{
        {"aliexpress_base", "\"0\"", ask, "\"2d\"", "\"approve\""},
        {"aliexpress_72h", "\"0\"", ask, "\"3d\"", "\"approve\""},
        {"ebay", "\"0\"", ask, "\"3d\"", "\"reject\""},
        {"amazon_30min", "\"30min\"", ask, "\"36525d\"", "\"reject\""},
        {"shopee_1h_2d", "\"1h\"", ask, "\"2d\"", "\"approve\""},
        {"etsy", "\"0\"", ask, "\"2d\"", "\"escalate\""},
        {"mercadolibre", "\"0\"", "\"auto_if_unpicked\"", "\"3d\"", "\"escalate\""}};
    for (const Platform& platform : platforms) {
        INFO(platform.file);
        const Scenario scenario = require_loaded(load_file(platform.file));
        CHECK(scenario.variants.size() == 1);
        const auto is_known = [&scenario](std::string_view key, const std::string& value) {
            const Setting setting = tests::setting_of(scenario, key);
            INFO(key << ": " << setting.source);
            CHECK(setting.value == value);
            CHECK((setting.source.starts_with("official") ||
                   setting.source.starts_with("third party")));
        };
        is_known("policy.grace_window", platform.grace_window);
        is_known("policy.approval", platform.approval);
        is_known("policy.answer_limit", platform.answer_limit);
        is_known("policy.on_silence", platform.on_silence);
    }
}

TEST_CASE("shipped: variants are compared with the first, which changes nothing") {
    const std::vector<std::pair<std::string, std::string>> scenarios{
        {"singles_day", "usual staff"},
        {"cny_ghost", "usual weeks"},
        {"follow_the_guide", "guide"}};
    for (const auto& [file, first] : scenarios) {
        INFO(file);
        const Scenario scenario = require_loaded(load_file(file));
        REQUIRE(scenario.variants.size() >= 2);
        CHECK(scenario.variants[0].name == first);
        for (const auto& [key, value] : scenario.variants[0].overrides) {
            CHECK(tests::setting_of(scenario, key).value == value);
        }
    }
}

TEST_CASE("shipped: the committed reference of keys is current") {
    CHECK(contents(tests::library() + "/REFERENCE.md") == reference());
}

TEST_CASE("shipped: the verification scenarios bear the names of the reference cases") {
    std::vector<std::string> names;
    for (const std::string& path : shipped()) {
        if (path.find("verification") == std::string::npos || path.ends_with("race_table.toml")) {
            continue;
        }
        for (const Variant& variant : require_loaded(load_file(path)).variants) {
            if (variant.name != "base") {  // of a scenario without cases
                names.push_back(variant.name);
            }
        }
    }
    std::ranges::sort(names);
    const std::vector<std::string> cases{
        "cal_1", "cal_2_12h", "cal_2_4h", "cal_2_8h", "erla_1", "erla_2",
        "erla_4", "erla_5", "erla_7", "follow_1", "follow_10", "follow_11",
        "follow_2", "follow_4", "follow_5", "follow_7", "follow_8", "life_1",
        "life_2", "life_4", "life_5", "mmc_1", "mmc_2", "mmc_4",
        "mmc_5", "prio_1", "prio_2", "race_1", "race_10", "race_11",
        "race_13", "race_14", "race_16", "race_17", "race_17r", "race_18r",
        "race_19", "race_19r", "race_2", "race_4", "race_5", "race_7",
        "race_8"};
    CHECK(names == cases);
}

}  // namespace ordersim::scenario

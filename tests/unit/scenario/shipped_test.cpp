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
    REQUIRE(paths.size() >= 11);
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

TEST_CASE("shipped: the committed reference of keys is current") {
    CHECK(contents(tests::library() + "/REFERENCE.md") == reference());
}

TEST_CASE("shipped: the verification scenarios bear the names of the reference cases") {
    std::vector<std::string> names;
    for (const std::string& path : shipped()) {
        const bool has_cases = !path.ends_with("plain.toml") && !path.ends_with("race_table.toml");
        if (path.find("verification") != std::string::npos && has_cases) {
            for (const Variant& variant : require_loaded(load_file(path)).variants) {
                names.push_back(variant.name);
            }
        }
    }
    std::ranges::sort(names);
    CHECK(names == std::vector<std::string>{"life_1",   "life_2",  "life_4",   "life_5",
                                            "race_1",   "race_10", "race_11",  "race_13",
                                            "race_14",  "race_16", "race_17",  "race_17r",
                                            "race_18r", "race_19", "race_19r", "race_2",
                                            "race_4",   "race_5",  "race_7",   "race_8"});
}

}  // namespace ordersim::scenario

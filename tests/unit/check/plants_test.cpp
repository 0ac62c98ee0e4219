#include "sim/check/check.hpp"
#include "sim/check/properties.hpp"
#include "sim/check/temporal.hpp"

#include "tests/support/policies.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

using namespace ordersim;
using namespace ordersim::check;

namespace {

CheckResult checked(const Plant& plant) {
    order::Policy policy = tests::base_policy();
    if (plant.shows_under != nullptr) {
        plant.shows_under(policy);
    }
    return check::check({{"base", policy}}, {.plant = &plant});
}

const measure::CheckedProperty* find(const CheckResult& result, std::string_view name) {
    const auto& all = result.record.properties;
    const auto found = std::ranges::find(all, name, &measure::CheckedProperty::name);
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("planted defects: each is caught by the property that the catalogue names, at once") {
    const std::map<std::string_view, std::size_t> steps{
        {"D01", 5}, {"D02", 10}, {"D03", 6}, {"D04", 5}, {"D05", 4}, {"D06", 2}, {"D07", 4},
        {"D08", 1}, {"D09", 6}, {"D10", 4}, {"D11", 2}, {"D12", 6}, {"D13", 6}, {"D14", 5},
        {"D15", 2}, {"D16", 5}, {"D17", 3}, {"D18", 6}, {"D19", 5}, {"D20", 3}, {"D21", 4},
        {"D22", 9}, {"D23", 4}, {"D24", 5}, {"D25", 5}, {"D26", 10}, {"D27", 10}, {"D28", 11},
        {"D29", 9}, {"D30", 3}, {"D31", 4}, {"D32", 3}, {"D34", 4}, {"D35", 2}, {"D36", 7},
        {"D38", 13}, {"D39", 10}, {"D40", 6}, {"D41", 9}, {"D42", 3}, {"D44", 10}, {"D45", 12},
        {"D46", 13}, {"D47", 9}, {"D48", 6}, {"D49", 7}, {"D50", 2}, {"D51", 6}};
    CHECK(steps.size() == plants().size());
    for (const Plant& plant : plants()) {
        const CheckResult result = checked(plant);
        const measure::CheckedProperty* const property = find(result, plant.property);
        INFO(plant.id << " " << plant.title << ": " << plant.property);
        REQUIRE(property != nullptr);
        CHECK(property->verdict == "violated");
        CHECK(result.record.verdict == "violated");
        REQUIRE(property->counterexample > 0);
        CHECK(result.record.counterexamples[property->counterexample - 1].steps.size() ==
              steps.at(plant.id));
    }
}

TEST_CASE("planted defects: where the steps have instants, a script breaks the same property") {
    for (const Plant& plant : plants()) {
        if (plant.rules == nullptr && plant.policy == nullptr) {
            continue;
        }
        const CheckResult result = checked(plant);
        const measure::CheckedProperty* const property = find(result, plant.property);
        REQUIRE(property != nullptr);
        REQUIRE(property->counterexample > 0);
        const measure::StepList& list =
            result.record.counterexamples[property->counterexample - 1];
        INFO(plant.id << " " << plant.title);
        const Replay& replay = result.replays[property->counterexample - 1];
        CHECK_FALSE(replay.commands.empty());
        CHECK(list.violation == plant.property);
        CHECK_FALSE(replay.judged_as.empty());
    }
}

TEST_CASE("planted defects: the rules as they are break nothing") {
    for (const Layer layer : {Layer::order, Layer::handler, Layer::network}) {
        const CheckResult result =
            check::check({{"base", tests::base_policy()}}, {.layers = {layer}});
        CHECK(result.record.verdict == "holds");
        CHECK(result.record.is_complete);
        CHECK(result.record.counterexamples.empty());
        CHECK(result.record.explorations.size() > 3);
    }
}

TEST_CASE("planted defects: every wrong step of handler and network is planted") {
    std::set<HandlerDefect> of_handler;
    std::set<NetworkDefect> of_network;
    for (const Plant& plant : plants()) {
        of_handler.insert(plant.handler);
        of_network.insert(plant.network);
    }
    CHECK(of_handler.size() == enum_count<HandlerDefect>);
    CHECK(of_network.size() == enum_count<NetworkDefect>);
}

TEST_CASE("planted defects: ids are in order and no two are alike") {
    std::set<std::string_view> ids;
    std::string_view last;
    for (const Plant& plant : plants()) {
        CHECK(plant.id > last);
        last = plant.id;
        CHECK(ids.insert(plant.id).second);
        const int kinds = (plant.rules != nullptr ? 1 : 0) + (plant.policy != nullptr ? 1 : 0) +
                          (plant.handler != HandlerDefect::none ? 1 : 0) +
                          (plant.network != NetworkDefect::none ? 1 : 0);
        INFO(plant.id);
        CHECK(kinds == 1);
    }
}

TEST_CASE("checking: the result does not depend on threads") {
    const std::vector<NamedPolicy> policies{{"base", tests::base_policy()}};
    const CheckOptions one{.layers = {Layer::order}, .threads = 1};
    CheckOptions two = one;
    two.threads = 2;
    CHECK(check::check(policies, one).record == check::check(policies, two).record);
}

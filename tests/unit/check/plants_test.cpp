#include "sim/check/check.hpp"
#include "sim/check/properties.hpp"
#include "sim/check/temporal.hpp"

#include "tests/support/policies.hpp"

#include <catch2/catch.hpp>

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

TEST_CASE("planted defects: each is caught by the property that the catalogue names") {
    for (const Plant& plant : plants()) {
        const CheckResult result = checked(plant);
        const measure::CheckedProperty* const property = find(result, plant.property);
        INFO(plant.id << " " << plant.title << ": " << plant.property);
        REQUIRE(property != nullptr);
        CHECK(property->verdict == "violated");
        CHECK_FALSE(result.holds);
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
        CHECK_FALSE(result.replays[property->counterexample - 1].commands.empty());
        CHECK(list.violation == plant.property);
    }
}

TEST_CASE("planted defects: the rules as they are break nothing") {
    for (const Layer layer : {Layer::order, Layer::handler, Layer::network}) {
        const CheckResult result =
            check::check({{"base", tests::base_policy()}}, {.layers = {layer}});
        CHECK(result.holds);
        CHECK(result.is_complete);
        CHECK(result.record.counterexamples.empty());
        CHECK(result.record.explorations.size() > 3);
    }
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

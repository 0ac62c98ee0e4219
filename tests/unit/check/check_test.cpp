#include "sim/check/check.hpp"
#include "sim/check/play.hpp"

#include "tests/support/policies.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <stop_token>
#include <string>
#include <vector>

// What the parts of a check come to together.

using namespace ordersim;
using namespace ordersim::check;
using measure::CheckedProperty;
using measure::CheckRecord;

namespace {

CheckResult checked(const order::Policy& policy, CheckOptions options) {
    return check::check({{"base", policy}}, std::move(options));
}

const CheckedProperty& property_of(const CheckResult& result, std::string_view name) {
    const auto& all = result.record.properties;
    const auto found = std::ranges::find(all, name, &CheckedProperty::name);
    REQUIRE(found != all.end());
    return *found;
}

const measure::StepList& list_of(const CheckResult& result, const CheckedProperty& property) {
    REQUIRE(property.counterexample > 0);
    return result.record.counterexamples[property.counterexample - 1];
}

/// Messages that restart the answer limit without end.
order::Rules restarted_for_ever() {
    std::vector<order::Row> rows = order::standard_rows();
    for (order::Row& row : rows) {
        if (row.id == "T51r" || row.id == "T51q") {
            row.when = {order::Guard::rearm_on_message, order::Guard::by_buyer};
            row.effects = {order::Effect::take_evidence};
        }
    }
    return order::Rules(std::move(rows));
}

std::vector<std::string> told(const std::vector<measure::Step>& steps, std::size_t from) {
    std::vector<std::string> lines;
    for (std::size_t i = from; i < steps.size(); ++i) {
        lines.push_back(steps[i].actor + " " + steps[i].command + ": " + steps[i].outcome);
    }
    return lines;
}
std::vector<std::string> told_loop(const measure::StepList& list) {
    return told(list.steps, list.loops_to - 1);
}

/// What comes when the commands of the loop are given once more, later by its length.
std::vector<std::string> told_again(const measure::StepList& list, const Replay& replay,
                                    const order::Rules& rules) {
    const std::size_t stem = list.loops_to - 1;
    const auto given_before =
        std::ranges::count_if(list.steps.begin(), list.steps.begin() + list.loops_to - 1,
                              [](const measure::Step& step) { return step.actor != "clock"; });
    std::vector<TimedCommand> commands = replay.commands;
    const std::vector<TimedCommand> loop(commands.begin() + given_before, commands.end());
    const SimDuration length = list.steps.back().at - list.steps[stem].at + SimDuration(1);
    for (TimedCommand command : loop) {
        command.at += length;
        commands.push_back(command);
    }
    const std::size_t twice = 2 * list.steps.size() - stem;
    return told(play(whole(rules, replay.policy), commands, twice).steps, list.steps.size());
}

}  // namespace

TEST_CASE("checking: what goes on for ever is shown as the way to a loop, and the loop once") {
    const Plant plant{.id = "T01",
                      .title = "messages restart the answer limit without end",
                      .evidence = "",
                      .property = "live_1_request_is_answered",
                      .rules = restarted_for_ever};
    order::Policy policy = tests::base_policy();
    policy.rearm_on_message = true;
    const CheckResult result = checked(policy, {.plant = &plant});
    const CheckedProperty& property = property_of(result, plant.property);
    REQUIRE(property.verdict == "violated");
    const measure::StepList& list = list_of(result, property);
    REQUIRE(list.loops_to > 0);
    REQUIRE(list.loops_to <= list.steps.size());
    CHECK(std::ranges::any_of(list.steps.begin() + list.loops_to - 1, list.steps.end(),
                              [](const measure::Step& step) {
                                  return step.outcome.starts_with("T51r");
                              }));
    const Replay& replay = result.replays[property.counterexample - 1];
    REQUIRE_FALSE(replay.commands.empty());
    CHECK(replay.judged_as.empty());
    CHECK(told_again(list, replay, restarted_for_ever()) == told_loop(list));
}

TEST_CASE("checking: a check that is stopped proves nothing of what it left out") {
    std::stop_source source;
    std::size_t parts = 0;
    const CheckResult result =
        checked(tests::base_policy(), {.layers = {Layer::order, Layer::handler},
                                       .stop = source.get_token(),
                                       .on_part = [&](const std::string&) {
                                           if (++parts == 2) {
                                               source.request_stop();
                                           }
                                       }});
    CHECK(result.is_interrupted);
    CHECK(result.record.verdict == "undecided");
    CHECK_FALSE(result.record.is_complete);
    REQUIRE(result.record.explorations.size() == 1);
    CHECK(result.record.left_out.size() == 4);
    CHECK(result.record.left_out.back() ==
          measure::PartLeftOut{"handler", "all scenes", "base", "interrupted"});
    for (const CheckedProperty& property : result.record.properties) {
        CHECK(property.verdict == "undecided");
    }
}

TEST_CASE("checking: a stop ends what is being explored, which is then left out") {
    std::stop_source source;
    std::size_t parts = 0;
    const CheckResult result =
        checked(tests::base_policy(), {.layers = {Layer::handler},
                                       .stop = source.get_token(),
                                       .on_part = [&](const std::string&) {
                                           ++parts;
                                           source.request_stop();
                                       }});
    CHECK(parts == 1);
    CHECK(result.is_interrupted);
    CHECK(result.record.verdict == "undecided");
    CHECK(result.record.explorations.empty());
}

TEST_CASE("checking: what one order breaks by itself is broken with several as well") {
    const CheckResult result = checked(
        tests::base_policy(), {.layers = {Layer::orders}, .plant = find_plant("D05")});
    CHECK(result.record.verdict == "violated");
    CHECK(property_of(result, "inv_08_money_is_taken_up").verdict == "violated");
    CHECK(property_of(result, "inv_14_no_trap_together").verdict == "undecided");
}

TEST_CASE("checking: where a step broke something, nothing is said of what would follow") {
    for (const char* const id : {"D08", "D14", "D35"}) {
        INFO(id);
        const CheckResult result = checked(tests::base_policy(), {.plant = find_plant(id)});
        CHECK(result.record.verdict == "violated");
        for (const CheckedProperty& property : result.record.properties) {
            if (property.name.starts_with("live_") || property.name == "inv_14_no_trap") {
                CHECK(property.verdict == "undecided");
            }
        }
        CHECK(std::ranges::none_of(result.record.unreached, [](const auto& twin) {
            return twin.verdict == "dead";
        }));
    }
}

TEST_CASE("checking: equal policies are checked once, under all their names") {
    const order::Policy policy = tests::base_policy();
    order::Policy other = policy;
    other.max_requests = 0;
    const CheckResult result = check::check({{"a", policy}, {"b", other}, {"c", policy}},
                                            {.layers = {Layer::order}});
    REQUIRE(result.record.explorations.size() == 8);
    CHECK(result.record.explorations[0].policy == "a, c");
    CHECK(result.record.explorations[4].policy == "b");
}

TEST_CASE("checking: scenes that a policy does not have are named with the reason") {
    order::Policy policy = tests::base_policy();
    policy.max_requests = 0;
    const CheckResult result = checked(policy, {.layers = {Layer::handler}});
    CHECK(std::ranges::find(result.record.ruled_out,
                            measure::PartLeftOut{"handler", "approve_or_reject", "base",
                                             "the policy refuses request_cancel"}) !=
          result.record.ruled_out.end());
    CHECK(result.record.is_complete);
    CHECK(result.record.verdict == "holds");
}

TEST_CASE("checking: a planted defect acts where what it changes is explored") {
    const Plant& of_rows = *find_plant("D05");
    CHECK(acts_in(of_rows, Layer::order));
    CHECK(acts_in(of_rows, Layer::levers));
    CHECK(acts_in(of_rows, Layer::orders));
    CHECK_FALSE(acts_in(of_rows, Layer::handler));
    const Plant& of_handler = *find_plant("D02");
    CHECK(acts_in(of_handler, Layer::handler));
    CHECK_FALSE(acts_in(of_handler, Layer::order));
    CHECK_FALSE(acts_in(of_handler, Layer::network));
}

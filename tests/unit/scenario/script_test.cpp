#include "sim/scenario/script.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/base/random.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/scenario/policy_text.hpp"

#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>

namespace ordersim::scenario {
namespace {

using order::Command;
using order::CommandField;
using order::CommandKind;
using tests::errors_of;
using tests::load_file;
using tests::load_on_base;
using tests::require_loaded;
using tests::TempFolder;

constexpr const char* kTwoSteps = R"([[script]]
at = "2d 3h 1us"
actor = "buyer"
command = "place_order"
amount = 1000
minutes = 60
is_trusted = true

[[script]]
at = "3d"
order = 2
actor = "seller"
command = "seller_cancel"
reason = "out_of_stock"
expected_version = 4
)";

/// The single finding about one more line in a step that is sound without it.
void check(const std::string& line, std::uint32_t column, const std::string& message) {
    const std::string text =
        "[[script]]\nat = \"1h\"\nactor = \"buyer\"\ncommand = \"request_cancel\"\n" + line + "\n";
    const auto loaded = load_on_base(text);
    INFO(line << "\n" << errors_of(loaded));
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    CHECK(loaded.error()[0].line == 6);
    CHECK(loaded.error()[0].column == column);
    CHECK(loaded.error()[0].message == message);
}

/// The single finding about a step of three lines: line 3 is `at`, 4 `actor`, 5 `command`.
void check_step(const std::string& lines, std::uint32_t line, const std::string& message) {
    const auto loaded = load_on_base("[[script]]\n" + lines);
    INFO(lines << "\n" << errors_of(loaded));
    REQUIRE_FALSE(loaded.has_value());
    REQUIRE(loaded.error().size() == 1);
    CHECK(loaded.error()[0].line == line);
    CHECK(loaded.error()[0].message == message);
}

enum class Purpose : std::uint8_t { field };

/// A command of the kind whose fields are all drawn, of those that it reads.
Command any_command(CommandKind kind, std::uint64_t number) {
    const Draws draws(3, 0);
    std::uint16_t index = 0;
    const auto below = [&](std::uint64_t n) {
        return draws.bits(number, Purpose::field, index++) % n;
    };
    Command drawn;
    drawn.kind = kind;
    drawn.actor = static_cast<order::Actor>(below(enum_count<order::Actor>));
    const auto set = [&](CommandField field, auto& into, std::uint64_t n) {
        if (reads(kind, field)) {
            into = static_cast<std::remove_reference_t<decltype(into)>>(below(n));
        }
    };
    set(CommandField::reason, drawn.reason, enum_count<order::Reason>);
    set(CommandField::offer, drawn.offer, enum_count<order::Offer>);
    set(CommandField::verdict, drawn.verdict, enum_count<order::Verdict>);
    set(CommandField::party, drawn.party, 2);
    set(CommandField::refund, drawn.refund, enum_count<order::RefundKind>);
    set(CommandField::is_trusted, drawn.is_trusted, 2);
    set(CommandField::with_return, drawn.with_return, 2);
    set(CommandField::is_permanent, drawn.is_permanent, 2);
    set(CommandField::attempt, drawn.attempt, 256);
    set(CommandField::evidence, drawn.evidence, 256);
    set(CommandField::quantity, drawn.quantity, 60'000);
    drawn.quantity = std::max<std::uint16_t>(drawn.quantity, 1);
    set(CommandField::stock_free, drawn.stock_free, 65'536);
    set(CommandField::minutes, drawn.minutes, 50'000'000);
    set(CommandField::expected_version, drawn.expected_version, 0xffffffff);
    set(CommandField::amount, drawn.amount.minor, 1'000'000'000'000'000);
    return drawn;
}

/// Steps of every kind of command, at instants to the microsecond.
std::vector<ScriptStep> all_kinds_of_steps() {
    std::vector<ScriptStep> steps;
    SimTime at{};
    for (std::uint64_t i = 0; i < 400; ++i) {
        const auto kinds = static_cast<std::uint64_t>(CommandKind::pay_timer);
        at += SimDuration(static_cast<std::int64_t>(i * i * i * 997));
        steps.push_back({at, static_cast<std::uint32_t>(1 + i % 5),
                         any_command(static_cast<CommandKind>(i % kinds), i), ""});
    }
    steps.push_back({SimTime(kLongestDelay - SimDuration(1)), 1, {}, ""});
    return steps;
}

void require_same(const std::vector<ScriptStep>& read, const std::vector<ScriptStep>& written) {
    REQUIRE(read.size() == written.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        INFO(step_toml(written[i]));
        REQUIRE(read[i].at == written[i].at);
        REQUIRE(read[i].order == written[i].order);
        REQUIRE(read[i].command == written[i].command);
    }
}

}  // namespace

TEST_CASE("script: steps are read with their instants, orders, commands and places") {
    const Scenario scenario = require_loaded(load_on_base(kTwoSteps));
    REQUIRE(scenario.script.size() == 2);
    const ScriptStep& place = scenario.script[0];
    CHECK(place.at == SimTime(std::chrono::hours(51) + SimDuration(1)));
    CHECK(place.order == 1);
    CHECK(place.command.kind == CommandKind::place_order);
    CHECK(place.command.actor == order::Actor::buyer);
    CHECK(place.command.amount.minor == 1000);
    CHECK(place.command.minutes == 60);
    CHECK(place.command.is_trusted);
    CHECK(place.command.stock_free == Command{}.stock_free);
    CHECK(place.origin == "case.toml:2");
    const ScriptStep& cancel = scenario.script[1];
    CHECK(cancel.order == 2);
    CHECK(cancel.command.actor == order::Actor::seller);
    CHECK(cancel.command.reason == order::Reason::out_of_stock);
    CHECK(cancel.command.expected_version == 4);
}

TEST_CASE("script: a written script reads back as the same steps") {
    const std::vector<ScriptStep> steps = all_kinds_of_steps();
    const TempFolder folder;
    const std::string text = script_toml({.name = "way",
                                          .question = "does \"it\" hold?",
                                          .extends = "aliexpress_base",
                                          .comments = {"found in\n3 steps", ""},
                                          .overrides = {{"policy.lock", "\"none\""}}},
                                         steps);
    CHECK(text.starts_with("# found in 3 steps\n#\nname = \"way\"\n"));
    const Scenario scenario = require_loaded(load_file(folder.write("way.toml", text)));
    CHECK(scenario.name == "way");
    CHECK(scenario.question == "does \"it\" hold?");
    CHECK(scenario.variants[0].policy.lock == order::Lock::none);
    require_same(scenario.script, steps);

    const std::string alone = to_toml(scenario);
    const Scenario again = require_loaded(load_file(folder.write("alone.toml", alone)));
    require_same(again.script, steps);
    CHECK(again.hash == scenario.hash);
}

TEST_CASE("script: one that pins a variant plays under its own keys alone") {
    const TempFolder folder;
    const std::string text = script_toml({.name = "pinned",
                                          .question = "",
                                          .extends = "silence_flip",
                                          .comments = {},
                                          .overrides = {{"policy.on_silence", "\"escalate\""}},
                                          .variant = "as found"},
                                         all_kinds_of_steps());
    const Scenario scenario = require_loaded(load_file(folder.write("pinned.toml", text)));
    REQUIRE(scenario.variants.size() == 1);
    CHECK(scenario.variants[0].name == "as found");
    CHECK(scenario.variants[0].policy.on_silence == order::OnSilence::escalate);
}

TEST_CASE("script: a policy written as settings reads back as the same policy") {
    const TempFolder folder;
    const Scenario shipped = require_loaded(load_file(folder.write(
        "other.toml", "extends = \"taobao_24h\"\npolicy.time_zone = -3.5\n"
                      "policy.extension_max = \"36h 5s\"\n")));
    for (const Variant& variant : shipped.variants) {
        std::string text = "extends = \"aliexpress_base\"\n";
        for (const auto& [key, value] : policy_settings(variant.policy)) {
            text.append(key).append(" = ").append(value).append("\n");
        }
        const Scenario again = require_loaded(load_file(folder.write("again.toml", text)));
        CHECK(again.variants[0].policy == variant.policy);
    }
}

TEST_CASE("script: what a command does not read is not written") {
    Command pay;
    pay.kind = CommandKind::pay;
    pay.amount = {5};
    pay.reason = order::Reason::mistake;
    pay.evidence = 3;
    CHECK(step_toml({SimTime(SimDuration(1)), 1, pay, ""}) ==
          "[[script]]\nat = \"1us\"\nactor = \"buyer\"\ncommand = \"pay\"\namount = 5\n");
}

TEST_CASE("script: choices are written even where they are the default, for the reader's sake") {
    Command cancel;
    cancel.kind = CommandKind::cancel_unpaid;
    CHECK(step_toml({SimTime{}, 2, cancel, ""}) ==
          "[[script]]\nat = \"0\"\norder = 2\nactor = \"buyer\"\ncommand = \"cancel_unpaid\"\n"
          "reason = \"other\"\n");
}

TEST_CASE("script: it counts in the hash, and scenarios without one keep theirs") {
    const std::string plain = require_loaded(load_on_base("")).hash;
    const std::string scripted = require_loaded(load_on_base(kTwoSteps)).hash;
    CHECK(scripted != plain);
    CHECK(require_loaded(load_on_base("script = []\n")).hash == plain);
    std::string later = kTwoSteps;
    later.replace(later.find("3d"), 2, "4d");
    CHECK(require_loaded(load_on_base(later)).hash != scripted);
}

TEST_CASE("script: explain lists the steps with their places") {
    const std::string text = explain_text(require_loaded(load_on_base(kTwoSteps)));
    CHECK(text.find("\nscript\n") != std::string::npos);
    CHECK(text.find("seller_cancel (reason out_of_stock, expected_version 4)  case.toml:10\n") !=
          std::string::npos);
}

TEST_CASE("script: an extended scenario's script holds unless the file has its own") {
    const TempFolder folder;
    folder.write("first.toml", std::string("extends = \"aliexpress_base\"\n") + kTwoSteps);
    const auto steps_of = [&](const std::string& text) {
        const std::string path = folder.write("second.toml", "extends = \"first\"\n" + text);
        return require_loaded(load_file(path)).script.size();
    };
    CHECK(steps_of("policy.lock = \"none\"\n") == 2);
    CHECK(steps_of("script = []\n") == 0);
    CHECK(steps_of("[[script]]\nat = \"1h\"\nactor = \"buyer\"\ncommand = \"pay\"\n") == 1);
}

TEST_CASE("script: an actor who may not give the command may try") {
    const auto loaded =
        load_on_base("[[script]]\nat = 0\nactor = \"carrier\"\ncommand = \"pay\"\n");
    CHECK(require_loaded(loaded).script[0].command.actor == order::Actor::carrier);
}

TEST_CASE("script errors: keys and values of a step") {
    check("reasn = \"mistake\"", 1, "unknown key 'reasn' in a step; did you mean 'reason'?");
    check("reason = \"mistaken\"", 10, "unknown reason 'mistaken'; did you mean 'mistake'?");
    check("reason = 3", 10, "'reason' is a word in quotes, like \"mistake\"");
    check("amount = 3", 1,
          "request_cancel does not read 'amount'; it reads reason, evidence or expected_version");
    check("evidence = -1", 12, "'evidence' is a whole number from 0 to 255");
    check("evidence = 256", 12, "'evidence' is a whole number from 0 to 255");
    check("evidence = 1.5", 12, "'evidence' is a whole number from 0 to 255");
    check("order = 0", 9, "'order' is a whole number from 1 to 1000");
    check("expected_version = 4294967295", 20,
          "'expected_version' is a whole number from 0 to 4294967294");
}

TEST_CASE("script errors: instants, actors and commands") {
    check_step("at = 5\nactor = \"buyer\"\ncommand = \"pay\"\n", 3,
               "'at' is the time since the start: write it like \"2d 3h\"");
    check_step("at = \"2 business days\"\nactor = \"buyer\"\ncommand = \"pay\"\n", 3,
               "'at' is calendar time, not business days");
    check_step("at = \"5 m\"\nactor = \"buyer\"\ncommand = \"pay\"\n", 3,
               "unit 'm' could be minutes or months: write 'min'");
    check_step("actor = \"buyer\"\ncommand = \"pay\"\n", 2,
               "a step needs 'at', like at = \"2d 3h\"");
    check_step("at = \"1h\"\nactor = \"buyer\"\n", 2,
               "a step needs 'command', like command = \"place_order\"");
    check_step("at = \"1h\"\nactor = \"byer\"\ncommand = \"pay\"\n", 4,
               "unknown actor 'byer'; did you mean 'buyer'?");
    check_step("at = \"1h\"\nactor = \"bank\"\ncommand = \"pay\"\n", 4,
               "unknown actor 'bank'; it is buyer, seller, platform, gateway, carrier or clock");
    check_step("at = \"1h\"\nactor = \"buyer\"\ncommand = \"request_cancle\"\n", 5,
               "unknown command 'request_cancle'; did you mean 'request_cancel'?");
    check_step("at = \"1h\"\nactor = \"clock\"\ncommand = \"pay_timer\"\n", 5,
               "timers fire by themselves at their deadlines: leave 'pay_timer' out");
    check_step("at = \"1h\"\nactor = \"platform\"\ncommand = \"request_info\"\n"
               "party = \"platform\"\n",
               6, "unknown party 'platform'; it is buyer or seller");
    check_step("at = \"1h\"\nactor = \"buyer\"\ncommand = \"pay\"\namount = -1\n", 6,
               "'amount' is a whole number from 0 to 1000000000000000");
    check_step("at = \"1h\"\nactor = \"buyer\"\ncommand = \"place_order\"\nis_trusted = \"yes\"\n",
               6, "'is_trusted' is true or false, without quotes");
    check_step("at = \"1h\"\nactor = \"buyer\"\ncommand = \"pay\"\n"
               "[[script]]\nat = \"59 min\"\nactor = \"buyer\"\ncommand = \"pay\"\n",
               7, "steps stand in the order of time: the one above is at 1h");
}

TEST_CASE("script errors: what is no script at all, and what is no step") {
    for (const char* text : {"script = 3\n", "[script]\nat = \"1h\"\n"}) {
        CHECK(errors_of(load_on_base(text)).find("a script is a list of steps: write [[script]]") !=
              std::string::npos);
    }
    CHECK(errors_of(load_on_base("script = [3]\n")).find("a step is a table") != std::string::npos);
    CHECK(errors_of(load_on_base("[[variant]]\nname = \"a\"\n[[variant.script]]\nat = \"1h\"\n"))
              .find("unknown key 'script' in a variant") != std::string::npos);
}

TEST_CASE("script errors: a line that is no TOML is not followed by its absence") {
    const auto loaded = load_on_base(
        "[[script]]\nat = 2d 3h\nactor = \"buyer\"\ncommand = \"pay\"\n");
    REQUIRE_FALSE(loaded.has_value());
    CHECK(loaded.error().size() == 1);
}

}  // namespace ordersim::scenario

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/script.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/scratch.hpp"

#include <algorithm>

// Scenario files, from any text to values or findings. A line that starts with "#--set " is given
// as an override too. A scenario that loads is written out in full, and its script as a scenario
// of its own; both must load to the same.

using namespace ordersim;
using namespace ordersim::scenario;
using ordersim::fuzz::require;

namespace {

/// Findings quote the text: a page of them is plenty.
constexpr std::size_t kFindingsTextMax = 2'000'000;

std::vector<std::string> overrides_in(std::string_view text) {
    constexpr std::string_view mark = "#--set ";
    std::vector<std::string> overrides;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (text.starts_with(mark)) {
            overrides.emplace_back(
                text.substr(mark.size(), std::max(end, mark.size()) - mark.size()));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return overrides;
}

/// Writes the text as a file beside the base scenario and loads it. The library holds no other: all
/// of a library is read for each text that lacks a key.
tl::expected<Scenario, std::vector<Diagnostic>> load_text(const fuzz::Scratch& scratch,
                                                          std::string_view name,
                                                          std::string_view text,
                                                          std::vector<std::string> overrides) {
    return load({scratch.write(name, text), std::move(overrides), scratch.path("")});
}

/// The base scenario without the laws that are tables, whose making would take nearly all the time.
std::string base_text() {
    const auto base = load(
        {ORDERSIM_SOURCE_DIR "/scenarios/aliexpress_base.toml",
         {"sellers.disputes.evidence.quality={ constant = 0.5 }",
          "buyers.complaints.evidence.quality={ constant = 0.5 }",
          "carrier.transit={ constant = \"9 d\" }", "gateway.bank_leg.card={ constant = \"7 bd\" }",
          "gateway.bank_leg.debit={ constant = \"7 bd\" }",
          "gateway.bank_leg.delayed={ constant = \"10 bd\" }"},
         ""});
    require(base.has_value(), base ? "" : to_text(base.error()));
    return to_toml(*base);
}

void check_findings(const std::vector<Diagnostic>& findings) {
    require(!findings.empty(), "scenario: a text is refused without a word");
    for (const Diagnostic& found : findings) {
        require(!found.file.empty(), "scenario: a finding in no file");
        require(!found.message.empty(), "scenario: a finding that says nothing");
    }
    const std::string text = to_text(findings);
    require(!text.empty() && text.size() < kFindingsTextMax, "scenario: findings without measure");
}

std::string refusal(const std::vector<Diagnostic>& findings) {
    return "scenario: what it writes of itself does not load\n" + to_text(findings);
}

void check_plan(const Scenario& scenario) {
    const RunPlan& plan = scenario.plan;
    require(plan.replications >= 1 && plan.level > 0 && plan.level < 1,
            "scenario: a plan that cannot be run");
    require(!plan.precision || plan.replications >= 2, "scenario: a precision of one replication");
    require(!scenario.variants.empty(), "scenario: nothing to run");
    require(scenario.hash.size() == 16, "scenario: a hash is 16 digits");
    require(!explain_text(scenario).empty(), "scenario: nothing to explain");
}

void check_written(const fuzz::Scratch& scratch, const Scenario& scenario) {
    const std::string text = to_toml(scenario);
    const auto again = load_text(scratch, "written.toml", text, {});
    require(again.has_value(), again ? "" : refusal(again.error()));
    require(again->hash == scenario.hash, "scenario: written in full it is another one\n" + text);
    require(to_toml(*again) == text, "scenario: it has two spellings\n" + text);
}

void check_script(const fuzz::Scratch& scratch, const Scenario& scenario) {
    SimTime before{};
    for (const ScriptStep& step : scenario.script) {
        require(step.at >= before && step.at <= SimTime(kLongestDelay) && step.order >= 1,
                "scenario: a step of a script out of its order");
        before = step.at;
    }
    if (scenario.script.empty()) {
        return;
    }
    const ScriptHead head{scenario.name, scenario.question, "aliexpress_base", {}, {}};
    const std::string text = script_toml(head, scenario.script);
    const auto again = load_text(scratch, "script.toml", text, {});
    require(again.has_value(), again ? "" : refusal(again.error()));
    require(script_toml(head, again->script) == text, "scenario: another script\n" + text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Scratch scratch;
    static const std::string base = scratch.write("aliexpress_base.toml", base_text());
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto scenario = load_text(scratch, "any.toml", text, overrides_in(text));
    if (!scenario) {
        check_findings(scenario.error());
        return 0;
    }
    check_plan(*scenario);
    check_written(scratch, *scenario);
    check_script(scratch, *scenario);
    return 0;
}

#include "sim/report/check.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/steps.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace ordersim::report {
namespace {

using measure::CheckedProperty;
using measure::CheckRecord;
using measure::Exploration;
using measure::UnreachedTwin;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kWord = 11;
constexpr std::size_t kIndent = 9;
/// So many names are told without being asked for.
constexpr std::size_t kFewNames = 6;

/// "1,234,567".
std::string grouped(double number) {
    std::string digits = fmt::format("{:.0f}", number);
    for (std::size_t i = digits.size(); i > 3; i -= 3) {
        digits.insert(i - 3, ",");
    }
    return digits;
}

class Summary {
public:
    Summary(const CheckRecord& record, Colour colour, bool is_long)
        : record_(record), colour_(colour), lines_(colour), is_long_(is_long) {}

    std::string text(std::string_view next) && {
        header();
        counterexamples();
        explorations();
        not_explored();
        properties();
        if (record_.plant.empty() || record_.verdict != "violated") {
            twins();
        }
        std::string text = lines_.take();
        if (!next.empty()) {
            text += "\n" + std::string(next) + "\n";
        }
        return text;
    }

private:
    [[nodiscard]] std::ptrdiff_t count(std::string_view verdict) const {
        return std::ranges::count(record_.properties, verdict, &CheckedProperty::verdict);
    }
    [[nodiscard]] std::ptrdiff_t twins_of(std::string_view verdict) const {
        return std::ranges::count(record_.unreached, verdict, &UnreachedTwin::verdict);
    }

    [[nodiscard]] std::string verdict() const {
        if (record_.verdict == "violated") {
            return fmt::format("Violated: {} of {} properties.", count("violated"),
                               record_.properties.size());
        }
        if (record_.properties.empty()) {
            return "Undecided: nothing was checked.";
        }
        if (record_.verdict == "undecided") {
            return fmt::format("Undecided: {} properties; not all was explored. What was "
                               "explored breaks nothing.", count("undecided"));
        }
        const std::string vacuous =
            count("vacuous") > 0
                ? fmt::format(" and {} could not have been broken", count("vacuous"))
                : "";
        if (record_.verdict == "dead") {
            return fmt::format("Doubtful: {} properties hold{}, but {} of what should happen "
                               "never does.", count("holds"), vacuous,
                               twins_of("dead") + twins_of("unexpected"));
        }
        return fmt::format("Holds within the bounds listed below: {} properties{}.",
                           count("holds"), vacuous);
    }

    void header() {
        lines_.paragraph(fmt::format("{} (hash {}, ordersim {}){}", record_.scenario,
                                     record_.scenario_hash, record_.version,
                                     record_.plant.empty() ? ""
                                                           : ", planted defect " + record_.plant),
                         Tone::strong);
        lines_.paragraph(verdict(), Tone::strong);
        double states = 0;
        for (const Exploration& exploration : record_.explorations) {
            states += exploration.states;
        }
        lines_.paragraph(fmt::format(
            "{} states in {:.1f} s{}", grouped(states), record_.seconds,
            record_.bytes_a_state > 0
                ? fmt::format(", at most {:.1f} bytes each with the way to it",
                              record_.bytes_a_state)
                : ""));
        lines_.blank();
    }

    void counterexamples() {
        for (const measure::StepList& list : record_.counterexamples) {
            lines_.append(steps_table(list, colour_));
            lines_.blank();
        }
    }

    void explorations() {
        if (record_.explorations.empty()) {
            return;
        }
        lines_.line(lines_.paint(fmt::format("{:<9}{:<37}{:>12}{:>14}{:>7}", "layer", "part",
                                             "states", "transitions", "depth"),
                                 Tone::faint));
        std::set<std::string> told;
        std::string levers;
        for (const Exploration& part : record_.explorations) {
            if (part.layer == "levers" && part.policy != levers) {
                levers = part.policy;
                told_faintly(levers);
            }
            const bool is_lone = std::ranges::all_of(
                record_.explorations,
                [&](const Exploration& other) { return other.policy == part.policy; });
            const std::string name = part.layer == "levers" || is_lone
                                         ? part.part
                                         : part.part + " / " + part.policy;
            lines_.line(fmt::format("{}{}{:>12}{:>14}{:>7}{}", pad_right(part.layer, 9),
                                    pad_right(name, 37), grouped(part.states),
                                    grouped(part.transitions), part.depth,
                                    part.is_complete() ? "" : "!"));
            limits(part, told);
        }
        endings();
        lines_.blank();
    }
    /// Why parts that are marked were not explored to their end.
    void endings() {
        const auto ended = [this](std::string_view why) {
            return std::ranges::find(record_.explorations, why, &Exploration::ended) !=
                   record_.explorations.end();
        };
        if (ended("states_max")) {
            lines_.paragraph("! stopped at the bound on states: raise --states-max");
        }
        if (ended("order_states_max")) {
            lines_.paragraph("! one order alone has more states than several together can number");
        }
        if (ended("caught")) {
            lines_.paragraph("! ended once the planted defect had shown");
        }
    }

    /// By reason: what was left out, then the scenes that a policy does not have.
    void not_explored() {
        groups("left out", record_.left_out);
        groups("no scene", record_.ruled_out);
    }
    void groups(std::string_view word, const std::vector<measure::PartLeftOut>& parts) {
        std::map<std::string, std::set<std::string>> by_reason;
        std::map<std::string, std::size_t> counts;
        for (const measure::PartLeftOut& part : parts) {
            by_reason[part.reason].insert(part.layer + " " + part.part);
            ++counts[part.reason];
        }
        for (const auto& [reason, names] : by_reason) {
            item(word, is_long_ || names.size() <= kFewNames
                           ? fmt::format("{}: {}", reason, fmt::join(names, ", "))
                           : fmt::format("{}: {} parts", reason, counts[reason]));
        }
        if (!parts.empty()) {
            lines_.blank();
        }
    }

    void told_faintly(std::string_view text) {
        for (const std::string& line : wrap(text, kSummaryColumns - kIndent)) {
            lines_.line(std::string(kIndent, ' ') + lines_.paint(line, Tone::faint));
        }
    }
    /// What a part cuts off, once a layer and part.
    void limits(const Exploration& part, std::set<std::string>& told) {
        if (!told.insert(part.layer + part.part).second) {
            return;
        }
        std::string text = part.title;
        if (!part.cuts.empty()) {
            text += fmt::format("; cut: {}", fmt::join(part.cuts, ", "));
        }
        if (!part.withheld.empty()) {
            text += fmt::format("; withheld: {}", fmt::join(part.withheld, ", "));
        }
        told_faintly(text);
    }

    /// A word and what it says, wrapped under itself.
    void item(std::string_view word, std::string_view content) {
        std::string start = pad_right(word, kWord);
        for (const std::string& piece : wrap(content, kSummaryColumns - kWord)) {
            lines_.line(start + piece);
            start.assign(kWord, ' ');
        }
    }

    /// By name: what is broken, and the others where there are few of them or all are asked for.
    [[nodiscard]] bool is_named(const CheckedProperty& property) const {
        if (is_long_ || property.verdict == "violated") {
            return true;
        }
        return property.verdict != "holds" &&
               count(property.verdict) <= static_cast<std::ptrdiff_t>(kFewNames);
    }

    void properties() {
        std::map<std::string, std::ptrdiff_t> held;
        for (const CheckedProperty& property : record_.properties) {
            held[property.layer] += property.verdict == "holds" ? 1 : 0;
            if (is_named(property)) {
                const std::string where =
                    property.counterexample > 0
                        ? fmt::format(" (counterexample {})", property.counterexample)
                        : "";
                item(property.verdict,
                     fmt::format("{}: {}{}", property.name, property.title, where));
            }
        }
        for (const auto& [layer, number] : held) {
            const auto of_layer = [&](std::string_view verdict) {
                return std::ranges::count_if(
                    record_.properties, [&](const CheckedProperty& property) {
                        return property.layer == layer && property.verdict == verdict;
                    });
            };
            const auto all =
                std::ranges::count(record_.properties, layer, &CheckedProperty::layer);
            const auto undecided = of_layer("undecided");
            lines_.line(fmt::format(
                "{:<11}{} of {} properties hold{}", layer, number, all,
                undecided > 0 ? fmt::format(", {} are undecided", undecided) : ""));
        }
        if (!is_long_) {
            lines_.line("           -v names them");
        }
        fairness();
        lines_.blank();
    }
    /// What is taken for granted where properties are about what must come at last.
    void fairness() {
        const bool is_asked =
            std::ranges::any_of(record_.properties, [](const CheckedProperty& property) {
                return property.name.starts_with("live_") && property.verdict != "undecided";
            });
        if (is_asked) {
            lines_.paragraph("live_*: buyers and sellers may do nothing for ever; gateway, "
                             "carrier, warehouse, support and each deadline that runs do their "
                             "part at last.");
        }
    }

    void twins() {
        const auto reached = record_.twins - static_cast<double>(record_.unreached.size()) +
                             static_cast<double>(twins_of("unexpected"));
        std::string text = fmt::format("Of {} things that should happen {} did, {} are ruled out "
                                       "by the policy, {} are dead",
                                       record_.twins, reached, twins_of("ruled_out"),
                                       twins_of("dead"));
        text += twins_of("unexplored") > 0
                    ? fmt::format(", {} not explored.", twins_of("unexplored"))
                    : ".";
        lines_.paragraph(text);
        for (const UnreachedTwin& twin : record_.unreached) {
            if (twin.verdict == "dead") {
                item("dead", fmt::format("{} ({}, {})", twin.name, twin.layer, twin.policy));
            } else if (twin.verdict == "unexpected") {
                item("unexpected", fmt::format("{} ({}, {}) happens, though {} should rule it out",
                                               twin.name, twin.layer, twin.policy, twin.reason));
            }
        }
        if (is_long_) {
            waivers();
        }
    }
    /// By reason, once for all policies.
    void waivers() {
        std::map<std::string, std::set<std::string>> by_reason;
        for (const UnreachedTwin& twin : record_.unreached) {
            if (twin.verdict == "ruled_out") {
                by_reason[twin.reason].insert(twin.name);
            }
        }
        for (const auto& [reason, names] : by_reason) {
            item("ruled out", fmt::format("{}: {}", reason, fmt::join(names, ", ")));
        }
    }

    const CheckRecord& record_;
    Colour colour_;
    Lines lines_;
    bool is_long_;
};

}  // namespace

std::string check_summary(const CheckRecord& record, Colour colour, bool is_long,
                          std::string_view next) {
    return Summary(record, colour, is_long).text(next);
}

}  // namespace ordersim::report

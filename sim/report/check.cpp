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

bool is_dead(const UnreachedTwin& twin) {
    return twin.reason.empty() || twin.reason.starts_with("reached:");
}

constexpr std::size_t kWord = 11;

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
        : record_(record), lines_(colour), is_long_(is_long) {}

    std::string text(Colour colour, std::string_view next) && {
        header();
        explorations();
        properties();
        twins();
        std::string text = lines_.take();
        for (const measure::StepList& list : record_.counterexamples) {
            text += "\n" + steps_table(list, colour);
        }
        if (!next.empty()) {
            text += "\n" + std::string(next) + "\n";
        }
        return text;
    }

private:
    [[nodiscard]] std::ptrdiff_t count(std::string_view verdict) const {
        return std::ranges::count(record_.properties, verdict, &CheckedProperty::verdict);
    }

    void header() {
        lines_.paragraph(fmt::format("{} (hash {}, ordersim {}){}", record_.scenario,
                                     record_.scenario_hash, record_.version,
                                     record_.plant.empty() ? ""
                                                           : ", planted defect " + record_.plant),
                         Tone::strong);
        const auto dead = std::ranges::count_if(record_.unreached, is_dead);
        const bool is_whole =
            std::ranges::all_of(record_.explorations, &Exploration::is_complete);
        std::string verdict;
        if (count("violated") > 0) {
            verdict = fmt::format("Violated: {} of {} properties.", count("violated"),
                                  record_.properties.size());
        } else if (dead > 0) {
            verdict = fmt::format("Nothing is violated, but {} of what should happen never does.",
                                  dead);
        } else if (!is_whole || count("undecided") > 0) {
            verdict = "Undecided: a bound was hit or parts were left out; what was explored holds.";
        } else {
            verdict = fmt::format("Proved: {} properties hold in every order of events.",
                                  record_.properties.size());
        }
        lines_.paragraph(verdict, Tone::strong);
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

    void explorations() {
        lines_.line(lines_.paint(fmt::format("{:<9}{:<37}{:>12}{:>14}{:>7}", "layer", "part",
                                             "states", "transitions", "depth"),
                                 Tone::faint));
        std::set<std::string> told;
        for (const Exploration& part : record_.explorations) {
            const bool is_lone = std::ranges::all_of(
                record_.explorations,
                [&](const Exploration& other) { return other.policy == part.policy; });
            const std::string name = part.layer == "levers" || is_lone
                                         ? part.part
                                         : part.part + " / " + part.policy;
            lines_.line(fmt::format("{}{}{:>12}{:>14}{:>7}{}", pad_right(part.layer, 9),
                                    pad_right(name, 37), grouped(part.states),
                                    grouped(part.transitions), part.depth,
                                    part.is_complete ? "" : "!"));
            limits(part, told);
        }
        if (!std::ranges::all_of(record_.explorations, &Exploration::is_complete)) {
            lines_.paragraph("! stopped at the bound on states: raise --states-max");
        }
        lines_.blank();
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
        for (const std::string& line : wrap(text, kSummaryColumns - 9)) {
            lines_.line(std::string(9, ' ') + lines_.paint(line, Tone::faint));
        }
    }

    /// A word and what it says, wrapped under itself.
    void item(std::string_view word, std::string_view content) {
        std::string start = pad_right(word, kWord);
        for (const std::string& piece : wrap(content, kSummaryColumns - kWord)) {
            lines_.line(start + piece);
            start.assign(kWord, ' ');
        }
    }

    void properties() {
        std::map<std::string, std::ptrdiff_t> held;
        for (const CheckedProperty& property : record_.properties) {
            const bool holds = property.verdict == "holds";
            held[property.layer] += holds ? 1 : 0;
            if (!holds || is_long_) {
                const std::string where =
                    property.counterexample > 0
                        ? fmt::format(" (counterexample {})", property.counterexample)
                        : "";
                item(property.verdict,
                     fmt::format("{}: {}{}", property.name, property.title, where));
            }
        }
        for (const auto& [layer, number] : held) {
            const auto all =
                std::ranges::count(record_.properties, layer, &CheckedProperty::layer);
            lines_.line(fmt::format("{:<11}{} of {} properties hold", layer, number, all));
        }
        if (!is_long_) {
            lines_.line("           -v names them");
        }
        lines_.blank();
    }

    void twins() {
        const auto dead = std::ranges::count_if(record_.unreached, is_dead);
        const auto waived = static_cast<std::ptrdiff_t>(record_.unreached.size()) - dead;
        lines_.paragraph(fmt::format(
            "Of {} things that should happen {} did, {} are ruled out by the policy, {} are dead.",
            record_.twins, record_.twins - static_cast<double>(record_.unreached.size()),
            waived, dead));
        for (const UnreachedTwin& twin : record_.unreached) {
            if (is_dead(twin)) {
                item("dead", fmt::format("{} ({}, {}) {}", twin.name, twin.layer, twin.policy,
                                         twin.reason));
            }
        }
        waivers();
    }
    /// By reason, once for all policies.
    void waivers() {
        std::map<std::string, std::set<std::string>> by_reason;
        for (const UnreachedTwin& twin : record_.unreached) {
            if (!is_dead(twin)) {
                by_reason[twin.reason].insert(twin.name);
            }
        }
        for (const auto& [reason, names] : by_reason) {
            item("waived", fmt::format("{}: {}", reason, fmt::join(names, ", ")));
        }
    }

    const CheckRecord& record_;
    Lines lines_;
    bool is_long_;
};

}  // namespace

std::string check_summary(const CheckRecord& record, Colour colour, bool is_long,
                          std::string_view next) {
    return Summary(record, colour, is_long).text(colour, next);
}

}  // namespace ordersim::report

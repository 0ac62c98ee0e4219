#include "sim/check/gathering.hpp"

#include <algorithm>
#include <optional>

namespace ordersim::check {
namespace {

using measure::CheckedProperty;

constexpr std::string_view kNotAllExplored = "not all was explored";

/// Steps with instants before steps without, then the shortest.
bool is_better(const Part::Verdict& a, const Part::Verdict& b) {
    const auto rank = [](const Part::Verdict& verdict) {
        return std::pair(verdict.replay.commands.empty(), verdict.steps->steps.size());
    };
    return rank(a) < rank(b);
}

}  // namespace

void Gathering::add(Explored explored) {
    for (Part& part : explored.parts) {
        add(std::move(part));
    }
    for (measure::PartLeftOut& left_out : explored.left_out) {
        leave_out(std::move(left_out));
    }
    for (measure::PartLeftOut& ruled_out : explored.ruled_out) {
        lacks_scenes_.insert(ruled_out.layer);
        result_.record.ruled_out.push_back(std::move(ruled_out));
    }
}

void Gathering::leave_out(measure::PartLeftOut left_out) {
    cut_short_.insert(left_out.layer);
    result_.is_interrupted |= left_out.reason == kInterrupted;
    result_.record.left_out.push_back(std::move(left_out));
}

CheckResult Gathering::result(const std::vector<NamedPolicy>& policies) && {
    measure::CheckRecord& record = result_.record;
    record.plant = options_.plant != nullptr ? options_.plant->id : "";
    record.is_complete =
        record.left_out.empty() &&
        std::ranges::all_of(record.explorations, &measure::Exploration::is_complete);
    settle_properties();
    settle_twins(policies);
    settle_twins_of_scenes();
    record.verdict = verdict();
    return std::move(result_);
}

void Gathering::add(Part part) {
    measure::CheckRecord& record = result_.record;
    const std::string& layer = part.exploration.layer;
    if (!part.exploration.is_complete()) {
        cut_short_.insert(layer);
    }
    record.bytes_a_state = std::max(record.bytes_a_state, part.bytes_a_state);
    for (Part::Verdict& verdict : part.verdicts) {
        if (verdict.is_broken) {
            broken_in_.insert(layer);
        }
        add(layer, std::move(verdict));
    }
    if (part.coverage) {
        coverage_[{layer, part.exploration.policy}] |= *part.coverage;
    }
    for (const std::string& twin : part.twins_met) {
        met_[layer].insert_or_assign(twin, true);
    }
    for (const std::string& twin : part.twins_missed) {
        met_[layer].try_emplace(twin, false);
    }
    record.explorations.push_back(std::move(part.exploration));
}

void Gathering::add(const std::string& layer, Part::Verdict verdict) {
    const auto known = std::ranges::find_if(best_, [&](const Best& best) {
        return best.layer == layer && best.verdict.name == verdict.name;
    });
    if (known == best_.end()) {
        const bool is_vacuous = verdict.is_vacuous;
        const bool is_undecided = verdict.is_undecided;
        best_.push_back({layer, std::move(verdict), is_vacuous, is_undecided});
        return;
    }
    known->is_vacuous &= verdict.is_vacuous;
    known->is_undecided |= verdict.is_undecided;
    const bool is_first = verdict.is_broken && !known->verdict.is_broken;
    if (is_first || (verdict.is_broken && is_better(verdict, known->verdict))) {
        known->verdict = std::move(verdict);
    }
}

void Gathering::settle_properties() {
    measure::CheckRecord& record = result_.record;
    for (Best& best : best_) {
        CheckedProperty property{best.layer, best.verdict.name, best.verdict.title, "holds", 0};
        if (best.verdict.is_broken) {
            property.verdict = "violated";
            record.counterexamples.push_back(std::move(*best.verdict.steps));
            result_.replays.push_back(std::move(best.verdict.replay));
            property.counterexample =
                static_cast<std::uint32_t>(record.counterexamples.size());
        } else if (best.is_undecided || cut_short_.contains(best.layer)) {
            property.verdict = "undecided";
        } else if (best.is_vacuous) {
            property.verdict = "vacuous";
        }
        record.properties.push_back(std::move(property));
    }
}

/// Of one order every twin is asked under every policy; of the levers, over all of them.
void Gathering::settle_twins(const std::vector<NamedPolicy>& policies) {
    const order::Rules rules = rules_of(options_);
    std::optional<Coverage> of_levers;
    for (const auto& [key, coverage] : coverage_) {
        const auto& [layer, policy] = key;
        if (layer == "levers") {
            of_levers = of_levers.value_or(Coverage{});
            *of_levers |= coverage;
            continue;
        }
        const auto found = std::ranges::find(policies, policy, &NamedPolicy::name);
        result_.record.twins += static_cast<double>(twin_count(rules));
        for (Dead& dead : dead_of(coverage, rules, found->policy)) {
            add_unreached(layer, std::move(dead), policy);
        }
    }
    if (of_levers) {
        result_.record.twins += static_cast<double>(twin_count(rules));
        for (Dead& dead : dead_under_any(*of_levers, rules)) {
            add_unreached("levers", std::move(dead), "any");
        }
    }
}

/// Of scenes and of several orders a twin is asked over all policies.
void Gathering::settle_twins_of_scenes() {
    for (const auto& [layer, twins] : met_) {
        for (const auto& [twin, is_met] : twins) {
            ++result_.record.twins;
            if (!is_met) {
                add_unreached(layer, {twin, lacks_scenes_.contains(layer)
                                                ? "scenes that the policy does not have"
                                                : ""},
                              "any");
            }
        }
    }
}

/// What was not explored to the end, or ended at what is broken, says nothing about what never
/// happens.
void Gathering::add_unreached(const std::string& layer, Dead dead, const std::string& policy) {
    const bool is_whole = !cut_short_.contains(layer) && !broken_in_.contains(layer);
    std::string_view verdict = "dead";
    if (dead.is_reached) {
        verdict = "unexpected";
    } else if (!dead.waiver.empty()) {
        verdict = "ruled_out";
    } else if (!is_whole) {
        verdict = "unexplored";
        dead.waiver = kNotAllExplored;
    }
    result_.record.unreached.push_back({layer, std::move(dead.name), std::string(verdict),
                                        std::move(dead.waiver), policy});
}

/// The worst of all.
std::string Gathering::verdict() const {
    const measure::CheckRecord& record = result_.record;
    const auto has = [](const auto& all, std::string_view verdict) {
        return std::ranges::any_of(
            all, [verdict](const auto& one) { return one.verdict == verdict; });
    };
    if (has(record.properties, "violated")) {
        return "violated";
    }
    if (!record.is_complete || record.properties.empty() ||
        has(record.properties, "undecided")) {
        return "undecided";
    }
    const bool is_dead = has(record.unreached, "dead") || has(record.unreached, "unexpected");
    return is_dead ? "dead" : "holds";
}

}  // namespace ordersim::check

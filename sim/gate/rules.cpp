#include "sim/gate/rules.hpp"

#include "sim/scenario/findings.hpp"
#include "sim/scenario/toml_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ordersim::gate {

namespace {

using measure::Better;
using scenario::Findings;
using scenario::Node;
using Kind = Node::Kind;

const std::array<std::string, 2> kFileKeys{"alpha", "rule"};
const std::array<std::string, 4> kRuleKeys{"metric", "threshold", "better", "judge"};
const std::array<std::string, 2> kDirections{"lower", "higher"};

void refuse_others(const Node& table, std::span<const std::string> known, Findings& findings) {
    for (const scenario::Member& member : table.members) {
        if (std::ranges::find(known, member.key) == known.end()) {
            findings.add(member.value.key_place, "unknown key '" + member.key + "'" +
                                                     scenario::did_you_mean(member.key, known));
        }
    }
}

/// "3 %", "0.5 points": a hundredth of the number, and what it is of; nothing of other texts.
std::optional<Threshold> hundredths_of(std::string_view text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    std::string_view rest(read.ptr, static_cast<std::size_t>(end - read.ptr));
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    const bool is_in_points = rest == "point" || rest == "points";
    if (read.ec != std::errc() || (rest != "%" && !is_in_points) || !(value >= 0) ||
        !std::isfinite(value)) {
        return std::nullopt;
    }
    return Threshold{.value = value / 100,
                     .is_relative = !is_in_points,
                     .origin = {},
                     .is_in_points = is_in_points};
}

std::optional<Threshold> threshold_of(const Node& node, Findings& findings) {
    if (node.is_number() && node.number() >= 0 && std::isfinite(node.number())) {
        return Threshold{node.number(), false, origin_text(node.place)};
    }
    std::optional<Threshold> threshold =
        node.kind == Kind::text ? hundredths_of(node.text) : std::nullopt;
    if (!threshold) {
        findings.add(node.place,
                     "expected a number of at least 0 in the metric's unit, a part of the "
                     "baseline like \"3 %\", or of a share \"0.5 points\"");
        return std::nullopt;
    }
    threshold->origin = origin_text(node.place);
    return threshold;
}

std::optional<Better> direction_of(const Node& node, Findings& findings) {
    if (node.kind == Kind::text && node.text == "lower") {
        return Better::lower;
    }
    if (node.kind == Kind::text && node.text == "higher") {
        return Better::higher;
    }
    findings.add(node.place, "expected " + scenario::one_of(kDirections));
    return std::nullopt;
}

Rule rule_of(const Node& table, Findings& findings) {
    Rule rule;
    rule.origin = origin_text(table.place);
    if (table.kind != Kind::table) {
        findings.add(table.place, "expected a table: [[rule]]");
        return rule;
    }
    refuse_others(table, kRuleKeys, findings);
    const Node* metric = table.find("metric");
    if (metric == nullptr || metric->kind != Kind::text || metric->text.empty()) {
        findings.add(metric == nullptr ? table.place : metric->place,
                     "a rule says of which metric it is: metric = \"decide* cpu_time\"");
    } else {
        rule.pattern = metric->text;
        rule.origin = origin_text(metric->place);
    }
    if (const Node* threshold = table.find("threshold")) {
        rule.threshold = threshold_of(*threshold, findings);
    }
    if (const Node* better = table.find("better")) {
        rule.better = direction_of(*better, findings);
    }
    if (const Node* judge = table.find("judge")) {
        if (judge->kind == Kind::flag) {
            rule.is_judged = judge->flag;
        } else {
            findings.add(judge->place, "expected true or false");
        }
    }
    return rule;
}

}  // namespace

tl::expected<Rules, std::vector<scenario::Diagnostic>> rules_from_toml(std::string_view text,
                                                                       const std::string& name) {
    const scenario::Source source{.name = name, .folder = {}, .lines = scenario::lines_of(text)};
    Findings findings;
    const scenario::Parsed parsed = scenario::parse_toml(text, source, findings);
    refuse_others(parsed.root, kFileKeys, findings);
    Rules rules;
    if (const Node* alpha = parsed.root.find("alpha")) {
        if (alpha->is_number() && alpha->number() >= kAlphaMin && alpha->number() <= kAlphaMax) {
            rules.alpha = alpha->number();
        } else {
            findings.add(alpha->place, "expected a probability from 1e-9 to 0.49, like 0.01");
        }
    }
    if (const Node* list = parsed.root.find("rule")) {
        if (list->kind != Kind::array) {
            findings.add(list->place, "expected tables: [[rule]]");
        }
        for (const Node& item : list->items) {
            rules.rules.push_back(rule_of(item, findings));
        }
    }
    if (!findings.empty()) {
        return tl::unexpected(findings.take());
    }
    return rules;
}

bool matches(std::string_view pattern, std::string_view text) {
    std::size_t at = 0;
    std::size_t in_text = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resumed = 0;
    while (in_text < text.size()) {
        if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            resumed = in_text;
        } else if (at < pattern.size() && pattern[at] == text[in_text]) {
            ++at;
            ++in_text;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            in_text = ++resumed;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

Ruled ruled(const MetricKey& key, const MetricTraits& traits, const Rules& rules) {
    const bool is_relative = traits.threshold_relative > 0;
    Ruled result{.better = traits.better,
                 .is_judged = traits.is_judged,
                 .threshold = {is_relative ? traits.threshold_relative : traits.threshold,
                               is_relative, kByDefault}};
    const std::string name = key.full_name();
    for (const Rule& rule : rules.rules) {
        if (!matches(rule.pattern, name)) {
            continue;
        }
        result.threshold = rule.threshold.value_or(result.threshold);
        result.better = rule.better.value_or(result.better);
        result.is_judged = rule.is_judged.value_or(result.is_judged);
    }
    return result;
}

std::string threshold_fault(const Threshold& threshold, const MetricKey& key,
                            const std::string& unit) {
    const bool is_share = unit == "share";
    if (threshold.is_in_points && !is_share) {
        return threshold.origin + ": points are of shares, and '" + key.full_name() + "' is in " +
               unit + ": write a number of that unit, or a part of the baseline like \"3 %\"";
    }
    if (is_share && !threshold.is_relative && threshold.value >= 1) {
        return threshold.origin + ": '" + key.full_name() +
               "' is a share, from 0 to 1, which cannot change by more: 0.01 is one point; write "
               "\"1 point\", or \"1 %\" for a part of the baseline; where other metrics match as "
               "well, give shares a rule of their own after it";
    }
    return {};
}

std::vector<std::string> idle_rules(const std::vector<MetricKey>& keys, const Rules& rules) {
    std::vector<std::string> idle;
    for (const Rule& rule : rules.rules) {
        const bool is_idle = std::ranges::none_of(
            keys, [&](const MetricKey& key) { return matches(rule.pattern, key.full_name()); });
        if (is_idle) {
            idle.push_back(rule.origin + ": no metric matches '" + rule.pattern + "'");
        }
    }
    return idle;
}

}  // namespace ordersim::gate

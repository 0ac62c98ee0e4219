#include "sim/scenario/law_families.hpp"

#include <algorithm>

namespace ordersim::scenario {
namespace {

using Numbers = std::array<double, 3>;

constexpr std::array<Family, 10> kFamilies{{
    {"exponential",
     {{{"mean", true}}},
     1,
     [](const Numbers& p) { return Distribution::exponential(p[0]); }},
    {"lognormal",
     {{{"median", true}, {"sigma", false}}},
     2,
     [](const Numbers& p) { return Distribution::lognormal(p[0], p[1]); }},
    {"weibull",
     {{{"shape", false}, {"scale", true}}},
     2,
     [](const Numbers& p) { return Distribution::weibull(p[0], p[1]); }},
    {"gamma",
     {{{"shape", false}, {"scale", true}}},
     2,
     [](const Numbers& p) { return Distribution::gamma(p[0], p[1]); }},
    {"loglogistic",
     {{{"shape", false}, {"scale", true}}},
     2,
     [](const Numbers& p) { return Distribution::loglogistic(p[0], p[1]); }},
    {"pareto",
     {{{"shape", false}, {"scale", true}}},
     2,
     [](const Numbers& p) { return Distribution::pareto(p[0], p[1]); }},
    {"beta",
     {{{"alpha", false}, {"beta", false}}},
     2,
     [](const Numbers& p) { return Distribution::beta(p[0], p[1]); }},
    {"normal",
     {{{"mean", true}, {"sd", true}}},
     2,
     [](const Numbers& p) { return Distribution::normal(p[0], p[1]); }},
    {"uniform",
     {{{"min", true}, {"max", true}}},
     2,
     [](const Numbers& p) { return Distribution::uniform(p[0], p[1]); }},
    {"triangular",
     {{{"min", true}, {"mode", true}, {"max", true}}},
     3,
     [](const Numbers& p) { return Distribution::triangular(p[0], p[1], p[2]); }},
}};

}  // namespace

std::span<const Family> families() {
    return kFamilies;
}

std::vector<std::string> law_names() {
    std::vector<std::string> names{"constant", "mixture", "minimum", "empirical"};
    for (const Family& family : kFamilies) {
        names.emplace_back(family.name);
    }
    return names;
}

bool has_only(const Node& node, std::span<const std::string> known, std::string_view owner,
              Findings& findings) {
    if (node.kind != Node::Kind::table) {
        findings.add(node.place, std::string(owner) + " needs a table with " + one_of(known));
        return false;
    }
    bool is_good = true;
    for (const Member& member : node.members) {
        if (std::ranges::find(known, member.key) == known.end()) {
            const std::string guess = did_you_mean(member.key, known);
            findings.add(member.value.key_place,
                         "unknown key '" + member.key + "' in " + std::string(owner) +
                             (guess.empty() ? "; it has " + one_of(known) : guess));
            is_good = false;
        }
    }
    return is_good;
}

}  // namespace ordersim::scenario

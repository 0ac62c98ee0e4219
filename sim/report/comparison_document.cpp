#include "sim/measure/json.hpp"
#include "sim/report/chart/verdicts.hpp"
#include "sim/report/comparison_parts.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/plots.hpp"
#include "sim/report/study_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::report {
namespace {

using chart::Judged;
using chart::Verdict;
using measure::Comparison;
using measure::Comparisons;
using measure::Estimate;
using page::Picture;
using Column = page::Table::Column;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::array<std::pair<std::string_view, Verdict>, 4> kVerdicts{
    {{"improved", Verdict::improved},
     {"regressed", Verdict::regressed},
     {"equivalent", Verdict::equivalent},
     {"undecided", Verdict::undecided}}};

std::string name_of(const Comparison& comparison) {
    return title_of(measure::Metric{.id = comparison.metric,
                                    .name = comparison.name,
                                    .label = comparison.label,
                                    .unit = comparison.unit,
                                    .estimate = {}});
}

/// Where the metric's name says of what it is a number.
bool is_counted(const Comparison& comparison) {
    return comparison.unit == "count" || comparison.unit == "per 1,000 orders";
}

std::string in_words(const Estimate& estimate, const Comparison& comparison,
                     std::string_view currency, Sense sense) {
    const Shown shown = show(estimate, {comparison.unit, currency}, sense);
    return is_counted(comparison) ? shown.brief() : shown.brief_with_unit();
}

std::string threshold_text(const Comparison& comparison, std::string_view currency) {
    const double threshold = comparison.threshold;
    if (!(threshold > 0)) {
        return "none";
    }
    const Shown shown = show({.value = threshold, .low = -kInfinity, .high = kInfinity},
                             {comparison.unit, currency}, Sense::difference);
    std::string text = shown.value.substr(1);  // without the sign
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    }
    return shown.unit.empty() || is_counted(comparison) ? text : text + " " + shown.unit;
}

std::vector<Comparison> of_policy(const Comparisons& result, const std::string& policy) {
    std::vector<Comparison> own;
    std::ranges::copy_if(result.comparisons, std::back_inserter(own),
                         [&policy](const Comparison& one) { return one.policy == policy; });
    return own;
}

/// "3 improved, 1 regressed, 2 undecided"
std::string counts_text(const std::vector<Comparison>& comparisons) {
    std::string text;
    for (const auto& [word, verdict] : kVerdicts) {
        const auto count = std::ranges::count(comparisons, word, &Comparison::verdict);
        if (count > 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
        }
    }
    return text.empty() ? "no metric has a better side" : text;
}

/// The comparison in multiples of what matters, better to the right; false where it has none.
bool judge(const Comparison& comparison, std::string_view currency, Judged& row) {
    const auto* const known = std::ranges::find_if(
        kVerdicts, [&](const auto& one) { return one.first == comparison.verdict; });
    if (known == kVerdicts.end() || !(comparison.threshold > 0) ||
        !has_data(comparison.difference)) {
        return false;
    }
    const double sign = comparison.better == "lower" ? -1 : 1;
    const double unit = sign * comparison.threshold;
    const Estimate& difference = comparison.difference;
    row = {.label = name_of(comparison),
           .value = difference.value / unit,
           .low = (sign > 0 ? difference.low : difference.high) / unit,
           .high = (sign > 0 ? difference.high : difference.low) / unit,
           .text = in_words(difference, comparison, currency, Sense::difference),
           .verdict = known->second};
    return true;
}

/// With several policies: each metric's differences beside each other.
Charts side_by_side(const Comparisons& result) {
    Charts charts;
    if (result.policies.size() < 3) {
        return charts;
    }
    std::vector<const Comparison*> metrics;
    for (const Comparison& comparison : result.comparisons) {
        if (comparison.policy == result.comparisons.front().policy) {
            metrics.push_back(&comparison);
        }
    }
    for (const Comparison* metric : metrics) {
        page::Rows rows;
        for (const Comparison& comparison : result.comparisons) {
            if (comparison.metric == metric->metric && comparison.label == metric->label) {
                rows.emplace_back(comparison.policy, comparison.difference);
            }
        }
        charts.pictures.push_back(page::differences_around_zero(
            name_of(*metric) + ": difference to " + result.policies.front().name, rows,
            {metric->unit, result.study.currency}));
    }
    return charts;
}

Grid policies_grid(const Comparisons& result) {
    Grid grid{.caption = "What the policies change",
              .heads = {{"policy"}, {"changes"}, {"replications", Column::number}},
              .rows = {}};
    for (const measure::StudyPoint& policy : result.policies) {
        std::string changes;
        for (const auto& [key, value] : policy.settings) {
            changes += fmt::format("{}{} = {}", changes.empty() ? "" : ", ", key, value);
        }
        grid.rows.push_back({policy.name, changes.empty() ? "as the scenario says" : changes,
                             grouped(policy.replications, 0)});
    }
    return grid;
}

void add_head(Document& document, const Comparisons& result) {
    if (result.comparisons.empty()) {
        document.head.push_back({"Nothing was compared: no data.", Paragraph::Tone::answer});
        return;
    }
    for (std::size_t i = 1; i < result.policies.size(); ++i) {
        const std::string& policy = result.policies[i].name;
        document.head.push_back({fmt::format("{} against {}: {}.", policy,
                                             result.policies.front().name,
                                             counts_text(of_policy(result, policy))),
                                 Paragraph::Tone::answer});
    }
    document.head.push_back(
        {fmt::format("{} replications each, paired on common draws; all {} differences hold "
                     "together with {}.",
                     result.policies.front().replications, result.comparisons.size(),
                     level_text(result.joint_level)),
         Paragraph::Tone::faint});
}

/// A chapter's id and its name in the navigation hold no text of a file.
struct Place {
    std::string_view id;
    std::string_view link;
};
constexpr std::array<Place, 8> kPlaces{{{"policy-1", "Verdicts"},
                                        {"policy-2", "2nd policy"},
                                        {"policy-3", "3rd policy"},
                                        {"policy-4", "4th policy"},
                                        {"policy-5", "5th policy"},
                                        {"policy-6", "6th policy"},
                                        {"policy-7", "7th policy"},
                                        {"policy-8", "8th policy"}}};

}  // namespace

std::string narrowing_text(const std::vector<Comparison>& comparisons) {
    std::vector<double> ratios;
    for (const Comparison& comparison : comparisons) {
        if (std::isfinite(comparison.narrowing)) {
            ratios.push_back(comparison.narrowing);
        }
    }
    if (ratios.empty()) {
        return {};
    }
    std::ranges::sort(ratios);
    const double middle = ratios[ratios.size() / 2];
    return fmt::format("Common draws make the differences' intervals {} times narrower in the "
                       "middle of these metrics ({} to {}), as {} times the replications would.",
                       factor_text(middle), factor_text(ratios.front()), factor_text(ratios.back()),
                       factor_text(middle * middle));
}

Picture verdicts_drawn(const std::string& title, const std::vector<Judged>& rows,
                       chart::Data data) {
    if (rows.empty()) {
        return {};
    }
    return {.title = title,
            .svg = chart::verdicts(
                rows, {title, "One mark a metric with its interval, in multiples of what matters, "
                              "better to the right."}),
            .note = "Better to the right; within the shade nothing matters in practice. " +
                    chart::verdict_key(),
            .shape = page::Shape::wide,
            .live = page::live_verdicts(std::move(data))};
}

Picture verdict_picture(const std::vector<Comparison>& comparisons, std::string_view currency) {
    const std::string title = "Differences in multiples of what matters";
    std::vector<Judged> rows;
    chart::Data data({"metric", "verdict", "unit", "multiples", "low", "high", "difference",
                      "difference low", "difference high"});
    for (const Comparison& comparison : comparisons) {
        Judged row;
        if (judge(comparison, currency, row)) {
            const Estimate& difference = comparison.difference;
            data.row({row.label, comparison.verdict,
                      comparison.unit == "currency" ? std::string(currency) : comparison.unit},
                     {row.value, row.low, row.high, difference.value, difference.low,
                      difference.high});
            rows.push_back(std::move(row));
        }
    }
    return verdicts_drawn(title, rows, std::move(data));
}

Grid comparison_grid(const std::vector<Comparison>& comparisons, std::string caption,
                     std::string_view currency) {
    Grid grid{.caption = std::move(caption),
              .heads = {{"metric"},
                        {"verdict"},
                        {"difference", Column::number},
                        {"baseline", Column::number},
                        {"value", Column::number},
                        {"what matters", Column::number},
                        {"better"},
                        {"narrowed", Column::number}},
              .rows = {}};
    for (const Comparison& comparison : comparisons) {
        grid.rows.push_back(
            {name_of(comparison), comparison.verdict.empty() ? "-" : comparison.verdict,
             in_words(comparison.difference, comparison, currency, Sense::difference),
             in_words(comparison.baseline, comparison, currency, Sense::level),
             in_words(comparison.value, comparison, currency, Sense::level),
             threshold_text(comparison, currency),
             comparison.better.empty() ? "either" : comparison.better,
             std::isfinite(comparison.narrowing) ? factor_text(comparison.narrowing) + " x"
                                                 : ""});
    }
    return grid;
}

Document document_of(const measure::ComparisonRecord& record, std::string_view repeat) {
    const Comparisons& result = record.result;
    Document document = study_document("compare", result.study);
    add_head(document, result);
    for (std::size_t i = 1; i < result.policies.size() && i <= kPlaces.size(); ++i) {
        const std::string& policy = result.policies[i].name;
        const std::vector<Comparison> own = of_policy(result, policy);
        const std::string title = policy + " against " + result.policies.front().name;
        document.chapters.push_back(
            {kPlaces[i - 1].id,
             kPlaces[i - 1].link,
             title,
             {Charts{{verdict_picture(own, result.study.currency)}},
              comparison_grid(own, title, result.study.currency)}});
    }
    document.chapters.push_back(
        {"metrics", "Metrics", "Metric by metric", {side_by_side(result)}});
    if (!result.policies.empty()) {
        document.chapters.push_back(
            {"policies",
             "Policies",
             "The policies",
             {policies_grid(result), Paragraph{narrowing_text(result.comparisons)}}});
    }
    add_study_chapters(document, result.study, record.host, repeat);
    document.record = measure::to_json(record);
    return document;
}

}  // namespace ordersim::report

#include "sim/report/comparison_parts.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/study.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Comparison;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kMetric = 29;
constexpr std::size_t kLevel = 10;
constexpr std::size_t kDifference = 28;

std::string title_of(const Comparison& comparison) {
    return comparison.metric + " " +
           (comparison.label.empty() ? comparison.name : comparison.label) +
           (comparison.unit == "share" ? ", %" : "");
}

/// Time and money carry their unit; of a share and a rate the title says it.
bool carries_unit(const Comparison& comparison) {
    return comparison.unit == "h" || comparison.unit == "d" || comparison.unit == "currency";
}

std::string brief(const Comparison& comparison, const Shown& shown) {
    return carries_unit(comparison) ? shown.value + " " + shown.unit : shown.value;
}

void line_of(Lines& lines, const Comparison& comparison, std::string_view currency) {
    const Unit unit{comparison.unit, currency};
    const Shown difference = show(comparison.difference, unit, Sense::difference);
    const bool is_clear = comparison.verdict == "improved" || comparison.verdict == "regressed";
    lines.line(pad_right(title_of(comparison), kMetric - 1) + " " +
               pad_left(brief(comparison, show(comparison.value, unit)), kLevel - 1) + " " +
               pad_left(carries_unit(comparison) ? difference.brief_with_unit()
                                                 : difference.brief(),
                        kDifference - 1) + "  " +
               lines.paint(comparison.verdict.empty() ? "-" : comparison.verdict,
                           is_clear ? Tone::strong : Tone::plain));
}

/// How many replications would bring an undecided difference's half-width down to what matters.
double replications_needed(const Comparison& comparison) {
    const double half_width = (comparison.difference.high - comparison.difference.low) / 2;
    const double ratio = half_width / comparison.threshold;
    return std::isfinite(ratio) ? std::ceil(comparison.difference.replications * ratio * ratio)
                                : 0;
}

void undecided(Lines& lines, const std::vector<Comparison>& comparisons) {
    const Comparison* hardest = nullptr;
    std::size_t count = 0;
    for (const Comparison& comparison : comparisons) {
        if (comparison.verdict == "undecided") {
            ++count;
            const bool is_harder = hardest == nullptr || replications_needed(comparison) >
                                                             replications_needed(*hardest);
            hardest = is_harder ? &comparison : hardest;
        }
    }
    if (hardest == nullptr) {
        return;
    }
    const double needed = replications_needed(*hardest);
    lines.paragraph(fmt::format(
        "{} of {} undecided: the interval reaches over what matters. {}", count,
        comparisons.size(),
        needed > 0 ? fmt::format("About {} replications would settle them; {} needs the most.",
                                 short_count(needed), title_of(*hardest))
                   : "More replications may settle them."));
}

}  // namespace

void comparison_table(Lines& lines, std::span<const Comparison> comparisons,
                      std::string_view currency) {
    lines.line(lines.paint(pad_right("", kMetric) + pad_left("value", kLevel - 1) + " " +
                               pad_left("difference", kDifference - 1) + "  verdict",
                           Tone::faint));
    for (const Comparison& comparison : comparisons) {
        line_of(lines, comparison, currency);
    }
}

std::string comparison_summary(const measure::ComparisonRecord& record, Colour colour,
                               std::string_view next) {
    Lines lines(colour);
    const measure::Comparisons& result = record.result;
    study_identity(lines, result.study);
    for (const measure::StudyPoint& policy : result.policies) {
        const auto is_its = [&](const Comparison& one) { return one.policy == policy.name; };
        if (std::ranges::none_of(result.comparisons, is_its)) {
            continue;
        }
        lines.paragraph(
            fmt::format("{} against {}", policy.name, result.policies.front().name),
            Tone::strong);
        std::vector<Comparison> own;
        std::ranges::copy_if(result.comparisons, std::back_inserter(own), is_its);
        comparison_table(lines, own, result.study.currency);
        lines.blank();
    }
    if (!result.comparisons.empty()) {
        lines.paragraph(fmt::format(
            "{} replications each, paired on common draws; all {} intervals hold together with {} "
            "%. Equivalent: within half a point of a share, 1 % of other values, or as given.",
            result.policies.front().replications, result.comparisons.size(),
            grouped(100 * result.joint_level, result.joint_level < 0.99 ? 0 : 2)));
        if (const std::string narrowing = narrowing_text(result.comparisons); !narrowing.empty()) {
            lines.paragraph(narrowing);
        }
        undecided(lines, result.comparisons);
    }
    study_footing(lines, result.study, record.host, next);
    return lines.take();
}

}  // namespace ordersim::report

#include "sim/report/html.hpp"

#include "sim/measure/json.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/curves.hpp"
#include "sim/report/page/frame.hpp"
#include "sim/report/page/market.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/page/pictures.hpp"
#include "sim/report/page/tables.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Record;
using measure::Result;
using measure::Variant;
using page::Section;

/// Up to so many variants are told one by one; of more, the first, and a table of all. That keeps
/// the file small.
constexpr std::size_t kInFull = 4;
/// No more than these are on the page at all; its tables are for reading, not for processing.
constexpr std::size_t kListed = 12;

/// Question, answer, and how much stands behind it.
std::string heading(const Record& record) {
    const Result& result = record.result;
    std::string html;
    if (!result.question.empty()) {
        html += page::paragraph(result.question);
    }
    if (result.variants.empty()) {
        html += page::paragraph("The record holds no variant: no data.", "answer");
    } else {
        const Variant& first = result.variants.front();
        const std::string who = result.variants.size() > 1 ? first.name + ": " : std::string();
        html += page::paragraph(who + headline(first), "answer");
        if (const std::string range = headline_range(result); !range.empty()) {
            html += page::paragraph(range);
        }
    }
    html += page::paragraph(extent(result), "faint");
    if (const std::string end = ending(result); !end.empty()) {
        html += page::paragraph(end, result.partial ? "warning" : "faint");
    }
    if (result.variants.size() > kListed) {
        html += page::paragraph(fmt::format("The page shows the first {} of {} variants; the "
                                            "record and its CSV files hold all.",
                                            kListed, result.variants.size()),
                                "warning");
    }
    return html;
}

std::string key_part(const Result& result) {
    return result.variants.size() == 1 ? page::key_cards(result, result.variants.front())
                                       : page::tables(page::key_grids(result));
}

std::string comparison_part(const Result& result) {
    std::vector<std::string> figures;
    const std::optional<Sweep> sweep = sweep_of(result);
    const std::vector<Figure> keys = key_figures_of(result.variants);
    for (const Figure& figure : keys) {
        std::string one = sweep ? page::along(*sweep, figure, result.currency)
                                : page::differences(result, figure);
        if (!one.empty()) {
            figures.push_back(std::move(one));
        }
    }
    if (sweep) {
        if (std::string success = page::differences(result, keys.front());
            !success.empty()) {
            figures.push_back(std::move(success));
        }
    }
    const std::string words = fmt::format(
        "Each variant ran on the same draws as {}. Differences are taken replication by "
        "replication, which makes their intervals narrower than those of the levels.",
        clean(result.variants.front().name));
    return page::paragraph(words) + page::charts(figures);
}

void append(std::vector<std::string>& figures, std::vector<std::string> more) {
    for (std::string& one : more) {
        if (!one.empty()) {
            figures.push_back(std::move(one));
        }
    }
}

/// The numbers of one variant in full.
std::string variant_tables(const Variant& variant, const Result& result) {
    const std::string flows = page::table(page::flow_grid(variant));
    return page::table(page::metric_grid(variant, result)) +
           (flows.empty() ? flows : page::details("Transitions", flows, page::Fold::closed));
}

/// Who got out, how and when.
std::string path_part(const Result& result) {
    const bool is_alone = result.variants.size() == 1;
    const Variant& first = result.variants.front();
    std::vector<std::string> figures;
    if (is_alone) {
        append(figures, {page::cancel_flow(first)});
    }
    append(figures, {page::success_by_path(result.variants)});
    if (is_alone) {
        append(figures, {page::order_flow(first), page::success_by_stage(first)});
    }
    append(figures, {page::race_losses(result.variants)});
    append(figures, page::curves(page::drawn_of(result.variants), page::CurveKind::times));
    const std::string words =
        is_alone ? page::paragraph("When the runs stopped, " + open_orders(first) + ".")
                 : page::drawn_note(result.variants);
    return words + page::charts(figures);
}

std::string one_of_several(const Result& result, std::size_t index) {
    const Variant& variant = result.variants[index];
    std::vector<std::string> figures;
    append(figures, {page::cancel_flow(variant), page::success_by_stage(variant),
                     page::order_flow(variant)});
    return page::details(variant.name,
                         page::paragraph("When the runs stopped, " + open_orders(variant) + ".") +
                             page::charts(figures) + variant_tables(variant, result),
                         index == 0 ? page::Fold::open : page::Fold::closed);
}

std::string detail_part(const Result& result) {
    if (result.variants.size() == 1) {
        return variant_tables(result.variants.front(), result);
    }
    if (result.variants.size() > kInFull) {
        return one_of_several(result, 0) +
               page::details("All variants", page::table(page::metric_matrix(result)),
                             page::Fold::closed);
    }
    std::string folded;
    for (std::size_t i = 0; i < result.variants.size(); ++i) {
        folded += one_of_several(result, i);
    }
    return folded;
}

std::string settings_part(const Result& result) {
    return page::paragraph(page::source_counts(result.settings)) +
           page::table(page::settings_grid(result.settings));
}

std::string repeat_part(const Record& record, std::string_view repeat) {
    const Result& result = record.result;
    const std::string command =
        repeat.empty() ? page::paragraph(fmt::format(
                             "Run version {} on scenario {} with seed {}; the "
                             "settings above must give the hash {}.",
                             result.version, result.scenario, result.seed, result.scenario_hash))
                       : fmt::format("<pre><code>{}</code></pre>\n", escape(repeat));
    return command +
           page::paragraph(
               "The same scenario, seed and version give the same numbers, at any number of "
               "threads. Only the machine's part below differs.") +
           page::table(page::host_grid(record));
}

std::string meaning_part(const Result& result) {
    const std::string level = fmt::format("{:.4g}", result.level * 100);
    return page::paragraph(fmt::format(
               "Numbers in brackets are {0} % confidence intervals from the spread between "
               "replications: of 100 such runs with other seeds, about {0} would give an interval "
               "that holds the model's true value. They say how exact the simulation is, not how "
               "well the scenario describes a marketplace; for that see the sources of the "
               "settings.",
               level)) +
           page::paragraph("A number is printed with as many digits as its interval earns. Each "
                           "interval stands for itself: among many of them, some miss.");
}

/// The sections about the variants.
std::vector<Section> result_sections(const Result& result) {
    std::vector<Section> sections{{"key", "Key figures", "Key figures", key_part(result)}};
    if (result.variants.size() > 1) {
        sections.push_back({"compare", "Comparison", "Comparison", comparison_part(result)});
    }
    sections.push_back({"paths", "Paths", "Who got out, how and when", path_part(result)});
    sections.push_back({"sellers", "Sellers", "Sellers", page::topic_part(result, sellers())});
    sections.push_back({"cases", "Cases", "Cases and disputes", page::topic_part(result, cases())});
    sections.push_back({"support", "Support", "Support", page::support_part(result)});
    sections.push_back({"costs", "Costs", "Who pays", page::cost_part(result)});
    sections.push_back({"days", "Day by day", "Day by day", page::time_part(result)});
    sections.push_back({"detail", "Details",
                        result.variants.size() == 1 ? "All figures" : "Variant by variant",
                        detail_part(result)});
    return sections;
}

/// Sections without content are left out by the frame.
std::vector<Section> sections_of(const Record& record, const Result& listed,
                                 std::string_view repeat) {
    std::vector<Section> sections;
    if (!listed.variants.empty()) {
        sections = result_sections(listed);
    }
    sections.push_back({"settings", "Settings", "Settings", settings_part(record.result)});
    sections.push_back({"repeat", "Repeat it", "How to repeat it", repeat_part(record, repeat)});
    sections.push_back({"meaning", "Intervals", "How to read the intervals",
                        meaning_part(record.result)});
    return sections;
}

}  // namespace

std::string html(const Record& record, std::string_view repeat) {
    const Result& result = record.result;
    Result listed = result;
    listed.variants.resize(std::min(listed.variants.size(), kListed));
    return page::sheet({.kind = "run",
                        .title = result.scenario,
                        .version = result.version,
                        .seed = fmt::format("{}", result.seed),
                        .hash = result.scenario_hash,
                        .head_html = heading(record),
                        .sections = sections_of(record, listed, repeat),
                        .record = measure::to_json(record)});
}

}  // namespace ordersim::report

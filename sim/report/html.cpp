#include "sim/report/html.hpp"

#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/page/pictures.hpp"
#include "sim/report/page/style.hpp"
#include "sim/report/page/tables.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Record;
using measure::Result;
using measure::Variant;

/// Up to so many variants share the axes of a chart; more would hide each other.
constexpr std::size_t kTogether = 4;
/// Up to so many are drawn one by one; of more, the first only, which keeps the file small.
constexpr std::size_t kInFull = 8;
/// No more than these are on the page at all; its tables are for reading, not for processing.
constexpr std::size_t kListed = 24;

std::string heading(const Record& record) {
    const Result& result = record.result;
    std::string html = fmt::format(
        "<header>\n<p class=\"faint\">ordersim {} · seed {} · hash "
        "<code>{}</code></p>\n<h1>{}</h1>\n",
        escape(result.version), result.seed, escape(result.scenario_hash), escape(result.scenario));
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
    return html + "</header>\n";
}

std::string key_section(const Result& result) {
    const std::string html = result.variants.size() == 1
                                 ? page::key_cards(result, result.variants.front())
                                 : page::key_table(result);
    return page::section("key", "Key figures", html);
}

std::string comparison_section(const Result& result) {
    std::vector<std::string> figures;
    const std::optional<Sweep> sweep = sweep_of(result);
    for (const KeyFigure& figure : key_figures()) {
        std::string one = sweep ? page::along(*sweep, figure) : page::differences(result, figure);
        if (!one.empty()) {
            figures.push_back(std::move(one));
        }
    }
    if (sweep) {
        if (std::string success = page::differences(result, key_figures().front());
            !success.empty()) {
            figures.push_back(std::move(success));
        }
    }
    const std::string words = fmt::format(
        "Each variant ran on the same draws as {}. Differences are taken replication by "
        "replication, which makes their intervals narrower than those of the levels.",
        clean(result.variants.front().name));
    return page::section(
        "compare", "Comparison",
        page::paragraph(words) + page::charts(figures) + page::difference_table(result));
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
    const std::string flows = page::flow_table(variant);
    return page::metric_table(variant, result) +
           (flows.empty() ? flows : page::details("Transitions", flows, page::Fold::closed));
}

std::string only_variant(const Result& result) {
    const Variant& variant = result.variants.front();
    std::vector<std::string> figures;
    append(figures, {page::success_by_path(result.variants), page::order_flow(variant),
                     page::success_by_stage(variant)});
    append(figures, page::curves(result.variants));
    return page::section("paths", "Who got out, how and when",
                         page::paragraph("When the runs stopped, " + open_orders(variant) + ".") +
                             page::charts(figures)) +
           page::section("detail", "All figures", variant_tables(variant, result));
}

/// Its curves are left away where those of all variants stand together, and with many variants
/// all but the first keep to their tables.
std::string one_of_several(const Result& result, std::size_t index) {
    const Variant& variant = result.variants[index];
    const std::size_t count = result.variants.size();
    std::string html = page::paragraph("When the runs stopped, " + open_orders(variant) + ".");
    if (index == 0 || count <= kInFull) {
        std::vector<std::string> figures;
        append(figures, {page::success_by_stage(variant), page::order_flow(variant)});
        if (count > kTogether) {
            append(figures, page::curves({variant}));
        }
        html += page::charts(figures) + variant_tables(variant, result);
    } else {
        html += page::metric_table(variant, result);
    }
    return page::details(variant.name, html, index == 0 ? page::Fold::open : page::Fold::closed);
}

std::string several_variants(const Result& result) {
    std::vector<std::string> shared;
    append(shared, {page::success_by_path(result.variants)});
    const bool together = result.variants.size() <= kTogether;
    if (together) {
        append(shared, page::curves(result.variants));
    }
    std::string folded;
    for (std::size_t i = 0; i < result.variants.size(); ++i) {
        folded += one_of_several(result, i);
    }
    return page::section("paths", together ? "Who got out, how and when" : "Who got out, and how",
                         page::charts(shared)) +
           page::section("detail", "Variant by variant", folded);
}

std::string variants_part(const Result& whole) {
    Result listed = whole;
    std::string html;
    if (whole.variants.size() > kListed) {
        listed.variants.resize(kListed);
        html = page::paragraph(fmt::format("The page shows the first {} of {} variants; the "
                                           "record and its CSV files hold all.",
                                           kListed, whole.variants.size()),
                               "warning");
    }
    html += key_section(listed);
    if (listed.variants.size() > 1) {
        return html + comparison_section(listed) + several_variants(listed);
    }
    return html + only_variant(listed);
}

std::string repeat_section(const Record& record, std::string_view repeat) {
    const Result& result = record.result;
    const std::string command =
        repeat.empty() ? page::paragraph(fmt::format(
                             "Run version {} on scenario {} with seed {}; the "
                             "settings above must give the hash {}.",
                             result.version, result.scenario, result.seed, result.scenario_hash))
                       : fmt::format("<pre><code>{}</code></pre>\n", escape(repeat));
    return page::section(
        "repeat", "How to repeat it",
        command +
            page::paragraph("The same scenario, seed and version give the same numbers, at "
                            "any number of threads. Only the machine's part below differs.") +
            page::host_table(record));
}

std::string meaning_section(const Result& result) {
    const std::string level = fmt::format("{:.4g}", result.level * 100);
    return page::section(
        "meaning", "How to read the intervals",
        page::paragraph(fmt::format(
            "Numbers in brackets are {0} % confidence intervals from the spread between "
            "replications: of 100 such runs with other seeds, about {0} would give an interval "
            "that holds the model's true value. They say how exact the simulation is, not how "
            "well the scenario describes a marketplace; for that see the sources of the "
            "settings.",
            level)) +
            page::paragraph("A number is printed with as many digits as its interval earns. Each "
                            "interval stands for itself: among many of them, some miss."));
}

std::string navigation(const Result& result) {
    struct Link {
        std::string_view id;
        std::string_view title;
    };
    constexpr std::array<Link, 7> kLinks{{{"key", "Key figures"},
                                          {"compare", "Comparison"},
                                          {"paths", "Paths"},
                                          {"detail", "Details"},
                                          {"settings", "Settings"},
                                          {"repeat", "Repeat it"},
                                          {"meaning", "Intervals"}}};
    std::string html = "<nav aria-label=\"Sections\">\n";
    for (const Link& link : kLinks) {
        if (link.id != "compare" || result.variants.size() > 1) {
            html += fmt::format("<a href=\"#{}\">{}</a>\n", link.id, link.title);
        }
    }
    return html + "</nav>\n";
}

std::string head(const Result& result) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<title>{} – ordersim</title>\n<style>{}</style>\n</head>\n",
        escape(result.scenario), page::style());
}

}  // namespace

std::string html(const Record& record, std::string_view repeat) {
    const Result& result = record.result;
    std::string text = head(result) + "<body>\n" + heading(record);
    if (result.variants.empty()) {
        text += "<main>\n";
    } else {
        text += navigation(result) + "<main>\n" + variants_part(result);
    }
    text += page::section("settings", "Settings", page::settings_table(result));
    text += repeat_section(record, repeat) + meaning_section(result);
    return text + "</main>\n</body>\n</html>\n";
}

}  // namespace ordersim::report

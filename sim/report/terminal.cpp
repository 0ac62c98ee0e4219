#include "sim/report/terminal.hpp"

#include "sim/report/bar.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Metric;
using measure::Record;
using measure::Result;
using measure::Variant;

constexpr std::size_t kEntryLabel = 28;
constexpr std::size_t kBarLabel = 22;
constexpr std::size_t kBar = 24;
constexpr std::size_t kColumn = 40;  // half of the width
constexpr std::size_t kTimeLabel = 17;
constexpr std::size_t kName = 20;   // of a variant
constexpr std::size_t kLevel = 26;  // "75.34 min [74.52, 76.15]" and a gap

enum class Tone { plain, strong, faint, bar };

/// Writes lines of at most kSummaryColumns; colour adds no column.
class Page {
public:
    explicit Page(Colour colour) : colour_(colour) {}

    [[nodiscard]] std::string paint(std::string text, Tone tone) const {
        if (colour_ == Colour::off || tone == Tone::plain || text.empty()) {
            return text;
        }
        const std::string_view code =
            tone == Tone::strong ? "1" : (tone == Tone::faint ? "2" : "36");
        return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
    }
    void blank() { text_ += '\n'; }
    /// A line made of parts that are known to fit.
    void line(std::string_view content) {
        text_ += content;
        text_ += '\n';
    }
    void paragraph(std::string_view content, Tone tone = Tone::plain) {
        for (std::string& piece : wrap(content, kSummaryColumns)) {
            line(paint(std::move(piece), tone));
        }
    }
    /// A label and what it says, wrapped under itself.
    void entry(std::string_view label, std::string_view content) {
        std::string head = paint(pad_right(label, kEntryLabel - 1) + " ", Tone::faint);
        for (const std::string& piece : wrap(content, kSummaryColumns - kEntryLabel)) {
            line(head + piece);
            head.assign(kEntryLabel, ' ');
        }
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    Colour colour_;
    std::string text_;
};

void identity(Page& page, const Result& result) {
    page.paragraph(fmt::format("ordersim {} | scenario {} | seed {} | hash {}", result.version,
                               result.scenario, result.seed, result.scenario_hash));
    page.paragraph(extent(result));
    if (const std::string end = ending(result); !end.empty()) {
        page.paragraph(end, Tone::strong);
    }
    page.blank();
    if (!result.question.empty()) {
        page.paragraph(result.question, Tone::faint);
    }
}

void answer(Page& page, const Result& result) {
    const Variant& first = result.variants.front();
    const bool several = result.variants.size() > 1;
    page.paragraph((several ? first.name + ": " : std::string()) + headline(first), Tone::strong);
    if (several) {
        if (const std::string range = headline_range(result); !range.empty()) {
            page.paragraph(range, Tone::strong);
        }
    }
}

void shares(Page& page, std::string_view title, const std::vector<Slice>& rows) {
    if (rows.empty()) {
        return;
    }
    page.blank();
    page.paragraph(title, Tone::strong);
    for (const Slice& slice : rows) {
        const Shown shown = show(slice.estimate, {.unit = "share", .currency = {}});
        page.line("  " + pad_right(slice.label, kBarLabel - 3) + " " +
                  page.paint(bar(slice.estimate.value, kBar), Tone::bar) + "  " +
                  fit(shown.brief(), kSummaryColumns - kBarLabel - kBar - 2));
    }
}

/// Labels of times in the few letters that half a line has for them; none: not shown here.
struct TimeLabel {
    std::string_view label;
    std::string_view words;
};
constexpr TimeLabel kTimeLabels[] = {{"p50", "half within"},
                                     {"p90", "90 % within"},
                                     {"p99", "99 % within"},
                                     {"asked: p50", "asked: half"},
                                     {"asked: p90", "asked: 90 %"},
                                     {"asked: p99", "asked: 99 %"},
                                     {"platform leg, mean", "platform, mean"},
                                     {"bank leg, mean", "bank leg, mean"},
                                     {"payment to decision, mean", ""}};

std::string words_for(std::string_view label) {
    for (const TimeLabel& each : kTimeLabels) {
        if (each.label == label) {
            return std::string(each.words);
        }
    }
    return label.empty() ? "all" : std::string(label);
}

/// One half of the width: a title, then a line a slice.
std::vector<std::string> time_column(const Variant& variant, std::string_view id,
                                     std::string_view title) {
    std::vector<std::string> lines{std::string(title)};
    for (const Slice& slice : slices(variant.metrics, id, "")) {
        const std::string label = words_for(slice.label);
        if (label.empty()) {
            continue;
        }
        const Shown shown = show(slice.estimate, {.unit = "h", .currency = {}});
        lines.push_back("  " + pad_right(label, kTimeLabel - 3) + " " +
                        fit(shown.brief_with_unit(), kColumn - kTimeLabel - 1));
    }
    return lines;
}

void times(Page& page, const Variant& variant) {
    std::vector<std::string> left = time_column(variant, "M03", "Time to resolution");
    std::vector<std::string> right = time_column(variant, "M04", "Time to money");
    if (left.size() + right.size() == 2) {
        return;
    }
    const std::size_t rows = std::max(left.size(), right.size());
    left.resize(rows);
    right.resize(rows);
    page.blank();
    for (std::size_t i = 0; i < rows; ++i) {
        const Tone tone = i == 0 ? Tone::strong : Tone::plain;
        if (right[i].empty()) {
            page.line(page.paint(left[i], tone));
        } else {
            page.line(page.paint(pad_right(left[i], kColumn), tone) + page.paint(right[i], tone));
        }
    }
}

std::string in_words(const Metric& metric, const Result& result) {
    return show(metric.estimate, {.unit = metric.unit, .currency = result.currency}).in_full();
}

bool is_shown_above(const Metric& metric) {
    if (metric.id == "M01") {
        return metric.label.empty() || metric.label == "settled in part" ||
               metric.label.starts_with("stage: ") || metric.label.starts_with("path: ");
    }
    // Volumes by stage and outcome are left to the tables: the shares of them stand above.
    const bool is_detail = metric.id == "volume" && metric.label.find(": ") != std::string::npos;
    return metric.id == "M02" || metric.id == "M03" || metric.id == "M04" || is_detail;
}

/// The metrics that no part above has shown: volumes, and whatever a later version adds.
void other_figures(Page& page, const Result& result, const Variant& variant) {
    std::string above;
    for (const Metric& metric : variant.metrics) {
        if (is_shown_above(metric)) {
            continue;
        }
        const bool is_part = metric.name == above && !metric.label.empty();
        const std::string name = metric.id == "M01" ? "success" : metric.name;
        const std::string whole = metric.label.empty() ? name : name + ", " + metric.label;
        page.entry(is_part ? "  " + metric.label : whole, in_words(metric, result));
        above = metric.name;
    }
}

void footing(Page& page, const Record& record) {
    const Result& result = record.result;
    const Variant& variant = result.variants.front();
    page.blank();
    other_figures(page, result, variant);
    page.entry("open orders", open_orders(variant));
    page.entry("warm-up", result.warm_up.empty() ? "none" : result.warm_up);
    if (variant.invariant_checks > 0) {
        page.entry("invariants", grouped(variant.invariant_checks, 0) + " checks, all held");
    }
    page.entry("throughput", throughput(record.host));
    page.entry("run", effort(record));
}

struct Compared {
    const Variant& variant;
    const KeyFigure& figure;
    std::string_view currency;
};

void compared_line(Page& page, const Compared& compared) {
    const auto& [variant, figure, currency] = compared;
    const Unit unit{.unit = figure.unit, .currency = currency};
    const Shown level = show(estimate_of(variant.metrics, figure.id, figure.label), unit);
    const measure::Estimate change = estimate_of(variant.differences, figure.id, figure.label);
    const Shown difference = show(change, unit, Sense::difference);
    // A share's unit stands in the caption; a time's depends on its size.
    const auto text = [&figure](const Shown& shown) {
        return figure.unit == "share" ? shown.brief() : shown.brief_with_unit();
    };
    const std::string head = "  " + pad_right(variant.name, kName - 3) + " ";
    if (find(variant.differences, figure.id, figure.label) == nullptr) {
        page.line(head + fit(text(level), kLevel - 1));
        return;
    }
    page.line(head + pad_right(text(level), kLevel - 1) + " " +
              page.paint(fit(text(difference), kSummaryColumns - kName - kLevel),
                         excludes_zero(change) ? Tone::strong : Tone::plain));
}

void compared_figure(Page& page, const Result& result, const KeyFigure& figure) {
    const bool known = std::any_of(
        result.variants.begin(), result.variants.end(),
        [&](const Variant& variant) { return find(variant.metrics, figure.id, figure.label); });
    if (!known) {
        return;
    }
    const bool is_share = figure.unit == "share";
    const std::string title = std::string(figure.title) + (is_share ? ", %" : "");
    page.line(page.paint(
        pad_right(title, kName + kLevel) + (is_share ? "difference, points" : "difference"),
        Tone::strong));
    for (const Variant& variant : result.variants) {
        compared_line(page, {variant, figure, result.currency});
    }
}

void comparison(Page& page, const Result& result) {
    page.blank();
    page.paragraph(fmt::format("Compared with {}, replication by replication on the same draws",
                               result.variants.front().name),
                   Tone::strong);
    const bool many = result.variants.size() > 4;
    for (const KeyFigure& figure : key_figures()) {
        // With many variants the times would push the answer off the screen.
        if (!many || figure.label.empty()) {
            compared_figure(page, result, figure);
        }
    }
}

void first_variant(Page& page, const Variant& variant) {
    shares(page, "By stage at the first contact: got out, % of those who wanted to",
           slices(variant.metrics, "M01", "stage: "));
    std::vector<Slice> paths = slices(variant.metrics, "M01", "path: ");
    if (const Metric* part = find(variant.metrics, "M01", "settled in part")) {
        paths.push_back({part->label, part->estimate});
    }
    shares(page, "By path: % of all who wanted out; they add up to the headline, but for rounding",
           paths);
    shares(page, "What became of the requests, %", slices(variant.metrics, "M02", ""));
    times(page, variant);
}

}  // namespace

std::string summary(const measure::Record& record, Colour colour, std::string_view next) {
    Page page(colour);
    const Result& result = record.result;
    identity(page, result);
    if (result.variants.empty()) {
        page.paragraph("The record holds no variant: no data.", Tone::strong);
    } else {
        answer(page, result);
        if (result.variants.size() > 1) {
            comparison(page, result);
            page.blank();
            page.paragraph(fmt::format("Of {}:", result.variants.front().name));
        }
        first_variant(page, result.variants.front());
        footing(page, record);
    }
    if (!next.empty()) {
        page.blank();
        page.paragraph(fmt::format("next: {}", next));
    }
    return page.take();
}

}  // namespace ordersim::report

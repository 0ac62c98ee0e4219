#include "sim/report/screen/variant.hpp"

#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"
#include "sim/report/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace ordersim::report::screen {
namespace {

using measure::Estimate;
using measure::Metric;
using measure::Variant;

constexpr Unit kShare{.unit = "share", .currency = {}};
constexpr Unit kHours{.unit = "h", .currency = {}};
constexpr Unit kNumber{.unit = "1", .currency = {}};

void shares(Lines& lines, std::string_view title, const std::vector<Slice>& slices) {
    const auto known = [](const Slice& slice) { return has_data(slice.estimate); };
    if (std::none_of(slices.begin(), slices.end(), known)) {
        return;
    }
    lines.blank();
    lines.paragraph(title, Tone::strong);
    for (const Slice& slice : slices) {
        if (known(slice)) {
            lines.bar_line(slice.label, slice.estimate.value, show(slice.estimate, kShare).brief());
        }
    }
}

/// The slices of that prefix, and one more that stands for itself.
std::vector<Slice> slices_and(const Variant& variant, std::string_view prefix,
                              std::string_view more) {
    std::vector<Slice> result = slices(variant.metrics, "M01", prefix);
    if (const Metric* metric = find(variant.metrics, "M01", more)) {
        result.push_back({metric->label, metric->estimate});
    }
    return result;
}

/// Labels of times in the few letters that half a line has for them; none: not shown here.
struct TimeLabel {
    std::string_view label;
    std::string_view words;
};
constexpr std::array kTimeLabels{TimeLabel{"p50", "half within"},
                                 TimeLabel{"p90", "90 % within"},
                                 TimeLabel{"p99", "99 % within"},
                                 TimeLabel{"asked: p50", "asked: half"},
                                 TimeLabel{"asked: p90", "asked: 90 %"},
                                 TimeLabel{"asked: p99", "asked: 99 %"},
                                 TimeLabel{"platform leg, mean", "platform, mean"},
                                 TimeLabel{"bank leg, mean", "bank leg, mean"},
                                 TimeLabel{"payment to decision, mean", ""}};

std::string words_for(std::string_view label) {
    const auto* const found =
        std::find_if(kTimeLabels.begin(), kTimeLabels.end(),
                     [label](const TimeLabel& each) { return each.label == label; });
    if (found != kTimeLabels.end()) {
        return std::string(found->words);
    }
    return label.empty() ? "all" : std::string(label);
}

std::vector<std::string> times(const Variant& variant, std::string_view id,
                               std::string_view title) {
    std::vector<std::string> rows{std::string(title)};
    for (const Slice& slice : slices(variant.metrics, id, "")) {
        const std::string label = words_for(slice.label);
        if (!label.empty() && has_data(slice.estimate)) {
            rows.push_back(column_row(label, show(slice.estimate, kHours).brief_with_unit()));
        }
    }
    return rows;
}

std::vector<std::string> topic_rows(const Variant& variant, const Topic& topic) {
    std::vector<std::string> rows{std::string(topic.title)};
    for (const Figure& figure : with_data(topic.figures, {&variant, 1})) {
        if (figure.place == Figure::Place::everywhere) {
            const Estimate estimate = estimate_of(variant.metrics, figure.id, figure.label);
            const Unit unit{.unit = figure.unit, .currency = {}};
            rows.push_back(column_row(figure.brief, show(estimate, unit).brief_with_unit()));
        }
    }
    return rows;
}

/// Volumes by stage and outcome are left to the tables: the shares of them stand above.
bool is_detail(const Metric& metric) {
    return metric.id == "volume" && metric.label.find(": ") != std::string::npos;
}

std::vector<std::string> volumes(const Variant& variant) {
    std::vector<std::string> rows{"Per 1,000 orders"};
    for (const Metric& metric : variant.metrics) {
        if (metric.id == "volume" && !is_detail(metric) && has_data(metric.estimate)) {
            rows.push_back(column_row(metric.label, show(metric.estimate, kNumber).brief()));
        }
    }
    return rows;
}

/// What one line has room for, of what the record says of a desk.
struct DeskColumn {
    std::string_view measured;
    std::string_view unit;
    std::string_view head;
};
constexpr std::array kDeskColumns{DeskColumn{"arrivals an hour", "1", "arrivals/h"},
                                  DeskColumn{"utilisation", "share", "load"},
                                  DeskColumn{"wait p50", "h", "wait p50"},
                                  DeskColumn{"wait p95", "h", "wait p95"},
                                  DeskColumn{"at once or in time", "share", "in time"},
                                  DeskColumn{"gave up", "share", "gave up"},
                                  DeskColumn{"gave up silently", "share", "silently"}};
constexpr std::size_t kDeskLabel = 10;
constexpr std::size_t kDeskCell = 10;

std::string with_unit(const Shown& shown) {
    return shown.unit.empty() ? shown.value : shown.value + " " + shown.unit;
}

/// The desk's line; empty when nothing was measured there.
std::string desk_line(const Variant& variant, std::string_view desk) {
    std::string line = pad_right(fmt::format("  {}", desk), kDeskLabel);
    bool is_known = false;
    for (const DeskColumn& column : kDeskColumns) {
        const Estimate estimate =
            estimate_of(variant.metrics, "M09", fmt::format("{}: {}", desk, column.measured));
        const Unit unit{.unit = column.unit, .currency = {}};
        is_known = is_known || has_data(estimate);
        line += pad_left(has_data(estimate) ? with_unit(show(estimate, unit)) : "-", kDeskCell);
    }
    return is_known ? line : std::string();
}

void desks(Lines& lines, const Variant& variant) {
    std::string head = pad_right("Support", kDeskLabel);
    for (const DeskColumn& column : kDeskColumns) {
        head += pad_left(column.head, kDeskCell);
    }
    bool is_first = true;
    for (const std::string_view desk : {"chat", "cases"}) {
        const std::string line = desk_line(variant, desk);
        if (line.empty()) {
            continue;
        }
        if (is_first) {
            lines.blank();
            lines.line(lines.paint(head, Tone::strong));
        }
        lines.line(line);
        is_first = false;
    }
}

/// Bars of the parties' shares, with the amounts beside them.
void parties(Lines& lines, const Variant& variant, std::string_view currency) {
    const Estimate whole = estimate_of(variant.metrics, "M10", "");
    if (!has_data(whole)) {
        return;
    }
    const Unit unit{.unit = "currency", .currency = currency};
    lines.blank();
    lines.paragraph(
        fmt::format("{}: {}", report::costs().title, show(whole, unit).brief_with_unit()),
        Tone::strong);
    for (const Slice& slice : slices(variant.metrics, "M10", "")) {
        if (!slice.label.empty() && has_data(slice.estimate)) {
            const double share = whole.value > 0 ? slice.estimate.value / whole.value : 0;
            lines.bar_line(slice.label, share, show(slice.estimate, unit).brief_with_unit());
        }
    }
}

bool is_shown_above(const Metric& metric) {
    if (metric.id == "M01") {
        return metric.label.empty() || metric.label == "all intents" ||
               metric.label == "settled in part" || metric.label.starts_with("stage: ") ||
               metric.label.starts_with("path: ");
    }
    return metric.id == "M02" || metric.id == "M03" || metric.id == "M04" ||
           metric.id == "volume" || has_topic(metric);
}

}  // namespace

void success(Lines& lines, const Variant& variant) {
    shares(lines, "By stage at the first contact: got out, % of those who wanted to",
           slices_and(variant, "stage: ", "all intents"));
    shares(lines, "By path: % of all who wanted out; all but the last add up to the headline",
           slices_and(variant, "path: ", "settled in part"));
    shares(lines, "What became of the requests, %", slices(variant.metrics, "M02", ""));
}

void market(Lines& lines, const Variant& variant) {
    lines.columns(times(variant, "M03", "Time to resolution"),
                  times(variant, "M04", "Time to money"));
    lines.columns(topic_rows(variant, sellers()), topic_rows(variant, cases()));
    desks(lines, variant);
}

void costs(Lines& lines, const Variant& variant, std::string_view currency) {
    parties(lines, variant, currency);
    lines.columns(topic_rows(variant, consequences()), volumes(variant));
}

void other_figures(Lines& lines, const Variant& variant, std::string_view currency) {
    std::string above;
    for (const Metric& metric : variant.metrics) {
        if (is_shown_above(metric) || !has_data(metric.estimate)) {
            continue;
        }
        const bool is_part = metric.name == above && !metric.label.empty();
        const std::string name = metric.id == "M01" ? "success" : metric.name;
        const std::string whole = metric.label.empty() ? name : name + ", " + metric.label;
        const Unit unit{.unit = metric.unit, .currency = currency};
        lines.entry(is_part ? "  " + metric.label : whole, show(metric.estimate, unit).in_full());
        above = metric.name;
    }
}

}  // namespace ordersim::report::screen

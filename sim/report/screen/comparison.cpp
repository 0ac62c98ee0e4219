#include "sim/report/screen/comparison.hpp"

#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"
#include "sim/report/topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace ordersim::report::screen {
namespace {

using measure::Result;
using measure::Variant;

constexpr std::size_t kName = 20;   // of a variant
constexpr std::size_t kLevel = 26;  // "75.34 min [74.52, 76.15]" and a gap
constexpr std::size_t kFew = 4;     // variants that have a block for each figure
constexpr std::size_t kClearest = 5;  // other figures that have one too
constexpr std::size_t kCell = 10;    // "24.31 min*"

Unit unit_of(const Figure& figure, const Result& result) {
    return {.unit = figure.unit, .currency = result.currency};
}

/// A share's unit stands in the caption; a time's depends on its size.
std::string text_of(const Shown& shown, const Figure& figure) {
    return figure.unit == "share" ? shown.brief() : shown.brief_with_unit();
}

void block_line(Lines& lines, const Variant& variant, const Figure& figure, const Unit& unit) {
    const Shown level = show(estimate_of(variant.metrics, figure.id, figure.label), unit);
    const std::string head = "  " + pad_right(variant.name, kName - 3) + " ";
    if (find(variant.differences, figure.id, figure.label) == nullptr) {
        lines.line(head + fit(text_of(level, figure), kLevel - 1));
        return;
    }
    const measure::Estimate change = estimate_of(variant.differences, figure.id, figure.label);
    const Shown difference = show(change, unit, Sense::difference);
    lines.line(
        head + pad_right(text_of(level, figure), kLevel - 1) + " " +
        lines.paint(fit(text_of(difference, figure), kSummaryColumns - kName - kLevel),
                    excludes_zero(change) ? Tone::strong : Tone::plain));
}

/// Figures of the two desks have the same words.
std::string title_of(const Figure& figure) {
    const bool is_of_desk = figure.id == "M09";
    return is_of_desk ? std::string(figure.label.substr(0, figure.label.find(':') + 1)) + " " +
                            std::string(figure.title)
                      : std::string(figure.title);
}

void block(Lines& lines, const Result& result, const Figure& figure) {
    const bool is_share = figure.unit == "share";
    const std::string title = title_of(figure) + (is_share ? ", %" : "");
    lines.line(lines.paint(
        pad_right(title, kName + kLevel) + (is_share ? "difference, points" : "difference"),
        Tone::strong));
    for (const Variant& variant : result.variants) {
        block_line(lines, variant, figure, unit_of(figure, result));
    }
}

/// How far the most different variant lies from the first, by the half-widths of the difference's
/// interval; 0 where no interval excludes zero.
double distance(const Result& result, const Figure& figure) {
    double most = 0;
    for (const Variant& variant : result.variants) {
        const measure::Estimate change = estimate_of(variant.differences, figure.id, figure.label);
        if (excludes_zero(change) && change.high > change.low) {
            most = std::max(most, std::abs(change.value) * 2 / (change.high - change.low));
        }
    }
    return most;
}

/// Of all that is no key figure, what the variants change most clearly.
std::vector<Figure> clearest(const Result& result, std::span<const Figure> keys) {
    std::vector<Figure> found;
    for (const Topic& topic : {sellers(), cases(), chat_desk(), case_desk(), costs(),
                               consequences(), volumes()}) {
        for (const Figure& figure : topic.figures) {
            const bool is_key = std::ranges::any_of(keys, [&](const Figure& key) {
                return key.id == figure.id && key.label == figure.label;
            });
            if (!is_key && distance(result, figure) > 0) {
                found.push_back(figure);
            }
        }
    }
    std::ranges::stable_sort(found, std::greater{},
                             [&](const Figure& figure) { return distance(result, figure); });
    found.resize(std::min(found.size(), kClearest));
    return found;
}

std::string cell(const Variant& variant, const Figure& figure, const Unit& unit) {
    const Shown level = show(estimate_of(variant.metrics, figure.id, figure.label), unit);
    const bool differs =
        excludes_zero(estimate_of(variant.differences, figure.id, figure.label));
    const std::string text = level.unit.empty() ? level.value : level.value + " " + level.unit;
    return pad_left(text, kCell - 1) + (differs ? "*" : " ");
}

std::string without_end(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

/// One line a variant. Requires: no more figures than fit.
void matrix(Lines& lines, const Result& result, std::span<const Figure> figures) {
    std::string head = pad_right("", kName);
    for (const Figure& figure : figures) {
        head += pad_left(figure.brief, kCell - 1) + " ";
    }
    lines.line(lines.paint(without_end(head), Tone::strong));
    for (const Variant& variant : result.variants) {
        std::string line = "  " + pad_right(variant.name, kName - 3) + " ";
        for (const Figure& figure : figures) {
            line += cell(variant, figure, unit_of(figure, result));
        }
        lines.line(without_end(std::move(line)));
    }
}

}  // namespace

void comparison(Lines& lines, const Result& result) {
    lines.blank();
    lines.paragraph(fmt::format("Compared with {}, replication by replication on the same draws",
                                result.variants.front().name),
                    Tone::strong);
    const std::vector<Figure> figures = key_figures_of(result.variants);
    if (result.variants.size() <= kFew) {
        for (const Figure& figure : figures) {
            block(lines, result, figure);
        }
        const std::vector<Figure> others = clearest(result, figures);
        if (!others.empty()) {
            lines.paragraph("Of all else, what differs most clearly", Tone::strong);
        }
        for (const Figure& figure : others) {
            block(lines, result, figure);
        }
        return;
    }
    block(lines, result, figures.front());
    std::vector<Figure> others(figures.begin() + 1, figures.end());
    constexpr std::size_t kFit = (kSummaryColumns - kName) / kCell;
    others.resize(std::min(others.size(), kFit));
    if (!others.empty()) {
        lines.paragraph(
            "Other key figures (answer, money: half within; *: the difference excludes zero)",
            Tone::strong);
        matrix(lines, result, others);
    }
}

}  // namespace ordersim::report::screen

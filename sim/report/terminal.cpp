#include "sim/report/terminal.hpp"

#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/screen/comparison.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/screen/variant.hpp"

#include <fmt/format.h>

#include <string>

namespace ordersim::report {
namespace {

using measure::Record;
using measure::Result;
using measure::Variant;
using screen::Lines;
using screen::Tone;

void identity(Lines& lines, const Result& result) {
    lines.paragraph(fmt::format("ordersim {} | scenario {} | seed {} | hash {}", result.version,
                               result.scenario, result.seed, result.scenario_hash));
    lines.paragraph(extent(result));
    if (const std::string end = ending(result); !end.empty()) {
        lines.paragraph(end, Tone::strong);
    }
    lines.blank();
    if (!result.question.empty()) {
        lines.paragraph(result.question, Tone::faint);
    }
}

void answer(Lines& lines, const Result& result) {
    const Variant& first = result.variants.front();
    const bool several = result.variants.size() > 1;
    lines.paragraph((several ? first.name + ": " : std::string()) + headline(first), Tone::strong);
    if (several) {
        if (const std::string range = headline_range(result); !range.empty()) {
            lines.paragraph(range, Tone::strong);
        }
    }
}

void footing(Lines& lines, const Record& record) {
    const Result& result = record.result;
    const Variant& variant = result.variants.front();
    lines.blank();
    screen::other_figures(lines, variant, result.currency);
    lines.entry("open orders", open_orders(variant));
    lines.entry("warm-up", result.warm_up.empty() ? "none" : result.warm_up);
    if (variant.invariant_checks > 0) {
        lines.entry("invariants", grouped(variant.invariant_checks, 0) + " checks, all held");
    }
    lines.entry("throughput", throughput(record.host));
    lines.entry("run", effort(record));
}

}  // namespace

std::string summary(const measure::Record& record, Colour colour, std::string_view next) {
    Lines lines(colour);
    const Result& result = record.result;
    identity(lines, result);
    if (result.variants.empty()) {
        lines.paragraph("The record holds no variant: no data.", Tone::strong);
    } else {
        const Variant& first = result.variants.front();
        answer(lines, result);
        if (result.variants.size() > 1) {
            screen::comparison(lines, result);
            lines.blank();
            lines.paragraph(fmt::format("Of {}:", first.name));
        }
        screen::success(lines, first);
        screen::market(lines, first);
        screen::costs(lines, first, result.currency);
        footing(lines, record);
    }
    if (!next.empty()) {
        lines.blank();
        lines.paragraph(fmt::format("next: {}", next));
    }
    return lines.take();
}

}  // namespace ordersim::report

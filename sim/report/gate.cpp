#include "sim/report/gate.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace ordersim::report {
namespace {

using measure::GateChange;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kName = 39;
constexpr std::size_t kChange = 28;
constexpr std::array<std::string_view, 4> kOrder{"regressed", "undecided", "improved",
                                                 "equivalent"};

Tone tone_of(const GateChange& change) {
    return change.verdict == "regressed" || change.verdict == "improved" ? Tone::strong
                                                                         : Tone::plain;
}

void add_change(Lines& lines, const GateChange& change) {
    const std::string name = full_name(change);
    const std::string rest =
        pad_left(change_in_words(change, change.difference), kChange) + "  " +
        lines.paint(change.verdict, tone_of(change));
    if (display_width(name) > kName) {
        lines.line(fit(name, kSummaryColumns));
        lines.line(std::string(kName, ' ') + " " + rest);
    } else {
        lines.line(pad_right(name, kName) + " " + rest);
    }
    const std::string remark = remark_in_words(change);
    if (change.verdict == "regressed" || change.verdict == "undecided" || !remark.empty()) {
        std::string why = change.name.empty() ? std::string() : change.name + ": ";
        why += fmt::format("{} -> {}, {} is better; what matters: {}; method: {}",
                           level_in_words(change, change.baseline),
                           level_in_words(change, change.value), change.better,
                           threshold_in_words(change), change.method);
        why += remark.empty() ? "" : "; " + remark;
        for (const std::string& piece : wrap(why, kSummaryColumns - 4)) {
            lines.line("    " + lines.paint(piece, Tone::faint));
        }
    }
}

}  // namespace

std::string gate_summary(const measure::GateRecord& record, Colour colour,
                         std::string_view next) {
    Lines lines(colour);
    const measure::Gate& gate = record.result;
    lines.line(fmt::format("ordersim {} gate | {} {} | alpha {:g}", gate.version,
                           gate.changes.size(), gate.changes.size() == 1 ? "metric" : "metrics",
                           gate.alpha));
    lines.paragraph(gate_verdict(gate), Tone::strong);
    lines.blank();
    lines.line(lines.paint(pad_right("", kName + 1) + pad_left("change", kChange) + "  verdict",
                           Tone::faint));
    for (const std::string_view verdict : kOrder) {
        for (const GateChange& change : gate.changes) {
            if (change.verdict == verdict) {
                add_change(lines, change);
            }
        }
    }
    lines.blank();
    lines.paragraph(gate_certainty(gate));
    for (const measure::GateLeftOut& one : gate.left_out) {
        lines.paragraph("left out: " + one.metric + ": " + one.reason);
    }
    for (const std::string& note : gate.notes) {
        lines.paragraph("note: " + note);
    }
    for (const measure::GateHistory& history : gate.history) {
        for (const measure::GateHistoryChange& change : history.changes) {
            lines.paragraph(fmt::format("history: {} {} at {}: {:.4g} -> {:.4g} {} (p {:.2g})",
                                        history.metric, change.verdict, change.commit,
                                        change.before, change.after, history.unit,
                                        change.p_value));
        }
    }
    if (!next.empty()) {
        lines.blank();
        lines.paragraph("next: " + std::string(next));
    }
    return lines.take();
}

}  // namespace ordersim::report

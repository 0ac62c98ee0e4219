#include "sim/measure/gate_json.hpp"
#include "sim/report/chart/verdicts.hpp"
#include "sim/report/comparison_parts.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/gate.hpp"
#include "sim/report/gate_history.hpp"
#include "sim/report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ordersim::report {
namespace {

using chart::Judged;
using chart::Verdict;
using measure::Estimate;
using measure::Gate;
using measure::GateChange;
using Column = page::Table::Column;

constexpr std::array<std::pair<std::string_view, Verdict>, 4> kVerdicts{
    {{"regressed", Verdict::regressed},
     {"undecided", Verdict::undecided},
     {"improved", Verdict::improved},
     {"equivalent", Verdict::equivalent}}};
/// A chart, and a table that is not folded, of more than this is no longer read.
constexpr std::size_t kRowsMax = 60;

/// By verdict, what needs a look first.
std::vector<const GateChange*> by_verdict(const Gate& gate) {
    std::vector<const GateChange*> changes;
    for (const auto& [word, verdict] : kVerdicts) {
        for (const GateChange& change : gate.changes) {
            if (change.verdict == word) {
                changes.push_back(&change);
            }
        }
    }
    return changes;
}

/// In multiples of what matters, better to the right; false where nothing is too little to matter.
bool judge(const GateChange& change, Judged& row) {
    const Estimate& difference = change.difference;
    if (!(change.threshold > 0) || !has_interval(difference)) {
        return false;
    }
    const double unit = (change.better == "lower" ? -1 : 1) * change.threshold;
    row = {.label = full_name(change),
           .value = difference.value / unit,
           .low = (unit > 0 ? difference.low : difference.high) / unit,
           .high = (unit > 0 ? difference.high : difference.low) / unit,
           .text = change_in_words(change, difference),
           .verdict = Verdict::undecided};
    for (const auto& [word, verdict] : kVerdicts) {
        row.verdict = change.verdict == word ? verdict : row.verdict;
    }
    return true;
}

page::Picture picture_of(const std::vector<const GateChange*>& changes) {
    const std::string title = "Changes in multiples of what matters";
    std::vector<Judged> rows;
    chart::Data data({"metric", "verdict", "unit", "multiples", "low", "high", "difference",
                      "difference low", "difference high"});
    for (const GateChange* change : changes) {
        Judged row;
        if (rows.size() < kRowsMax && judge(*change, row)) {
            const Estimate& difference = change->difference;
            data.row({row.label, change->verdict, change->unit},
                     {row.value, row.low, row.high, difference.value, difference.low,
                      difference.high});
            rows.push_back(std::move(row));
        }
    }
    return verdicts_drawn(title, rows, std::move(data));
}

/// With what it is in words, where its name does not say.
std::string name_in_words(const GateChange& change) {
    const std::string name = full_name(change);
    return change.name.empty() || !change.label.empty() ? name : name + ", " + change.name;
}

/// The rows from `first` on, `most` of them at most.
Grid grid_of(const std::vector<const GateChange*>& changes, std::size_t first, std::size_t most) {
    Grid grid{.caption = first == 0 ? "Metric by metric" : "The other metrics",
              .heads = {{"metric"},
                        {"verdict"},
                        {"change", Column::number},
                        {"baseline", Column::number},
                        {"new", Column::number},
                        {"what matters", Column::number},
                        {"better"},
                        {"by"}},
              .rows = {},
              .is_folded = first > 0};
    for (std::size_t i = first; i < std::min(changes.size(), first + most); ++i) {
        const GateChange& change = *changes[i];
        grid.rows.push_back({name_in_words(change), verdict_in_words(change),
                             change_in_words(change, change.difference),
                             level_in_words(change, change.baseline),
                             level_in_words(change, change.value), threshold_in_words(change),
                             change.better, change.method});
    }
    return grid;
}

Grid remarks_of(const std::vector<const GateChange*>& changes) {
    Grid grid{.caption = "Remarks", .heads = {{"metric"}, {"remark"}}, .rows = {}};
    for (const GateChange* change : changes) {
        std::string remark = remark_in_words(*change);
        if (!remark.empty() && grid.rows.size() < kRowsMax) {
            grid.rows.push_back({full_name(*change), std::move(remark)});
        }
    }
    return grid;
}

Grid sources_of(const Gate& gate) {
    Grid grid{.caption = "What was read",
              .heads = {{"file"}, {"side"}, {"kind"}, {"of"}, {"version"}, {"seed"}},
              .rows = {},
              .is_folded = gate.sources.size() > 12};
    for (const measure::GateSource& source : gate.sources) {
        grid.rows.push_back({source.path, source.side, source.kind, source.subject,
                             source.version, source.seed});
    }
    return grid;
}

Grid left_out_of(const Gate& gate) {
    Grid grid{.caption = "Not judged",
              .heads = {{"metric"}, {"why"}},
              .rows = {},
              .is_folded = gate.left_out.size() > 12};
    for (const measure::GateLeftOut& one : gate.left_out) {
        grid.rows.push_back({one.metric, one.reason});
    }
    return grid;
}

std::string title_of(const Gate& gate) {
    for (const measure::GateSource& source : gate.sources) {
        if (!source.subject.empty()) {
            return source.subject;
        }
    }
    return "gate";
}

}  // namespace

Document document_of(const measure::GateRecord& record, std::string_view repeat) {
    const Gate& gate = record.result;
    Document document{.kind = "gate",
                      .title = title_of(gate),
                      .version = gate.version,
                      .seed = {},
                      .hash = {},
                      .head = {},
                      .chapters = {},
                      .record = measure::to_json(record)};
    document.head.push_back({gate_verdict(gate), Paragraph::Tone::answer});
    document.head.push_back({gate_certainty(gate), Paragraph::Tone::faint});
    for (const std::string& note : gate.notes) {
        document.head.push_back({note, Paragraph::Tone::warning});
    }
    const std::vector<const GateChange*> changes = by_verdict(gate);
    document.chapters.push_back({"verdicts",
                                 "Verdicts",
                                 "Verdicts",
                                 {Charts{{picture_of(changes)}}, grid_of(changes, 0, kRowsMax),
                                  remarks_of(changes),
                                  grid_of(changes, kRowsMax, changes.size())}});
    document.chapters.push_back(
        {"history", "History", "Over the commits", history_blocks(gate.history)});
    document.chapters.push_back({"left-out", "Not judged", "Not judged", {left_out_of(gate)}});
    document.chapters.push_back({"sources", "Files", "What was read", {sources_of(gate)}});
    document.chapters.push_back(
        {"repeat", "Repeat", "How to repeat it", {Code{std::string(repeat)}}});
    return document;
}

}  // namespace ordersim::report

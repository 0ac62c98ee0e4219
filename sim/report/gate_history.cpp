#include "sim/report/gate_history.hpp"

#include "sim/report/page/plots.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::GateHistory;
using measure::GateHistoryChange;
using Column = page::Table::Column;

/// More charts than this make the page heavy; those with change points come first.
constexpr std::size_t kChartsMax = 24;

/// How a chart tells values: as changes in percent of the first commit's, where small steps show;
/// as they are where that is 0.
struct Telling {
    double base = 0;

    [[nodiscard]] double operator()(double value) const {
        return base != 0 ? 100 * (value - base) / std::abs(base) : value;
    }
    [[nodiscard]] Estimate operator()(const Estimate& estimate) const {
        return {(*this)(estimate.value), (*this)(estimate.low), (*this)(estimate.high),
                estimate.replications};
    }
};

/// A series by commit number from 1 whose value is that of the level it lies on.
page::Series levels_of(const GateHistory& history, const Telling& tell) {
    page::Series series{.name = "level", .stops = {}};
    std::size_t passed = 0;
    for (std::size_t i = 0; i < history.points.size(); ++i) {
        while (passed < history.changes.size() &&
               history.changes[passed].commit == history.points[i].commit) {
            ++passed;
        }
        const double level = tell(passed == 0 ? history.changes.front().before
                                              : history.changes[passed - 1].after);
        const double at = static_cast<double>(i + 1);
        series.stops.push_back({at, {level, level, level, 0}});
    }
    return series;
}

page::Picture picture_of(const GateHistory& history) {
    const Telling tell{history.points.front().estimate.value};
    page::Series values{.name = "measured", .stops = {}};
    for (std::size_t i = 0; i < history.points.size(); ++i) {
        values.stops.push_back({static_cast<double>(i + 1), tell(history.points[i].estimate)});
    }
    std::vector<page::Series> series{std::move(values)};
    if (!history.changes.empty()) {
        series.push_back(levels_of(history, tell));
    }
    page::Picture picture =
        page::curves_over({.name = "commit", .is_time = false}, history.metric, series,
                          {tell.base != 0 ? "% of the first commit" : history.unit, {}});
    picture.note = fmt::format("From {} (1) to {} ({}).", history.points.front().commit,
                               history.points.back().commit, history.points.size());
    for (const GateHistoryChange& change : history.changes) {
        picture.note += fmt::format(" {} at {}.", change.verdict, change.commit);
    }
    return picture;
}

Grid changes_of(const std::vector<GateHistory>& history) {
    Grid grid{.caption =
                  "Change points: where a metric moved to another level, by more than "
                  "matters (binary segmentation on ranks, a permutation test at .01 each)",
              .heads = {{"metric"},
                        {"commit"},
                        {"verdict"},
                        {"before", Column::number},
                        {"after", Column::number},
                        {"p", Column::number}},
              .rows = {}};
    for (const GateHistory& one : history) {
        for (const GateHistoryChange& change : one.changes) {
            grid.rows.push_back({one.metric, change.commit, change.verdict,
                                 fmt::format("{:.4g} {}", change.before, one.unit),
                                 fmt::format("{:.4g} {}", change.after, one.unit),
                                 fmt::format("{:.2g}", change.p_value)});
        }
    }
    return grid;
}

}  // namespace

std::vector<Block> history_blocks(const std::vector<GateHistory>& history) {
    Charts charts;
    for (const bool has_changes : {true, false}) {
        for (const GateHistory& one : history) {
            if (one.changes.empty() != has_changes && one.points.size() >= 2 &&
                charts.pictures.size() < kChartsMax) {
                charts.pictures.push_back(picture_of(one));
            }
        }
    }
    return {changes_of(history), std::move(charts)};
}

}  // namespace ordersim::report

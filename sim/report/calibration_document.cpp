#include "sim/measure/json.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/plots.hpp"
#include "sim/report/study_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::report {
namespace {

using measure::Bounded;
using measure::CalibrationResult;
using measure::Curve;
using measure::Estimate;
using measure::FittedDelay;
using page::Picture;
using Column = page::Table::Column;

constexpr Unit kShare{.unit = "share", .currency = {}};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Unit kHours{.unit = "h", .currency = {}};

Estimate estimate_of(const Bounded& bounded) {
    return {bounded.value, bounded.low, bounded.high, 0};
}

std::string plain(double value, const Unit& unit) {
    return show({.value = value, .low = -kInfinity, .high = kInfinity}, unit).brief_with_unit();
}

/// Without the excuse that a record of a run has for a missing interval.
std::string bounded_text(const Bounded& bounded, const Unit& unit) {
    return show(estimate_of(bounded), unit).brief_with_unit();
}

std::string choice_text(const FittedDelay& delay) {
    return delay.choice.empty() ? "nothing" : delay.choice;
}

/// Curves over hours on one time axis; those without points are left out.
Picture curves_picture(const std::string& title, std::vector<std::pair<std::string, Curve>> curves,
                       const std::string& note) {
    chart::Lines chart;
    double low = kInfinity;
    double high = 0;
    double top = 0;
    std::size_t most = 4;
    for (auto& [name, curve] : curves) {
        for (const Curve::Point& point : curve.points) {
            if (point.x > 0 && std::isfinite(point.y)) {
                low = point.y > 0.005 ? std::min(low, point.x) : low;
                high = std::max(high, point.x);
            }
            top = std::isfinite(point.y) ? std::max(top, point.y) : top;
        }
        if (!curve.points.empty()) {
            most = std::max(most, curve.points.size());
            chart.lines.push_back({name, std::move(curve.points)});
        }
    }
    if (chart.lines.empty() || !(high > 0)) {
        return {};
    }
    chart.x = chart::time_axis(std::isfinite(low) ? low : 0, high);
    chart.x_label =
        chart.x.kind == chart::Axis::Kind::logarithmic ? "time (logarithmic scale)" : "time";
    chart.y = chart::ratio_axis(top);
    chart.y_label = "share within that time";
    chart.caption = {title, title + " over time, with the band of the data's interval."};
    constexpr std::size_t kPointsMax = 400;  // a curve, so that eight of them fit into the page
    return {.title = title,
            .svg = chart::lines(chart),
            .note = note,
            .live = page::live_lines(chart, {.x = "h", .y = "share"}, std::min(most, kPointsMax))};
}

Charts delay_charts(const CalibrationResult& result) {
    Charts charts;
    for (const FittedDelay& delay : result.delays) {
        charts.pictures.push_back(curves_picture(
            page::capitalised(delay.title), {{"data", delay.data}, {"simulated", delay.simulated}},
            fmt::format("Kept: {}. Data: Kaplan-Meier, open orders censored.",
                        choice_text(delay))));
    }
    return charts;
}

/// Where the law runs on another clock than the calendar, or nothing was simulated.
Charts clock_charts(const CalibrationResult& result) {
    Charts charts;
    for (const FittedDelay& delay : result.delays) {
        if (!delay.fitted.points.empty()) {
            charts.pictures.push_back(curves_picture(
                page::capitalised(delay.title) + ": law and data",
                {{"data", delay.on_clock}, {"law", delay.fitted}},
                fmt::format("In hours of the {}; kept: {}.", delay.clock, choice_text(delay))));
        }
    }
    return charts;
}

/// A table each delay: what it is about need not be said in every row.
std::vector<Block> quantile_blocks(const CalibrationResult& result) {
    std::vector<Block> blocks;
    for (const FittedDelay& delay : result.delays) {
        Grid grid{.caption = page::capitalised(delay.title),
                  .heads = {{"within", Column::number},
                            {"data", Column::number},
                            {"simulated", Column::number}},
                  .rows = {}};
        for (const measure::ComparedQuantile& quantile : delay.quantiles) {
            grid.rows.push_back(
                {fmt::format("{:.4g} %", quantile.probability * 100),
                 show({quantile.data, quantile.low, quantile.high, 0}, kHours).brief_with_unit(),
                 plain(quantile.simulated, kHours)});
        }
        blocks.emplace_back(std::move(grid));
    }
    return blocks;
}

std::string parameters_text(const measure::FittedLaw& law, std::string_view currency = {}) {
    std::string text;
    for (const measure::CalibratedParameter& parameter : law.parameters) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", parameter.name,
                            show({parameter.value, parameter.low, parameter.high, 0},
                                 {parameter.unit, currency})
                                .brief_with_unit());
    }
    return text;
}

Grid laws_grid(std::string caption, const std::vector<measure::FittedLaw>& laws,
               std::string_view currency = {}) {
    Grid grid{.caption = std::move(caption),
              .heads = {{"law"},
                        {"parameters"},
                        {"AICc", Column::number},
                        {"distance", Column::number},
                        {"p", Column::number},
                        {"verdict"}},
              .rows = {}};
    for (const measure::FittedLaw& law : laws) {
        const bool is_fitted = law.problem.empty();
        const auto number = [is_fitted](double value) {
            return is_fitted && std::isfinite(value) ? fmt::format("{:.4g}", value)
                                                     : std::string();
        };
        grid.rows.push_back({law.family, parameters_text(law, currency),
                             is_fitted ? grouped(law.aicc, 1) : std::string(),
                             number(law.kolmogorov_smirnov), number(law.p_anderson_darling),
                             is_fitted ? (law.is_rejected ? "rejected" : "not rejected")
                                       : law.problem});
    }
    return grid;
}

Grid laws_grid(const FittedDelay& delay) {
    return laws_grid(fmt::format("{}: {} events, {} censored; kept {}: {}",
                                 page::capitalised(delay.title), grouped(delay.events, 0),
                                 grouped(delay.censored, 0), choice_text(delay), delay.why),
                     delay.laws);
}

/// Nothing where the file has no column of them.
std::vector<Block> amount_blocks(const measure::FittedAmounts& amounts) {
    if (amounts.choice.empty()) {
        return {Paragraph{"The file tells no amounts."}};
    }
    const Unit money{.unit = "currency", .currency = amounts.currency};
    Grid quantiles{.caption = "Quantiles of the file and of a run of the scenario",
                   .heads = {{"share of orders up to"},
                             {"data", Column::number},
                             {"simulated", Column::number}},
                   .rows = {}};
    for (const measure::ComparedQuantile& quantile : amounts.quantiles) {
        quantiles.rows.push_back(
            {fmt::format("{:.4g} %", quantile.probability * 100),
             show({quantile.data, quantile.low, quantile.high, 0}, money).brief_with_unit(),
             plain(quantile.simulated, money)});
    }
    return {laws_grid(fmt::format("{} amounts; kept {}: {}", grouped(amounts.count, 0),
                                  amounts.choice, amounts.why),
                      amounts.laws, amounts.currency),
            std::move(quantiles)};
}

std::string lines_text(const std::vector<std::uint32_t>& lines) {
    std::string text;
    for (const std::uint32_t line : lines) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", line);
    }
    return text;
}

Grid left_out_grid(std::string caption, const std::vector<measure::LeftOut>& left_out) {
    Grid grid{.caption = std::move(caption),
              .heads = {{"why"}, {"rows", Column::number}, {"for example"}, {"first lines"}},
              .rows = {}};
    for (const measure::LeftOut& one : left_out) {
        grid.rows.push_back({one.reason, grouped(one.count, 0), one.example,
                             lines_text(one.lines)});
    }
    return grid;
}

std::vector<Block> account_blocks(const CalibrationResult& result) {
    const measure::ReadAccount& account = result.account;
    Grid columns{.caption = "Columns found",
                 .heads = {{"column"},
                           {"called"},
                           {"filled", Column::number},
                           {"dates"}},
                 .rows = {}};
    for (const measure::ReadColumn& column : account.columns) {
        columns.rows.push_back(
            {column.name, column.header, grouped(column.filled, 0), column.spelling});
    }
    std::vector<Block> blocks{
        Paragraph{fmt::format("{} of {} rows used, orders from {}; what was open at {} is "
                              "censored.",
                              grouped(account.used, 0), grouped(account.rows, 0), account.first,
                              account.end)},
        std::move(columns), left_out_grid("Rows dropped", account.dropped)};
    for (const FittedDelay& delay : result.delays) {
        blocks.emplace_back(
            left_out_grid("Left out of " + delay.title, delay.left_out));
    }
    if (!result.amounts.left_out.empty()) {
        blocks.emplace_back(left_out_grid("Left out of amounts", result.amounts.left_out));
    }
    for (const std::string& note : account.notes) {
        blocks.emplace_back(Paragraph{note, Paragraph::Tone::faint});
    }
    return blocks;
}

std::vector<Block> share_blocks(const CalibrationResult& result) {
    std::vector<chart::DotRow> rows;
    Grid grid{.caption = "Shares",
              .heads = {{"share"},
                        {"data, %", Column::number},
                        {"of", Column::number},
                        {"simulated, %", Column::number},
                        {"left to the preset"}},
              .rows = {}};
    bool has_simulated = false;
    for (const measure::CalibratedShare& share : result.shares) {
        const Estimate simulated{share.simulated, -kInfinity, kInfinity, 0};
        has_simulated = has_simulated || has_data(simulated);
        rows.push_back({share.title, {estimate_of(share.estimate), simulated}});
        grid.rows.push_back({share.title, show(estimate_of(share.estimate), kShare).brief(),
                             share.of > 0 ? grouped(share.of, 0) : "",
                             has_data(simulated) ? show(simulated, kShare).value : "",
                             share.why});
    }
    std::vector<Block> blocks;
    if (!rows.empty()) {
        const std::vector<std::string> series =
            has_simulated ? std::vector<std::string>{"data", "simulated"}
                          : std::vector<std::string>{"data"};
        for (chart::DotRow& row : rows) {
            row.estimates.resize(series.size());
        }
        blocks.emplace_back(Charts{{page::dot_rows("Shares, percent", series, rows, kShare)}});
    }
    blocks.emplace_back(std::move(grid));
    return blocks;
}

std::vector<Block> request_blocks(const CalibrationResult& result) {
    std::vector<std::pair<std::string, Curve>> ends;
    Grid grid{.caption = "How requests end, others competing",
              .heads = {{"end"}, {"requests", Column::number}, {"share", Column::number}},
              .rows = {}};
    for (const measure::RequestEnd& end : result.request_ends) {
        ends.emplace_back(end.name, end.incidence);
        grid.rows.push_back({end.name, grouped(end.count, 0), bounded_text(end.share, kShare)});
    }
    Charts charts{{curves_picture("How requests end", std::move(ends),
                                  "Share of all requests that ended so by then "
                                  "(Aalen-Johansen).")}};
    page::Series series{.name = "asked out", .stops = {}};
    for (const measure::HazardStep& step : result.hazard) {
        series.stops.push_back({(step.from + step.to) / 2, estimate_of(step.per_day)});
    }
    if (series.stops.size() > 1) {
        charts.pictures.push_back(page::curves_over({"time since the order", true},
                                                    "Who asks out, a day of waiting", {series},
                                                    {.unit = "share", .currency = {}}));
    }
    return {std::move(charts), std::move(grid)};
}

/// A series of numbers at 0, 1, 2, ...
page::Series counted(const std::string& name, const std::vector<double>& values) {
    page::Series series{.name = name, .stops = {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        series.stops.push_back(
            {static_cast<double>(i), {values[i], -kInfinity, kInfinity, 0}});
    }
    return series;
}

std::vector<Block> week_blocks(const CalibrationResult& result) {
    Charts charts;
    std::vector<page::Series> hours;
    for (const measure::WeekProfile& profile : result.profiles) {
        if (!profile.hours.empty()) {
            hours.push_back(counted(profile.name, profile.hours));
        }
    }
    const Unit relative{.unit = "times the mean", .currency = {}};
    if (!hours.empty()) {
        charts.pictures.push_back(
            page::curves_over({"hour of the day", false}, "Hour by hour", hours, relative));
    }
    if (!result.arrivals.by_hour.empty()) {
        charts.pictures.push_back(page::curves_over(
            {"hour of the week, from Monday", false}, "Orders over the week",
            {counted("orders", result.arrivals.by_hour)},
            {.unit = "orders an hour", .currency = {}}));
    }
    Grid week{.caption = "Day by day, relative to the mean",
              .heads = {{"what"}},
              .rows = {}};
    for (const char* day : {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}) {
        week.heads.push_back({day, Column::number});
    }
    for (const measure::WeekProfile& profile : result.profiles) {
        std::vector<std::string> cells{profile.name};
        for (const double day : profile.weekdays) {
            cells.push_back(grouped(day, 2));
        }
        cells.resize(week.heads.size());
        week.rows.push_back(std::move(cells));
    }
    Grid dispersion{.caption = "Are arrivals Poisson? Variance over mean of counts, 1 if so",
                    .heads = {{"cells"},
                              {"mean", Column::number},
                              {"index", Column::number},
                              {"p", Column::number}},
                    .rows = {}};
    for (const measure::DispersionTest& test : result.arrivals.dispersion) {
        dispersion.rows.push_back({fmt::format("{}, {}", test.name, test.cell),
                                   fmt::format("{:.4g}", test.mean),
                                   fmt::format("{:.4g}", test.index),
                                   fmt::format("{:.3g}", test.p)});
    }
    return {std::move(charts), std::move(week), std::move(dispersion)};
}

std::vector<Block> setting_blocks(const CalibrationResult& result) {
    Grid grid{.caption = "What the scenario takes from the file",
              .heads = {{"key"}, {"value"}, {"source"}},
              .rows = {}};
    for (const measure::CalibratedSetting& setting : result.settings) {
        grid.rows.push_back({setting.key, setting.value, setting.source});
    }
    Grid left{.caption = fmt::format("{} keys of which the file says nothing, as {} has them",
                                     result.left.size(), result.preset),
              .heads = {{"key"}},
              .rows = {},
              .is_folded = true};
    for (const std::string& key : result.left) {
        left.rows.push_back({key});
    }
    return {std::move(grid), std::move(left)};
}

Grid host_grid(const measure::Host& host) {
    return {.caption = "The machine",
            .heads = {{"what"}, {"value"}},
            .rows = {{"time", fmt::format("{} s on {} threads",
                                          grouped(host.wall_seconds,
                                                  decimals_for(host.wall_seconds, 0)),
                                          host.threads)},
                     {"build", host.build},
                     {"started", host.started_at}}};
}

}  // namespace

Document document_of(const measure::CalibrationRecord& record, std::string_view repeat) {
    const CalibrationResult& result = record.result;
    Document document{.kind = "calibrate",
                      .title = result.scenario,
                      .version = result.version,
                      .seed = {},
                      .hash = result.account.digest,
                      .head = {},
                      .chapters = {},
                      .record = {}};
    document.head.push_back({fmt::format("{}: {} of {} orders fitted.",
                                         result.account.file.substr(
                                             result.account.file.find_last_of('/') + 1),
                                         grouped(result.account.used, 0),
                                         grouped(result.account.rows, 0)),
                             Paragraph::Tone::answer});
    document.head.push_back(
        {fmt::format("{} intervals{}", level_text(result.level),
                     result.simulated_orders > 0
                         ? fmt::format("; {} orders of the scenario simulated beside them",
                                       grouped(result.simulated_orders, 0))
                         : ""),
         Paragraph::Tone::faint});
    document.chapters.push_back({"fits", "Delays", "Data against fit", {delay_charts(result)}});
    document.chapters.push_back(
        {"quantiles", "Quantiles", "Quantiles of the file and of a run of the scenario",
         quantile_blocks(result)});
    std::vector<Block> laws{clock_charts(result)};
    for (const FittedDelay& delay : result.delays) {
        laws.emplace_back(laws_grid(delay));
    }
    document.chapters.push_back({"laws", "Laws", "Which laws fit", std::move(laws)});
    document.chapters.push_back({"amounts", "Amounts", "Amounts", amount_blocks(result.amounts)});
    document.chapters.push_back({"shares", "Shares", "Shares", share_blocks(result)});
    document.chapters.push_back({"requests", "Requests", "Requests", request_blocks(result)});
    document.chapters.push_back({"week", "Week", "Hours and days", week_blocks(result)});
    document.chapters.push_back({"account", "The file", "What was read", account_blocks(result)});
    document.chapters.push_back(
        {"settings", "Scenario", "What was written", setting_blocks(result)});
    document.chapters.push_back(
        {"repeat",
         "Repeat it",
         "How to repeat it",
         {Paragraph{repeat.empty() ? "The same file and version give the same numbers." : ""},
          Code{std::string(repeat)}, host_grid(record.host)}});
    document.record = measure::to_json(record);
    return document;
}

}  // namespace ordersim::report

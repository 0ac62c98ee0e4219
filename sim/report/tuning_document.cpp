#include "sim/measure/json.hpp"
#include "sim/report/comparison_parts.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/plots.hpp"
#include "sim/report/search.hpp"
#include "sim/report/study_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::Tuning;
using measure::TuningKnob;
using measure::TuningTrial;
using page::Picture;
using Column = page::Table::Column;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kListed = 200;
constexpr Unit kPlain{.unit = "1", .currency = {}};

std::string short_key(const std::string& key) {
    return key.substr(key.rfind('.') + 1);
}

bool is_words(const TuningKnob& knob) {
    return !knob.levels.empty() || !(std::isfinite(knob.low) && std::isfinite(knob.high));
}

std::string unquoted(std::string text) {
    std::erase(text, '"');
    return text;
}

/// "grace_window 12h, agents 9"
std::string policy_text(const Tuning& tuning, const TuningTrial& trial) {
    std::string text;
    for (std::size_t i = 0; i < tuning.knobs.size() && i < trial.values.size(); ++i) {
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", short_key(tuning.knobs[i].key),
                            unquoted(trial.values[i]));
    }
    return text.empty() ? "as the scenario says" : text;
}

const TuningTrial* best_of(const Tuning& tuning) {
    return tuning.best >= 1 && tuning.best <= tuning.trials.size()
               ? &tuning.trials[tuning.best - 1]
               : nullptr;
}

std::string number(double value) {
    return fmt::format("{:.4g}", value);
}

/// A metric of the study in words, or what stands for it as it is.
struct Named {
    std::string title;
    std::string unit = "1";
};
Named named(const Tuning& tuning, const std::string& reference) {
    for (const measure::Metric& metric : tuning.base.metrics) {
        const std::string own =
            metric.label.empty() ? metric.id : metric.id + " " + metric.label;
        if (own == reference) {
            return {title_of(metric), metric.unit};
        }
    }
    return {reference, "1"};
}

/// A share is drawn in percent, all else as it is.
std::string drawn_unit(const Named& metric) {
    return metric.unit == "share" ? "share" : "";
}

Unit unit_of(const Named& metric, const Tuning& tuning) {
    return {metric.unit, tuning.study.currency};
}

/// The sentence that was asked for.
std::string answer_of(const Tuning& tuning) {
    const TuningTrial* best = best_of(tuning);
    if (best == nullptr) {
        return "Nothing was tried: no data.";
    }
    const std::string policy = policy_text(tuning, *best);
    const Named metric = named(tuning, tuning.objective);
    const std::string objective =
        show(objective_of_best(tuning), unit_of(metric, tuning)).in_full();
    if (tuning.verdict == "infeasible") {
        return fmt::format("No policy tried keeps the constraints; the nearest is {}.", policy);
    }
    if (tuning.verdict == "selected") {
        return fmt::format("Best: {}. {}: {}.", policy, metric.title, objective);
    }
    return fmt::format("{}: leading is {}. {}: {}.",
                       tuning.verdict == "interrupted" ? "Interrupted" : "Undecided", policy,
                       metric.title, objective);
}

void add_head(Document& document, const Tuning& tuning) {
    document.head.push_back({answer_of(tuning), Paragraph::Tone::answer});
    if (std::isfinite(tuning.probability)) {
        document.head.push_back({fmt::format(
            "With probability {} no other finalist is better by more than {} ({}).",
            chance_text(tuning.probability), number(tuning.delta), tuning.delta_from)});
    }
    if (std::isfinite(tuning.probability_in_space)) {
        document.head.push_back({fmt::format(
            "By a model of all trials, with probability {} no policy of the whole space is.",
            chance_text(tuning.probability_in_space))});
    }
    if (tuning.verdict == "undecided" && tuning.replications_missing > 0) {
        document.head.push_back(
            {fmt::format("At most {} more replications of each finalist would decide.",
                         grouped(tuning.replications_missing, 0)),
             Paragraph::Tone::warning});
    }
    document.head.push_back({fmt::format("{} policies tried, {} replications of {} allowed; {} is "
                                         "better",
                                         tuning.trials.size(), grouped(tuning.replications, 0),
                                         grouped(tuning.budget, 0), tuning.better),
                             Paragraph::Tone::faint});
}

/// Groups of a picture of trials: stages, then what stands out.
const std::vector<std::string>& trial_groups() {
    static const std::vector<std::string> groups{"tried", "breaks a constraint", "base",
                                                 "recommended"};
    return groups;
}

std::size_t group_of(const Tuning& tuning, std::size_t trial) {
    if (trial + 1 == tuning.best) {
        return 3;
    }
    if (tuning.trials[trial].stage == "base") {
        return 2;
    }
    return tuning.trials[trial].is_kept ? 0 : 1;
}

chart::Spot spot_of(const Tuning& tuning, std::size_t trial, double x) {
    const TuningTrial& one = tuning.trials[trial];
    return {.label = policy_text(tuning, one),
            .group = group_of(tuning, trial),
            .x = x,
            .x_low = kNone,
            .x_high = kNone,
            .y = one.objective.value,
            .y_low = one.objective.low,
            .y_high = one.objective.high};
}

/// The objective over something, without spots.
page::Cloud cloud_of(const Tuning& tuning, const std::string& over) {
    const Named objective = named(tuning, tuning.objective);
    page::Cloud cloud;
    cloud.x.name = over;
    cloud.y = objective.title;
    cloud.y_unit = drawn_unit(objective);
    cloud.groups = trial_groups();
    return cloud;
}

/// Trial by trial, with the best so far among those that keep the constraints.
Picture trials_picture(const Tuning& tuning) {
    page::Cloud cloud = cloud_of(tuning, "trial");
    const double sign = tuning.better == "higher" ? -1 : 1;
    double best = kInfinity;
    for (std::size_t i = 0; i < tuning.trials.size(); ++i) {
        const auto place = static_cast<double>(i + 1);
        cloud.spots.push_back(spot_of(tuning, i, place));
        const double value = sign * tuning.trials[i].objective.value;
        if (tuning.trials[i].is_kept && value < best) {
            if (std::isfinite(best)) {
                cloud.line.push_back({place, sign * best});
            }
            best = value;
            cloud.line.push_back({place, sign * best});
        }
    }
    if (std::isfinite(best)) {
        cloud.line.push_back({static_cast<double>(tuning.trials.size()), sign * best});
    }
    Picture picture = page::cloud("The search, trial by trial", cloud);
    picture.note = "Dashed: the best so far of those that keep the constraints.";
    return picture;
}

Picture knob_picture(const Tuning& tuning, std::size_t knob) {
    const TuningKnob& known = tuning.knobs[knob];
    if (is_words(known)) {
        page::Rows rows;
        for (std::size_t i = 0; i < known.levels.size() && i < known.chances.size(); ++i) {
            rows.emplace_back(unquoted(known.levels[i]),
                              Estimate{known.chances[i], -kInfinity, kInfinity, 0});
        }
        return page::share_bars("Chance to be the best policy's " + known.key, rows);
    }
    page::Cloud cloud = cloud_of(tuning, known.key);
    cloud.x.is_time = known.unit == "h";
    if (std::isfinite(known.best_low) && std::isfinite(known.best_high)) {
        cloud.shade_low = known.best_low;
        cloud.shade_high = known.best_high;
    }
    for (std::size_t i = 0; i < tuning.trials.size(); ++i) {
        if (knob < tuning.trials[i].at.size()) {
            cloud.spots.push_back(spot_of(tuning, i, tuning.trials[i].at[knob]));
        }
    }
    Picture picture = page::cloud("Objective along " + known.key, cloud);
    if (cloud.shade_low < cloud.shade_high) {
        picture.note = fmt::format("Shaded: where the best lies, at {}.",
                                   level_text(tuning.study.level));
    }
    return picture;
}

Charts search_charts(const Tuning& tuning) {
    Charts charts{{trials_picture(tuning)}};
    for (std::size_t knob = 0; knob < tuning.knobs.size(); ++knob) {
        charts.pictures.push_back(knob_picture(tuning, knob));
    }
    return charts;
}

/// The Pareto set over its first metric and each of the others.
Picture pareto_picture(const Tuning& tuning, std::size_t other) {
    const Named across = named(tuning, tuning.pareto[0]);
    const Named up = named(tuning, tuning.pareto[other]);
    page::Cloud cloud;
    cloud.x.name = across.title;
    cloud.x_unit = drawn_unit(across);
    cloud.y = up.title;
    cloud.y_unit = drawn_unit(up);
    cloud.groups = {"dominated", "Pareto set", "base", "recommended"};
    for (std::size_t i = 0; i < tuning.trials.size(); ++i) {
        const TuningTrial& trial = tuning.trials[i];
        if (!trial.is_kept || trial.pareto.size() <= other) {
            continue;
        }
        const Estimate& x = trial.pareto[0];
        const Estimate& y = trial.pareto[other];
        const std::size_t group = group_of(tuning, i);
        const std::size_t place = group >= 2 ? group : (trial.dominated_by == 0 ? 1 : 0);
        cloud.spots.push_back({.label = policy_text(tuning, trial),
                               .group = place,
                               .x = x.value,
                               .x_low = x.low,
                               .x_high = x.high,
                               .y = y.value,
                               .y_low = y.low,
                               .y_high = y.high});
        if (trial.dominated_by == 0 && tuning.pareto.size() == 2) {
            cloud.line.push_back({x.value, y.value});
        }
    }
    std::ranges::sort(cloud.line, {}, &Point::x);
    Picture picture =
        page::cloud(fmt::format("{} against {}", up.title, across.title), cloud);
    picture.note = "A policy is dominated if another is better in all of these with confidence.";
    return picture;
}

std::vector<Block> pareto_blocks(const Tuning& tuning) {
    std::vector<Block> blocks;
    if (tuning.pareto.size() < 2) {
        return blocks;
    }
    Charts charts;
    for (std::size_t i = 1; i < tuning.pareto.size(); ++i) {
        charts.pictures.push_back(pareto_picture(tuning, i));
    }
    blocks.emplace_back(std::move(charts));
    Grid grid{.caption = "The Pareto set", .heads = {{"policy"}}, .rows = {}};
    for (const std::string& metric : tuning.pareto) {
        grid.heads.push_back({named(tuning, metric).title, Column::number});
    }
    for (const TuningTrial& trial : tuning.trials) {
        if (trial.is_kept && trial.dominated_by == 0 && !trial.pareto.empty()) {
            std::vector<std::string> cells{policy_text(tuning, trial)};
            for (std::size_t i = 0; i < trial.pareto.size() && i < tuning.pareto.size(); ++i) {
                const Named metric = named(tuning, tuning.pareto[i]);
                cells.push_back(
                    show(trial.pareto[i], unit_of(metric, tuning)).brief_with_unit());
            }
            cells.resize(grid.heads.size());
            grid.rows.push_back(std::move(cells));
        }
    }
    blocks.emplace_back(std::move(grid));
    return blocks;
}

Grid knobs_grid(const Tuning& tuning) {
    Grid grid{.caption = "The recommended policy",
              .heads = {{"key"}, {"base"}, {"recommended"}, {"searched"}, {"best lies in"}},
              .rows = {}};
    const TuningTrial* best = best_of(tuning);
    for (std::size_t i = 0; i < tuning.knobs.size() && best != nullptr; ++i) {
        const TuningKnob& knob = tuning.knobs[i];
        const auto text = [&knob](double value) {
            return knob.unit == "h" ? duration_text(value) : number(value);
        };
        const auto range = [&](double low, double high) {
            return std::isfinite(low) && std::isfinite(high)
                       ? fmt::format("{} to {}", text(low), text(high))
                       : std::string();
        };
        std::string levels;
        for (const std::string& level : knob.levels) {
            levels += (levels.empty() ? "" : ", ") + unquoted(level);
        }
        const TuningTrial& base = tuning.trials.front();
        grid.rows.push_back(
            {knob.key, i < base.values.size() ? unquoted(base.values[i]) : "",
             i < best->values.size() ? unquoted(best->values[i]) : "",
             levels.empty() ? range(knob.low, knob.high) : levels,
             range(knob.best_low, knob.best_high)});
    }
    return grid;
}

Grid constraints_grid(const Tuning& tuning) {
    Grid grid{.caption = "Constraints at the recommended policy",
              .heads = {{"constraint"}, {"excess, kept at most 0", Column::number}, {"verdict"}},
              .rows = {}};
    for (const measure::TuningConstraint& constraint : tuning.constraints) {
        grid.rows.push_back({constraint.text, show(constraint.excess, kPlain).brief(),
                             constraint.verdict});
    }
    return grid;
}

std::vector<Block> finalist_blocks(const Tuning& tuning) {
    std::vector<Block> blocks;
    page::Rows behind;
    Grid grid{.caption = "The finalists, on replications that had no part in choosing them",
              .heads = {{"policy"},
                        {"objective", Column::number},
                        {"behind the best", Column::number},
                        {"replications", Column::number},
                        {"verdict"}},
              .rows = {}};
    for (const measure::TuningFinalist& finalist : tuning.finalists) {
        if (finalist.trial < 1 || finalist.trial > tuning.trials.size()) {
            continue;
        }
        const std::string policy = policy_text(tuning, tuning.trials[finalist.trial - 1]);
        const bool is_best = finalist.verdict == "best";
        if (!is_best) {
            behind.emplace_back(policy, finalist.behind);
        }
        grid.rows.push_back({policy, show(finalist.objective, kPlain).brief(),
                             is_best ? "" : show(finalist.behind, kPlain,
                                                 Sense::difference).brief(),
                             grouped(finalist.replications, 0), finalist.verdict});
    }
    if (!behind.empty()) {
        Picture picture = page::differences_around_zero("Behind the best", behind, kPlain);
        picture.note = fmt::format("To the right: worse. Differences up to {} do not matter.",
                                   number(tuning.delta));
        blocks.emplace_back(Charts{{std::move(picture)}});
    }
    blocks.emplace_back(std::move(grid));
    return blocks;
}

Grid trials_grid(const Tuning& tuning) {
    Grid grid{.caption = "Every trial",
              .heads = {{"trial"},
                        {"stage"},
                        {"policy"},
                        {"objective", Column::number},
                        {"replications", Column::number},
                        {"constraints"}},
              .rows = {},
              .is_folded = true};
    for (std::size_t i = 0; i < std::min(tuning.trials.size(), kListed); ++i) {
        const TuningTrial& trial = tuning.trials[i];
        grid.rows.push_back({fmt::format("{}", i + 1), trial.stage, policy_text(tuning, trial),
                             show(trial.objective, kPlain).brief(),
                             grouped(trial.replications, 0),
                             trial.constraints.empty() ? "none"
                             : trial.is_kept           ? "kept"
                                                       : "broken"});
    }
    return grid;
}

}  // namespace

Document document_of(const measure::TuningRecord& record, std::string_view repeat) {
    const Tuning& tuning = record.result;
    Document document = study_document("tune", tuning.study);
    add_head(document, tuning);
    if (best_of(tuning) != nullptr) {
        document.chapters.push_back({"best",
                                     "Recommendation",
                                     "The recommended policy",
                                     {knobs_grid(tuning), constraints_grid(tuning)}});
        document.chapters.push_back(
            {"gives",
             "Trade-offs",
             "What it changes from the base policy",
             {Charts{{verdict_picture(tuning.trade_offs, tuning.study.currency)}},
              comparison_grid(tuning.trade_offs, "Recommended against base",
                              tuning.study.currency)}});
        document.chapters.push_back({"search", "Search", "The search", {search_charts(tuning)}});
        document.chapters.push_back(
            {"finalists", "Finalists", "The finalists", finalist_blocks(tuning)});
        document.chapters.push_back(
            {"pareto", "Pareto set", "The Pareto set", pareto_blocks(tuning)});
        document.chapters.push_back({"trials", "Trials", "Every trial", {trials_grid(tuning)}});
    }
    add_study_chapters(document, tuning.study, record.host, repeat);
    document.record = measure::to_json(record);
    return document;
}

}  // namespace ordersim::report

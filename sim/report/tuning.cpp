#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/search.hpp"
#include "sim/report/study.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::Tuning;
using measure::TuningFinalist;
using measure::TuningTrial;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kPolicy = 22;
constexpr std::size_t kObjective = 24;
constexpr std::size_t kBehind = 28;
constexpr std::size_t kSeen = 6;  // the four make kSummaryColumns
constexpr std::size_t kPareto = 24;
constexpr std::size_t kTrialsShown = 12;

std::string percent(double share) {
    return grouped(100 * share, share < 0.99 ? 0 : 1) + " %";
}

std::string number(double value) {
    return fmt::format("{:.4g}", value);
}

Shown shown(const Estimate& estimate, Sense sense = Sense::level) {
    return show(estimate, {"1", ""}, sense);
}

const TuningTrial& best_of(const Tuning& tuning) {
    return tuning.trials[tuning.best - 1];
}

/// "policy.grace_window=12h 6min, support.cases.agents=9"
std::string policy_text(const Tuning& tuning, const TuningTrial& trial) {
    if (trial.stage == "base") {
        return "the base policy";
    }
    std::string text;
    for (std::size_t i = 0; i < tuning.knobs.size(); ++i) {
        text += (i == 0 ? "" : ", ") + tuning.knobs[i].key + "=" + trial.values[i];
    }
    return text;
}

/// The values alone, for tables whose caption names the knobs.
std::string values_text(const Tuning& tuning, const TuningTrial& trial) {
    std::string text;
    for (std::size_t i = 0; i < tuning.knobs.size(); ++i) {
        text += (i == 0 ? "" : ", ") + (trial.values[i].empty() ? "-" : trial.values[i]);
    }
    return trial.stage == "base" ? "base: " + text : text;
}

/// A row of a table of policies: where the policy's values are too long they stand above.
void policy_row(Lines& lines, const std::string& values, std::size_t width,
                const std::string& numbers) {
    const bool fits = display_width(values) < width;
    if (!fits) {
        lines.paragraph(values);
    }
    lines.line(pad_right(fits ? values : "", width) + numbers);
}

std::string keys_text(const Tuning& tuning) {
    std::string text;
    for (const measure::TuningKnob& knob : tuning.knobs) {
        text += (text.empty() ? "" : ", ") + knob.key;
    }
    return text;
}

void question(Lines& lines, const Tuning& tuning) {
    lines.entry(tuning.better == "lower" ? "minimise" : "maximise", tuning.objective);
    for (const measure::TuningConstraint& constraint : tuning.constraints) {
        lines.entry("subject to", constraint.text);
    }
    for (const measure::TuningKnob& knob : tuning.knobs) {
        std::string levels;
        for (const std::string& level : knob.levels) {
            levels += (levels.empty() ? "" : ", ") + level;
        }
        lines.entry(knob.key,
                    !knob.levels.empty() ? levels
                    : knob.unit == "h"
                        ? fmt::format("{} to {}", duration_text(knob.low), duration_text(knob.high))
                        : fmt::format("{} to {}", number(knob.low), number(knob.high)));
    }
    lines.blank();
}

/// How the gain reads: its interval may reach over zero.
std::string gain_text(const Estimate& gain) {
    if (!has_interval(gain)) {
        return "";
    }
    return gain.low > 0 ? "better than the base policy by " + shown(gain).brief()
           : gain.high < 0
               ? "worse than the base policy: " + shown(gain, Sense::difference).brief()
               : "not surely other than the base policy: " + shown(gain, Sense::difference).brief();
}

std::string where_text(const measure::TuningKnob& knob, double level) {
    if (!knob.chances.empty()) {
        std::string text;
        for (std::size_t i = 0; i < knob.levels.size(); ++i) {
            text += (i == 0 ? "" : ", ") + knob.levels[i] + " with " + chance_text(knob.chances[i]);
        }
        return text;
    }
    const bool is_hours = knob.unit == "h";
    return fmt::format(
        "{} to {} ({})", is_hours ? duration_text(knob.best_low) : number(knob.best_low),
        is_hours ? duration_text(knob.best_high) : number(knob.best_high), percent(level));
}

void how_sure(Lines& lines, const Tuning& tuning) {
    const std::string delta = number(tuning.delta);
    if (tuning.verdict == "selected" && tuning.finalists.size() > 1) {
        lines.entry("sure",
                    fmt::format("the best of {} finalists, or within {} of it, with a probability "
                                "of at least {} (Kim and Nelson); by their replications {}",
                                tuning.finalists.size(), delta, percent(tuning.confidence),
                                chance_text(tuning.probability)));
    } else if (!std::isnan(tuning.probability) && tuning.finalists.size() > 1) {
        lines.entry("sure",
                    fmt::format("within {} of the best finalist with {} by their "
                                "replications; the selection's own promise of {} would "
                                "take at most {} more of each finalist left",
                                delta, chance_text(tuning.probability), percent(tuning.confidence),
                                short_count(tuning.replications_missing)));
    } else if (tuning.finalists.size() > 1) {
        lines.entry("sure",
                    "no: not one replication told some of the finalists apart; take longer ones "
                    "(arrivals.orders_max, arrivals.horizon)");
    }
    if (!std::isnan(tuning.probability_in_space)) {
        lines.entry("of all policies",
                    fmt::format("none is better by more than {} with {}, by a model of all trials",
                                delta, chance_text(tuning.probability_in_space)));
        for (const measure::TuningKnob& knob : tuning.knobs) {
            lines.entry("best " + knob.key, where_text(knob, tuning.study.level));
        }
    }
}

void constraints(Lines& lines, const Tuning& tuning) {
    for (const measure::TuningConstraint& constraint : tuning.constraints) {
        const Estimate& excess = constraint.excess;
        const Estimate spare{-excess.value, -excess.high, -excess.low, excess.replications};
        lines.entry(constraint.text,
                    constraint.verdict == "kept"
                        ? "kept, with " + shown(spare).brief() + " to spare"
                    : constraint.verdict == "broken"
                        ? "broken by " + shown(excess).brief()
                        : "at its edge: over by " + shown(excess, Sense::difference).brief());
    }
}

void near_ties(Lines& lines, const Tuning& tuning) {
    std::vector<std::string> ties;
    for (const TuningFinalist& finalist : tuning.finalists) {
        if (finalist.verdict == "equivalent" || finalist.verdict == "undecided") {
            ties.push_back(values_text(tuning, tuning.trials[finalist.trial - 1]));
        }
    }
    if (ties.size() == 1) {
        lines.entry("near tie",
                    fmt::format("{} and {} cannot be told apart at {}", ties.front(),
                                values_text(tuning, best_of(tuning)), number(tuning.delta)));
    } else if (ties.size() > 1) {
        lines.entry("near ties", fmt::format("{} cannot be told apart from it at {}:", ties.size(),
                                             number(tuning.delta)));
        for (const std::string& tie : ties) {
            lines.entry("", tie);
        }
    }
}

void recommendation(Lines& lines, const Tuning& tuning) {
    const TuningTrial& best = best_of(tuning);
    if (tuning.verdict == "infeasible") {
        lines.paragraph("No policy that was tried keeps all constraints. The nearest to it:",
                        Tone::strong);
        lines.entry("nearest", policy_text(tuning, best));
        lines.entry("objective", shown(best.objective).with_interval());
        constraints(lines, tuning);
        lines.blank();
        return;
    }
    lines.paragraph(tuning.verdict == "selected" ? "Recommended: " + policy_text(tuning, best)
                                                 : "Best so far: " + policy_text(tuning, best),
                    Tone::strong);
    lines.entry("objective", shown(objective_of_best(tuning)).with_interval());
    if (best.stage != "base") {
        lines.entry("", gain_text(tuning.gain));
    }
    how_sure(lines, tuning);
    near_ties(lines, tuning);
    constraints(lines, tuning);
    lines.blank();
}

void finalists(Lines& lines, const Tuning& tuning) {
    if (tuning.finalists.empty()) {
        return;
    }
    lines.paragraph("Finalists by " + keys_text(tuning), Tone::strong);
    lines.line(lines.paint(pad_right("", kPolicy) + pad_left("objective", kObjective) +
                               pad_left("behind the best", kBehind) + pad_left("seen", kSeen),
                           Tone::faint));
    for (const TuningFinalist& finalist : tuning.finalists) {
        const bool is_best = finalist.verdict == "best";
        policy_row(
            lines, values_text(tuning, tuning.trials[finalist.trial - 1]), kPolicy,
            pad_left(shown(finalist.objective).brief(), kObjective) +
                pad_left(is_best ? "best" : shown(finalist.behind, Sense::difference).brief(),
                         kBehind) +
                pad_left(fmt::format("{}", finalist.replications), kSeen));
    }
    if (tuning.replications_apart > 0) {
        lines.paragraph(fmt::format(
            "On draws of their own the selection would have taken {} replications (Rinott).",
            short_count(tuning.replications_apart)));
    }
    lines.blank();
}

void trade_offs(Lines& lines, const Tuning& tuning) {
    std::vector<measure::Comparison> known;
    std::ranges::copy_if(tuning.trade_offs, std::back_inserter(known),
                         [](const measure::Comparison& one) { return has_data(one.difference); });
    if (known.empty() || tuning.verdict == "infeasible") {
        return;
    }
    lines.paragraph("What else changes from the base policy", Tone::strong);
    comparison_table(lines, known, tuning.study.currency);
    lines.paragraph(fmt::format("All {} intervals hold together with {}.", tuning.trade_offs.size(),
                                percent(tuning.study.level)));
    lines.blank();
}

/// The unit of a metric of the Pareto set, as the base policy's summary tells it.
std::string unit_of(const Tuning& tuning, const std::string& reference) {
    for (const measure::Metric& metric : tuning.base.metrics) {
        if ((metric.label.empty() ? metric.id : metric.id + " " + metric.label) == reference) {
            return metric.unit;
        }
    }
    return "1";
}

void pareto(Lines& lines, const Tuning& tuning) {
    if (tuning.pareto.empty()) {
        return;
    }
    std::vector<const TuningTrial*> set;
    std::size_t kept = 0;
    for (const TuningTrial& trial : tuning.trials) {
        kept += trial.is_kept ? 1U : 0U;
        if (trial.is_kept && trial.dominated_by == 0) {
            set.push_back(&trial);
        }
    }
    std::ranges::stable_sort(set, {},
                             [](const TuningTrial* trial) { return trial->pareto.front().value; });
    lines.paragraph(
        fmt::format("Pareto set by {}: {} of {} policies; {} surely beaten in all of these at once",
                    keys_text(tuning), set.size(), kept,
                    set.size() == kept ? "none is" : "the others are"),
        Tone::strong);
    const std::size_t cell = (kSummaryColumns - kPareto) / tuning.pareto.size();
    std::string head = pad_right("", kPareto);
    for (const std::string& metric : tuning.pareto) {
        head += pad_left(metric + (unit_of(tuning, metric) == "share" ? ", %" : ""), cell);
    }
    lines.line(lines.paint(std::move(head), Tone::faint));
    for (std::size_t i = 0; i < std::min(set.size(), kTrialsShown); ++i) {
        std::string numbers;
        for (std::size_t m = 0; m < tuning.pareto.size(); ++m) {
            const std::string unit = unit_of(tuning, tuning.pareto[m]);
            const Shown value = show(set[i]->pareto[m], {unit, tuning.study.currency});
            numbers += pad_left(unit == "share" ? value.brief() : value.brief_with_unit(), cell);
        }
        policy_row(lines, values_text(tuning, *set[i]), kPareto, numbers);
    }
    if (set.size() > kTrialsShown) {
        lines.paragraph(fmt::format("and {} more in the record", set.size() - kTrialsShown));
    }
    lines.blank();
}

void effort(Lines& lines, const Tuning& tuning) {
    const auto searched = std::ranges::count(tuning.trials, "search", &TuningTrial::stage);
    const auto designed = std::ranges::count(tuning.trials, "design", &TuningTrial::stage);
    lines.entry("searched",
                fmt::format("{} policies that fill the space, then {} where a model "
                            "promised most, {} replications each; {} of {} used",
                            designed, searched, tuning.trial_replications,
                            short_count(tuning.replications), short_count(tuning.budget)));
    lines.entry("delta", tuning.delta > 0
                             ? fmt::format("{}, {}", number(tuning.delta), tuning.delta_from)
                             : tuning.delta_from);
}

}  // namespace

const Estimate& objective_of_best(const Tuning& tuning) {
    const auto finalist = std::ranges::find(tuning.finalists, tuning.best, &TuningFinalist::trial);
    return finalist == tuning.finalists.end() ? best_of(tuning).objective : finalist->objective;
}

std::string tuning_summary(const measure::TuningRecord& record, Colour colour,
                           std::string_view next) {
    Lines lines(colour);
    const Tuning& tuning = record.result;
    study_identity(lines, tuning.study);
    question(lines, tuning);
    if (tuning.trials.empty()) {
        lines.paragraph("The record holds no policy: no data.", Tone::strong);
        return lines.take();
    }
    recommendation(lines, tuning);
    finalists(lines, tuning);
    trade_offs(lines, tuning);
    pareto(lines, tuning);
    effort(lines, tuning);
    study_footing(lines, tuning.study, record.host, next);
    return lines.take();
}

}  // namespace ordersim::report

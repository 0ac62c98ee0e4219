#pragma once

#include "sim/measure/json_study_fields.hpp"
#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/tuning_record.hpp"

/// The keys of the JSON of searches and sensitivity analyses, in their order, as json_fields.hpp
/// has those of a run's.
namespace ordersim::measure::json_fields {

template <class Visitor>
void fields(Visitor& visit, Either<TuningKnob> auto& knob) {
    visit("key", knob.key);
    visit("unit", knob.unit);
    visit("low", knob.low, kNoValue);
    visit("high", knob.high, kNoValue);
    visit("best_low", knob.best_low, kNoValue);
    visit("best_high", knob.best_high, kNoValue);
    visit("levels", knob.levels);
    visit("chances", knob.chances);
}

template <class Visitor>
void fields(Visitor& visit, Either<TuningTrial> auto& trial) {
    visit("stage", trial.stage);
    visit("values", trial.values);
    visit("at", trial.at);
    visit("replications", trial.replications);
    visit("objective", trial.objective);
    visit("constraints", trial.constraints);
    visit("is_kept", trial.is_kept);
    visit("promise", trial.promise, kNoValue);
    visit("pareto", trial.pareto);
    visit("dominated_by", trial.dominated_by);
}

template <class Visitor>
void fields(Visitor& visit, Either<TuningFinalist> auto& finalist) {
    visit("trial", finalist.trial);
    visit("replications", finalist.replications);
    visit("objective", finalist.objective);
    visit("behind", finalist.behind);
    visit("verdict", finalist.verdict);
}

template <class Visitor>
void fields(Visitor& visit, Either<TuningConstraint> auto& constraint) {
    visit("text", constraint.text);
    visit("excess", constraint.excess);
    visit("verdict", constraint.verdict);
}

template <class Visitor>
void fields(Visitor& visit, Either<Tuning> auto& tuning) {
    visit("study", tuning.study);
    visit("objective", tuning.objective);
    visit("better", tuning.better);
    visit("knobs", tuning.knobs);
    visit("delta", tuning.delta);
    visit("delta_from", tuning.delta_from);
    visit("confidence", tuning.confidence);
    visit("trial_replications", tuning.trial_replications);
    visit("budget", tuning.budget);
    visit("replications", tuning.replications);
    visit("verdict", tuning.verdict);
    visit("trials", tuning.trials);
    visit("best", tuning.best);
    visit("constraints", tuning.constraints);
    visit("finalists", tuning.finalists);
    visit("probability", tuning.probability, kNoValue);
    visit("probability_in_space", tuning.probability_in_space, kNoValue);
    visit("replications_missing", tuning.replications_missing);
    visit("replications_apart", tuning.replications_apart);
    visit("gain", tuning.gain);
    visit("pareto", tuning.pareto);
    visit("trade_offs", tuning.trade_offs);
    visit("base", tuning.base);
    visit("recommended", tuning.recommended);
}

template <class Visitor>
void fields(Visitor& visit, Either<SensitivityKnob> auto& knob) {
    visit("key", knob.key);
    visit("unit", knob.unit);
    visit("low", knob.low, kNoValue);
    visit("high", knob.high, kNoValue);
    visit("levels", knob.levels);
}

template <class Visitor>
void fields(Visitor& visit, Either<SensitivityEffect> auto& effect) {
    visit("key", effect.key);
    visit("first", effect.first);
    visit("total", effect.total);
    visit("mu_star", effect.mu_star);
    visit("mu", effect.mu, kNoValue);
    visit("sigma", effect.sigma, kNoValue);
}

template <class Visitor>
void fields(Visitor& visit, Either<MetricSensitivity> auto& metric) {
    visit("id", metric.id);
    visit("name", metric.name);
    visit("label", metric.label);
    visit("unit", metric.unit);
    visit("mean", metric.mean, kNoValue);
    visit("deviation", metric.deviation, kNoValue);
    visit("noise_share", metric.noise_share, kNoValue);
    visit("points_without_data", metric.points_without_data);
    visit("effects", metric.effects);
}

template <class Visitor>
void fields(Visitor& visit, Either<Sensitivity> auto& sensitivity) {
    visit("study", sensitivity.study);
    visit("method", sensitivity.method);
    visit("knobs", sensitivity.knobs);
    visit("rows", sensitivity.rows);
    visit("points", sensitivity.points);
    visit("replications", sensitivity.replications);
    visit("metrics", sensitivity.metrics);
}

}  // namespace ordersim::measure::json_fields

#pragma once

#include "sim/measure/json_fields.hpp"
#include "sim/measure/study_record.hpp"

/// The keys of studies' JSON, in their order, as json_fields.hpp has those of a run's.
namespace ordersim::measure::json_fields {

template <class Visitor>
void fields(Visitor& visit, Either<StudyHead> auto& study) {
    visit("scenario", study.scenario);
    visit("question", study.question);
    visit("scenario_hash", study.scenario_hash);
    visit("version", study.version);
    visit("seed", study.seed);
    visit("level", study.level);
    visit("partial", study.partial);
    visit("warm_up", study.warm_up);
    visit("currency", study.currency);
    visit("settings", study.settings);
}

template <class Visitor>
void fields(Visitor& visit, Either<StudyHost> auto& host) {
    fields(visit, host.host);
    visit("events", host.events);
    visit("simulated", host.simulated);
    visit("recalled", host.recalled);
}

template <class Visitor>
void fields(Visitor& visit, Either<StudyFactor> auto& factor) {
    visit("key", factor.key);
    visit("unit", factor.unit);
    visit("levels", factor.levels);
}

template <class Visitor>
void fields(Visitor& visit, Either<StudyPoint> auto& point) {
    visit("name", point.name);
    visit("series", point.series);
    visit("settings", point.settings);
    visit("at", point.at);
    visit("replications", point.replications);
    visit("orders", point.orders);
    visit("metrics", point.metrics);
    visit("differences", point.differences);
}

template <class Visitor>
void fields(Visitor& visit, Either<Sweep> auto& sweep) {
    visit("study", sweep.study);
    visit("stopped_by", sweep.stopped_by);
    visit("factors", sweep.factors);
    visit("points", sweep.points);
}

template <class Visitor>
void fields(Visitor& visit, Either<Comparison> auto& comparison) {
    visit("policy", comparison.policy);
    visit("metric", comparison.metric);
    visit("name", comparison.name);
    visit("label", comparison.label);
    visit("unit", comparison.unit);
    visit("better", comparison.better);
    visit("baseline", comparison.baseline);
    visit("value", comparison.value);
    visit("difference", comparison.difference);
    visit("threshold", comparison.threshold);
    visit("verdict", comparison.verdict);
    visit("narrowing", comparison.narrowing, kNoValue);
}

template <class Visitor>
void fields(Visitor& visit, Either<Comparisons> auto& comparisons) {
    visit("study", comparisons.study);
    visit("joint_level", comparisons.joint_level);
    visit("policies", comparisons.policies);
    visit("comparisons", comparisons.comparisons);
}

}  // namespace ordersim::measure::json_fields

#pragma once

#include "sim/measure/json_fields.hpp"
#include "sim/measure/load_record.hpp"

/// The keys of a load's JSON, in their order, as json_fields.hpp has those of a run's.
namespace ordersim::measure::json_fields {

template <class Visitor>
void fields(Visitor& visit, Either<LoadTimes> auto& times) {
    visit("p50", times.p50);
    visit("p90", times.p90);
    visit("p99", times.p99);
    visit("p999", times.p999);
    visit("max", times.max);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadCall> auto& call) {
    visit("name", call.name);
    visit("accepted", call.accepted);
    visit("refused", call.refused);
    visit("failed", call.failed);
    visit("latency", call.latency);
    visit("service", call.service);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadSecond> auto& second) {
    visit("meant", second.meant);
    visit("replies", second.replies);
    visit("failed", second.failed);
    visit("p50_ms", second.p50_ms);
    visit("p99_ms", second.p99_ms);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadViolationCall> auto& call) {
    visit("from_us", call.from_us);
    visit("to_us", call.to_us);
    visit("call", call.call);
    visit("reply", call.reply);
    visit("version", call.version);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadViolation> auto& violation) {
    visit("rule", violation.rule);
    visit("words", violation.words);
    visit("order", violation.order);
    visit("version", violation.version);
    visit("calls", violation.calls);
    visit("script", violation.script);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadRuleCount> auto& broken) {
    visit("rule", broken.rule);
    visit("count", broken.count);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadJudgement> auto& judgement) {
    visit("replies", judgement.replies);
    visit("judged", judgement.judged);
    visit("unknown", judgement.unknown);
    visit("unheard", judgement.unheard);
    visit("violations", judgement.violations);
    visit("first", judgement.first);
    visit("books", judgement.books);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadPrediction> auto& prediction) {
    visit("id", prediction.id);
    visit("name", prediction.name);
    visit("label", prediction.label);
    visit("unit", prediction.unit);
    visit("predicted", prediction.predicted);
    visit("same_draws", prediction.same_draws, kNoValue);
    visit("measured", prediction.measured, kNoValue);
    visit("verdict", prediction.verdict);
}

template <class Visitor>
void fields(Visitor& visit, Either<LoadThreshold> auto& threshold) {
    visit("text", threshold.text);
    visit("value", threshold.value, kNoValue);
    visit("unit", threshold.unit);
    visit("is_kept", threshold.is_kept);
}

template <class Visitor>
void fields(Visitor& visit, Either<Load> auto& load) {
    visit("scenario", load.scenario);
    visit("question", load.question);
    visit("variant", load.variant);
    visit("scenario_hash", load.scenario_hash);
    visit("version", load.version);
    visit("seed", load.seed);
    visit("currency", load.currency);
    visit("target", load.target);
    visit("mode", load.mode);
    visit("clock_factor", load.clock_factor);
    visit("shards", load.shards);
    visit("shards_apart_ms", load.shards_apart_ms);
    visit("connections", load.connections);
    visit("warm_up_seconds", load.warm_up_seconds);
    visit("seconds", load.seconds);
    visit("orders", load.orders);
    visit("races", load.races);
    visit("probes", load.probes);
    visit("retries", load.retries);
    visit("given_up", load.given_up);
    visit("adopted", load.adopted);
    visit("not_offered", load.not_offered);
    visit("unreadable", load.unreadable);
    visit("limited_by", load.limited_by);
    visit("arrivals_cv", load.arrivals_cv, kNoValue);
    visit("arrivals_idc", load.arrivals_idc, kNoValue);
    visit("lateness", load.lateness);
    visit("waiting", load.waiting);
    visit("all", load.all);
    visit("calls", load.calls);
    visit("by_second", load.by_second);
    visit("judgement", load.judgement);
    visit("prediction_level", load.prediction_level);
    visit("prediction_replications", load.prediction_replications);
    visit("predictions", load.predictions);
    visit("thresholds", load.thresholds);
    visit("ended", load.ended);
    visit("is_passed", load.is_passed);
}

}  // namespace ordersim::measure::json_fields

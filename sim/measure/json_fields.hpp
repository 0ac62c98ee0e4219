#pragma once

#include "sim/measure/check_record.hpp"
#include "sim/measure/record.hpp"
#include "sim/measure/steps.hpp"

#include <concepts>
#include <limits>
#include <type_traits>

/// The keys of the record's JSON, in their order: one list, by which it is written and read.
///
/// `visit(key, member)` is called for every member; for a number that may be null also with what
/// null stands for.
namespace ordersim::measure::json_fields {

inline constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kNoLowerBound = -std::numeric_limits<double>::infinity();
inline constexpr double kNoUpperBound = std::numeric_limits<double>::infinity();

/// `Self` is `Value` or `const Value`: reading fills the members that writing looks at.
template <class Self, class Value>
concept Either = std::same_as<std::remove_const_t<Self>, Value>;

template <class Visitor>
void fields(Visitor& visit, Either<Estimate> auto& estimate) {
    visit("value", estimate.value, kNoValue);
    visit("low", estimate.low, kNoLowerBound);
    visit("high", estimate.high, kNoUpperBound);
    visit("replications", estimate.replications);
}

template <class Visitor>
void fields(Visitor& visit, Either<Metric> auto& metric) {
    visit("id", metric.id);
    visit("name", metric.name);
    visit("label", metric.label);
    visit("unit", metric.unit);
    visit("estimate", metric.estimate);
}

template <class Visitor>
void fields(Visitor& visit, Either<Flow> auto& flow) {
    visit("transition", flow.transition);
    visit("title", flow.title);
    visit("from", flow.from);
    visit("to", flow.to);
    visit("per_thousand", flow.per_thousand, kNoValue);
}

template <class Visitor>
void fields(Visitor& visit, Either<Curve::Point> auto& point) {
    visit("x", point.x);
    visit("y", point.y, kNoValue);
    visit("low", point.low, kNoLowerBound);
    visit("high", point.high, kNoUpperBound);
}

template <class Visitor>
void fields(Visitor& visit, Either<Curve> auto& curve) {
    visit("name", curve.name);
    visit("x_unit", curve.x_unit);
    visit("y_unit", curve.y_unit);
    visit("points", curve.points);
}

template <class Visitor>
void fields(Visitor& visit, Either<Variant> auto& variant) {
    visit("name", variant.name);
    visit("overrides", variant.overrides);
    visit("orders", variant.orders);
    visit("orders_open", variant.orders_open);
    visit("events", variant.events);
    visit("invariant_checks", variant.invariant_checks);
    visit("metrics", variant.metrics);
    visit("differences", variant.differences);
    visit("flows", variant.flows);
    visit("curves", variant.curves);
}

template <class Visitor>
void fields(Visitor& visit, Either<Setting> auto& setting) {
    visit("key", setting.key);
    visit("value", setting.value);
    visit("origin", setting.origin);
    visit("source", setting.source);
}

template <class Visitor>
void fields(Visitor& visit, Either<Result> auto& result) {
    visit("scenario", result.scenario);
    visit("question", result.question);
    visit("scenario_hash", result.scenario_hash);
    visit("version", result.version);
    visit("seed", result.seed);
    visit("replications", result.replications);
    visit("level", result.level);
    visit("stopped_by", result.stopped_by);
    visit("partial", result.partial);
    visit("warm_up", result.warm_up);
    visit("currency", result.currency);
    visit("variants", result.variants);
    visit("settings", result.settings);
}

template <class Visitor>
void fields(Visitor& visit, Either<Host> auto& host) {
    visit("build", host.build);
    visit("threads", host.threads);
    visit("wall_seconds", host.wall_seconds);
    visit("cpu_seconds", host.cpu_seconds);
    visit("events_per_second", host.events_per_second, kNoValue);
    visit("started_at", host.started_at);
}

template <class Visitor>
void fields(Visitor& visit, Either<StepChange> auto& change) {
    visit("field", change.field);
    visit("from", change.from);
    visit("to", change.to);
}

template <class Visitor>
void fields(Visitor& visit, Either<Step> auto& step) {
    visit("at_us", step.at);
    visit("order", step.order);
    visit("actor", step.actor);
    visit("command", step.command);
    visit("detail", step.detail);
    visit("outcome", step.outcome);
    visit("changes", step.changes);
}

template <class Visitor>
void fields(Visitor& visit, Either<Standing> auto& standing) {
    visit("order", standing.order);
    visit("state", standing.state);
}

template <class Visitor>
void fields(Visitor& visit, Either<StepList> auto& list) {
    visit("title", list.title);
    visit("steps", list.steps);
    visit("loops_to", list.loops_to);
    visit("violation", list.violation);
    visit("violation_text", list.violation_text);
    visit("standings", list.standings);
    visit("note", list.note);
}

template <class Visitor>
void fields(Visitor& visit, Either<Exploration> auto& exploration) {
    visit("layer", exploration.layer);
    visit("part", exploration.part);
    visit("title", exploration.title);
    visit("policy", exploration.policy);
    visit("states", exploration.states);
    visit("transitions", exploration.transitions);
    visit("depth", exploration.depth);
    visit("ended", exploration.ended);
    visit("cuts", exploration.cuts);
    visit("withheld", exploration.withheld);
}

template <class Visitor>
void fields(Visitor& visit, Either<PartLeftOut> auto& part) {
    visit("layer", part.layer);
    visit("part", part.part);
    visit("policy", part.policy);
    visit("reason", part.reason);
}

template <class Visitor>
void fields(Visitor& visit, Either<CheckedProperty> auto& property) {
    visit("layer", property.layer);
    visit("name", property.name);
    visit("title", property.title);
    visit("verdict", property.verdict);
    visit("counterexample", property.counterexample);
}

template <class Visitor>
void fields(Visitor& visit, Either<UnreachedTwin> auto& twin) {
    visit("layer", twin.layer);
    visit("name", twin.name);
    visit("verdict", twin.verdict);
    visit("reason", twin.reason);
    visit("policy", twin.policy);
}

template <class Visitor>
void fields(Visitor& visit, Either<CheckRecord> auto& record) {
    visit("scenario", record.scenario);
    visit("scenario_hash", record.scenario_hash);
    visit("version", record.version);
    visit("plant", record.plant);
    visit("verdict", record.verdict);
    visit("is_complete", record.is_complete);
    visit("explorations", record.explorations);
    visit("left_out", record.left_out);
    visit("ruled_out", record.ruled_out);
    visit("properties", record.properties);
    visit("twins", record.twins);
    visit("unreached", record.unreached);
    visit("counterexamples", record.counterexamples);
}

}  // namespace ordersim::measure::json_fields

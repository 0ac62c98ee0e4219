#pragma once

#include "sim/measure/gate_record.hpp"
#include "sim/measure/json_fields.hpp"

/// The keys of a gate's JSON, in their order, as json_fields.hpp has those of a run's.
namespace ordersim::measure::json_fields {

template <class Visitor>
void fields(Visitor& visit, Either<GateSource> auto& source) {
    visit("side", source.side);
    visit("path", source.path);
    visit("kind", source.kind);
    visit("subject", source.subject);
    visit("version", source.version);
    visit("seed", source.seed);
}

template <class Visitor>
void fields(Visitor& visit, Either<GateConfirmation> auto& confirmation) {
    visit("outcome", confirmation.outcome);
    visit("first_value", confirmation.first_value);
    visit("first_difference", confirmation.first_difference);
}

template <class Visitor>
void fields(Visitor& visit, Either<GateChange> auto& change) {
    visit("group", change.group);
    visit("metric", change.metric);
    visit("name", change.name);
    visit("label", change.label);
    visit("unit", change.unit);
    visit("better", change.better);
    visit("method", change.method);
    visit("baseline", change.baseline);
    visit("value", change.value);
    visit("difference", change.difference);
    visit("relative", change.relative, kNoValue);
    visit("threshold", change.threshold);
    visit("threshold_from", change.threshold_from);
    visit("verdict", change.verdict);
    visit("note", change.note);
    visit("confirmation", change.confirmation);
}

template <class Visitor>
void fields(Visitor& visit, Either<GateLeftOut> auto& left_out) {
    visit("metric", left_out.metric);
    visit("reason", left_out.reason);
}

template <class Visitor>
void fields(Visitor& visit, Either<GateHistoryPoint> auto& point) {
    visit("commit", point.commit);
    visit("estimate", point.estimate);
}

template <class Visitor>
void fields(Visitor& visit, Either<GateHistoryChange> auto& change) {
    visit("commit", change.commit);
    visit("before", change.before);
    visit("after", change.after);
    visit("p_value", change.p_value);
    visit("verdict", change.verdict);
}

template <class Visitor>
void fields(Visitor& visit, Either<GateHistory> auto& history) {
    visit("metric", history.metric);
    visit("unit", history.unit);
    visit("better", history.better);
    visit("points", history.points);
    visit("changes", history.changes);
}

template <class Visitor>
void fields(Visitor& visit, Either<Gate> auto& gate) {
    visit("version", gate.version);
    visit("alpha", gate.alpha);
    visit("correction", gate.correction);
    visit("each_level", gate.each_level);
    visit("judged", gate.judged);
    visit("verdict", gate.verdict);
    visit("sources", gate.sources);
    visit("changes", gate.changes);
    visit("left_out", gate.left_out);
    visit("notes", gate.notes);
    visit("history", gate.history);
}

}  // namespace ordersim::measure::json_fields

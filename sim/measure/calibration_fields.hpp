#pragma once

#include "sim/measure/calibration_record.hpp"
#include "sim/measure/json_fields.hpp"

/// The keys of a calibration's JSON, in their order.
namespace ordersim::measure::json_fields {

template <class Visitor>
void fields(Visitor& visit, Either<Bounded> auto& bounded) {
    visit("value", bounded.value, kNoValue);
    visit("low", bounded.low, kNoLowerBound);
    visit("high", bounded.high, kNoUpperBound);
}

template <class Visitor>
void fields(Visitor& visit, Either<ReadColumn> auto& column) {
    visit("name", column.name);
    visit("header", column.header);
    visit("filled", column.filled);
    visit("spelling", column.spelling);
}

template <class Visitor>
void fields(Visitor& visit, Either<LeftOut> auto& left_out) {
    visit("reason", left_out.reason);
    visit("example", left_out.example);
    visit("count", left_out.count);
    visit("lines", left_out.lines);
}

template <class Visitor>
void fields(Visitor& visit, Either<ReadAccount> auto& account) {
    visit("file", account.file);
    visit("digest", account.digest);
    visit("rows", account.rows);
    visit("used", account.used);
    visit("first", account.first);
    visit("end", account.end);
    visit("columns", account.columns);
    visit("dropped", account.dropped);
    visit("notes", account.notes);
}

template <class Visitor>
void fields(Visitor& visit, Either<CalibratedParameter> auto& parameter) {
    visit("name", parameter.name);
    visit("unit", parameter.unit);
    visit("value", parameter.value, kNoValue);
    visit("low", parameter.low, kNoLowerBound);
    visit("high", parameter.high, kNoUpperBound);
}

template <class Visitor>
void fields(Visitor& visit, Either<FittedLaw> auto& law) {
    visit("family", law.family);
    visit("parameters", law.parameters);
    visit("log_likelihood", law.log_likelihood, kNoValue);
    visit("aicc", law.aicc, kNoUpperBound);
    visit("kolmogorov_smirnov", law.kolmogorov_smirnov, kNoValue);
    visit("p_kolmogorov_smirnov", law.p_kolmogorov_smirnov, kNoValue);
    visit("p_anderson_darling", law.p_anderson_darling, kNoValue);
    visit("is_rejected", law.is_rejected);
    visit("problem", law.problem);
}

template <class Visitor>
void fields(Visitor& visit, Either<ComparedQuantile> auto& quantile) {
    visit("probability", quantile.probability);
    visit("data", quantile.data, kNoValue);
    visit("low", quantile.low, kNoLowerBound);
    visit("high", quantile.high, kNoUpperBound);
    visit("simulated", quantile.simulated, kNoValue);
}

template <class Visitor>
void fields(Visitor& visit, Either<FittedDelay> auto& delay) {
    visit("name", delay.name);
    visit("title", delay.title);
    visit("key", delay.key);
    visit("from", delay.from);
    visit("to", delay.to);
    visit("clock", delay.clock);
    visit("events", delay.events);
    visit("censored", delay.censored);
    visit("left_out", delay.left_out);
    visit("never", delay.never);
    visit("laws", delay.laws);
    visit("choice", delay.choice);
    visit("why", delay.why);
    visit("law", delay.law);
    visit("data", delay.data);
    visit("simulated", delay.simulated);
    visit("on_clock", delay.on_clock);
    visit("fitted", delay.fitted);
    visit("quantiles", delay.quantiles);
}

template <class Visitor>
void fields(Visitor& visit, Either<FittedAmounts> auto& amounts) {
    visit("currency", amounts.currency);
    visit("count", amounts.count);
    visit("left_out", amounts.left_out);
    visit("laws", amounts.laws);
    visit("choice", amounts.choice);
    visit("why", amounts.why);
    visit("law", amounts.law);
    visit("quantiles", amounts.quantiles);
}

template <class Visitor>
void fields(Visitor& visit, Either<CalibratedShare> auto& share) {
    visit("name", share.name);
    visit("title", share.title);
    visit("key", share.key);
    visit("count", share.count);
    visit("of", share.of);
    visit("estimate", share.estimate);
    visit("why", share.why);
    visit("simulated", share.simulated, kNoValue);
}

template <class Visitor>
void fields(Visitor& visit, Either<HazardStep> auto& step) {
    visit("from", step.from);
    visit("to", step.to);
    visit("events", step.events);
    visit("exposure", step.exposure);
    visit("per_day", step.per_day);
}

template <class Visitor>
void fields(Visitor& visit, Either<RequestEnd> auto& end) {
    visit("name", end.name);
    visit("count", end.count);
    visit("share", end.share);
    visit("incidence", end.incidence);
}

template <class Visitor>
void fields(Visitor& visit, Either<DispersionTest> auto& test) {
    visit("name", test.name);
    visit("cell", test.cell);
    visit("mean", test.mean);
    visit("index", test.index, kNoValue);
    visit("degrees", test.degrees);
    visit("p", test.p, kNoValue);
}

template <class Visitor>
void fields(Visitor& visit, Either<WeekProfile> auto& profile) {
    visit("name", profile.name);
    visit("key", profile.key);
    visit("count", profile.count);
    visit("hours", profile.hours);
    visit("weekdays", profile.weekdays);
    visit("value", profile.value);
}

template <class Visitor>
void fields(Visitor& visit, Either<ArrivalFit> auto& arrivals) {
    visit("orders", arrivals.orders);
    visit("days", arrivals.days);
    visit("per_day", arrivals.per_day);
    visit("by_hour", arrivals.by_hour);
    visit("dispersion", arrivals.dispersion);
}

template <class Visitor>
void fields(Visitor& visit, Either<CalibratedSetting> auto& setting) {
    visit("key", setting.key);
    visit("value", setting.value);
    visit("source", setting.source);
}

template <class Visitor>
void fields(Visitor& visit, Either<CalibrationResult> auto& result) {
    visit("version", result.version);
    visit("preset", result.preset);
    visit("scenario", result.scenario);
    visit("level", result.level);
    visit("account", result.account);
    visit("delays", result.delays);
    visit("amounts", result.amounts);
    visit("shares", result.shares);
    visit("hazard", result.hazard);
    visit("request_ends", result.request_ends);
    visit("arrivals", result.arrivals);
    visit("profiles", result.profiles);
    visit("settings", result.settings);
    visit("left", result.left);
    visit("simulated_orders", result.simulated_orders);
}

}  // namespace ordersim::measure::json_fields

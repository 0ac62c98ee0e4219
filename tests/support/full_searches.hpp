#pragma once

#include "sim/measure/calibration_record.hpp"
#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/tuning_record.hpp"

#include "tests/support/full_studies.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

/// Records of searches, sensitivities and calibrations: made up, but plausible.
namespace ordersim::tests {

inline constexpr double kFullNone = std::numeric_limits<double>::quiet_NaN();

/// The made-up cost of a grace window and so many agents; least at 12 hours and 9 agents.
[[nodiscard]] inline double full_cost(double hours, double agents) {
    return 0.2 + 0.00035 * std::pow(hours - 12, 2) + 0.002 * std::pow(agents - 9, 2);
}

[[nodiscard]] inline measure::TuningTrial full_trial(std::string stage, double hours,
                                                     double agents) {
    measure::TuningTrial trial;
    trial.stage = std::move(stage);
    trial.values = {"\"" + std::to_string(std::lround(hours)) + "h\"",
                    std::to_string(std::lround(agents))};
    trial.at = {hours, agents};
    trial.replications = 20;
    trial.objective = around(full_cost(hours, agents), 0.012);
    trial.constraints = {around(0.05 - agents / 160, 0.004)};
    trial.is_kept = agents >= 8;
    trial.promise = kFullNone;
    trial.pareto = {around(0.62 + 0.13 * (1 - std::exp(-hours / 3)), 0.008),
                    around(0.82 * hours + 0.1, 0.2 + hours / 50)};
    return trial;
}

/// A search over a grace window and a number of agents, with a Pareto set.
[[nodiscard]] inline measure::TuningRecord full_tuning() {
    measure::TuningRecord record{.result = {}, .host = full_study_host()};
    measure::Tuning& tuning = record.result;
    tuning.study = full_study_head();
    tuning.objective = "M10";
    tuning.better = "lower";
    tuning.knobs = {{"policy.grace_window", "h", 0, 24, 11.2, 12.9, {}, {}},
                    {"support.cases.agents", "1", 4, 16, 8, 10, {}, {}}};
    tuning.delta = 0.002;
    tuning.delta_from = "a hundredth of the base policy's objective";
    tuning.trial_replications = 20;
    tuning.budget = 1000;
    tuning.replications = 640;
    tuning.verdict = "selected";
    tuning.trials.push_back(full_trial("base", 0, 8));
    for (int i = 0; i < 16; ++i) {
        tuning.trials.push_back(full_trial("design", i * 7 % 16 * 1.6, 4 + i * 5 % 16 * 0.8));
    }
    for (int i = 0; i < 7; ++i) {
        tuning.trials.push_back(full_trial("search", 12 + (i - 3) * 0.6, 8 + i % 3));
    }
    tuning.best = 21;
    tuning.constraints = {{"M05 <= 0.05", around(-0.006, 0.004), "kept"}};
    const double best = tuning.trials[20].objective.value;
    for (const std::uint32_t trial : {21U, 20U, 23U}) {
        const double behind = tuning.trials[trial - 1].objective.value - best;
        tuning.finalists.push_back({trial, 60, tuning.trials[trial - 1].objective,
                                    around(behind, 0.0015), trial == 21 ? "best" : "equivalent"});
    }
    tuning.probability = 0.983;
    tuning.probability_in_space = 0.91;
    tuning.replications_apart = 312;
    tuning.gain = around(0.06, 0.004);
    tuning.pareto = {"M01", "M12"};
    for (measure::TuningTrial& trial : tuning.trials) {
        trial.dominated_by = trial.at[0] > 13 ? 21 : 0;
    }
    const measure::ComparisonRecord comparison = full_comparison();
    std::copy_if(comparison.result.comparisons.begin(), comparison.result.comparisons.end(),
                 std::back_inserter(tuning.trade_offs),
                 [](const measure::Comparison& one) { return one.policy == "one hour"; });
    tuning.base = full_point("base", 0, 0);
    tuning.recommended = full_point("recommended", 12, 0.01);
    return record;
}

/// Six keys against two metrics, by one of the methods.
[[nodiscard]] inline measure::SensitivityRecord full_sensitivity(const std::string& method) {
    measure::SensitivityRecord record{.result = {}, .host = full_study_host()};
    measure::Sensitivity& result = record.result;
    result.study = full_study_head();
    result.method = method;
    const std::vector<std::string> keys{"policy.grace_window",  "policy.answer_limit",
                                        "support.cases.agents", "sellers.handling.median",
                                        "buyers.intent.share",  "policy.on_silence"};
    for (const std::string& key : keys) {
        result.knobs.push_back({key, "h", 0, 24, {}});
    }
    result.knobs.back() = {keys.back(), "", kFullNone, kFullNone, {"approve", "reject"}};
    result.rows = 12;
    result.points = 96;
    result.replications = 10;
    const bool is_sobol = method == "sobol";
    const measure::Estimate none{kFullNone, kFullNone, kFullNone, 0};
    for (const measure::Metric& metric : full_point("x", 1, 0).metrics) {
        if ((metric.id != "M01" && metric.id != "M10") || !metric.label.empty()) {
            continue;
        }
        measure::MetricSensitivity own{metric.id, metric.name, metric.label, metric.unit,
                                       metric.estimate.value, metric.estimate.value / 9,
                                       0.021, 0, {}};
        double weight = 0.45;
        for (const std::string& key : keys) {
            const double change = metric.estimate.value * weight / 3;
            own.effects.push_back(
                {key, is_sobol ? around(weight, 0.04) : none,
                 is_sobol ? around(weight * 1.2, 0.05) : none,
                 is_sobol ? none : around(change, change / 8), is_sobol ? kFullNone : change * 0.8,
                 is_sobol ? kFullNone : change / 3});
            weight *= 0.5;
        }
        result.metrics.push_back(std::move(own));
    }
    return record;
}

/// A distribution function with a band, after a log-normal law.
[[nodiscard]] inline measure::Curve full_curve(double median, double shift) {
    measure::Curve curve{"", "h", "share", {}};
    for (int i = 0; i <= 120; ++i) {
        const double hours = 0.5 * std::pow(1.06, i);
        const double y = std::clamp(passed(hours, median) + shift, 0.0, 1.0);
        curve.points.push_back(
            {hours, y, std::max(0.0, y - 0.02), std::min(1.0, y + 0.02)});
    }
    return curve;
}

[[nodiscard]] inline measure::FittedDelay full_delay(const std::string& name,
                                                     const std::string& title, double median) {
    measure::FittedDelay delay;
    delay.name = name;
    delay.title = title;
    delay.key = "sellers." + name;
    delay.from = "paid_at";
    delay.to = "shipped_at";
    delay.clock = "calendar";
    delay.events = 9'412;
    delay.censored = 588;
    delay.left_out = {{"handed over before it was paid", "2017-10-02 11:07:15", 151, {12, 77}}};
    delay.never = {0.004, 0.003, 0.005};
    delay.laws = {{"lognormal",
                   {{"median", "h", median, median * 0.98, median * 1.02},
                    {"sigma", "1", 0.91, 0.9, 0.92}},
                   -3.1e4, 6.2e4, 0.021, 0.08, 0.11, false, ""},
                  {"exponential", {{"mean", "h", median * 1.6, median * 1.5, median * 1.7}}, -3.3e4,
                   6.6e4, 0.14, 0.001, 0.001, true, ""},
                  {"gamma", {}, kFullNone, kFullNone, kFullNone, kFullNone, kFullNone, false,
                   "did not converge"}};
    delay.choice = "lognormal";
    delay.why = "the least AICc of those not rejected";
    delay.law = "{ lognormal = { median = \"41h\", sigma = 0.91 } }";
    delay.data = full_curve(median, 0);
    delay.simulated = full_curve(median * 1.02, 0.004);
    delay.on_clock = delay.data;
    delay.fitted = full_curve(median, -0.003);
    for (const double probability : {0.1, 0.5, 0.9, 0.99}) {
        const double at = median * std::exp(1.5 * (probability - 0.5) * 2);
        delay.quantiles.push_back({probability, at, at * 0.97, at * 1.03, at * 1.01});
    }
    return delay;
}

[[nodiscard]] inline measure::CalibrationRecord full_calibration() {
    measure::CalibrationRecord record{.result = {}, .host = full_study_host().host};
    measure::CalibrationResult& result = record.result;
    result.version = "0.1.0";
    result.preset = "aliexpress_base";
    result.scenario = "orders";
    result.account = {"orders.csv", "4f1c09d2a97be630", 10'000, 9'912, "2017-01-05 11:07:15",
                      "2018-08-29 15:00:37",
                      {{"created_at", "order_purchase_timestamp", 9'912, "year-month-day"},
                       {"paid_at", "order_approved_at", 9'874, "year-month-day"}},
                      {{"no date can be read", "yesterday", 61, {4, 19, 201}}},
                      {"the last week has fewer orders than those before it"}};
    result.delays = {full_delay("handling", "from payment to hand-over", 41),
                     full_delay("transit", "from hand-over to delivery", 170)};
    result.shares = {{"approved", "requests approved", "", 812, 1'204,
                      {0.674, 0.647, 0.701}, "", 0.669},
                     {"cancelled", "orders cancelled", "buyers.intent.share", 625, 9'912,
                      {0.063, 0.058, 0.068}, "", 0.061},
                     {"out of stock", "of paid orders are 'unavailable'",
                      "sellers.stock_out_share", 1, 12, {0.083, 0.015, 0.354},
                      "fewer than 30 cases: the preset's value is kept", 0.006}};
    result.amounts = {"BRL", 9'912, {{"an amount of 0", "", 2, {8, 31}}},
                      {{"lognormal",
                        {{"median", "currency", 109.29, 108, 110.6},
                         {"sigma", "1", 0.8, 0.79, 0.81}},
                        -5.1e4, 1.02e5, 0.021, 0.08, 0.11, false, ""}},
                      "lognormal", "the amounts do not contradict it",
                      "{ lognormal = { median = 10929, sigma = 0.8 } }",
                      {{0.5, 109.3, 108, 110.6, 109.1}, {0.9, 304.6, 301, 308, 305}}};
    for (int day = 0; day < 6; ++day) {
        const double rate = 0.02 * std::exp(-day / 2.0);
        result.hazard.push_back(
            {day * 24.0, day * 24.0 + 24, 200.0 - day * 30, 9'000, {rate, rate * 0.9, rate * 1.1}});
    }
    result.request_ends = {{"approved", 812, {0.67, 0.65, 0.7}, full_curve(20, -0.3)},
                           {"rejected", 150, {0.12, 0.1, 0.14}, full_curve(30, -0.85)}};
    result.arrivals.orders = 9'912;
    result.arrivals.days = 601;
    result.arrivals.per_day = {16.5, 16.2, 16.8};
    for (int hour = 0; hour < 168; ++hour) {
        result.arrivals.by_hour.push_back(0.7 + 0.5 * std::sin((hour % 24 - 9) / 24.0 * 6.283));
    }
    result.arrivals.dispersion = {{"weeks", "1 week", 115, 4.1, 84, 0.0001}};
    measure::WeekProfile profile{"orders", "arrivals.clock", 9'912, {}, {}, "{}"};
    for (int hour = 0; hour < 24; ++hour) {
        profile.hours.push_back(1 + 0.6 * std::sin((hour - 9) / 24.0 * 6.283));
    }
    profile.weekdays = {1.1, 1.1, 1.05, 1.05, 1, 0.8, 0.9};
    result.profiles = {profile};
    result.settings = {{"sellers.handling", result.delays.front().law,
                        "data: orders.csv, 9,412 of 10,000 rows"}};
    result.left = {"buyers.complaints.escalation_share", "support.chat.agents"};
    result.simulated_orders = 20'000;
    return record;
}

}  // namespace ordersim::tests

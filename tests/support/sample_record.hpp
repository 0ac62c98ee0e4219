#pragma once

#include "sim/measure/record.hpp"

#include "tests/support/sample_market.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A record such as a run writes, made up but plausible: for tests of what is rendered from one.
/// The numbers are smooth functions of the grace window, not the result of any run.
namespace ordersim::tests {

/// What distinguishes one sample variant from another.
struct SamplePolicy {
    std::string name;
    std::string key;    ///< overridden key; empty for none
    std::string value;  ///< its TOML text
    double grace_hours = 0;
    double help = 0;  ///< added to the share that gets out
};

/// Success of the sample policy: a quarter of those left get out within the window.
[[nodiscard]] inline double sample_success(const SamplePolicy& policy) {
    return 0.6231 + 0.13 * (1 - std::exp(-policy.grace_hours / 3)) + policy.help;
}

inline void add_success(const SamplePolicy& policy, std::vector<measure::Metric>& metrics) {
    const double success = sample_success(policy);
    const auto add = [&metrics](std::string label, double value, double half_width) {
        metrics.push_back(
            {"M01", "cancellation success", std::move(label), "share", around(value, half_width)});
    };
    const double grace = 0.2 * (1 - std::exp(-policy.grace_hours / 3));
    add("", success, 0.0081);
    add("all intents", success + 0.07, 0.0064);
    add("settled in part", 0.0112, 0.0013);
    add("stage: unpaid", 1, 0);
    add("stage: verifying", 0.9871, 0.0028);
    if (policy.grace_hours > 0) {
        add("stage: grace", 0.9992, 0.0003);
    }
    add("stage: processing", 0.7124 + policy.help, 0.0092);
    add("stage: shipped", 0.1533, 0.0117);
    add("path: self-serve", 0.0612 + grace, 0.0031);
    add("path: seller approval", (success - 0.1312 - grace) * 0.7, 0.0066);
    add("path: auto-approve", (success - 0.1312 - grace) * 0.3, 0.0049);
    add("path: seller cancel", 0.0131, 0.0012);
    add("path: support", 0.0048, 0.0008);
    add("path: dispute refund", 0.0339, 0.0022);
    add("path: non-fulfilment", 0.0182, 0.0015);
}

inline void add_outcomes(const SamplePolicy& policy, std::vector<measure::Metric>& metrics) {
    constexpr std::array<std::pair<std::string_view, double>, 8> kOutcomes{
        {{"approved", 0.5212},
         {"automatic", 0.1841},
         {"rejected", 0.1422},
         {"withdrawn", 0.0911},
         {"lapsed", 0.0},
         {"overtaken", 0.0441},
         {"non-fulfilment", 0.0163},
         {"open", 0.001}}};
    for (const auto& [label, share] : kOutcomes) {
        metrics.push_back(
            {"M02", "request outcome", std::string(label), "share", around(share, 0.03 * share)});
    }
    const double lost = 0.0541 * std::exp(-policy.grace_hours / 9);
    metrics.push_back({"M05", "race loss", "", "share", around(lost, 0.0032)});
    metrics.push_back(
        {"M05", "race loss", "shipped after approval", "share", around(0.0021, 0.0007)});
    metrics.push_back({"M12", "hold cost", "", "h",
                       around(0.82 * policy.grace_hours, 0.02 * policy.grace_hours)});
}

inline void add_times(const SamplePolicy& policy, std::vector<measure::Metric>& metrics) {
    const double quicker = std::exp(-policy.grace_hours / 12);
    const auto add = [&](std::string id, std::string name) {
        return [&metrics, id, name](std::string label, double hours, double half_width) {
            metrics.push_back({id, name, std::move(label), "h", around(hours, half_width)});
        };
    };
    const auto resolution = add("M03", "time to resolution");
    resolution("p50", 14.21 * quicker, 0.41);
    resolution("asked: p50", 18.02 * quicker, 0.52);
    resolution("p90", 48, 0.02);
    resolution("p99", 131.5, 6.2);
    resolution("payment to decision, mean", 22.71 * quicker, 0.52);
    const auto money = add("M04", "time to money");
    money("p50", 101.2 * quicker, 1.9);
    money("p90", 262.5, 3.4);
    money("p99", 488, 14);
    money("platform leg, mean", 20.14, 0.6);
    money("bank leg, mean", 84.4, 1.1);
}

inline void add_flows(const SamplePolicy& policy, std::vector<measure::Flow>& flows) {
    const double grace = 17 * (1 - std::exp(-policy.grace_hours / 3));
    flows = {
        {"T01", "buyer places the order", "none", "awaiting_payment", 1000},
        {"T02", "buyer cancels the unpaid order", "awaiting_payment", "closed_unpaid", 21.3},
        {"T03", "nobody pays in time", "awaiting_payment", "closed_unpaid", 61.7},
        {"T04", "buyer pays", "awaiting_payment", "pay_verifying", 941.9},
        {"T06a", "payment fails; the rest of the time to pay runs on", "pay_verifying",
         "awaiting_payment", 24.9},
        {"T05", "payment is verified", "pay_verifying", "processing", 912.4},
        {"T07a", "buyer cancels while the payment is verified; it is voided at once",
         "pay_verifying", "cancelled", 4.6},
        {"T09", "buyer cancels within the grace window", "processing", "refunding", grace},
        {"T10", "buyer requests cancellation; the parcel is held", "processing", "cancel_pending",
         51.9 - grace},
        {"T11", "seller approves", "cancel_pending", "refunding", 27.1},
        {"T15", "silence approves", "cancel_pending", "refunding", 9.6},
        {"T12", "seller rejects", "cancel_pending", "processing", 7.4},
        {"T17", "buyer withdraws the request", "cancel_pending", "processing", 4.7},
        {"T18", "seller ships although a request is pending", "cancel_pending", "shipped", 2.3},
        {"T13", "seller makes an offer instead", "cancel_pending", "cancel_pending", 3.1},
        {"T19", "seller cancels", "processing", "refunding", 9.2},
        {"T21", "seller misses the shipping deadline", "processing", "refunding", 11.4},
        {"T23", "seller ships", "processing", "shipped", 850.9 - grace},
        {"T38b", "seller ships during a case, which becomes a dispute", "processing", "dispute",
         0.3},
        {"T26", "the parcel is delivered", "shipped", "delivered", 829.6},
        {"T29", "the parcel is lost", "shipped", "dispute", 4.4},
        {"T38", "buyer opens a dispute", "delivered", "dispute", 17.2},
        {"T27", "buyer confirms receipt", "delivered", "completed", 511.8},
        {"T28", "receipt is confirmed by itself", "delivered", "completed", 300.6},
        {"T43", "the dispute is decided for the buyer", "dispute", "refunding", 13.9},
        {"T43b", "the dispute is decided for the seller", "dispute", "completed", 6.1},
        {"T43c", "the sides agree on a part", "dispute", "settled_partial", 1.4},
        {"T42", "buyer withdraws the dispute", "dispute", "delivered", 0.5},
        {"T30a", "all is paid back for a parcel that never left", "refunding", "cancelled", 57.3},
        {"T30b", "all is paid back", "refunding", "refunded", 12.4},
        {"T30c", "a part is paid back, the seller gets the rest", "refunding", "settled_partial",
         1.5}};
}

/// The share of a log-normal time with that median that has passed after `hours`.
[[nodiscard]] inline double passed(double hours, double median) {
    return hours <= 0 ? 0 : 0.5 * std::erfc(-std::log(hours / median) / 1.5 / std::sqrt(2.0));
}

inline void add_curves(const SamplePolicy& policy, std::vector<measure::Curve>& curves) {
    const double quicker = std::exp(-policy.grace_hours / 12);
    const auto distribution = [](std::string name, double median, double cap) {
        measure::Curve curve{std::move(name), "h", "share", {}};
        for (int i = 0; i <= 200; ++i) {
            const double hours = i == 0 ? 0 : 0.05 * std::pow(1.045, i);
            const double y = hours >= cap ? 1 - 0.08 / (hours / cap) : passed(hours, median) * 0.92;
            curve.points.push_back({hours, y, std::max(0.0, y - 0.015), std::min(1.0, y + 0.015)});
        }
        return curve;
    };
    curves.push_back(distribution("time to resolution", 14 * quicker, 48));
    curves.push_back(distribution("time to money", 101 * quicker, 400));
}

[[nodiscard]] inline measure::Variant sample_variant(const SamplePolicy& policy) {
    measure::Variant variant;
    variant.name = policy.name;
    variant.orders = 402'113;
    variant.orders_open = 12;
    variant.events = 6.1e6;
    variant.invariant_checks = 4.8e6;
    if (!policy.key.empty()) {
        variant.overrides[policy.key] = policy.value;
    }
    add_success(policy, variant.metrics);
    add_outcomes(policy, variant.metrics);
    add_times(policy, variant.metrics);
    add_market({.grace_hours = policy.grace_hours, .help = policy.help}, variant.metrics);
    add_flows(policy, variant.flows);
    add_curves(policy, variant.curves);
    add_lines({.grace_hours = policy.grace_hours, .help = policy.help}, variant.curves);
    return variant;
}

/// Differences to the first variant, with the narrower interval that common draws give.
inline void add_differences(std::vector<measure::Variant>& variants) {
    for (std::size_t i = 1; i < variants.size(); ++i) {
        for (const measure::Metric& metric : variants[i].metrics) {
            for (const measure::Metric& base : variants.front().metrics) {
                if (base.id == metric.id && base.label == metric.label &&
                    base.name == metric.name) {
                    measure::Metric difference = metric;
                    const double width = (metric.estimate.high - metric.estimate.low) / 6;
                    difference.estimate =
                        around(metric.estimate.value - base.estimate.value, width);
                    variants[i].differences.push_back(std::move(difference));
                }
            }
        }
    }
}

[[nodiscard]] inline std::vector<SamplePolicy> sample_policies(std::size_t variants) {
    std::vector<SamplePolicy> policies{{"base", "", "", 0, 0}};
    if (variants == 2) {
        policies.push_back({"silence rejects", "policy.on_silence", "\"reject\"", 0, -0.1418});
        return policies;
    }
    constexpr std::array<std::pair<std::string_view, double>, 7> kWindows{{{"15min", 0.25},
                                                                           {"30min", 0.5},
                                                                           {"1h", 1},
                                                                           {"2h", 2},
                                                                           {"4h", 4},
                                                                           {"12h", 12},
                                                                           {"24h", 24}}};
    for (std::size_t i = 0; i + 1 < variants && i < kWindows.size(); ++i) {
        const std::string window(kWindows[i].first);
        policies.push_back(
            {"grace " + window, "policy.grace_window", '"' + window + '"', kWindows[i].second, 0});
    }
    return policies;
}

[[nodiscard]] inline std::vector<measure::Setting> sample_settings() {
    return {
        {"agents.sellers.absent", "0.08", "aliexpress_base.toml:61",
         "third party: seller survey, 2021"},
        {"agents.sellers.handling", "{ lognormal = { median = \"38h\", sigma = 0.9 } }",
         "aliexpress_base.toml:52", "data: Olist 2016-2018, hand-over minus approval"},
        {"agents.buyers.intent", "0.058", "aliexpress_base.toml:40", "estimate"},
        {"policy.answer_limit", "\"48h\"", "aliexpress_base.toml:12", "third party: help pages"},
        {"policy.grace_window", "\"0s\"", "aliexpress_base.toml:11", "third party: help pages"},
        {"policy.on_silence", "\"approve\"", "aliexpress_base.toml:13", ""},
        {"run.replications", "20", "--set", ""}};
}

/// The sample record with 1 to 8 variants. Two variants differ in a word; three and more form a
/// sweep over the grace window.
[[nodiscard]] inline measure::Record sample_record(std::size_t variants = 1) {
    measure::Record record;
    measure::Result& result = record.result;
    result.scenario = variants > 2 ? "grace_sweep" : "aliexpress_base";
    result.question = "How many buyers who want to cancel get out, by which path, and how fast?";
    result.scenario_hash = "4f1c09d2a97be630";
    result.version = "0.1.0";
    result.seed = 1;
    result.replications = 20;
    result.stopped_by = "replications";
    result.warm_up = "4d, by MSER-5 on pending requests of a pilot";
    result.currency = "BRL";
    result.settings = sample_settings();
    for (const SamplePolicy& policy : sample_policies(variants)) {
        result.variants.push_back(sample_variant(policy));
    }
    add_differences(result.variants);
    record.host = {.build = "g++ 12.2, Release",
                   .threads = 2,
                   .wall_seconds = 7.42,
                   .cpu_seconds = 14.6,
                   .events_per_second = 6.13e6,
                   .started_at = "2024-05-02T09:31:07Z"};
    return record;
}

}  // namespace ordersim::tests

#pragma once

#include "sim/measure/record.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the sample record says of sellers, cases, support, costs and lines: made up, plausible, and
/// smooth functions of the policy, as the rest of it.
namespace ordersim::tests {

/// How far a sample policy lets the buyer help himself.
struct SampleEase {
    double grace_hours = 0;
    double help = 0;  ///< added to the share that gets out

    /// What is left of a burden that self-service takes off the market.
    [[nodiscard]] double burden() const { return std::exp(-grace_hours / 9) * (1 - 2 * help); }
};

[[nodiscard]] inline measure::Estimate around(double value, double half_width) {
    return {
        .value = value, .low = value - half_width, .high = value + half_width, .replications = 20};
}

/// Appends metrics of one id, each with an interval of a few percent of its value.
class SampleFigures {
public:
    SampleFigures(std::vector<measure::Metric>& metrics, std::string id, std::string name)
        : metrics_(metrics), id_(std::move(id)), name_(std::move(name)) {}

    void add(std::string_view label, std::string_view unit, double value, double width = 0.04) {
        metrics_.push_back(
            {id_, name_, std::string(label), std::string(unit), around(value, width * value)});
    }

private:
    std::vector<measure::Metric>& metrics_;
    std::string id_;
    std::string name_;
};

inline void add_sellers(std::vector<measure::Metric>& metrics) {
    SampleFigures response(metrics, "M06", "seller response");
    response.add("p50", "h", 9.31);
    response.add("p90", "h", 43.7);
    response.add("within 24 h", "share", 0.7412, 0.009);
    response.add("before the limit", "share", 0.8803, 0.006);
    SampleFigures penalties(metrics, "M13", "seller penalties");
    penalties.add("points per 1,000 orders", "per 1,000 orders", 17.3);
    penalties.add("cancel rate at fault", "share", 0.0142);
    penalties.add("orders at sellers above 2.5 %", "share", 0.211);
    penalties.add("orders at sellers above 5 %", "share", 0.0412);
    penalties.add("orders at sellers above 10 %", "share", 0.0031, 0.3);
    SampleFigures(metrics, "M16", "fairness of default").add("", "share", 1, 0);
}

inline void add_cases(const SampleEase& ease, std::vector<measure::Metric>& metrics) {
    SampleFigures escalation(metrics, "M07", "escalation");
    escalation.add("", "share", 0.3121 * ease.burden(), 0.06);
    escalation.add("dispute rate", "share", 0.0271);
    escalation.add("ruling filing rate", "share", 0.0093);
    escalation.add("seller liability rate", "share", 0.0061);
    SampleFigures decisions(metrics, "M08", "decisions");
    decisions.add("", "share", 0.7034, 0.02);
    decisions.add("split", "share", 0.0982);
    decisions.add("awarded", "share", 0.7512, 0.02);
}

inline void add_support(const SampleEase& ease, std::vector<measure::Metric>& metrics) {
    SampleFigures support(metrics, "M09", "support");
    const double load = 0.5 + 0.5 * ease.burden();
    support.add("chat: arrivals an hour", "per hour", 3.42 * load);
    support.add("chat: utilisation", "share", 0.5213 * load);
    support.add("chat: wait p50", "h", 0);
    support.add("chat: wait p95", "h", 0.112 * load);
    support.add("chat: wait, mean", "h", 0.0213 * load);
    support.add("chat: at once or in time", "share", 0.8123, 0.01);
    support.add("chat: had to wait", "share", 0.2011 * load);
    support.add("chat: gave up", "share", 0.0321 * load);
    support.add("chat: gave up silently", "share", 0.0112 * load);
    support.add("cases: arrivals an hour", "per hour", 1.71 * load);
    support.add("cases: utilisation", "share", 0.6812 * load);
    support.add("cases: wait p50", "h", 1.22 * load);
    support.add("cases: wait p95", "h", 13.4 * load);
    support.add("cases: wait, mean", "h", 3.61 * load);
    support.add("cases: wait before shipment, mean", "h", 2.91 * load);
    support.add("cases: wait in disputes, mean", "h", 3.83 * load);
    support.add("cases: at once or in time", "share", 0.3401, 0.02);
    support.add("cases: had to wait", "share", 0.6599, 0.02);
    support.add("cases: backlog age p95", "h", 15.9 * load);
}

inline void add_costs(const SampleEase& ease, std::vector<measure::Metric>& metrics) {
    SampleFigures cost(metrics, "M10", "cost per intended cancel");
    const double seller = 4.81 * ease.burden();
    const double platform = 3.12 * (0.5 + 0.5 * ease.burden());
    cost.add("", "currency", 0.38 + seller + platform, 0.02);
    cost.add("buyer", "currency", 0.38);
    cost.add("seller", "currency", seller, 0.03);
    cost.add("platform", "currency", platform, 0.02);
    SampleFigures(metrics, "M11", "wasted shipments").add("", "share", 0.0613 * ease.burden());
    SampleFigures sales(metrics, "M14", "net sales kept");
    sales.add("", "share", 0.9421, 0.001);
    sales.add("without reorders", "share", 0.9312, 0.001);
    SampleFigures effort(metrics, "M15", "buyer effort");
    effort.add("calls", "1", 3.42, 0.01);
    effort.add("messages", "1", 1.13, 0.01);
    effort.add("days", "d", 5.21, 0.01);
}

inline void add_volumes(const SampleEase& ease, std::vector<measure::Metric>& metrics) {
    SampleFigures volume(metrics, "volume", "volume");
    const auto add = [&volume](std::string_view label, double per_thousand, double width = 0.03) {
        volume.add(label, "per 1,000 orders", per_thousand, width);
    };
    add("contacts", 84.3, 0.013);
    add("requests", 51.9, 0.017);
    add("contacts: unpaid", 4.12);
    add("contacts: verifying", 5.06);
    add("contacts: grace", 22 * (1 - std::exp(-ease.grace_hours / 3)));
    add("contacts: processing", 59.94 - 22 * (1 - std::exp(-ease.grace_hours / 3)));
    add("contacts: shipped", 15.18);
    add("cases", 27.1 * ease.burden());
    add("disputes", 21.3);
    add("support chats", 16.4);
    add("refund retries", 1.31);
    add("seller offers", 8.21);
    add("follow-ups", 31.2);
}

inline void add_market(const SampleEase& ease, std::vector<measure::Metric>& metrics) {
    add_sellers(metrics);
    add_cases(ease, metrics);
    add_support(ease, metrics);
    add_costs(ease, metrics);
    add_volumes(ease, metrics);
}

/// A line that fills while orders come, for three weeks, and empties afterwards.
inline void add_line(std::string_view name, double level, double days, measure::Curve& curve) {
    curve.name = name;
    curve.x_unit = "d";
    for (int hour = 0; hour <= 45 * 24; hour += 6) {
        const double day = hour / 24.0;
        const double filled = 1 - std::exp(-std::min(day, 21.0) / days);
        const double weekend = std::fmod(day, 7) >= 5 ? 1.2 : 1;
        const double night = hour % 24 < 8 ? 0.8 : 1;
        const double y =
            level * filled * weekend * night * std::exp(-std::max(0.0, day - 21) / days);
        curve.points.push_back({day, y, std::max(0.0, y - 0.05 * level), y + 0.05 * level});
    }
}

/// The curves over the days of the run.
inline void add_lines(const SampleEase& ease, std::vector<measure::Curve>& curves) {
    const double load = ease.burden();
    const auto add = [&curves](std::string_view name, std::string_view unit, double level,
                               double days) {
        measure::Curve curve{{}, {}, std::string(unit), {}};
        add_line(name, level, days, curve);
        curves.push_back(std::move(curve));
    };
    add("pending requests", "count", 55 * load, 2);
    add("open cases and disputes", "count", 121 * load, 4);
    add("refunds under way", "count", 612, 6);
    add("chat line", "count", 0.31 * load, 0.5);
    add("case line", "count", 6.4 * load, 1);
    add("chat utilisation", "share", 0.42 * load, 0.5);
    add("case utilisation", "share", 0.61 * load, 1);
}

}  // namespace ordersim::tests

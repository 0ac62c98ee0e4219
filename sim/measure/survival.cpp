#include "sim/measure/survival.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::measure {

namespace {

/// Products of (1 - d/n) that should meet a probability exactly miss it by rounding.
constexpr double kRounding = 1e-12;

}  // namespace

KaplanMeier::KaplanMeier(std::vector<CensoredTime> sample) : sample_size_(sample.size()) {
    for (const CensoredTime& one : sample) {
        ORDERSIM_ASSERT(std::isfinite(one.time));
        ORDERSIM_ASSERT(one.time >= 0);
    }
    if (!std::ranges::is_sorted(sample)) {
        std::ranges::sort(sample);
    }
    time_last_ = sample.empty() ? 0 : sample.back().time;
    SurvivalStep step;
    for (std::size_t i = 0; i < sample.size();) {
        if (sample[i].is_censored) {
            ++i;
            continue;
        }
        step.time = sample[i].time;
        step.at_risk = static_cast<double>(sample.size() - i);
        step.events = 0;
        for (; i < sample.size() && !sample[i].is_censored && sample[i].time == step.time; ++i) {
            ++step.events;
        }
        step.survival *= (step.at_risk - step.events) / step.at_risk;
        step.greenwood += step.events / (step.at_risk * (step.at_risk - step.events));
        steps_.push_back(step);
    }
}

const SurvivalStep* KaplanMeier::step_at(double time) const {
    const auto after = std::ranges::upper_bound(steps_, time, {}, &SurvivalStep::time);
    return after == steps_.begin() ? nullptr : &*std::prev(after);
}

double KaplanMeier::survival(double time) const {
    const SurvivalStep* step = step_at(time);
    return step == nullptr ? 1 : step->survival;
}

double KaplanMeier::standard_error(double time) const {
    const SurvivalStep* step = step_at(time);
    return step == nullptr ? 0 : step->survival * std::sqrt(step->greenwood);
}

Interval KaplanMeier::bounds(double time, double level) const {
    const SurvivalStep* step = step_at(time);
    if (step == nullptr) {
        return {.low = 1, .high = 1};
    }
    if (step->survival == 0) {
        const bool is_first = step == steps_.data();
        return {.low = 0, .high = is_first ? 1 : bounds(std::prev(step)->time, level).high};
    }
    const double log_survival = std::log(step->survival);
    const double spread =
        normal_quantile((1 + level) / 2) * std::sqrt(step->greenwood) / -log_survival;
    const double centre = std::log(-log_survival);
    return {.low = std::exp(-std::exp(centre + spread)),
            .high = std::exp(-std::exp(centre - spread))};
}

double KaplanMeier::cumulative_hazard(double time) const {
    double hazard = 0;
    for (const SurvivalStep& step : steps_) {
        hazard += step.time <= time ? step.events / step.at_risk : 0;
    }
    return hazard;
}

double KaplanMeier::restricted_mean(double time) const {
    double area = 0;
    double from = 0;
    double height = 1;
    for (const SurvivalStep& step : steps_) {
        area += height * (std::min(step.time, time) - from);
        from = std::min(step.time, time);
        height = step.survival;
    }
    return area + height * (time - from);
}

std::optional<double> KaplanMeier::quantile(double probability) const {
    ORDERSIM_ASSERT(probability > 0);
    ORDERSIM_ASSERT(probability <= 1);
    const auto reached = std::ranges::partition_point(steps_, [&](const SurvivalStep& step) {
        return 1 - step.survival < probability - kRounding;
    });
    return reached == steps_.end() ? std::nullopt : std::optional<double>(reached->time);
}

}  // namespace ordersim::measure

#include "sim/experiment/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/experiment/morris.hpp"
#include "sim/experiment/sobol.hpp"
#include "sim/experiment/study_points.hpp"

namespace ordersim::experiment {

namespace {

using measure::SensitivityEffect;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr measure::Estimate kNoEstimate{.value = kNaN,
                                        .low = -std::numeric_limits<double>::infinity(),
                                        .high = std::numeric_limits<double>::infinity(),
                                        .replications = 0};

MorrisSize morris_size(const SensitivityPlan& plan) {
    return {.trajectories = plan.rows, .dimensions = plan.knobs.size()};
}
SobolSize sobol_size(const SensitivityPlan& plan) {
    return {.rows = plan.rows, .dimensions = plan.knobs.size()};
}

std::vector<std::vector<double>> places(const SensitivityPlan& plan) {
    const std::uint64_t seed = plan.scenario.plan.seed;
    switch (plan.method) {
        case SensitivityMethod::morris: return morris_places(morris_size(plan), seed);
        case SensitivityMethod::sobol: break;
    }
    return sobol_places(sobol_size(plan), seed);
}

std::vector<SensitivityEffect> effects(const SensitivityPlan& plan,
                                       const std::vector<NoisyValue>& values) {
    const std::uint64_t seed = plan.scenario.plan.seed;
    const double level = plan.scenario.plan.level;
    std::vector<SensitivityEffect> told;
    for (const Knob& knob : plan.knobs) {
        told.push_back({knob.key, kNoEstimate, kNoEstimate, kNoEstimate, kNaN, kNaN});
    }
    if (plan.method == SensitivityMethod::morris) {
        const auto found = morris_effects(morris_size(plan), seed, values, level).effects;
        for (std::size_t i = 0; i < told.size(); ++i) {
            told[i].mu_star = found[i].mu_star;
            told[i].mu = found[i].mu;
            told[i].sigma = found[i].sigma;
        }
        return told;
    }
    const auto found = sobol_indices(sobol_size(plan), seed, values, level).indices;
    for (std::size_t i = 0; i < told.size(); ++i) {
        told[i].first = found[i].first;
        told[i].total = found[i].total;
    }
    return told;
}

measure::MetricSensitivity of_metric(const SensitivityPlan& plan, const Study& study,
                                     const std::vector<std::size_t>& points,
                                     std::size_t place) {
    const StudyMetric& metric = study_metrics()[place];
    measure::MetricSensitivity told{metric.id, metric.name, metric.label, metric.unit,
                                    kNaN,      kNaN,        kNaN,         0,
                                    {}};
    std::vector<std::vector<double>> by_point;
    for (const std::size_t point : points) {
        by_point.push_back(study.values(point, place));
        told.points_without_data += std::isnan(noisy_value(by_point.back()).value) ? 1U : 0U;
    }
    if (told.points_without_data > 0 || study.is_stopped()) {
        return told;
    }
    const std::vector<NoisyValue> values = means_on_common_draws(by_point);
    std::vector<double> means;
    std::ranges::transform(values, std::back_inserter(means), &NoisyValue::value);
    const NoisyValue over_points = noisy_value(means);
    told.mean = over_points.value;
    told.deviation = std::sqrt(over_points.variance * static_cast<double>(means.size()));
    told.noise_share = noise_share(values);
    told.effects = effects(plan, values);
    return told;
}

std::vector<measure::SensitivityKnob> knobs_of(const SensitivityPlan& plan) {
    std::vector<measure::SensitivityKnob> knobs;
    for (const Knob& knob : plan.knobs) {
        const bool is_number = kind_of(knob) != KnobKind::choice;
        measure::SensitivityKnob& told = knobs.emplace_back();
        told.key = knob.key;
        told.unit = unit_of(knob.axis);
        told.low = is_number ? knob.low : kNaN;
        told.high = is_number ? knob.high : kNaN;
        for (const scenario::FactorLevel& level : knob.levels) {
            told.levels.push_back(level.text);
        }
    }
    return knobs;
}

/// The design's points by their numbers in the study; those that are alike have the same.
tl::expected<std::vector<std::size_t>, RunError> evaluate_design(const SensitivityPlan& plan,
                                                                 Study& study) {
    std::vector<std::vector<std::string>> overrides;
    for (const std::vector<double>& place : places(plan)) {
        overrides.push_back(overrides_at(plan.knobs, point_at(plan.knobs, place)));
    }
    const auto variants = plan.variants_at(overrides);
    if (!variants) {
        return tl::unexpected(variants.error());
    }
    std::vector<std::size_t> points;
    for (const scenario::Variant& variant : *variants) {
        points.push_back(study.add(variant));
    }
    std::vector<Demand> demands;
    for (std::size_t point = 0; point < study.size(); ++point) {
        demands.push_back({point, plan.scenario.plan.replications});
    }
    if (const auto run = study.extend(demands); !run) {
        return tl::unexpected(run.error());
    }
    return points;
}

}  // namespace

std::size_t sensitivity_points(const SensitivityPlan& plan) {
    const std::size_t more = plan.method == SensitivityMethod::morris ? 1 : 2;
    return plan.rows * (plan.knobs.size() + more);
}

tl::expected<measure::SensitivityRecord, RunError> analyse_sensitivity(
    const SensitivityPlan& plan, const StudyOptions& options) {
    Study study(plan.scenario, options);
    const auto points = evaluate_design(plan, study);
    if (!points) {
        return tl::unexpected(points.error());
    }
    if (const auto measured = check_measured(study); !measured) {
        return tl::unexpected(measured.error());
    }
    if (const auto noted = study.note(plan.command); !noted) {
        return tl::unexpected(noted.error());
    }
    measure::SensitivityRecord record;
    measure::Sensitivity& told = record.result;
    told.study = head_of(plan.scenario, study);
    told.method = plan.method == SensitivityMethod::morris ? "morris" : "sobol";
    told.knobs = knobs_of(plan);
    told.rows = plan.rows;
    told.points = static_cast<double>(points->size());
    told.replications = plan.scenario.plan.replications;
    for (const std::size_t metric : plan.metrics) {
        told.metrics.push_back(of_metric(plan, study, *points, metric));
    }
    record.host = host_of(study);
    return record;
}

}  // namespace ordersim::experiment

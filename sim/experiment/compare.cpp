#include "sim/experiment/compare.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/experiment/study_points.hpp"

namespace ordersim::experiment {
namespace {

using measure::Estimate;
using measure::RatioSample;

std::string better_text(measure::Better better) {
    switch (better) {
        case measure::Better::higher: return "higher";
        case measure::Better::lower: return "lower";
        case measure::Better::neither: break;
    }
    return {};
}

double width(const Estimate& estimate) { return estimate.high - estimate.low; }

/// A policy of the comparison.
struct Policy {
    std::string name;
    std::size_t point = 0;
};

double threshold_of(const StudyMetric& metric, const Estimate& baseline,
                    const std::map<std::string, double>& thresholds) {
    const auto given = thresholds.find(metric.reference());
    if (given != thresholds.end()) {
        return given->second;
    }
    if (metric.unit == "share") {
        return kShareThreshold;
    }
    return std::isnan(baseline.value) ? 0 : kRelativeThreshold * std::abs(baseline.value);
}

/// Widths of independent estimates add up as squares.
double narrowing(const StudyMetric& metric, measure::Paired<RatioSample> pair, double level) {
    const double independent = std::hypot(width(estimate_of(metric, pair.minuend, level)),
                                          width(estimate_of(metric, pair.subtrahend, level)));
    const double paired = width(difference_of(metric, pair, level));
    return paired > 0 && std::isfinite(paired) ? independent / paired
                                               : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Policy> add_policies(Study& study, const ComparePlan& plan) {
    std::vector<Policy> policies;
    for (const scenario::Scenario* scenario : plan.scenarios) {
        for (const scenario::Variant& variant : scenario->variants) {
            const bool is_alone = scenario->variants.size() == 1;
            const std::string name = plan.scenarios.size() == 1 ? variant.name
                                     : is_alone                 ? scenario->name
                                                : scenario->name + ": " + variant.name;
            policies.push_back({name, study.add(variant)});
        }
    }
    return policies;
}

}  // namespace

std::vector<std::string> compared_metrics() {
    return {"M01",       "M03 p50",      "M03 p90", "M04 p50", "M05",
            "M07",       "M10",          "M10 buyer", "M10 seller", "M10 platform",
            "M11",       "M12",          "M13 points per 1,000 orders",
            "M14",       "M15 messages"};
}

measure::Comparison compare_points(const Study& study, const PolicyPair& pair,
                                   const std::string& reference, const CompareTerms& terms) {
    const std::size_t place = find_metric(reference);
    const StudyMetric& metric = study_metrics()[place];
    const std::size_t common =
        std::min(study.replications(pair.policy), study.replications(pair.baseline));
    const std::vector<RatioSample> ours = study.samples(pair.policy, place);
    const std::vector<RatioSample> theirs = study.samples(pair.baseline, place);
    const measure::Paired<RatioSample> paired{std::span(ours).first(common),
                                              std::span(theirs).first(common)};
    measure::Comparison result{pair.name, metric.id, metric.name, metric.label, metric.unit,
                               better_text(metric.better),
                               estimate_of(metric, theirs, terms.level),
                               estimate_of(metric, ours, terms.level),
                               difference_of(metric, paired, terms.each_level),
                               0, "", 0};
    result.threshold = threshold_of(metric, result.baseline, terms.thresholds);
    result.narrowing = narrowing(metric, paired, terms.level);
    if (metric.better != measure::Better::neither) {
        result.verdict = measure::verdict_name(
            measure::verdict_of(result.difference, result.threshold, metric.better));
    }
    return result;
}

tl::expected<measure::ComparisonRecord, RunError> compare(const ComparePlan& plan,
                                                          const StudyOptions& options) {
    const scenario::Scenario& first = *plan.scenarios.front();
    Study study(first, options);
    const std::vector<Policy> policies = add_policies(study, plan);
    std::vector<Demand> demands;
    for (std::size_t point = 0; point < study.size(); ++point) {
        demands.push_back({point, first.plan.replications});
    }
    if (const auto run = study.extend(demands); !run) {
        return tl::unexpected(run.error());
    }
    if (const auto measured = check_measured(study); !measured) {
        return tl::unexpected(measured.error());
    }
    if (const auto noted = study.note(plan.command); !noted) {
        return tl::unexpected(noted.error());
    }
    measure::ComparisonRecord record;
    record.result.study = head_of(first, study);
    record.result.joint_level = first.plan.level;
    for (const Policy& policy : policies) {
        record.result.policies.push_back(
            summarize(study, policy.point, policies.front().point, first.plan.level));
        record.result.policies.back().name = policy.name;
    }
    const double differences = static_cast<double>((policies.size() - 1) * plan.metrics.size());
    const CompareTerms terms{first.plan.level, 1 - (1 - first.plan.level) / differences,
                             plan.thresholds};
    for (std::size_t i = 1; i < policies.size(); ++i) {
        const PolicyPair pair{policies[i].name, policies[i].point, policies.front().point};
        for (const std::string& metric : plan.metrics) {
            record.result.comparisons.push_back(compare_points(study, pair, metric, terms));
        }
    }
    record.host = host_of(study);
    return record;
}

}  // namespace ordersim::experiment

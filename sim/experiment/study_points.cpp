#include "sim/experiment/study_points.hpp"

#include <algorithm>

namespace ordersim::experiment {

measure::StudyHead head_of(const scenario::Scenario& scenario, const Study& study) {
    measure::StudyHead head;
    head.scenario = scenario.name;
    head.question = scenario.question;
    head.scenario_hash = scenario.hash;
    head.version = ORDERSIM_VERSION;
    head.seed = scenario.plan.seed;
    head.level = scenario.plan.level;
    head.partial = study.is_stopped();
    head.warm_up = study.warm_up().how;
    head.currency = scenario.currency;
    for (const scenario::Setting& setting : scenario.settings) {
        head.settings.push_back({setting.key, setting.value, setting.origin, setting.source});
    }
    return head;
}

std::string unit_of(scenario::Axis axis) {
    switch (axis) {
        case scenario::Axis::hours: return "h";
        case scenario::Axis::numbers: return "1";
        case scenario::Axis::words: break;
    }
    return {};
}

measure::StudyHost host_of(const Study& study) {
    measure::StudyHost host;
    host.events = study.events();
    host.simulated = study.simulated();
    host.recalled = study.recalled();
    return host;
}

measure::StudyPoint summarize(const Study& study, std::size_t point, std::size_t first,
                              double level) {
    measure::StudyPoint summary;
    summary.name = study.variant(point).name;
    summary.settings = study.variant(point).overrides;
    summary.replications = study.replications(point);
    summary.orders = study.orders(point);
    const std::size_t pairs = std::min(study.replications(point), study.replications(first));
    for (std::size_t i = 0; i < study_metrics().size(); ++i) {
        const StudyMetric& metric = study_metrics()[i];
        const std::vector<measure::RatioSample> own = study.samples(point, i);
        summary.metrics.push_back({metric.id, metric.name, metric.label, metric.unit,
                                   estimate_of(metric, own, level)});
        if (point != first) {
            const std::vector<measure::RatioSample> theirs = study.samples(first, i);
            summary.differences.push_back(
                {metric.id, metric.name, metric.label, metric.unit,
                 difference_of(metric,
                               {std::span(own).first(pairs), std::span(theirs).first(pairs)},
                               level)});
        }
    }
    return summary;
}

tl::expected<void, RunError> check_measured(const Study& study) {
    for (std::size_t point = 0; point < study.size(); ++point) {
        if (study.orders(point) > 0) {
            return {};
        }
    }
    return tl::unexpected(RunError{
        RunError::Kind::nothing_measured,
        "no order was placed after the warm-up (" + study.warm_up().how +
            "); raise arrivals.horizon, arrivals.orders_per_day or arrivals.orders_max, or "
            "lower run.warm_up"});
}

}  // namespace ordersim::experiment

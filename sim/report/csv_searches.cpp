#include "sim/report/csv_rows.hpp"
#include "sim/report/search.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Estimate;

void append(std::vector<std::string>& fields, const Estimate& estimate) {
    for (const double value : {estimate.value, estimate.low, estimate.high}) {
        fields.push_back(csv::number(value));
    }
}

void append_names(std::vector<std::string>& fields, const std::string& name) {
    fields.insert(fields.end(), {name, name + " low", name + " high"});
}

}  // namespace

std::string trials_csv(const measure::Tuning& tuning) {
    std::vector<std::string> head{"trial", "stage"};
    for (const measure::TuningKnob& knob : tuning.knobs) {
        head.push_back(knob.key);
    }
    head.emplace_back("replications");
    append_names(head, "objective");
    for (const measure::TuningConstraint& constraint : tuning.constraints) {
        append_names(head, constraint.text);
    }
    for (const std::string& metric : tuning.pareto) {
        append_names(head, metric);
    }
    head.insert(head.end(), {"kept", "promise", "dominated_by"});
    std::string text = csv::row(head);
    for (std::size_t i = 0; i < tuning.trials.size(); ++i) {
        const measure::TuningTrial& trial = tuning.trials[i];
        std::vector<std::string> fields{fmt::format("{}", i + 1), trial.stage};
        fields.insert(fields.end(), trial.values.begin(), trial.values.end());
        fields.push_back(fmt::format("{}", trial.replications));
        append(fields, trial.objective);
        for (const Estimate& constraint : trial.constraints) {
            append(fields, constraint);
        }
        for (const Estimate& metric : trial.pareto) {
            append(fields, metric);
        }
        fields.insert(fields.end(), {trial.is_kept ? "yes" : "no", csv::number(trial.promise),
                                     fmt::format("{}", trial.dominated_by)});
        text += csv::row(fields);
    }
    return text;
}

std::string effects_csv(const measure::Sensitivity& sensitivity) {
    std::vector<std::string> head{"metric", "name", "label", "unit", "knob"};
    for (const char* index : {"first", "total", "mu_star"}) {
        append_names(head, index);
    }
    head.insert(head.end(), {"mu", "sigma", "noise_share"});
    std::string text = csv::row(head);
    for (const measure::MetricSensitivity& metric : sensitivity.metrics) {
        for (const measure::SensitivityEffect& effect : metric.effects) {
            std::vector<std::string> fields{metric.id, metric.name, metric.label, metric.unit,
                                            effect.key};
            append(fields, effect.first);
            append(fields, effect.total);
            append(fields, effect.mu_star);
            fields.insert(fields.end(), {csv::number(effect.mu), csv::number(effect.sigma),
                                         csv::number(metric.noise_share)});
            text += csv::row(fields);
        }
    }
    return text;
}

}  // namespace ordersim::report

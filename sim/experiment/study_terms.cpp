#include "sim/experiment/study_terms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/scenario/findings.hpp"

namespace ordersim::experiment {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

tl::unexpected<ExpressionError> error(const Reference& reference, std::string message) {
    return tl::unexpected(ExpressionError{
        .at = reference.at, .length = reference.length, .message = std::move(message)});
}

std::string metric_of(const Reference& reference) {
    return reference.label.empty() ? reference.name : reference.name + " " + reference.label;
}

tl::unexpected<ExpressionError> unknown_metric(const Reference& reference) {
    std::vector<std::string> all;
    std::vector<std::string> slices;
    for (const StudyMetric& metric : study_metrics()) {
        all.push_back("[" + metric.reference() + "]");
        if (metric.id == reference.name) {
            slices.push_back("[" + metric.reference() + "]");
        }
    }
    const std::string name = "[" + metric_of(reference) + "]";
    std::string message = "there is no metric " + name + scenario::did_you_mean(name, all);
    if (!slices.empty()) {
        message += "; " + reference.name + " has " + scenario::one_of(slices);
    }
    return error(reference, std::move(message));
}

tl::unexpected<ExpressionError> unknown_key(const Reference& reference,
                                            std::span<const Knob> knobs) {
    std::vector<std::string> keys;
    for (const Knob& knob : knobs) {
        keys.push_back(knob.key);
    }
    return error(reference, "'" + reference.name + "' is neither a metric nor a knob" +
                                scenario::did_you_mean(reference.name, keys) +
                                "; knobs are: " + scenario::one_of(keys));
}

/// What a knob's value counts as in a sum.
double number_of(const Knob& knob, double value) {
    if (kind_of(knob) != KnobKind::choice || std::isnan(value)) {
        return value;
    }
    return knob.levels[static_cast<std::size_t>(value)].at;
}

/// The TOML text of a value without the quotes of a string.
std::string unquoted(std::string text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

double value_of(const Knob& knob, const std::string& text) {
    const auto read = scenario::parse_factor(knob.key + "=" + unquoted(text));
    if (!read || read->levels.size() != 1) {
        return kNaN;
    }
    const scenario::FactorLevel& level = read->levels.front();
    if (kind_of(knob) != KnobKind::choice) {
        const bool is_same_axis = read->axis == knob.axis || level.at == 0;
        return is_same_axis ? level.at : kNaN;
    }
    const auto same = std::ranges::find_if(knob.levels, [&](const scenario::FactorLevel& choice) {
        return choice.text == level.text || choice.at == level.at;
    });
    return same == knob.levels.end() ? kNaN : static_cast<double>(same - knob.levels.begin());
}

}  // namespace

tl::expected<StudyExpression, ExpressionError> StudyExpression::bind(
    const LinearExpression& expression, std::span<const Knob> knobs) {
    StudyExpression bound;
    bound.text_ = expression.text;
    bound.constant_ = expression.constant;
    bound.knobs_.assign(knobs.begin(), knobs.end());
    for (const LinearTerm& term : expression.terms) {
        const Reference& reference = term.reference;
        if (reference.is_metric) {
            const std::size_t place = find_metric(metric_of(reference));
            if (place == study_metrics().size()) {
                return unknown_metric(reference);
            }
            bound.terms_.push_back({term.coefficient, true, place});
            continue;
        }
        const auto knob = std::ranges::find(knobs, reference.name, &Knob::key);
        if (knob == knobs.end()) {
            return unknown_key(reference, knobs);
        }
        if (std::ranges::any_of(knob->levels, [](const scenario::FactorLevel& level) {
                return std::isnan(level.at);
            })) {
            return error(reference, "'" + reference.name +
                                        "' takes words, which are no numbers to reckon with");
        }
        bound.terms_.push_back(
            {term.coefficient, false, static_cast<std::size_t>(knob - knobs.begin())});
    }
    return bound;
}

std::vector<double> StudyExpression::values(const Study& study, const PlacedPoint& point) const {
    double constant = constant_;
    for (const Term& term : terms_) {
        if (!term.is_metric) {
            constant += term.coefficient * number_of(knobs_[term.place], point.at[term.place]);
        }
    }
    std::vector<double> values(study.replications(point.number), constant);
    for (const Term& term : terms_) {
        if (term.is_metric) {
            const std::vector<double> metric = study.values(point.number, term.place);
            for (std::size_t r = 0; r < values.size(); ++r) {
                values[r] += term.coefficient * metric[r];
            }
        }
    }
    return values;
}

Point knob_values(std::span<const Knob> knobs, const scenario::Scenario& scenario,
                  const scenario::Variant& variant) {
    Point point;
    for (const Knob& knob : knobs) {
        const auto changed = variant.overrides.find(knob.key);
        const auto setting =
            std::ranges::find(scenario.settings, knob.key, &scenario::Setting::key);
        const std::string text = changed != variant.overrides.end() ? changed->second
                                 : setting != scenario.settings.end() ? setting->value
                                                                      : "";
        point.push_back(value_of(knob, text));
    }
    return point;
}

}  // namespace ordersim::experiment

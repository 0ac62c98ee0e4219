#include "sim/experiment/study_terms.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "sim/scenario/findings.hpp"

namespace ordersim::experiment {

namespace {

using measure::Estimate;
using measure::RatioSample;

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

/// Without the first so many.
template <class Value>
std::span<const Value> after(const std::vector<Value>& all, std::uint32_t skipped) {
    return std::span(all).subspan(std::min<std::size_t>(skipped, all.size()));
}

Estimate moved(Estimate estimate, double coefficient, double constant) {
    if (coefficient < 0) {
        std::swap(estimate.low, estimate.high);
    }
    return {.value = coefficient * estimate.value + constant,
            .low = coefficient * estimate.low + constant,
            .high = coefficient * estimate.high + constant,
            .replications = estimate.replications};
}

Estimate unless_alike(Estimate estimate) {
    if (estimate.low == estimate.high) {
        estimate.low = -std::numeric_limits<double>::infinity();
        estimate.high = std::numeric_limits<double>::infinity();
    }
    return estimate;
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

double StudyExpression::constant_at(const Point& at) const {
    double constant = constant_;
    for (const Term& term : terms_) {
        if (!term.is_metric) {
            constant += term.coefficient * number_of(knobs_[term.place], at[term.place]);
        }
    }
    return constant;
}

bool StudyExpression::has_knobs() const {
    return !std::ranges::all_of(terms_, &Term::is_metric);
}

const StudyExpression::Term* StudyExpression::only_metric() const {
    const auto first = std::ranges::find_if(terms_, &Term::is_metric);
    const auto metrics = std::ranges::count_if(terms_, &Term::is_metric);
    return metrics == 1 ? &*first : nullptr;
}

Estimate StudyExpression::estimate(const Study& study, const PlacedPoint& point,
                                   std::uint32_t skipped, double level) const {
    if (const Term* const term = only_metric()) {
        const std::vector<RatioSample> all = study.samples(point.number, term->place);
        return moved(estimate_of(study_metrics()[term->place], after(all, skipped), level),
                     term->coefficient, constant_at(point.at));
    }
    const std::vector<double> all = values(study, point);
    const Estimate estimate = unless_alike(measure::mean_estimate(after(all, skipped), level));
    const measure::Interval possible = range(point.at);
    return {.value = estimate.value,
            .low = std::max(estimate.low, possible.low),
            .high = std::min(estimate.high, possible.high),
            .replications = estimate.replications};
}

Estimate StudyExpression::difference(const Study& study, const PlacedPoint& minuend,
                                     const PlacedPoint& subtrahend, std::uint32_t skipped,
                                     double level) const {
    const std::size_t common =
        std::min(study.replications(minuend.number), study.replications(subtrahend.number));
    if (const Term* const term = only_metric()) {
        std::vector<RatioSample> one = study.samples(minuend.number, term->place);
        std::vector<RatioSample> two = study.samples(subtrahend.number, term->place);
        one.resize(common);
        two.resize(common);
        const Estimate difference = difference_of(
            study_metrics()[term->place], {after(one, skipped), after(two, skipped)}, level);
        return moved(difference, term->coefficient,
                     constant_at(minuend.at) - constant_at(subtrahend.at));
    }
    std::vector<double> one = values(study, minuend);
    std::vector<double> two = values(study, subtrahend);
    one.resize(common);
    two.resize(common);
    return unless_alike(
        measure::mean_difference({after(one, skipped), after(two, skipped)}, level));
}

measure::Interval StudyExpression::range(const Point& at) const {
    const double constant = constant_at(at);
    measure::Interval range{.low = constant, .high = constant};
    for (const Term& term : terms_) {
        if (!term.is_metric || term.coefficient == 0) {
            continue;
        }
        const bool is_share = study_metrics()[term.place].unit == "share";
        const double most = is_share ? 1 : std::numeric_limits<double>::infinity();
        (term.coefficient > 0 ? range.high : range.low) += term.coefficient * most;
    }
    return range;
}

std::vector<double> StudyExpression::values(const Study& study, const PlacedPoint& point) const {
    std::vector<double> values(study.replications(point.number), constant_at(point.at));
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

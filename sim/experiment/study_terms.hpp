#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/knob.hpp"
#include "sim/experiment/objective.hpp"
#include "sim/experiment/study.hpp"

/// Expressions over what a study knows: its metrics and the keys that it turns.
namespace ordersim::experiment {

/// A point of a study and its values of the knobs, NaN where a value is no number.
struct PlacedPoint {
    std::size_t number = 0;  ///< in the study
    Point at;
};

/// An expression whose references are known to mean something.
class StudyExpression {
public:
    /// Metrics are those of `study_metrics()`, keys those of the knobs; all else is an error at
    /// its place, with the remedy.
    [[nodiscard]] static tl::expected<StudyExpression, ExpressionError> bind(
        const LinearExpression& expression, std::span<const Knob> knobs);

    /// By replication of the point; NaN where a metric has no data. A choice counts as the number
    /// that it is.
    [[nodiscard]] std::vector<double> values(const Study& study, const PlacedPoint& point) const;

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    struct Term {
        double coefficient = 0;
        bool is_metric = false;
        std::size_t place = 0;  ///< of the metric, or of the knob
    };

    std::string text_;
    double constant_ = 0;
    std::vector<Term> terms_;
    std::vector<Knob> knobs_;
};

/// The knobs' values in a variant of the scenario: NaN for what is no number, or none of the
/// choices.
[[nodiscard]] Point knob_values(std::span<const Knob> knobs, const scenario::Scenario& scenario,
                                const scenario::Variant& variant);

}  // namespace ordersim::experiment

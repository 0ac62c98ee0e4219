#pragma once

#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/knob.hpp"
#include "sim/experiment/objective.hpp"
#include "sim/experiment/study.hpp"
#include "sim/measure/interval.hpp"

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

    /// What it comes to at the point, without the first `skipped` replications. One metric is
    /// estimated as that metric is everywhere, over all orders together; a sum of several by its
    /// mean over replications, each counting alike, cut to what is possible. Unbounded where no
    /// replication differs from another: that is no sign of certainty.
    [[nodiscard]] measure::Estimate estimate(const Study& study, const PlacedPoint& point,
                                             std::uint32_t skipped, double level) const;
    /// What it comes to at one point minus that at the other, paired by replication.
    [[nodiscard]] measure::Estimate difference(const Study& study, const PlacedPoint& minuend,
                                               const PlacedPoint& subtrahend,
                                               std::uint32_t skipped, double level) const;
    /// What it can come to at the point: shares lie in [0, 1], no other metric below 0.
    [[nodiscard]] measure::Interval range(const Point& at) const;
    [[nodiscard]] bool has_knobs() const;

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    struct Term {
        double coefficient = 0;
        bool is_metric = false;
        std::size_t place = 0;  ///< of the metric, or of the knob
    };

    /// Without the metrics.
    [[nodiscard]] double constant_at(const Point& at) const;
    /// The metric, if there is but one; else null.
    [[nodiscard]] const Term* only_metric() const;

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

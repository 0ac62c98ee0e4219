#pragma once

#include "sim/experiment/knob.hpp"
#include "sim/experiment/noisy_value.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <cstdint>
#include <span>
#include <vector>

/// What a few noisy values say about a function in between: Gaussian process regression.
namespace ordersim::experiment {

/// A noisy value and where it was seen.
struct Observation {
    Point at;
    NoisyValue seen;
};

/// A normal law.
struct Prediction {
    double mean = 0;
    double variance = 0;
};

/// Values at a point less a constant are normal with the covariance of Matern's kernel of order
/// 5/2,
///   v (1 + sqrt(5) r + 5 r^2 / 3) exp(-sqrt(5) r),   r^2 = sum over knobs of (d_k / length_k)^2,
/// where d is the distance as a share of the knob's range, and 0 or 1 for equal and other choices
/// (Rasmussen and Williams 2006, sections 2.2 and 4.2; stochastic kriging, Ankenman, Nelson and
/// Staum 2010). Each observation adds independent noise of its own, known variance.
class GaussianProcess {
public:
    /// Lengths and variance by maximum likelihood within bounds, the constant by generalised least
    /// squares. The same observations give the same bytes. O(n^3) for each of some hundred steps.
    /// Requires: 1 <= n <= 400 observations, at points of the space, without NaN.
    GaussianProcess(std::span<const Knob> knobs, std::span<const Observation> observations);

    /// Of the function itself, without noise. O(n^2).
    [[nodiscard]] Prediction at(const Point& point) const;

    /// The means at `points` if the observations had had other values, for each set of those:
    /// [set][point]. O(sets n (n + points)). Requires: one value an observation in each set.
    [[nodiscard]] std::vector<std::vector<double>> means(
        std::span<const Point> points, std::span<const std::vector<double>> value_sets) const;

    /// Draws of the function at `points` jointly, less its mean there: [draw][point]. O(points^3).
    /// Requires: at most 400 points.
    [[nodiscard]] std::vector<std::vector<double>> deviations(std::span<const Point> points,
                                                              std::uint32_t draws,
                                                              std::uint64_t seed) const;

    [[nodiscard]] const std::vector<double>& lengths() const { return lengths_; }
    [[nodiscard]] double variance() const { return variance_ * scale_ * scale_; }
    [[nodiscard]] double log_likelihood() const { return log_likelihood_; }

private:
    [[nodiscard]] double covariance(const std::vector<double>& one,
                                    const std::vector<double>& two) const;
    [[nodiscard]] Eigen::VectorXd covariances(const Point& point) const;
    void set(std::span<const double> parameters);
    void maximise_likelihood();

    std::vector<Knob> knobs_;
    std::vector<std::vector<double>> places_;  ///< of the observations, as shares of the ranges
    // Values and their noise in units of `scale_`, about `shift_`.
    double shift_ = 0;
    double scale_ = 1;
    Eigen::VectorXd values_;
    Eigen::VectorXd noise_;

    std::vector<double> lengths_;
    double variance_ = 1;
    double constant_ = 0;
    Eigen::LLT<Eigen::MatrixXd> factor_;  ///< of the observations' covariance
    Eigen::VectorXd weights_;             ///< covariance^-1 (values - constant)
    Eigen::VectorXd of_ones_;             ///< covariance^-1 1
    double ones_ = 0;                     ///< 1' covariance^-1 1
    double log_likelihood_ = 0;
};

}  // namespace ordersim::experiment

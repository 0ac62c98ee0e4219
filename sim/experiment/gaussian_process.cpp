#include "sim/experiment/gaussian_process.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/normal.hpp"
#include "sim/base/random.hpp"

#include <nlopt.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

// Eigen cuts products beyond some hundred rows into pieces by the size of the machine's caches, and
// pieces change the order of sums: up to 400 rows it does not, hence the limit of the header.
namespace ordersim::experiment {

namespace {

constexpr std::size_t kObservationsMax = 400;
/// As shares of a knob's range; for choices, of the distance between two.
constexpr double kLengthMin = 0.05;
constexpr double kLengthMax = 10;
/// Of the process, in units of the observations' variance.
constexpr double kVarianceMin = 1e-3;
constexpr double kVarianceMax = 1e3;
/// What is added to the diagonal so that near points do not make it singular, as a share of the
/// process's variance.
constexpr double kJitter = 1e-9;

enum class Purpose : std::uint16_t { deviation };

/// Numbers as shares of their range; choices as they are.
std::vector<double> place_of(std::span<const Knob> knobs, const Point& point) {
    std::vector<double> place(knobs.size());
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const double width = knobs[i].high - knobs[i].low;
        const bool is_number = kind_of(knobs[i]) != KnobKind::choice;
        place[i] = is_number ? (point[i] - knobs[i].low) / width : point[i];
    }
    return place;
}

double matern(double squared_distance) {
    const double r = std::sqrt(5 * squared_distance);
    return (1 + r + r * r / 3) * std::exp(-r);
}

double spread_of(std::span<const Observation> observations, double mean) {
    const auto count = static_cast<double>(observations.size());
    double squares = 0;
    double noise = 0;
    for (const Observation& observation : observations) {
        squares += (observation.seen.value - mean) * (observation.seen.value - mean) / count;
        noise += observation.seen.variance / count;
    }
    // Values that are all alike have a scale, too: their noise's, or a millionth of their size.
    return std::max({std::sqrt(squares), std::sqrt(noise), 1e-6 * std::abs(mean), 1e-12});
}

Eigen::VectorXd vector_of(std::span<const double> values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(),
                                             static_cast<Eigen::Index>(values.size()));
}

/// A factor of a covariance that rounding may have left short of positive definite.
Eigen::MatrixXd root_of(const Eigen::MatrixXd& covariance, double scale) {
    for (double jitter = kJitter * scale;; jitter *= 10) {
        Eigen::MatrixXd raised = covariance;
        raised.diagonal().array() += jitter;
        const Eigen::LLT<Eigen::MatrixXd> factor(raised);
        if (factor.info() == Eigen::Success) {
            return factor.matrixL();
        }
        ORDERSIM_ASSERT(jitter < scale);
    }
}

}  // namespace

GaussianProcess::GaussianProcess(std::span<const Knob> knobs,
                                 std::span<const Observation> observations)
    : knobs_(knobs.begin(), knobs.end()), lengths_(knobs.size(), 1.0) {
    ORDERSIM_ASSERT(!observations.empty());
    ORDERSIM_ASSERT(observations.size() <= kObservationsMax);
    const auto size = static_cast<Eigen::Index>(observations.size());
    for (const Observation& observation : observations) {
        shift_ += observation.seen.value / static_cast<double>(size);
    }
    scale_ = spread_of(observations, shift_);
    values_.resize(size);
    noise_.resize(size);
    for (Eigen::Index i = 0; i < size; ++i) {
        const Observation& observation = observations[static_cast<std::size_t>(i)];
        places_.push_back(place_of(knobs_, observation.at));
        values_[i] = (observation.seen.value - shift_) / scale_;
        noise_[i] = observation.seen.variance / (scale_ * scale_);
    }
    maximise_likelihood();
}

double GaussianProcess::covariance(const std::vector<double>& one,
                                   const std::vector<double>& two) const {
    double squared = 0;
    for (std::size_t i = 0; i < knobs_.size(); ++i) {
        const bool is_number = kind_of(knobs_[i]) != KnobKind::choice;
        const double apart = is_number ? one[i] - two[i] : (one[i] == two[i] ? 0.0 : 1.0);
        squared += apart * apart / (lengths_[i] * lengths_[i]);
    }
    return variance_ * matern(squared);
}

/// `parameters`: logarithms of the lengths and of the variance.
void GaussianProcess::set(std::span<const double> parameters) {
    for (std::size_t i = 0; i < lengths_.size(); ++i) {
        lengths_[i] = std::exp(parameters[i]);
    }
    variance_ = std::exp(parameters[lengths_.size()]);
    const Eigen::Index size = values_.size();
    Eigen::MatrixXd covariances(size, size);
    for (Eigen::Index i = 0; i < size; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j) {
            covariances(i, j) = covariance(places_[static_cast<std::size_t>(i)],
                                           places_[static_cast<std::size_t>(j)]);
        }
        covariances(i, i) += noise_[i] + kJitter * variance_;
    }
    factor_.compute(covariances);  // which reads the lower half
    ORDERSIM_ASSERT(factor_.info() == Eigen::Success);
    of_ones_ = factor_.solve(Eigen::VectorXd::Ones(size));
    ones_ = of_ones_.sum();
    constant_ = of_ones_.dot(values_) / ones_;
    const Eigen::VectorXd from_constant = values_.array() - constant_;
    weights_ = factor_.solve(from_constant);
    const Eigen::MatrixXd& lower = factor_.matrixLLT();
    const double log_root = lower.diagonal().array().log().sum();
    log_likelihood_ = -0.5 * from_constant.dot(weights_) - log_root;
}

void GaussianProcess::maximise_likelihood() {
    const std::size_t count = lengths_.size() + 1;
    std::vector<double> low(count, std::log(kLengthMin));
    std::vector<double> high(count, std::log(kLengthMax));
    low.back() = std::log(kVarianceMin);
    high.back() = std::log(kVarianceMax);
    nlopt::opt search(nlopt::LN_SBPLX, static_cast<unsigned>(count));
    search.set_lower_bounds(low);
    search.set_upper_bounds(high);
    search.set_xtol_abs(1e-3);
    search.set_maxeval(static_cast<int>(60 * count));
    search.set_max_objective(
        [](const std::vector<double>& parameters, std::vector<double>&, void* process) {
            auto& self = *static_cast<GaussianProcess*>(process);
            self.set(parameters);
            return self.log_likelihood_;
        },
        this);
    std::vector<double> best;
    double highest = 0;
    for (const double length : {0.2, 1.0}) {
        std::vector<double> parameters(count, std::log(length));
        parameters.back() = 0;
        double likelihood = 0;
        search.optimize(parameters, likelihood);
        if (best.empty() || likelihood > highest) {
            highest = likelihood;
            best = parameters;
        }
    }
    set(best);
}

Eigen::VectorXd GaussianProcess::covariances(const Point& point) const {
    const std::vector<double> place = place_of(knobs_, point);
    Eigen::VectorXd with_observations(values_.size());
    for (std::size_t i = 0; i < places_.size(); ++i) {
        with_observations[static_cast<Eigen::Index>(i)] = covariance(place, places_[i]);
    }
    return with_observations;
}

Prediction GaussianProcess::at(const Point& point) const {
    const Eigen::VectorXd near = covariances(point);
    const double of_constant = 1 - near.dot(of_ones_);
    const double variance =
        variance_ - near.dot(factor_.solve(near)) + of_constant * of_constant / ones_;
    return {.mean = shift_ + scale_ * (constant_ + near.dot(weights_)),
            .variance = scale_ * scale_ * std::max(variance, 0.0)};
}

std::vector<std::vector<double>> GaussianProcess::means(
    std::span<const Point> points, std::span<const std::vector<double>> value_sets) const {
    Eigen::MatrixXd near(static_cast<Eigen::Index>(points.size()), values_.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        near.row(static_cast<Eigen::Index>(i)) = covariances(points[i]).transpose();
    }
    std::vector<std::vector<double>> sets;
    sets.reserve(value_sets.size());
    for (const std::vector<double>& values : value_sets) {
        ORDERSIM_ASSERT(values.size() == places_.size());
        const Eigen::VectorXd scaled = (vector_of(values).array() - shift_) / scale_;
        const double constant = of_ones_.dot(scaled) / ones_;
        const Eigen::VectorXd from_constant = scaled.array() - constant;
        const Eigen::VectorXd weights = factor_.solve(from_constant);
        const Eigen::VectorXd means = shift_ + scale_ * (constant + (near * weights).array());
        sets.emplace_back(means.begin(), means.end());
    }
    return sets;
}

std::vector<std::vector<double>> GaussianProcess::deviations(std::span<const Point> points,
                                                             std::uint32_t draws,
                                                             std::uint64_t seed) const {
    ORDERSIM_ASSERT(points.size() <= kObservationsMax);
    const auto size = static_cast<Eigen::Index>(points.size());
    Eigen::MatrixXd near(values_.size(), size);
    Eigen::MatrixXd among(size, size);
    for (Eigen::Index i = 0; i < size; ++i) {
        const Point& point = points[static_cast<std::size_t>(i)];
        near.col(i) = covariances(point);
        const std::vector<double> place = place_of(knobs_, point);
        for (Eigen::Index j = 0; j <= i; ++j) {
            among(i, j) = covariance(place, place_of(knobs_, points[static_cast<std::size_t>(j)]));
            among(j, i) = among(i, j);
        }
    }
    const Eigen::VectorXd of_constant = Eigen::VectorXd::Ones(size) - near.transpose() * of_ones_;
    const Eigen::MatrixXd posterior = among - near.transpose() * factor_.solve(near) +
                                      of_constant * of_constant.transpose() / ones_;
    const Eigen::MatrixXd root = root_of(posterior, variance_);
    std::vector<std::vector<double>> drawn;
    Eigen::VectorXd normals(size);
    for (std::uint32_t draw = 0; draw < draws; ++draw) {
        const Draws source(seed, draw);
        for (Eigen::Index i = 0; i < size; ++i) {
            normals[i] = standard_normal_quantile(
                level_of(source.uniform(static_cast<std::uint64_t>(i), Purpose::deviation)));
        }
        const Eigen::VectorXd path = scale_ * (root * normals);
        drawn.emplace_back(path.begin(), path.end());
    }
    return drawn;
}

}  // namespace ordersim::experiment

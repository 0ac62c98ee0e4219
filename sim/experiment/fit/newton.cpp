#include "sim/experiment/fit/newton.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {
namespace {

constexpr double kGainMin = 1e-15;
constexpr int kHalvingsMax = 50;

template <std::size_t Size>
using EigenMatrix =
    Eigen::Matrix<double, static_cast<int>(Size), static_cast<int>(Size), Eigen::RowMajor>;
template <std::size_t Size>
using EigenVector = Eigen::Matrix<double, static_cast<int>(Size), 1>;

template <std::size_t Size>
EigenMatrix<Size> eigen_of(const Matrix<Size>& matrix) {
    EigenMatrix<Size> made;
    for (std::size_t i = 0; i < Size; ++i) {
        for (std::size_t j = 0; j < Size; ++j) {
            made(static_cast<int>(i), static_cast<int>(j)) = matrix[i][j];
        }
    }
    return made;
}

template <std::size_t Size>
Matrix<Size> matrix_of(const EigenMatrix<Size>& matrix) {
    Matrix<Size> made;
    for (std::size_t i = 0; i < Size; ++i) {
        for (std::size_t j = 0; j < Size; ++j) {
            made[i][j] = matrix(static_cast<int>(i), static_cast<int>(j));
        }
    }
    return made;
}

/// Where to go from here, and what the quadratic form promises of it.
template <std::size_t Size>
struct Step {
    EigenVector<Size> direction;
    double gain = 0;
    bool is_newtons = true;  ///< without a ridge
};

template <std::size_t Size>
std::optional<Step<Size>> step_from(const LocalForm<Size>& form) {
    const EigenMatrix<Size> curvature = -eigen_of<Size>(form.hessian);
    const EigenVector<Size> gradient = Eigen::Map<const EigenVector<Size>>(form.gradient.data());
    const double size = curvature.diagonal().cwiseAbs().maxCoeff();
    if (!std::isfinite(size) || size == 0 || !gradient.allFinite()) {
        return std::nullopt;
    }
    for (double ridge = 0; ridge <= 1e3; ridge = std::max(1e-3, ridge * 4)) {
        const EigenMatrix<Size> ridged = curvature + EigenMatrix<Size>::Identity() * (ridge * size);
        const Eigen::LLT<EigenMatrix<Size>> factor(ridged);
        if (factor.info() == Eigen::Success) {
            const EigenVector<Size> direction = factor.solve(gradient);
            return Step<Size>{direction, direction.dot(gradient) / 2, ridge == 0};
        }
    }
    return std::nullopt;
}

template <std::size_t Size>
Maximum<Size> maximum_at(const Vector<Size>& at, const LocalForm<Size>& form) {
    Maximum<Size> found{.at = at, .value = form.value, .information = form.hessian};
    for (auto& row : found.information) {
        for (double& entry : row) {
            entry = -entry;
        }
    }
    return found;
}

}  // namespace

template <std::size_t Size>
std::optional<Maximum<Size>> maximum_of(
    const std::function<LocalForm<Size>(const Vector<Size>&)>& form_at, const Vector<Size>& start,
    int steps_max) {
    Vector<Size> at = start;
    LocalForm<Size> form = form_at(at);
    for (int steps = 0; steps < steps_max && std::isfinite(form.value); ++steps) {
        const auto step = step_from<Size>(form);
        if (!step) {
            return std::nullopt;
        }
        double share = 1;
        bool has_climbed = false;
        for (int halvings = 0; halvings < kHalvingsMax && !has_climbed; ++halvings, share /= 2) {
            Vector<Size> next = at;
            for (std::size_t i = 0; i < Size; ++i) {
                next[i] += share * step->direction[static_cast<int>(i)];
            }
            const LocalForm<Size> there = form_at(next);
            // Near the top values differ by less than their rounding.
            const double slack = 1e-13 * std::abs(form.value);
            has_climbed = std::isfinite(there.value) && there.value >= form.value - slack;
            if (has_climbed) {
                at = next;
                form = there;
            }
        }
        if (step->is_newtons && (step->gain <= kGainMin || !has_climbed)) {
            const bool is_top = step->gain <= 1e-6 && step_from<Size>(form)->is_newtons;
            return is_top ? std::optional(maximum_at(at, form)) : std::nullopt;
        }
        if (!has_climbed) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

template <std::size_t Size>
std::optional<Vector<Size>> standard_errors(const Matrix<Size>& information) {
    const Eigen::LLT<EigenMatrix<Size>> factor(eigen_of<Size>(information));
    if (factor.info() != Eigen::Success) {
        return std::nullopt;
    }
    const EigenMatrix<Size> covariance = factor.solve(EigenMatrix<Size>::Identity());
    Vector<Size> errors;
    for (std::size_t i = 0; i < Size; ++i) {
        const auto place = static_cast<int>(i);
        errors[i] = std::sqrt(covariance(place, place));
    }
    return errors;
}

template <std::size_t Size>
Matrix<Size> information_in(const Matrix<Size>& information, const Matrix<Size>& jacobian) {
    const EigenMatrix<Size> by = eigen_of<Size>(jacobian);
    return matrix_of<Size>(by.transpose() * eigen_of<Size>(information) * by);
}

template std::optional<Maximum<2>> maximum_of<2>(
    const std::function<LocalForm<2>(const Vector<2>&)>&, const Vector<2>&, int);
template std::optional<Maximum<5>> maximum_of<5>(
    const std::function<LocalForm<5>(const Vector<5>&)>&, const Vector<5>&, int);
template std::optional<Vector<2>> standard_errors<2>(const Matrix<2>&);
template std::optional<Vector<5>> standard_errors<5>(const Matrix<5>&);
template Matrix<2> information_in<2>(const Matrix<2>&, const Matrix<2>&);

}  // namespace ordersim::experiment

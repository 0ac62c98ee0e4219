#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>

/// The highest point of a smooth function of few variables, by Newton's method with a ridge where
/// the function is not concave and halved steps where a full one would overshoot.
///
/// Made for 2 and 5 variables. Pure, safe on any thread; the same bytes for the same function.
namespace ordersim::experiment {

template <std::size_t Size>
using Vector = std::array<double, Size>;
template <std::size_t Size>
using Matrix = std::array<std::array<double, Size>, Size>;

/// A function at one point, to the second order. A value that is not finite says: out of bounds.
template <std::size_t Size>
struct LocalForm {
    double value = 0;
    Vector<Size> gradient{};
    Matrix<Size> hessian{};
};

template <std::size_t Size>
struct Maximum {
    Vector<Size> at{};
    double value = 0;
    Matrix<Size> information{};  ///< minus the Hessian, positive definite
};

/// Ends after the step that promises a gain below 1e-15, which is half the squared length of the
/// step in standard errors. Nothing when the start is out of bounds, or when after `steps_max`
/// there still is a gain: the function climbs without end.
template <std::size_t Size>
[[nodiscard]] std::optional<Maximum<Size>> maximum_of(
    const std::function<LocalForm<Size>(const Vector<Size>&)>& form_at, const Vector<Size>& start,
    int steps_max = 100);

/// The standard errors that go with an information matrix: the roots of the diagonal of its
/// inverse. Nothing unless it is positive definite.
template <std::size_t Size>
[[nodiscard]] std::optional<Vector<Size>> standard_errors(const Matrix<Size>& information);

/// Row i of `jacobian` holds the derivatives of old variable i by the new ones.
template <std::size_t Size>
[[nodiscard]] Matrix<Size> information_in(const Matrix<Size>& information,
                                          const Matrix<Size>& jacobian);

}  // namespace ordersim::experiment

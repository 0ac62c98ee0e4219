#include "sim/experiment/fit/kolmogorov.hpp"

#include "sim/base/assert.hpp"

#include <Eigen/Core>

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {
namespace {

/// The matrix H of Marsaglia, Tsang and Wang, with k - h = n d, 0 <= h < 1.
Eigen::MatrixXd steps_matrix(Eigen::Index k, double h) {
    const Eigen::Index size = 2 * k - 1;
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(size, size);
    for (Eigen::Index i = 0; i < size; ++i) {
        for (Eigen::Index j = 0; j <= std::min(i + 1, size - 1); ++j) {
            matrix(i, j) = 1;
        }
    }
    for (Eigen::Index i = 0; i < size; ++i) {
        const double power = std::pow(h, static_cast<double>(i + 1));
        matrix(i, 0) -= power;
        matrix(size - 1, size - 1 - i) -= power;
    }
    if (2 * h > 1) {
        matrix(size - 1, 0) += std::pow(2 * h - 1, static_cast<double>(size));
    }
    for (Eigen::Index i = 0; i < size; ++i) {
        for (Eigen::Index j = 0; j <= std::min(i + 1, size - 1); ++j) {
            matrix(i, j) /= std::tgamma(static_cast<double>(i - j + 2));
        }
    }
    return matrix;
}

/// matrix^exponent = scaled * e^log_scale, so that it neither over- nor underflows.
struct ScaledPower {
    Eigen::MatrixXd scaled;
    double log_scale = 0;

    void multiply(const ScaledPower& by) {
        scaled = (scaled * by.scaled).eval();
        const double largest = scaled.cwiseAbs().maxCoeff();
        if (largest > 0) {
            scaled /= largest;
            log_scale += by.log_scale + std::log(largest);
        }
    }
};

ScaledPower power(const Eigen::MatrixXd& matrix, std::size_t exponent) {
    ScaledPower result{Eigen::MatrixXd::Identity(matrix.rows(), matrix.cols())};
    ScaledPower square{matrix};
    for (; exponent > 0; exponent /= 2) {
        if (exponent % 2 == 1) {
            result.multiply(square);
        }
        square.multiply(ScaledPower(square));
    }
    return result;
}

/// P(D_n < distance)
double exact_level(std::size_t size, double distance) {
    const auto n = static_cast<double>(size);
    const double k = std::ceil(n * distance);
    const auto middle = static_cast<Eigen::Index>(k) - 1;
    if (middle < 0) {
        return 0;
    }
    const ScaledPower steps = power(steps_matrix(middle + 1, k - n * distance), size);
    double log_factor = steps.log_scale;
    for (double i = 1; i <= n; ++i) {
        log_factor += std::log(i / n);
    }
    return steps.scaled(middle, middle) * std::exp(log_factor);
}

/// P(K > x) of Kolmogorov's limit.
double limit_tail(double x) {
    double tail = 0;
    double sign = 2;
    for (double j = 1; j <= 100; ++j, sign = -sign) {
        tail += sign * std::exp(-2 * j * j * x * x);
    }
    return tail;
}

}  // namespace

double kolmogorov_distance(std::vector<double> one, std::vector<double> other) {
    ORDERSIM_ASSERT(!one.empty());
    ORDERSIM_ASSERT(!other.empty());
    std::ranges::sort(one);
    std::ranges::sort(other);
    double distance = 0;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < one.size() && j < other.size()) {
        const double at = std::min(one[i], other[j]);
        for (; i < one.size() && one[i] == at; ++i) {
        }
        for (; j < other.size() && other[j] == at; ++j) {
        }
        distance = std::max(distance,
                            std::abs(static_cast<double>(i) / static_cast<double>(one.size()) -
                                     static_cast<double>(j) / static_cast<double>(other.size())));
    }
    return distance;
}

double kolmogorov_p_value(std::size_t size, double distance) {
    ORDERSIM_ASSERT(size > 0);
    ORDERSIM_ASSERT(distance >= 0 && distance <= 1);
    constexpr std::size_t exact_max = 1'000;
    const auto n = static_cast<double>(size);
    const double scaled = std::sqrt(n) * distance;
    // Where the tail is below 1e-7 the matrix is large and its complement has no digits.
    if (size <= exact_max && scaled < 2.8) {
        return std::clamp(1 - exact_level(size, distance), 0.0, 1.0);
    }
    const double x = scaled + 1 / (6 * std::sqrt(n)) + (scaled - 1) / (4 * n);
    return x < 0.2 ? 1.0 : std::clamp(limit_tail(x), 0.0, 1.0);
}

}  // namespace ordersim::experiment

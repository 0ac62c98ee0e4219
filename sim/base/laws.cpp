#include "sim/base/laws.hpp"

#include <boost/math/constants/constants.hpp>
#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace ordersim::law {
namespace {

constexpr Level kNothingBelow{0.0, 1.0};
constexpr Level kAllBelow{1.0, 0.0};
constexpr double kPi = boost::math::constants::pi<double>();

using Quiet = boost::math::policies::policy<
    boost::math::policies::promote_double<false>,
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

/// Cumulated hazard to level.
Level survived(double hazard) noexcept {
    return {-std::expm1(-hazard), std::exp(-hazard)};
}

}  // namespace

Level Constant::level(double x, Edge edge) const noexcept {
    const bool is_passed = edge == Edge::through ? x >= value : x > value;
    return is_passed ? kAllBelow : kNothingBelow;
}

Level Uniform::level(double x, Edge) const noexcept {
    if (x <= min) {
        return kNothingBelow;
    }
    return x >= max ? kAllBelow : Level{(x - min) / (max - min), (max - x) / (max - min)};
}

Level Exponential::level(double x, Edge) const noexcept {
    return x <= 0.0 ? kNothingBelow : survived(x / scale);
}

Level Normal::level(double x, Edge) const noexcept {
    return standard_normal_level((x - centre) / sd);
}

Level Lognormal::level(double x, Edge) const noexcept {
    return x <= 0.0 ? kNothingBelow : standard_normal_level(std::log(x / median) / sigma);
}

double Lognormal::mean() const noexcept {
    return median * std::exp(0.5 * sigma * sigma);
}

double Lognormal::variance() const noexcept {
    return mean() * mean() * std::expm1(sigma * sigma);
}

Level Weibull::level(double x, Edge) const noexcept {
    return x <= 0.0 ? kNothingBelow : survived(std::pow(x / scale, shape));
}

double Weibull::mean() const noexcept {
    return scale * boost::math::tgamma(1.0 + 1.0 / shape, Quiet());
}

/// scale^2 (G(1 + 2/k) - G(1 + 1/k)^2), by logarithms from tgamma1pm1 so that the difference keeps
/// its digits when the shape k is large.
double Weibull::variance() const noexcept {
    const double first = mean();
    const double second = scale * scale * boost::math::tgamma(1.0 + 2.0 / shape, Quiet());
    if (shape < 2.0 || !std::isfinite(second)) {
        return std::isfinite(second) ? second - first * first : HUGE_VAL;
    }
    const auto log_gamma_after_one = [](double step) {
        return std::log1p(boost::math::tgamma1pm1(step, Quiet()));
    };
    return first * first *
           std::expm1(log_gamma_after_one(2.0 / shape) - 2.0 * log_gamma_after_one(1.0 / shape));
}

Level Loglogistic::level(double x, Edge) const noexcept {
    if (x <= 0.0) {
        return kNothingBelow;
    }
    const double odds = std::pow(x / scale, shape);
    return {1.0 / (1.0 + 1.0 / odds), 1.0 / (1.0 + odds)};
}

double Loglogistic::mean() const noexcept {
    const double angle = kPi / shape;
    return shape > 1.0 ? scale * angle / std::sin(angle) : HUGE_VAL;
}

double Loglogistic::variance() const noexcept {
    const double angle = kPi / shape;
    const double ratio = angle / std::sin(angle);
    // b / sin(b) (1 / cos(b) - b / sin(b)) is 2b / sin(2b) - (b / sin(b))^2 for b = pi / shape.
    return shape > 2.0 ? scale * scale * ratio * (1.0 / std::cos(angle) - ratio) : HUGE_VAL;
}

Level Pareto::level(double x, Edge) const noexcept {
    return x <= scale ? kNothingBelow : survived(shape * std::log(x / scale));
}

double Pareto::mean() const noexcept {
    return shape > 1.0 ? shape * scale / (shape - 1.0) : HUGE_VAL;
}

double Pareto::variance() const noexcept {
    const double excess = scale / (shape - 1.0);
    return shape > 2.0 ? excess * excess * shape / (shape - 2.0) : HUGE_VAL;
}

Level Triangular::level(double x, Edge) const noexcept {
    if (x <= min || x >= max) {
        return x <= min ? kNothingBelow : kAllBelow;
    }
    const double width = max - min;
    if (x < mode) {
        const double below = (x - min) / width * ((x - min) / (mode - min));
        return {below, 1.0 - below};
    }
    const double above = (max - x) / width * ((max - x) / (max - mode));
    return {1.0 - above, above};
}

double Triangular::mean() const noexcept {
    return min + ((mode - min) + (max - min)) / 3.0;
}

double Triangular::variance() const noexcept {
    const double width = max - min;
    const double rise = mode - min;
    return (width * (width - rise) + rise * rise) / 18.0;
}

Level Empirical::level(double x, Edge edge) const noexcept {
    const auto passed = edge == Edge::through ? std::ranges::upper_bound(values, x)
                                              : std::ranges::lower_bound(values, x);
    const auto all = static_cast<double>(values.size());
    return {static_cast<double>(passed - values.begin()) / all,
            static_cast<double>(values.end() - passed) / all};
}

double Empirical::mean() const noexcept {
    double sum = 0.0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

double Empirical::variance() const noexcept {
    const double centre = mean();
    double sum = 0.0;
    for (const double value : values) {
        sum += (value - centre) * (value - centre);
    }
    return sum / static_cast<double>(values.size());
}

}  // namespace ordersim::law

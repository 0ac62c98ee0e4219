#include "sim/base/composite.hpp"

#include "sim/base/distribution.hpp"
#include "sim/base/expectation.hpp"
#include "sim/base/first_reaching.hpp"

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace ordersim::law {
namespace {

namespace policies = boost::math::policies;

/// Plain double arithmetic, and values instead of exceptions.
using Quiet = policies::policy<
    policies::promote_double<false>, policies::domain_error<policies::ignore_error>,
    policies::pole_error<policies::ignore_error>, policies::overflow_error<policies::ignore_error>,
    policies::underflow_error<policies::ignore_error>,
    policies::denorm_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>>;

bool is_lower(Level at) {
    return at.below < at.above;
}

/// The smallest x in the bracket whose level is `at` or more.
template <class Law>
double solve(const Law& law, Level at, Bracket bracket) {
    if (is_lower(at)) {
        return first_reaching(
            [&](double x) { return law.level(x, Edge::through).below - at.below; }, bracket);
    }
    return first_reaching([&](double x) { return at.above - law.level(x, Edge::through).above; },
                          bracket);
}

constexpr double kLogLeast = -745.0;  // of the smallest double

/// `x` if its level is `at` indeed, which Boost's inverses miss here and there; else the root,
/// sought on the logarithmic scale. Near 0 the level grows like x^shape.
template <class LevelOf>
double checked(double x, Level at, double shape, const LevelOf& level_of) {
    const double precision = 1e-10 * std::min(1.0, shape);
    constexpr double log_most = 25.0;  // beyond any quantile of a unit law of the shapes allowed
    const auto excess = [&](double candidate) {
        const Level own = level_of(candidate);
        return is_lower(at) ? own.below / at.below - 1.0 : 1.0 - own.above / at.above;
    };
    if (x >= 0.0 && std::abs(excess(x)) <= precision) {
        return x;
    }
    return std::exp(first_reaching([&](double log_x) { return excess(std::exp(log_x)); },
                                   {kLogLeast, log_most}));
}

Bracket quantiles_of(const std::vector<Distribution>& parts, Level at) {
    Bracket bracket{HUGE_VAL, -HUGE_VAL};
    for (const Distribution& part : parts) {
        const double x = part.exact_quantile(at);
        bracket = {std::min(bracket.low, x), std::max(bracket.high, x)};
    }
    return bracket;
}

std::vector<double> all_corners(const std::vector<Distribution>& parts) {
    std::vector<double> corners;
    for (const Distribution& part : parts) {
        const std::vector<double> own = part.corners();
        corners.insert(corners.end(), own.begin(), own.end());
    }
    std::ranges::sort(corners);
    corners.erase(std::unique(corners.begin(), corners.end()), corners.end());
    return corners;
}

/// The base's corners within the bounds, and the bounds themselves.
std::vector<double> corners_within(const Distribution& base, double min, double max) {
    std::vector<double> corners = base.corners();
    std::erase_if(corners, [=](double x) { return x <= min || x >= max; });
    for (const double bound : {min, max}) {
        if (std::isfinite(bound)) {
            corners.push_back(bound);
        }
    }
    std::ranges::sort(corners);
    return corners;
}

template <class Law>
double mean_by_quadrature(const Law& law) {
    if (law.tail_index() <= 1.0) {
        return HUGE_VAL;
    }
    return expectation([&](Level at) { return law.exact_quantile(at); }, breaks_of(law),
                       [](double x) { return x; });
}

template <class Law>
double variance_by_quadrature(const Law& law) {
    if (law.tail_index() <= 2.0) {
        return HUGE_VAL;
    }
    const double centre = law.mean();
    return expectation([&](Level at) { return law.exact_quantile(at); }, breaks_of(law),
                       [=](double x) { return (x - centre) * (x - centre); });
}

}  // namespace

double Gamma::exact_quantile(Level at) const {
    const double x = is_lower(at) ? boost::math::gamma_p_inv(shape, at.below, Quiet())
                                  : boost::math::gamma_q_inv(shape, at.above, Quiet());
    return scale * checked(x, at, shape, [this](double unit_x) {
               return Level{boost::math::gamma_p(shape, unit_x, Quiet()),
                            boost::math::gamma_q(shape, unit_x, Quiet())};
           });
}

Level Gamma::level(double x, Edge) const noexcept {
    if (x <= 0.0) {
        return {0.0, 1.0};
    }
    const double unit_x = x / scale;
    return {boost::math::gamma_p(shape, unit_x, Quiet()),
            boost::math::gamma_q(shape, unit_x, Quiet())};
}

/// Sought from the end it is nearer to, so that the distance from there keeps its digits.
double Beta::exact_quantile(Level at) const {
    double rest = 0.0;
    const double x = is_lower(at) ? boost::math::ibeta_inv(alpha, beta, at.below, &rest, Quiet())
                                  : boost::math::ibetac_inv(alpha, beta, at.above, &rest, Quiet());
    if (level(0.5, Edge::through).below >= at.below) {
        return checked(x, at, alpha, [this](double found) { return level(found, Edge::through); });
    }
    return 1.0 - checked(rest, {at.above, at.below}, beta, [this](double found) {
               return found < 1.0 ? Level{boost::math::ibetac(alpha, beta, 1.0 - found, Quiet()),
                                          boost::math::ibeta(alpha, beta, 1.0 - found, Quiet())}
                                  : Level{1.0, 0.0};
           });
}

Level Beta::level(double x, Edge) const noexcept {
    if (x <= 0.0 || x >= 1.0) {
        return x <= 0.0 ? Level{0.0, 1.0} : Level{1.0, 0.0};
    }
    return {boost::math::ibeta(alpha, beta, x, Quiet()),
            boost::math::ibetac(alpha, beta, x, Quiet())};
}

double Beta::variance() const noexcept {
    const double sum = alpha + beta;
    return (alpha / sum) * (beta / sum) / (sum + 1.0);
}

double Mixture::exact_quantile(Level at) const {
    return solve(*this, at, quantiles_of(parts, at));
}

Level Mixture::level(double x, Edge edge) const noexcept {
    Level sum{0.0, 0.0};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Level part = parts[i].level(x, edge);
        sum.below += shares[i] * part.below;
        sum.above += shares[i] * part.above;
    }
    return sum;
}

double Mixture::mean() const {
    double sum = 0.0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        sum += shares[i] * parts[i].mean();
    }
    return sum;
}

double Mixture::variance() const {
    const double centre = mean();
    if (tail_index() <= 2.0 || !std::isfinite(centre)) {
        return HUGE_VAL;
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const double off = parts[i].mean() - centre;
        sum += shares[i] * (parts[i].variance() + off * off);
    }
    return sum;
}

double Mixture::tail_index() const noexcept {
    double least = kLight;
    for (const Distribution& part : parts) {
        least = std::min(least, part.tail_index());
    }
    return least;
}

std::vector<double> Mixture::corners() const {
    return all_corners(parts);
}

/// No part's quantile at the level lies below the minimum's; and where each part has passed the
/// n-th root of the survival, the minimum has passed all of it.
double Minimum::exact_quantile(Level at) const {
    const double each = log_above(at) / static_cast<double>(parts.size());
    const Level root{-std::expm1(each), std::exp(each)};
    return solve(*this, at, {quantiles_of(parts, root).low, quantiles_of(parts, at).low});
}

Level Minimum::level(double x, Edge edge) const noexcept {
    double above = 1.0;
    double log_survival = 0.0;
    for (const Distribution& part : parts) {
        const Level own = part.level(x, edge);
        above *= own.above;
        log_survival += log_above(own);
    }
    return {-std::expm1(log_survival), above};
}

double Minimum::mean() const {
    return mean_by_quadrature(*this);
}

double Minimum::variance() const {
    return variance_by_quadrature(*this);
}

double Minimum::tail_index() const noexcept {
    double sum = 0.0;
    for (const Distribution& part : parts) {
        sum += part.tail_index();
    }
    return sum;
}

std::vector<double> Minimum::corners() const {
    return all_corners(parts);
}

double Truncated::quantile(Level at) const noexcept {
    return std::clamp(base.front().quantile_at(base_level(at)), min, max);
}

double Truncated::exact_quantile(Level at) const {
    return std::clamp(base.front().exact_quantile(base_level(at)), min, max);
}

Level Truncated::level(double x, Edge edge) const noexcept {
    if (x < min || x > max) {
        return x < min ? Level{0.0, 1.0} : Level{1.0, 0.0};
    }
    const Level own = base.front().level(x, edge);
    return {std::clamp(probability_between(from, own) / width, 0.0, 1.0),
            std::clamp(probability_between(own, to) / width, 0.0, 1.0)};
}

double Truncated::mean() const {
    return mean_by_quadrature(*this);
}

double Truncated::variance() const {
    return variance_by_quadrature(*this);
}

double Truncated::tail_index() const noexcept {
    return std::isfinite(max) ? kLight : base.front().tail_index();
}

std::vector<double> Truncated::corners() const {
    return corners_within(base.front(), min, max);
}

double Clamped::quantile(Level at) const noexcept {
    return std::clamp(base.front().quantile_at(at), min, max);
}

double Clamped::exact_quantile(Level at) const {
    return std::clamp(base.front().exact_quantile(at), min, max);
}

Level Clamped::level(double x, Edge edge) const noexcept {
    const bool is_before = edge == Edge::through ? x < min : x <= min;
    const bool is_after = edge == Edge::through ? x >= max : x > max;
    if (is_before || is_after) {
        return is_before ? Level{0.0, 1.0} : Level{1.0, 0.0};
    }
    return base.front().level(x, edge);
}

double Clamped::mean() const {
    return mean_by_quadrature(*this);
}

double Clamped::variance() const {
    return variance_by_quadrature(*this);
}

double Clamped::tail_index() const noexcept {
    return std::isfinite(max) ? kLight : base.front().tail_index();
}

std::vector<double> Clamped::corners() const {
    return corners_within(base.front(), min, max);
}

double Shifted::quantile(Level at) const noexcept {
    return base.front().quantile_at(at) + offset;
}

double Shifted::exact_quantile(Level at) const {
    return base.front().exact_quantile(at) + offset;
}

Level Shifted::level(double x, Edge edge) const noexcept {
    return base.front().level(x - offset, edge);
}

double Shifted::mean() const {
    return base.front().mean() + offset;
}

double Shifted::variance() const {
    return base.front().variance();
}

double Shifted::tail_index() const noexcept {
    return base.front().tail_index();
}

std::vector<double> Shifted::corners() const {
    std::vector<double> corners = base.front().corners();
    for (double& x : corners) {
        x += offset;
    }
    return corners;
}

}  // namespace ordersim::law

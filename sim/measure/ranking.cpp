#include "sim/measure/ranking.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/normal.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/tools/roots.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace ordersim::measure {

namespace {

void require(const RankingGoal& goal) {
    ORDERSIM_ASSERT(goal.systems >= 2);
    ORDERSIM_ASSERT(goal.first_stage >= 2);
    ORDERSIM_ASSERT(goal.confidence * goal.systems > 1);
    ORDERSIM_ASSERT(goal.confidence < 1);
}

/// A law as points with their weights.
struct Node {
    double at = 0;
    double weight = 0;
};

/// Chi squared by composite Gauss-Legendre over the logarithm of its variable, between quantiles
/// that leave 1e-16 out on either side: smooth there, also for few degrees of freedom.
std::vector<Node> chi_squared_nodes(double degrees) {
    constexpr double left_out = 1e-16;
    constexpr std::size_t panels = 8;
    using Rule = boost::math::quadrature::gauss<double, 20>;
    const boost::math::chi_squared_distribution<double> law(degrees);
    const double low = std::log(quantile(law, left_out));
    const double high = std::log(quantile(complement(law, left_out)));
    const double half = (high - low) / (2 * panels);
    std::vector<Node> nodes;
    const auto add = [&](double log_at, double weight) {
        const double at = std::exp(log_at);
        nodes.push_back({.at = at, .weight = weight * half * at * pdf(law, at)});
    };
    for (std::size_t panel = 0; panel < panels; ++panel) {
        const double middle = low + half * (2 * static_cast<double>(panel) + 1);
        for (std::size_t i = 0; i < Rule::abscissa().size(); ++i) {
            const double offset = half * Rule::abscissa()[i];
            add(middle - offset, Rule::weights()[i]);
            add(middle + offset, Rule::weights()[i]);
        }
    }
    return nodes;
}

double rinott_confidence(double h, const std::vector<Node>& nodes, const RankingGoal& goal) {
    const double degrees = goal.first_stage - 1.0;
    double outer = 0;
    for (const Node& y : nodes) {
        double inner = 0;
        for (const Node& x : nodes) {
            const double z = h / std::sqrt(degrees * (1 / x.at + 1 / y.at));
            inner += x.weight * standard_normal_level(z).below;
        }
        outer += y.weight * std::pow(inner, goal.systems - 1.0);
    }
    return outer;
}

}  // namespace

double kim_nelson_eta(const RankingGoal& goal) {
    require(goal);
    const double share = 2 * (1 - goal.confidence) / (goal.systems - 1.0);
    return (std::pow(share, -2 / (goal.first_stage - 1.0)) - 1) / 2;
}

double rinott_h(const RankingGoal& goal) {
    require(goal);
    const std::vector<Node> nodes = chi_squared_nodes(goal.first_stage - 1.0);
    const auto missing = [&](double h) {
        return rinott_confidence(h, nodes, goal) - goal.confidence;
    };
    double high = 1;
    while (missing(high) < 0) {
        high *= 2;
    }
    constexpr int bits = 40;
    std::uintmax_t evaluations = 100;
    const std::pair<double, double> bracket = boost::math::tools::toms748_solve(
        missing, high == 1 ? 0.0 : high / 2, high, boost::math::tools::eps_tolerance<double>(bits),
        evaluations);
    return (bracket.first + bracket.second) / 2;
}

}  // namespace ordersim::measure

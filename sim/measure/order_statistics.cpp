#include "sim/measure/order_statistics.hpp"

#include "sim/base/assert.hpp"

#include <cmath>

#include <boost/math/distributions/binomial.hpp>

namespace ordersim::measure {

namespace {

/// The smallest u in [1, n + 1] with P(B <= u - 1) >= target, by bisection: the distribution
/// function reaches 1 at u = n + 1.
std::uint64_t rank_reaching(const boost::math::binomial_distribution<double>& law, double target) {
    std::uint64_t low = 1;
    std::uint64_t high = static_cast<std::uint64_t>(law.trials()) + 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        if (cdf(law, static_cast<double>(middle - 1)) >= target) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

double below(const boost::math::binomial_distribution<double>& law, std::uint64_t rank) {
    return rank == 0 ? 0 : cdf(law, static_cast<double>(rank - 1));
}

}  // namespace

RankInterval quantile_ranks(QuantileOf quantile, double level) {
    ORDERSIM_ASSERT(quantile.sample_size >= 1);
    ORDERSIM_ASSERT(0 < quantile.probability && quantile.probability < 1);
    ORDERSIM_ASSERT(0 < level && level < 1);
    const double tail = (1 - level) / 2;
    const boost::math::binomial_distribution<double> law(static_cast<double>(quantile.sample_size),
                                                         quantile.probability);

    RankInterval ranks;
    ranks.high = rank_reaching(law, 1 - tail);
    // The first rank whose lower tail reaches a/2 keeps it only when it meets it exactly.
    ranks.low = rank_reaching(law, tail);
    if (below(law, ranks.low) > tail) {
        --ranks.low;
    }
    ranks.coverage = below(law, ranks.high) - below(law, ranks.low);
    return ranks;
}

namespace {

/// Against 39.999999999999996 for 40.
constexpr double kSlack = 1e-9;

}  // namespace

RankInterval next_value_ranks(std::uint64_t sample_size, double level) {
    ORDERSIM_ASSERT(0 < level && level < 1);
    const auto places = static_cast<double>(sample_size + 1);
    const auto rank =
        static_cast<std::uint64_t>(std::floor(places * (1 - level) / 2 + kSlack));
    return {rank, sample_size + 1 - rank, 1 - 2 * static_cast<double>(rank) / places};
}

std::uint64_t next_value_sample_size(double level) {
    ORDERSIM_ASSERT(0 < level && level < 1);
    return static_cast<std::uint64_t>(std::ceil(2 / (1 - level) - kSlack)) - 1;
}

}  // namespace ordersim::measure

#include "sim/experiment/fit/empirical.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace ordersim::experiment {
namespace {

/// P(T > t | T > last) = share for the law of `tail`.
double beyond(const std::optional<Distribution>& tail, double last, double share) {
    const double above = tail ? tail->survival(last) * share : 0;
    const double time = above > 0 ? tail->quantile_at({1 - above, above}) : last;
    return std::isfinite(time) ? std::max(time, last) : last;
}

}  // namespace

std::vector<double> empirical_hours(const measure::KaplanMeier& curve, const Fit* tail,
                                    std::size_t size_max) {
    const std::size_t size = std::min(curve.sample_size(), size_max);
    const double last = curve.time_last();
    const double left = curve.survival(last);
    const auto law = tail != nullptr && left > 0 && size > 0 ? std::optional(distribution_of(*tail))
                                                             : std::nullopt;
    std::vector<double> hours;
    hours.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
        const double level = (static_cast<double>(i) + 0.5) / static_cast<double>(size);
        const auto reached = level <= 1 - left ? curve.quantile(level) : std::nullopt;
        hours.push_back(reached ? *reached : beyond(law, last, (1 - level) / left));
    }
    return hours;
}

}  // namespace ordersim::experiment

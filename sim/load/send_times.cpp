#include "sim/load/send_times.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::load {
namespace {

constexpr std::size_t kFewest = 100;
constexpr double kWindowUs = 10'000;

struct Moments {
    double mean = 0;
    double variance = 0;
};

Moments moments_of(const std::vector<double>& values) {
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    const double mean = sum / n;
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    return {mean, squares / (n - 1)};
}

std::vector<double> counts_in_windows(const std::vector<double>& sorted) {
    const double span = sorted.back() - sorted.front();
    std::vector<double> counts(static_cast<std::size_t>(span / kWindowUs), 0.0);
    for (const double at : sorted) {
        const auto window = static_cast<std::size_t>((at - sorted.front()) / kWindowUs);
        if (window < counts.size()) {  // the last window is not whole
            counts[window] += 1;
        }
    }
    return counts;
}

}  // namespace

SendTruth SendTimes::truth() const {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    if (at_us_.size() < kFewest) {
        return {none, none, at_us_.size()};
    }
    std::vector<double> sorted = at_us_;
    std::ranges::sort(sorted);
    std::vector<double> gaps;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        gaps.push_back(sorted[i] - sorted[i - 1]);
    }
    const Moments gap = moments_of(gaps);
    const std::vector<double> counts = counts_in_windows(sorted);
    const Moments count = counts.size() > 1 ? moments_of(counts) : Moments{none, none};
    return {std::sqrt(gap.variance) / gap.mean, count.variance / count.mean, sorted.size()};
}

}  // namespace ordersim::load

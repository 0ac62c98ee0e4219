#include "sim/experiment/calibrate/sellers.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace ordersim::experiment {
namespace {

constexpr double kOrdersMin = 20;
constexpr double kConcentrationMost = 5;

/// The mean of ln(rank) under weights rank^-concentration: falls as the concentration rises.
double mean_log_rank(std::size_t sellers, double concentration) {
    double weights = 0;
    double sum = 0;
    for (std::size_t i = 1; i <= sellers; ++i) {
        const double log_rank = std::log(static_cast<double>(i));
        const double weight = std::exp(-concentration * log_rank);
        weights += weight;
        sum += weight * log_rank;
    }
    return sum / weights;
}

/// Where the mean under the law is the mean of the file, which is where the likelihood is largest.
double concentration_of(const std::vector<double>& counts, double orders) {
    double mean = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        mean += counts[i] * std::log(static_cast<double>(i + 1)) / orders;
    }
    double low = 0;
    double high = kConcentrationMost;
    constexpr int halvings = 40;
    for (int i = 0; i < halvings; ++i) {
        const double middle = (low + high) / 2;
        (mean_log_rank(counts.size(), middle) > mean ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

std::optional<SellerSpread> find_sellers(const scenario::OrderFile& file) {
    if (file.sellers == 0) {
        return std::nullopt;
    }
    std::vector<double> counts(file.sellers);
    SellerSpread spread;
    for (const scenario::RealOrder& order : file.orders) {
        if (order.seller > 0) {
            ++counts[order.seller - 1];
            ++spread.orders;
        }
    }
    // Sellers whose rows were all dropped later on have none.
    std::erase(counts, 0.0);
    std::ranges::sort(counts, std::ranges::greater());
    if (counts.empty()) {
        return std::nullopt;
    }
    spread.count = static_cast<std::uint32_t>(counts.size());
    if (spread.orders >= kOrdersMin * static_cast<double>(counts.size()) && counts.size() > 1) {
        spread.concentration = concentration_of(counts, spread.orders);
    }
    return spread;
}

}  // namespace ordersim::experiment

#include "sim/agents/cast.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ordersim::agents {
namespace {

WeeklyClock monday_to_friday() {
    WeeklyClock::Speeds speeds{};
    std::fill_n(speeds.begin(), 5 * 24, 1.0);
    return WeeklyClock::create(speeds).value();
}

}  // namespace

Cast::Cast(Params params) : params_(std::move(params)), business_days_(monday_to_friday()) {
    Sellers& sellers = params_.sellers;
    const int ahead = static_cast<int>(std::lround(sellers.time_zone));
    sellers.working_hours = sellers.working_hours.ahead(ahead);
    sellers.handling_clock = sellers.handling_clock.ahead(ahead);
    double sum = 0;
    for (std::uint32_t i = 0; i < sellers.count; ++i) {
        sum += std::pow(i + 1.0, -sellers.concentration);
        cumulated_weight_.push_back(sum);
    }
    double before = 0;
    std::vector<double> shares;
    for (const SellerClass& seller_class : sellers.classes) {
        shares.push_back(seller_class.share);
    }
    // The next seller goes to the class that is furthest behind its share of the orders.
    std::vector<double> dealt(shares.size(), 0.0);
    for (double& weight : cumulated_weight_) {
        weight /= sum;
        const double share = weight - before;
        std::size_t neediest = 0;
        for (std::size_t c = 1; c < shares.size(); ++c) {
            if (shares[c] * weight - dealt[c] > shares[neediest] * weight - dealt[neediest]) {
                neediest = c;
            }
        }
        dealt[neediest] += share;
        class_of_.push_back(static_cast<std::uint8_t>(neediest));
        before = weight;
    }
}

SellerId Cast::seller_at(double u) const {
    const auto found = std::ranges::upper_bound(cumulated_weight_, u);
    const auto last = static_cast<std::ptrdiff_t>(cumulated_weight_.size()) - 1;
    return {static_cast<std::uint32_t>(std::min(found - cumulated_weight_.begin(), last))};
}

Method View::method() const {
    return static_cast<Method>(pick(params().payment.method_share, draw(Purpose::method)));
}

std::size_t pick(std::span<const double> shares, double u) {
    double sum = 0;
    for (std::size_t i = 0; i + 1 < shares.size(); ++i) {
        sum += shares[i];
        if (u < sum) {
            return i;
        }
    }
    return shares.size() - 1;
}

}  // namespace ordersim::agents

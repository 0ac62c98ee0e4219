#include "sim/agents/evidence.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::agents::evidence {
namespace {

constexpr std::uint8_t kMost = 255;

/// Inversion of the Poisson law, term by term.
std::uint8_t poisson(double mean, double u) {
    double term = std::exp(-mean);
    double sum = term;
    std::uint8_t count = 0;
    while (u >= sum && count < kMost) {
        ++count;
        term *= mean / count;
        sum += term;
    }
    return count;
}

double quality(std::uint8_t items, const Distribution& law, double u) {
    return items == 0 ? 0.0 : std::clamp(law.quantile(u), 0.0, 1.0);
}

}  // namespace

std::uint8_t buyer_items(const View& view) {
    return poisson(view.params().buyers.complaints.evidence.items_mean,
                   view.draw(Purpose::buyer_evidence_items));
}

std::uint8_t seller_items(const View& view) {
    return poisson(view.params().sellers.disputes.evidence.items_mean,
                   view.draw(Purpose::seller_evidence_items));
}

double buyer_quality(const View& view) {
    return quality(view.order.evidence_buyer, view.params().buyers.complaints.evidence.quality,
                   view.draw(Purpose::buyer_evidence));
}

double seller_quality(const View& view) {
    return quality(view.order.evidence_seller, view.params().sellers.disputes.evidence.quality,
                   view.draw(Purpose::seller_evidence));
}

}  // namespace ordersim::agents::evidence

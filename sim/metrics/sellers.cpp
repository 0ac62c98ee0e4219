#include "sim/metrics/sellers.hpp"

#include "sim/base/assert.hpp"

namespace ordersim::metrics {

void Sellers::place(SellerId seller) {
    if (seller.value >= files_.size()) {
        files_.resize(seller.value + std::size_t{1});
    }
    ++files_[seller.value].orders;
}

void Sellers::cancel(SellerId seller, const Blame& blame) {
    ORDERSIM_ASSERT(seller.value < files_.size());
    counts_.points += blame.is_violation ? 1.0 : 0.0;
    if (blame.is_at_fault) {
        counts_.at_fault += 1;
        ++files_[seller.value].at_fault;
    }
}

SellerCounts Sellers::finish() {
    for (const File& file : files_) {
        for (std::size_t i = 0; i < kFaultLimits.size(); ++i) {
            if (file.at_fault > kFaultLimits[i] * file.orders) {
                counts_.orders_above[i] += file.orders;
            }
        }
    }
    return counts_;
}

}  // namespace ordersim::metrics

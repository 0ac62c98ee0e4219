#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "sim/judge/observation.hpp"

namespace ordersim::load {

/// The latest calls of all orders, so that those of one can be shown when it breaks the rules. They
/// take about 50 bytes each, of at most so many together; the oldest go first. For one thread.
class LatestCalls {
public:
    static constexpr std::size_t kBytesUsual = 64U << 20U;
    explicit LatestCalls(std::size_t bytes_most = kBytesUsual) : bytes_most_(bytes_most) {}

    /// O(1). Words for several of our names, which only mappings have, are not kept.
    void take(const judge::Observation& seen);
    /// Of an order, as they came; without those that have gone.
    [[nodiscard]] std::vector<judge::Observation> of(std::uint64_t order) const;

private:
    static constexpr std::size_t kPage = 1U << 20U;

    std::size_t bytes_most_;
    std::deque<std::string> pages_;
    std::uint64_t first_page_ = 0;  ///< number of the oldest page that is there
    /// Where each order's latest call is: the place in all that was ever taken, from 1; 0: none.
    std::vector<std::uint64_t> latest_;
};

}  // namespace ordersim::load

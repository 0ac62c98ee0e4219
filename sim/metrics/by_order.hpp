#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "sim/base/id.hpp"

namespace ordersim::metrics {

/// Values of a few orders among many, found by the order and visited in the order of the orders. A
/// look-up reads two lines of memory however many there are, where a tree reads one for each of
/// its levels. O(values in a block of 256 orders); 24 bytes a block beyond the values.
template <class Value>
class ByOrder {
public:
    /// The order's value, or null.
    [[nodiscard]] Value* find(OrderId order) {
        const std::size_t block = order.value / kBlock;
        if (block >= blocks_.size()) {
            return nullptr;
        }
        const auto at = place(blocks_[block], order);
        return at != blocks_[block].end() && at->order == order.value ? &values_[at->index]
                                                                      : nullptr;
    }
    /// The value in place of the one that the order may have had.
    void put(OrderId order, Value value) {
        if (Value* const old = find(order)) {
            *old = std::move(value);
            return;
        }
        const std::size_t block = order.value / kBlock;
        blocks_.resize(std::max(blocks_.size(), block + 1));
        blocks_[block].insert(place(blocks_[block], order),
                              {order.value, static_cast<std::uint32_t>(values_.size())});
        values_.push_back(std::move(value));
    }
    /// By rising order.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const Block& block : blocks_) {
            for (const Entry& entry : block) {
                visit(values_[entry.index]);
            }
        }
    }

private:
    static constexpr std::size_t kBlock = 256;

    struct Entry {
        std::uint32_t order;
        std::uint32_t index;  ///< in values_
    };
    using Block = std::vector<Entry>;  ///< by rising order

    [[nodiscard]] static auto place(Block& block, OrderId order) {
        return std::ranges::lower_bound(block, order.value, {}, &Entry::order);
    }

    std::vector<Block> blocks_;
    std::deque<Value> values_;
};

}  // namespace ordersim::metrics

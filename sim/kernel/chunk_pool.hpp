#pragma once

#include "sim/base/big_array.hpp"
#include "sim/kernel/event.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace ordersim::kernel {

/// A piece of a list of events. Nine cache lines, an odd number, so that the first lines of many
/// chunks do not compete for the same few sets of the cache.
struct Chunk {
    static constexpr std::uint32_t kEvents = 35;

    Chunk* next = nullptr;
    std::uint64_t unused = 0;
    std::array<Event, kEvents> events;
};
static_assert(sizeof(Chunk) == std::size_t{9} * 64);

/// Chunks that are taken and given back, the last given first (it is in cache). Memory grows to
/// the most ever taken at once and is returned when the pool dies.
class ChunkPool {
public:
    /// The contents are whatever they were.
    [[nodiscard]] Chunk* take() {
        if (free_ != nullptr) {
            Chunk* const chunk = free_;
            free_ = chunk->next;
            return chunk;
        }
        return take_fresh();
    }
    void give(Chunk* chunk) noexcept {
        chunk->next = free_;
        free_ = chunk;
    }

private:
    static constexpr std::size_t kFirstSlab = 64;
    static constexpr std::size_t kLargestSlab = 8192;  ///< large enough for pages of 2 MB

    Chunk* take_fresh() {
        if (fresh_ == slab_size_) {
            slab_size_ = slabs_.empty() ? kFirstSlab : std::min(2 * slab_size_, kLargestSlab);
            slabs_.push_back(make_big_array<Chunk>(slab_size_));
            fresh_ = 0;
        }
        return &slabs_.back()[fresh_++];
    }

    std::vector<BigArray<Chunk>> slabs_;
    std::size_t slab_size_ = 0;  ///< of the newest
    std::size_t fresh_ = 0;      ///< its chunks that were ever taken
    Chunk* free_ = nullptr;
};

}  // namespace ordersim::kernel

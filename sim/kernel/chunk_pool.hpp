#pragma once

#include "sim/kernel/event.hpp"

#include <array>
#include <cstddef>
#include <memory>
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
    static constexpr std::size_t kSlabChunks = 64;
    using Slab = std::array<Chunk, kSlabChunks>;

    Chunk* take_fresh() {
        if (fresh_ == kSlabChunks) {
            slabs_.push_back(std::make_unique_for_overwrite<Slab>());
            fresh_ = 0;
        }
        return &(*slabs_.back())[fresh_++];
    }

    std::vector<std::unique_ptr<Slab>> slabs_;
    std::size_t fresh_ = kSlabChunks;  ///< chunks of the newest slab that were ever taken
    Chunk* free_ = nullptr;
};

}  // namespace ordersim::kernel

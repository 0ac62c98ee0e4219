#pragma once

#include "sim/base/time.hpp"

#include <compare>
#include <cstdint>

namespace ordersim::kernel {

/// Order of the events of one entity at one instant: facts, then commands, then timers.
enum class Rank : std::uint8_t { fact, command, timer };

/// One thing that will happen to one entity.
///
/// Events are ordered by (at, entity, rank, sequence): a function of what they are, never of when
/// they were inserted, so that every queue, thread and shard agrees on ties. Events that differ in
/// nothing are interchangeable.
///
/// `sequence` is the entity's own counter, kept modulo 2^14. Wrapping is harmless: it only matters
/// between events of one entity, instant and rank, and were two such pending on both sides of a
/// wrap, the later one would come first, in every run alike.
struct Event {
    static constexpr unsigned kSequenceBits = 14;

    SimTime at;
    std::uint64_t key = 0;  ///< entity 32 | rank 2 | sequence 14 | payload 16 bits

    /// `payload` is the caller's: what will happen. Only the low 14 bits of `sequence` are kept.
    [[nodiscard]] static constexpr Event make(SimTime at, std::uint32_t entity, Rank rank,
                                              std::uint16_t sequence,
                                              std::uint16_t payload) noexcept {
        constexpr std::uint64_t kept = (1U << kSequenceBits) - 1U;
        return {at, std::uint64_t{entity} << 32U | static_cast<std::uint64_t>(rank) << 30U |
                        (sequence & kept) << 16U | payload};
    }

    [[nodiscard]] constexpr std::uint32_t entity() const noexcept {
        return static_cast<std::uint32_t>(key >> 32U);
    }
    [[nodiscard]] constexpr Rank rank() const noexcept {
        return static_cast<Rank>(key >> 30U & 3U);
    }
    [[nodiscard]] constexpr std::uint16_t sequence() const noexcept {
        return static_cast<std::uint16_t>(key >> 16U & ((1U << kSequenceBits) - 1U));
    }
    [[nodiscard]] constexpr std::uint16_t payload() const noexcept {
        return static_cast<std::uint16_t>(key);
    }

    friend constexpr auto operator<=>(const Event&, const Event&) = default;
};
static_assert(sizeof(Event) == 16);

/// a < b for queues: both words in one comparison, since a branch between them would be guessed
/// wrong half of the time.
[[nodiscard]] constexpr bool precedes(Event a, Event b) noexcept {
    __extension__ using Wide = __int128;
    const auto wide = [](Event event) {
        return static_cast<Wide>(event.at.time_since_epoch().count()) << 64U | event.key;
    };
    return wide(a) < wide(b);
}

}  // namespace ordersim::kernel

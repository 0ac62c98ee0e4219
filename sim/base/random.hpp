#pragma once

#include <cstdint>

namespace ordersim {

/// Random numbers by address, never by sequence: each is a function of (seed, replication,
/// entity, purpose, index) and of nothing else. A policy that draws more or less, a thread more
/// or a queue in another order changes no other draw, so that runs compare on common random
/// numbers.
///
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers, SC 2011):
/// the seed is the key, the rest of the address the counter. Cheap to copy; safe to share.
class Draws {
public:
    constexpr Draws(std::uint64_t seed, std::uint32_t replication) noexcept
        : seed_(seed), replication_(replication) {}

    /// 64 random bits. `purpose` is an enumerator of the caller's own list (underlying type at most
    /// 16 bits); `index` counts the draws of one entity for one purpose.
    template <class Purpose>
    [[nodiscard]] std::uint64_t bits(std::uint64_t entity, Purpose purpose,
                                     std::uint16_t index = 0) const noexcept {
        return block(entity, static_cast<std::uint16_t>(purpose), index);
    }

    /// Uniform on the open interval (0, 1): a multiple of 2^-53 plus 2^-54, so that neither end
    /// occurs and every quantile function is finite.
    template <class Purpose>
    [[nodiscard]] double uniform(std::uint64_t entity, Purpose purpose,
                                 std::uint16_t index = 0) const noexcept {
        constexpr double scale = 1.0 / 9007199254740992.0;
        return (static_cast<double>(bits(entity, purpose, index) >> 11U) + 0.5) * scale;
    }

    [[nodiscard]] constexpr std::uint64_t seed() const noexcept { return seed_; }
    [[nodiscard]] constexpr std::uint32_t replication() const noexcept { return replication_; }

private:
    [[nodiscard]] std::uint64_t block(std::uint64_t entity, std::uint16_t purpose,
                                      std::uint16_t index) const noexcept;

    std::uint64_t seed_;
    std::uint32_t replication_;
};

}  // namespace ordersim

#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

namespace ordersim {

/// Random numbers by address, never by sequence: each is a function of (seed, replication,
/// entity, purpose, index) and of nothing else. A policy that draws more or less, a thread more
/// or a queue in another order changes no other draw, so that runs compare on common random
/// numbers.
///
/// The generator is Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers, SC 2011):
/// the seed is the key, the rest of the address the counter. Written out here, and tested against
/// the authors' Random123, because their header takes longer to compile than most of our files.
/// Cheap to copy; safe to share.
class Draws {
public:
    constexpr Draws(std::uint64_t seed, std::uint32_t replication) noexcept
        : seed_(seed), replication_(replication) {
        constexpr std::uint32_t golden_ratio = 0x9E3779B9;
        constexpr std::uint32_t root_of_three = 0xBB67AE85;
        for (std::uint32_t round = 0; round < kRounds; ++round) {
            keys_[round] = {low(seed) + round * golden_ratio, high(seed) + round * root_of_three};
        }
    }

    /// 64 random bits. `purpose` is an enumerator of the caller's own list (underlying type at most
    /// 16 bits); `index` counts the draws of one entity for one purpose. Two lists share their
    /// numbers: what draws for the same entities must use one list.
    template <class Purpose>
    [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t entity, Purpose purpose,
                                               std::uint16_t index = 0) const noexcept {
        static_assert(std::is_enum_v<Purpose> && sizeof(Purpose) <= sizeof(std::uint16_t));
        const auto what = static_cast<std::uint32_t>(static_cast<std::uint16_t>(purpose));
        return block({low(entity), high(entity), what << 16U | index, replication_});
    }

    /// Uniform on the open interval (0, 1): an odd multiple of 2^-53, exactly. Neither end occurs,
    /// so that every quantile is finite, and 1 - u is exact and could have been drawn as well.
    template <class Purpose>
    [[nodiscard]] constexpr double uniform(std::uint64_t entity, Purpose purpose,
                                           std::uint16_t index = 0) const noexcept {
        // One bit more and the largest would round up to 1.
        constexpr double scale = 1.0 / 4503599627370496.0;
        return (static_cast<double>(bits(entity, purpose, index) >> 12U) + 0.5) * scale;
    }

    [[nodiscard]] constexpr std::uint64_t seed() const noexcept { return seed_; }
    [[nodiscard]] constexpr std::uint32_t replication() const noexcept { return replication_; }

private:
    struct Counter {
        std::uint32_t a, b, c, d;
    };

    [[nodiscard]] static constexpr std::uint32_t low(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word);
    }
    [[nodiscard]] static constexpr std::uint32_t high(std::uint64_t word) noexcept {
        return static_cast<std::uint32_t>(word >> 32U);
    }

    [[nodiscard]] constexpr std::uint64_t block(Counter at) const noexcept {
        constexpr std::uint64_t multiplier_a = 0xD2511F53;
        constexpr std::uint64_t multiplier_c = 0xCD9E8D57;
        for (const Key& key : keys_) {
            const std::uint64_t from_a = multiplier_a * at.a;
            const std::uint64_t from_c = multiplier_c * at.c;
            at = {high(from_c) ^ at.b ^ key.a, low(from_c), high(from_a) ^ at.d ^ key.b,
                  low(from_a)};
        }
        return static_cast<std::uint64_t>(at.a) << 32U | at.b;
    }

    static constexpr std::uint32_t kRounds = 10;
    struct Key {
        std::uint32_t a, b;
    };

    std::uint64_t seed_;
    std::uint32_t replication_;
    std::array<Key, kRounds> keys_{};  ///< of the rounds, from the seed
};

}  // namespace ordersim

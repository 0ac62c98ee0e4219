#include "sim/base/random.hpp"

#include <Random123/philox.h>
#include <boost/math/distributions/chi_squared.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace ordersim;

namespace {

enum class Purpose : std::uint16_t { first, second, pi = 0x1319, last = 0xFFFF };

constexpr std::uint64_t kBuckets = 256;

/// P(chi-square >= that of `counts` against equal shares).
double tail_probability(const std::vector<std::uint64_t>& counts) {
    double total = 0.0;
    for (const std::uint64_t count : counts) {
        total += static_cast<double>(count);
    }
    const double expected = total / static_cast<double>(counts.size());
    double sum = 0.0;
    for (const std::uint64_t count : counts) {
        const double off = static_cast<double>(count) - expected;
        sum += off * off / expected;
    }
    const boost::math::chi_squared law(static_cast<double>(counts.size() - 1));
    return cdf(complement(law, sum));
}

template <class Draw>
double uniformity(const Draw& draw) {
    std::vector<std::uint64_t> counts(kBuckets);
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        ++counts[static_cast<std::size_t>(draw(i) * kBuckets)];
    }
    return tail_probability(counts);
}

}  // namespace

TEST_CASE("draws: the generator gives Random123's known answers for Philox4x32-10") {
    // The philox4x32 lines of ten rounds in Random123's tests/kat_vectors; the first two words.
    CHECK(Draws(0, 0).bits(0, Purpose::first, 0) == 0x6627e8d5e169c58d);
    CHECK(Draws(~std::uint64_t{0}, 0xFFFFFFFF).bits(~std::uint64_t{0}, Purpose::last, 0xFFFF) ==
          0x408f276d41c83b0e);
    // Digits of pi: counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0.
    CHECK(Draws(0x299f31d0a4093822, 0x03707344).bits(0x85a308d3243f6a88, Purpose::pi, 0x8a2e) ==
          0xd16cfe0994fdcceb);
}

TEST_CASE("draws: every address gives what Random123's own Philox gives") {
    const Draws addresses(99, 0);
    for (std::uint64_t i = 0; i < 1000; ++i) {
        const std::uint64_t seed = addresses.bits(i, Purpose::first, 0);
        const std::uint64_t entity = addresses.bits(i, Purpose::first, 1);
        const auto rest = addresses.bits(i, Purpose::first, 2);
        const auto replication = static_cast<std::uint32_t>(rest);
        const auto purpose = static_cast<std::uint16_t>(rest >> 32U);
        const auto index = static_cast<std::uint16_t>(rest >> 48U);
        const r123::Philox4x32::ctr_type counter{
            {static_cast<std::uint32_t>(entity), static_cast<std::uint32_t>(entity >> 32U),
             static_cast<std::uint32_t>(purpose) << 16U | index, replication}};
        const r123::Philox4x32::key_type key{
            {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)}};
        const r123::Philox4x32::ctr_type word = r123::Philox4x32()(counter, key);
        REQUIRE(Draws(seed, replication).bits(entity, static_cast<Purpose>(purpose), index) ==
                (static_cast<std::uint64_t>(word[0]) << 32U | word[1]));
    }
}

TEST_CASE("draws: a number depends on its address, not on what was drawn before") {
    const Draws draws(7, 3);
    const double alone = draws.uniform(1234, Purpose::second, 5);
    for (std::uint64_t entity = 2000; entity-- > 0;) {
        static_cast<void>(draws.uniform(entity, Purpose::first));
    }
    CHECK(draws.uniform(1234, Purpose::second, 5) == alone);
    CHECK(Draws(7, 3).uniform(1234, Purpose::second, 5) == alone);
}

TEST_CASE("draws: every part of the address changes the number") {
    const std::uint64_t here = Draws(7, 3).bits(10, Purpose::first, 4);
    CHECK(Draws(8, 3).bits(10, Purpose::first, 4) != here);
    CHECK(Draws(7 + (std::uint64_t{1} << 32U), 3).bits(10, Purpose::first, 4) != here);
    CHECK(Draws(7, 4).bits(10, Purpose::first, 4) != here);
    CHECK(Draws(7, 3).bits(11, Purpose::first, 4) != here);
    CHECK(Draws(7, 3).bits(10 + (std::uint64_t{1} << 32U), Purpose::first, 4) != here);
    CHECK(Draws(7, 3).bits(10, Purpose::second, 4) != here);
    CHECK(Draws(7, 3).bits(10, Purpose::first, 5) != here);
}

TEST_CASE("draws: no two neighbouring addresses share a number") {
    std::vector<std::uint64_t> all;
    for (std::uint32_t replication = 0; replication < 4; ++replication) {
        for (std::uint64_t entity = 0; entity < 1000; ++entity) {
            for (const Purpose purpose : {Purpose::first, Purpose::second}) {
                for (std::uint16_t index = 0; index < 4; ++index) {
                    all.push_back(Draws(1, replication).bits(entity, purpose, index));
                }
            }
        }
    }
    std::ranges::sort(all);
    CHECK(std::ranges::adjacent_find(all) == all.end());
}

TEST_CASE("draws: uniforms stay inside (0, 1) and their complements are exact") {
    // The counter whose 64 bits would be all ones is not to be found, so the rule itself: the
    // largest and the smallest number that 52 bits can give.
    constexpr double scale = 0x1p-52;
    constexpr double largest = (0x1p52 - 1.0 + 0.5) * scale;
    STATIC_REQUIRE(largest < 1.0);
    STATIC_REQUIRE(1.0 - largest == 0.5 * scale);
    const Draws draws(7, 0);
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        const double u = draws.uniform(i, Purpose::first);
        const double odd = u * 0x1p53;
        const bool is_odd_multiple = static_cast<std::uint64_t>(odd) % 2 == 1;
        REQUIRE((u > 0.0 && u < 1.0));
        REQUIRE(is_odd_multiple);
        REQUIRE(1.0 - (1.0 - u) == u);
    }
}

TEST_CASE("draws: numbers are uniform along every part of the address") {
    // Fixed addresses: these are facts about the generator, not samples that may fail by chance.
    const Draws draws(20240601, 0);
    CHECK(uniformity([&](std::uint32_t i) { return draws.uniform(i, Purpose::first); }) > 1e-4);
    CHECK(uniformity([](std::uint32_t i) { return Draws(i, 0).uniform(0, Purpose::first); }) >
          1e-4);
    CHECK(uniformity([](std::uint32_t i) { return Draws(1, i).uniform(0, Purpose::first); }) >
          1e-4);
    CHECK(uniformity([&](std::uint32_t i) {
              return draws.uniform(i % 1000, Purpose::second, static_cast<std::uint16_t>(i / 1000));
          }) > 1e-4);
    // 16 by 16 squares of neighbouring entities.
    CHECK(uniformity([&](std::uint32_t i) {
              const double row = std::floor(draws.uniform(2 * i, Purpose::first) * 16.0);
              return (row + draws.uniform(2 * i + 1, Purpose::first)) / 16.0;
          }) > 1e-4);
}

TEST_CASE("draws: the test of uniformity sees a generator that is not") {
    const Draws draws(20240601, 0);
    CHECK(uniformity([&](std::uint32_t i) {
              const double u = draws.uniform(i, Purpose::first);
              return u * (0.8 + 0.2 * u);
          }) < 1e-4);
}

#pragma once

#include "sim/base/random.hpp"
#include "sim/base/time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

/// Laws of delays that a calendar must bear, from the usual to the hostile.
namespace ordersim::kernel::tests {

enum class Law : std::uint16_t {
    exponential,
    lognormal,      ///< median 14 h, sigma 2
    bimodal,        ///< minutes or months
    equal,          ///< all the same
    none,           ///< all at once: every event falls due at the present instant
    few_ticks,      ///< 0 to 3 us: crowds of ties
    any_magnitude,  ///< each power of two from 1 us to a century equally likely
    rare_huge,      ///< seconds, and one in a thousand a century away
};
inline constexpr std::array kLaws{Law::exponential,   Law::lognormal, Law::bimodal,
                                  Law::equal,         Law::none,      Law::few_ticks,
                                  Law::any_magnitude, Law::rare_huge};

/// A stream of numbers for a test, from one seed.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : draws_(seed, 0) {}

    double uniform() { return draws_.uniform(next_++, Law::none); }
    std::uint64_t below(std::uint64_t n) { return draws_.bits(next_++, Law::none) % n; }

    SimDuration delay(Law law) {
        switch (law) {
        case Law::exponential: return duration_of(-std::log(uniform()) * 3.6e9);
        case Law::lognormal: return duration_of(std::exp(2 * normal()) * 14 * 3.6e9);
        case Law::bimodal: return duration_of((below(2) == 0 ? 6e7 : 2.6e12) * uniform());
        case Law::equal: return std::chrono::hours(48);
        case Law::none: return SimDuration::zero();
        case Law::few_ticks: return SimDuration(below(4));
        case Law::any_magnitude: return SimDuration((std::int64_t{1} << below(52)) - 1);
        case Law::rare_huge: return below(1000) == 0 ? kLongestDelay : duration_of(uniform() * 1e7);
        }
        return {};
    }

private:
    double normal() {
        return std::sqrt(-2 * std::log(uniform())) * std::cos(6.283185307179586 * uniform());
    }

    Draws draws_;
    std::uint64_t next_ = 0;
};

}  // namespace ordersim::kernel::tests

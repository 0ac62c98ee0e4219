#include "sim/measure/histogram.hpp"

#include "sim/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace ordersim;
using namespace ordersim::measure;

namespace {

enum class Purpose : std::uint16_t { magnitude, value };

/// Values spread over all magnitudes of 64 bits.
std::vector<std::uint64_t> spread_values(std::uint64_t count) {
    const Draws draws(20240607, 0);
    std::vector<std::uint64_t> values;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto shift = static_cast<unsigned>(draws.bits(i, Purpose::magnitude) % 64);
        values.push_back(draws.bits(i, Purpose::value) >> shift);
    }
    return values;
}

Histogram recorded(const std::vector<std::uint64_t>& values, unsigned bits) {
    Histogram histogram(bits);
    for (const std::uint64_t value : values) {
        histogram.record(value);
    }
    return histogram;
}

bool same(const Histogram& one, const Histogram& two) {
    return one.count() == two.count() && one.min() == two.min() && one.max() == two.max() &&
           std::ranges::equal(one.buckets(), two.buckets(), [](const auto& a, const auto& b) {
               return a.low == b.low && a.high == b.high && a.count == b.count;
           });
}

}  // namespace

TEST_CASE("histogram: buckets join without gap or overlap over the whole range") {
    for (const unsigned bits : {1U, 3U, 7U}) {
        Histogram histogram(bits);
        // Both ends of every bucket: the starts are the numbers of at most B + 1 leading bits.
        for (std::uint64_t v = 0; v < (std::uint64_t{2} << bits); ++v) {
            histogram.record(v);
        }
        for (unsigned shift = 1; shift + bits < 64; ++shift) {
            for (std::uint64_t v = std::uint64_t{1} << bits; v < std::uint64_t{2} << bits; ++v) {
                histogram.record(v << shift);
                histogram.record((v << shift) + ((std::uint64_t{1} << shift) - 1));
            }
        }
        const auto buckets = histogram.buckets();
        CHECK(buckets.size() == (std::size_t{65} - bits) << bits);
        CHECK(buckets.front().low == 0);
        CHECK(buckets.back().high == UINT64_MAX);
        bool is_joined = true;
        bool is_narrow = true;
        for (std::size_t i = 0; i < buckets.size(); ++i) {
            is_joined = is_joined && (i == 0 || buckets[i].low == buckets[i - 1].high + 1);
            is_joined = is_joined && buckets[i].count == (buckets[i].high > buckets[i].low ? 2 : 1);
            const std::uint64_t width = buckets[i].high - buckets[i].low;
            is_narrow = is_narrow && width <= buckets[i].low >> bits;
        }
        CHECK(is_joined);
        CHECK(is_narrow);
    }
}

TEST_CASE("histogram: quantiles are above the true ones by at most the stated error") {
    std::vector<std::uint64_t> values = spread_values(20'000);
    const Histogram histogram = recorded(values, 7);
    CHECK(histogram.relative_error() == 1.0 / 128);
    std::ranges::sort(values);
    for (const double p : {0.0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(p * 20'000));
        const std::uint64_t exact = values[std::max<std::size_t>(rank, 1) - 1];
        const std::uint64_t found = histogram.quantile(p);
        CHECK(found >= exact);
        CHECK(found - exact <= exact >> 7U);
    }
    CHECK(histogram.min() == values.front());
    CHECK(histogram.max() == values.back());
    CHECK(histogram.quantile(1) == values.back());
}

TEST_CASE("histogram: values below 2^(B+1) are exact") {
    Histogram histogram(4);
    for (std::uint64_t v = 0; v < 32; ++v) {
        histogram.record(v);
    }
    for (std::uint64_t v = 1; v <= 32; ++v) {
        CHECK(histogram.quantile(static_cast<double>(v) / 32) == v - 1);
    }
}

TEST_CASE("histogram: merging parts in any order equals recording all at once") {
    const std::vector<std::uint64_t> values = spread_values(3'000);
    const Histogram whole = recorded(values, 5);
    const Histogram first = recorded({values.begin(), values.begin() + 100}, 5);
    const Histogram second = recorded({values.begin() + 100, values.begin() + 2'000}, 5);
    const Histogram third = recorded({values.begin() + 2'000, values.end()}, 5);

    Histogram forwards(5);
    for (const Histogram* part : {&first, &second, &third}) {
        forwards.merge(*part);
    }
    Histogram backwards(5);
    for (const Histogram* part : {&third, &second, &first}) {
        backwards.merge(*part);
    }
    CHECK(same(forwards, whole));
    CHECK(same(backwards, whole));
    CHECK_FALSE(same(first, whole));
}

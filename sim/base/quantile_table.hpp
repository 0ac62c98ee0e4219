#pragma once

#include "sim/base/level.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ordersim {

/// The quantile function of a law as a table of monotone polynomials, for laws whose quantiles have
/// no closed form. Made by make_quantile_table (quantile_table_maker.hpp), which states the error.
///
/// Each half of the probability scale is cut into four cells an octave, down to 2^-54, so that both
/// tails keep their relative precision; where a cell is too coarse it is halved until it is not,
/// and cells end where the law jumps. A look-up reads one entry of the directory and one cell of
/// one cache line, and halves the cells of a bucket only where there are several.
class QuantileTable {
public:
    static constexpr int kDegree = 6;
    static constexpr int kOctaves = 53;
    static constexpr int kBucketsAnOctave = 4;
    static constexpr std::size_t kBuckets = std::size_t{kOctaves} * kBucketsAnOctave;
    /// Levels nearer to 0 or 1 than this are answered as if they were so near.
    static constexpr double kLeast = 0x1p-54;

    /// x = sum of c[k] (v - start)^k for the v from `start` to the start of the next cell.
    struct alignas(64) Cell {
        double start;
        std::array<double, kDegree + 1> c;
    };
    /// The first and the last cell that a bucket touches.
    struct Bucket {
        std::uint32_t first;
        std::uint32_t last;
    };

    /// Requires: 0 < at.below, at.above < 1 (NaN excluded).
    [[nodiscard]] double quantile(Level at) const noexcept {
        const bool is_upper = at.above < at.below;
        const double v = std::max(std::min(at.below, at.above), kLeast * (1.0 + 0x1p-52));
        // From below a cell reaches up to and including its end, so the search looks left of v.
        const std::uint64_t bits = std::bit_cast<std::uint64_t>(v) - (is_upper ? 0U : 1U);
        const std::size_t bucket =
            (bits >> kBucketShift) - kFirstBucket + (is_upper ? kBuckets : 0);
        auto [first, last] = directory_[bucket];
        while (first < last) {
            const std::uint32_t middle = last - (last - first) / 2;
            const bool is_left = std::bit_cast<double>(bits) < cells_[middle].start;
            first = is_left ? first : middle;
            last = is_left ? middle - 1 : last;
        }
        return value(cells_[first], v);
    }

    /// Estrin's scheme in a fixed order.
    [[nodiscard]] static double value(const Cell& cell, double v) noexcept {
        const auto& c = cell.c;
        const double t = v - cell.start;
        const double t2 = t * t;
        const double high = (c[4] + c[5] * t) + c[6] * t2;
        return (c[0] + c[1] * t) + t2 * ((c[2] + c[3] * t) + t2 * high);
    }

    /// Where bucket `index` of a half begins.
    [[nodiscard]] static double bucket_start(std::size_t index) noexcept {
        return std::bit_cast<double>((kFirstBucket + index) << kBucketShift);
    }

    [[nodiscard]] std::size_t cells() const noexcept { return cells_.size(); }

private:
    friend class QuantileTableMaker;

    static constexpr unsigned kBucketShift = 50;
    static constexpr std::uint64_t kFirstBucket =
        std::bit_cast<std::uint64_t>(kLeast) >> kBucketShift;
    static_assert(std::bit_cast<std::uint64_t>(0.5) >> kBucketShift == kFirstBucket + kBuckets);

    std::vector<Cell> cells_;
    std::vector<Bucket> directory_;
};

}  // namespace ordersim

#pragma once

#include "sim/base/assert.hpp"

#include <bit>
#include <cstdint>
#include <vector>

namespace ordersim::measure {

/// Counts of whole numbers (microseconds, say) over the full 64-bit range in log-linear buckets:
/// each power of two is cut into 2^B equal parts, and values below 2^(B+1) have a bucket each. No
/// value needs a range set beforehand.
///
/// Merging adds counts and is therefore exact and independent of order, which t-digest and P^2 are
/// not. Recording is O(1) without allocation. One writer; readers when it is done.
class Histogram {
public:
    struct Bucket {
        std::uint64_t low = 0;  ///< smallest and largest value that fall in it
        std::uint64_t high = 0;
        std::uint64_t count = 0;
    };

    /// Takes (65 - B) 2^(B+3) bytes: 58 KiB for B = 7.
    /// Requires: 1 <= sub_bucket_bits <= 16.
    explicit Histogram(unsigned sub_bucket_bits);

    void record(std::uint64_t value) noexcept {
        ++counts_[index(value)];
        ++count_;
        min_ = value < min_ ? value : min_;
        max_ = value > max_ ? value : max_;
    }

    /// As if every value that `other` recorded had been recorded here.
    /// Requires: the same sub_bucket_bits.
    void merge(const Histogram& other);

    /// An upper bound x of the smallest recorded value v with at least a share `probability` of all
    /// values at or below it: v <= x <= v (1 + relative_error()), and x <= max(). O(buckets).
    /// Requires: count() > 0, 0 <= probability <= 1.
    [[nodiscard]] std::uint64_t quantile(double probability) const;

    /// 2^-B.
    [[nodiscard]] double relative_error() const noexcept;
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    /// Exact. Requires: count() > 0.
    [[nodiscard]] std::uint64_t min() const;
    [[nodiscard]] std::uint64_t max() const;
    /// Those with a count, ascending.
    [[nodiscard]] std::vector<Bucket> buckets() const;

private:
    /// For v with its leading bit at B + e: e 2^B + (v >> e). The indices of neighbouring powers of
    /// two join without a gap.
    [[nodiscard]] std::size_t index(std::uint64_t value) const noexcept {
        const auto bits = static_cast<unsigned>(std::bit_width(value));
        const unsigned shift = bits > sub_bucket_bits_ + 1 ? bits - sub_bucket_bits_ - 1 : 0;
        return (std::size_t{shift} << sub_bucket_bits_) + (value >> shift);
    }
    [[nodiscard]] Bucket bucket(std::size_t place) const;

    unsigned sub_bucket_bits_;
    std::uint64_t count_ = 0;
    std::uint64_t min_ = UINT64_MAX;
    std::uint64_t max_ = 0;
    std::vector<std::uint64_t> counts_;
};

}  // namespace ordersim::measure

#include "sim/measure/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::measure {

Histogram::Histogram(unsigned sub_bucket_bits) : sub_bucket_bits_(sub_bucket_bits) {
    ORDERSIM_ASSERT(sub_bucket_bits >= 1);
    ORDERSIM_ASSERT(sub_bucket_bits <= 16);
    counts_.resize(index(UINT64_MAX) + 1);
}

void Histogram::merge(const Histogram& other) {
    ORDERSIM_ASSERT(sub_bucket_bits_ == other.sub_bucket_bits_);
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        counts_[i] += other.counts_[i];
    }
    count_ += other.count_;
    min_ = std::min(min_, other.min_);
    max_ = std::max(max_, other.max_);
}

std::uint64_t Histogram::quantile(double probability) const {
    ORDERSIM_ASSERT(count_ > 0);
    ORDERSIM_ASSERT(probability >= 0);
    ORDERSIM_ASSERT(probability <= 1);
    const double rank = std::ceil(probability * static_cast<double>(count_));
    const std::uint64_t wanted = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(rank));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen >= wanted) {
            return std::min(bucket(i).high, max_);
        }
    }
    return max_;  // the rank was rounded up beyond the count, which takes more than 2^53 values
}

double Histogram::relative_error() const noexcept {
    return std::ldexp(1.0, -static_cast<int>(sub_bucket_bits_));
}

std::uint64_t Histogram::min() const {
    ORDERSIM_ASSERT(count_ > 0);
    return min_;
}

std::uint64_t Histogram::max() const {
    ORDERSIM_ASSERT(count_ > 0);
    return max_;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
    std::vector<Bucket> filled;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] > 0) {
            filled.push_back(bucket(i));
        }
    }
    return filled;
}

Histogram::Bucket Histogram::bucket(std::size_t place) const {
    const std::size_t power = place >> sub_bucket_bits_;
    const std::size_t shift = power > 1 ? power - 1 : 0;
    const std::uint64_t low = (place - (shift << sub_bucket_bits_)) << shift;
    return {.low = low, .high = low + ((std::uint64_t{1} << shift) - 1), .count = counts_[place]};
}

}  // namespace ordersim::measure

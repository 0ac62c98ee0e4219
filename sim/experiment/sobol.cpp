#include "sim/experiment/sobol.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/random.hpp"

#include <boost/random/sobol.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace ordersim::experiment {

namespace {

constexpr std::uint32_t kBootstraps = 1'000;

enum class Purpose : std::uint16_t { shift, row };

void require(const SobolSize& size) {
    ORDERSIM_ASSERT(size.rows >= 2 && std::has_single_bit(size.rows));
    ORDERSIM_ASSERT(size.dimensions >= 1);
}

/// The middle of the interval of width 2^-52 that the leading bits name: never 0 or 1.
double uniform_of(std::uint64_t bits) {
    constexpr double scale = 1.0 / 4503599627370496.0;
    return (static_cast<double>(bits >> 12U) + 0.5) * scale;
}

/// Rows of A and B side by side. Boost's sequence leaves out its first member, the origin, without
/// which 2^k rows are not balanced.
std::vector<std::vector<double>> shifted_sequence(const SobolSize& size, std::uint64_t seed) {
    const std::size_t width = 2 * size.dimensions;
    const Draws draws(seed, 0);
    boost::random::sobol sequence(width);
    std::vector<std::vector<double>> rows(size.rows, std::vector<double>(width));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t i = 0; i < width; ++i) {
            const std::uint64_t digits = row == 0 ? 0 : sequence();
            rows[row][i] = uniform_of(digits ^ draws.bits(i, Purpose::shift));
        }
    }
    return rows;
}

/// The centred values of the design's blocks.
struct Blocks {
    std::span<const double> a;
    std::span<const double> b;
    std::vector<std::span<const double>> mixed;  ///< by coordinate
};

std::vector<double> centred(std::span<const NoisyValue> values, std::size_t rows) {
    double mean = 0;
    for (const NoisyValue& value : values.first(2 * rows)) {
        mean += value.value / (2 * static_cast<double>(rows));
    }
    std::vector<double> from_mean;
    from_mean.reserve(values.size());
    for (const NoisyValue& value : values) {
        from_mean.push_back(value.value - mean);
    }
    return from_mean;
}

/// The estimators over a choice of rows, each as often as it is named.
struct Sums {
    double first = 0;
    double total = 0;
};

struct Estimates {
    double variance = 0;
    std::vector<Sums> indices;
};

Estimates estimates(const Blocks& blocks, std::span<const std::size_t> rows) {
    const auto count = static_cast<double>(rows.size());
    double sum = 0;
    double squares = 0;
    for (const std::size_t row : rows) {
        sum += blocks.a[row] + blocks.b[row];
        squares += blocks.a[row] * blocks.a[row] + blocks.b[row] * blocks.b[row];
    }
    const double mean = sum / (2 * count);
    Estimates found;
    found.variance = squares / (2 * count) - mean * mean;
    for (const std::span<const double> mixed : blocks.mixed) {
        Sums sums;
        for (const std::size_t row : rows) {
            const double change = mixed[row] - blocks.a[row];
            sums.first += (blocks.b[row] - mean) * change;
            sums.total += change * change;
        }
        found.indices.push_back({.first = sums.first / count / found.variance,
                                 .total = sums.total / (2 * count) / found.variance});
    }
    return found;
}

std::vector<std::size_t> resampled(std::size_t rows, const Draws& draws) {
    std::vector<std::size_t> chosen(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        chosen[i] =
            static_cast<std::size_t>(draws.uniform(i, Purpose::row) * static_cast<double>(rows));
    }
    return chosen;
}

/// Between the order statistics at both tails, over the samples that had variance; unbounded
/// without any.
measure::Estimate with_percentiles(double value, std::vector<double> samples, double level,
                                   std::size_t rows) {
    if (samples.empty()) {
        return {.value = value,
                .low = -std::numeric_limits<double>::infinity(),
                .high = std::numeric_limits<double>::infinity(),
                .replications = static_cast<std::uint32_t>(rows)};
    }
    std::ranges::sort(samples);
    const auto last = static_cast<double>(samples.size() - 1);
    const auto low = static_cast<std::size_t>(std::floor((1 - level) / 2 * last));
    return {.value = value,
            .low = samples[low],
            .high = samples[samples.size() - 1 - low],
            .replications = static_cast<std::uint32_t>(rows)};
}

SobolAnalysis without_variance(const SobolSize& size) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
    const measure::Estimate unknown{.value = nothing,
                                    .low = -infinity,
                                    .high = infinity,
                                    .replications = static_cast<std::uint32_t>(size.rows)};
    return {
        .indices = std::vector<SobolIndex>(size.dimensions, {.first = unknown, .total = unknown}),
        .variance = 0,
        .noise_share = nothing};
}

}  // namespace

std::vector<std::vector<double>> sobol_places(const SobolSize& size, std::uint64_t seed) {
    require(size);
    const std::vector<std::vector<double>> sequence = shifted_sequence(size, seed);
    const auto half = static_cast<std::ptrdiff_t>(size.dimensions);
    std::vector<std::vector<double>> places;
    for (const std::vector<double>& row : sequence) {
        places.emplace_back(row.begin(), row.begin() + half);
    }
    for (const std::vector<double>& row : sequence) {
        places.emplace_back(row.begin() + half, row.end());
    }
    for (std::size_t axis = 0; axis < size.dimensions; ++axis) {
        for (std::size_t row = 0; row < size.rows; ++row) {
            places.push_back(places[row]);
            places.back()[axis] = places[size.rows + row][axis];
        }
    }
    return places;
}

SobolAnalysis sobol_indices(const SobolSize& size, std::uint64_t seed,
                            std::span<const NoisyValue> values, double level) {
    require(size);
    ORDERSIM_ASSERT(values.size() == size.rows * (size.dimensions + 2));
    const std::vector<double> all = centred(values, size.rows);
    const std::span<const double> centred_values(all);
    Blocks blocks{.a = centred_values.subspan(0, size.rows),
                  .b = centred_values.subspan(size.rows, size.rows),
                  .mixed = {}};
    std::vector<std::size_t> rows(size.rows);
    for (std::size_t i = 0; i < size.rows; ++i) {
        rows[i] = i;
    }
    for (std::size_t axis = 0; axis < size.dimensions; ++axis) {
        blocks.mixed.push_back(centred_values.subspan((axis + 2) * size.rows, size.rows));
    }
    const Estimates whole = estimates(blocks, rows);
    if (!(whole.variance > 0)) {
        return without_variance(size);
    }
    std::vector<std::vector<double>> first(size.dimensions);
    std::vector<std::vector<double>> total(size.dimensions);
    for (std::uint32_t sample = 0; sample < kBootstraps; ++sample) {
        const Estimates found = estimates(blocks, resampled(size.rows, Draws(seed, sample)));
        for (std::size_t axis = 0; axis < size.dimensions && found.variance > 0; ++axis) {
            first[axis].push_back(found.indices[axis].first);
            total[axis].push_back(found.indices[axis].total);
        }
    }
    SobolAnalysis analysis;
    analysis.variance = whole.variance;
    for (std::size_t axis = 0; axis < size.dimensions; ++axis) {
        analysis.indices.push_back(
            {.first = with_percentiles(whole.indices[axis].first, std::move(first[axis]), level,
                                       size.rows),
             .total = with_percentiles(whole.indices[axis].total, std::move(total[axis]), level,
                                       size.rows)});
    }
    analysis.noise_share = noise_share(values.first(2 * size.rows));
    return analysis;
}

}  // namespace ordersim::experiment

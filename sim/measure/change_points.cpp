#include "sim/measure/change_points.hpp"

#include "sim/base/random.hpp"
#include "sim/measure/rank_shift.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace ordersim::measure {

namespace {

enum class Purpose : std::uint16_t { permutation };

/// Ranks from 1 up; equal values share the mean of theirs.
std::vector<double> ranks_of(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(values[i], i); });
    std::vector<double> ranks(values.size());
    for (std::size_t first = 0; first < order.size();) {
        std::size_t last = first;
        while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) {
            ++last;
        }
        for (std::size_t i = first; i <= last; ++i) {
            ranks[order[i]] = static_cast<double>(first + last) / 2 + 1;
        }
        first = last + 1;
    }
    return ranks;
}

struct Cut {
    std::size_t at = 0;
    double size = 0;
};

/// The best cut, each of whose parts has `least` values or more.
Cut best_cut(std::span<const double> ranks, std::size_t least) {
    const double total = std::accumulate(ranks.begin(), ranks.end(), 0.0);
    const double n = static_cast<double>(ranks.size());
    Cut best;
    double left = 0;
    for (std::size_t k = 1; k < ranks.size(); ++k) {
        left += ranks[k - 1];
        if (k < least || ranks.size() - k < least) {
            continue;
        }
        const double before = static_cast<double>(k);
        const double after = n - before;
        const double size = std::abs(left / before - (total - left) / after) *
                            std::sqrt(before * after / n);
        if (size > best.size) {
            best = {k, size};
        }
    }
    return best;
}

/// The share of permutations whose best cut is at least as large, the data's own among them.
double p_value_of(const Cut& cut, std::vector<double> ranks, const ChangePointOptions& options,
                  std::uint32_t stretch) {
    // Sums come in another order; a tie must not look smaller for it.
    const double reached = cut.size * (1 - 1e-12);
    const Draws draws(options.seed, stretch);
    std::uint32_t as_large = 1;
    for (std::uint32_t turn = 0; turn < options.permutations; ++turn) {
        for (std::size_t i = ranks.size() - 1; i > 0; --i) {
            const std::uint64_t entity = (std::uint64_t{turn} << 32U) | i;
            std::swap(ranks[i], ranks[draws.bits(entity, Purpose::permutation) % (i + 1)]);
        }
        as_large += best_cut(ranks, options.stretch_min).size >= reached ? 1U : 0U;
    }
    return static_cast<double>(as_large) / (options.permutations + 1.0);
}

}  // namespace

std::vector<ChangePoint> change_points(std::span<const double> values,
                                       const ChangePointOptions& options) {
    std::vector<ChangePoint> found;
    std::vector<std::pair<std::size_t, std::size_t>> stretches{{0, values.size()}};
    std::uint32_t searched = 0;
    while (!stretches.empty()) {
        const auto [first, last] = stretches.back();
        stretches.pop_back();
        const std::vector<double> ranks = ranks_of(values.subspan(first, last - first));
        const Cut cut = best_cut(ranks, std::max<std::size_t>(options.stretch_min, 1));
        if (cut.at == 0) {
            continue;
        }
        const double p_value = p_value_of(cut, ranks, options, searched++);
        if (p_value <= options.alpha) {
            found.push_back({.at = first + cut.at, .p_value = p_value});
            stretches.emplace_back(first, first + cut.at);
            stretches.emplace_back(first + cut.at, last);
        }
    }
    std::ranges::sort(found, {}, &ChangePoint::at);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::size_t from = i == 0 ? 0 : found[i - 1].at;
        const std::size_t to = i + 1 == found.size() ? values.size() : found[i + 1].at;
        found[i].before = median_of(values.subspan(from, found[i].at - from));
        found[i].after = median_of(values.subspan(found[i].at, to - found[i].at));
    }
    return found;
}

}  // namespace ordersim::measure

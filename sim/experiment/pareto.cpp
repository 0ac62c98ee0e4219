#include "sim/experiment/pareto.hpp"

#include "sim/measure/interval.hpp"

#include <algorithm>

namespace ordersim::experiment {

namespace {

enum class Against : std::uint8_t { better, equal, open };

/// Of `one` against `two` in one aim.
Against against(const ParetoAim& aim, std::size_t one, std::size_t two, double level) {
    const std::size_t common = std::min(aim.values[one].size(), aim.values[two].size());
    const measure::Paired<double> pair{.minuend = std::span(aim.values[one]).first(common),
                                       .subtrahend = std::span(aim.values[two]).first(common)};
    const measure::Estimate difference = measure::mean_difference(pair, level);
    if (difference.low == 0 && difference.high == 0) {
        return Against::equal;
    }
    const bool is_better = aim.is_higher_better ? difference.low > 0 : difference.high < 0;
    return is_better ? Against::better : Against::open;
}

bool dominates(std::span<const ParetoAim> aims, std::size_t one, std::size_t two, double level) {
    bool is_better = false;
    for (const ParetoAim& aim : aims) {
        switch (against(aim, one, two, level)) {
        case Against::open: return false;
        case Against::better: is_better = true; break;
        case Against::equal: break;
        }
    }
    return is_better;
}

}  // namespace

std::vector<std::optional<std::size_t>> dominated_by(std::span<const ParetoAim> aims,
                                                     double level) {
    const std::size_t size = aims.empty() ? 0 : aims.front().values.size();
    std::vector<std::vector<std::size_t>> dominators(size);
    for (std::size_t i = 0; i < size; ++i) {
        for (std::size_t j = 0; j < size; ++j) {
            if (i != j && dominates(aims, j, i, level)) {
                dominators[i].push_back(j);
            }
        }
    }
    std::vector<std::optional<std::size_t>> answer(size);
    for (std::size_t i = 0; i < size; ++i) {
        if (!dominators[i].empty()) {
            const auto undominated = std::ranges::find_if(
                dominators[i], [&](std::size_t j) { return dominators[j].empty(); });
            answer[i] = undominated == dominators[i].end() ? dominators[i].front() : *undominated;
        }
    }
    return answer;
}

}  // namespace ordersim::experiment

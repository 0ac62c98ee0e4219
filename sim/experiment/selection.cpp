#include "sim/experiment/selection.hpp"

#include "sim/base/assert.hpp"
#include "sim/measure/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace ordersim::experiment {

namespace {

using Values = std::span<const std::vector<double>>;

double variance_of_difference(Values values, std::size_t one, std::size_t two,
                              std::uint32_t count) {
    double mean = 0;
    for (std::uint32_t r = 0; r < count; ++r) {
        mean += (values[one][r] - values[two][r]) / count;
    }
    double squares = 0;
    for (std::uint32_t r = 0; r < count; ++r) {
        const double deviation = values[one][r] - values[two][r] - mean;
        squares += deviation * deviation;
    }
    return squares / (count - 1.0);
}

/// For each pair, after how many replications the margin is 0: h^2 S^2 / indifference^2. Never,
/// where the first stage did not set the two apart: that is no estimate of their variance.
class Margins {
public:
    Margins(Values values, const SelectionGoal& goal)
        : size_(values.size()), half_(goal.indifference / 2), spans_(size_ * size_) {
        const auto systems = static_cast<std::uint32_t>(size_);
        const double eta = measure::kim_nelson_eta(
            {.systems = systems, .first_stage = goal.first_stage, .confidence = goal.confidence});
        const double h_squared = 2 * eta * (goal.first_stage - 1.0);
        for (std::size_t i = 0; i < size_; ++i) {
            for (std::size_t l = 0; l < i; ++l) {
                const double variance = variance_of_difference(values, i, l, goal.first_stage);
                const bool is_apart = variance > 0 || values[i].front() != values[l].front();
                const double span =
                    is_apart ? h_squared * variance / (goal.indifference * goal.indifference)
                             : std::numeric_limits<double>::infinity();
                spans_[i * size_ + l] = span;
                spans_[l * size_ + i] = span;
            }
        }
    }

    [[nodiscard]] double at(std::size_t one, std::size_t two, std::uint32_t replications) const {
        return std::max(0.0, half_ * (spans_[one * size_ + two] - replications));
    }
    /// Of the pairs that were set apart; 0 without any.
    [[nodiscard]] double longest() const {
        double longest = 0;
        for (const double span : spans_) {
            longest = std::isfinite(span) ? std::max(longest, span) : longest;
        }
        return longest;
    }

private:
    std::size_t size_;
    double half_;
    std::vector<double> spans_;
};

/// Who beats `contender` by more than the margin; the one farthest ahead of it.
std::optional<std::size_t> beaten_by(std::size_t contender, const std::vector<std::size_t>& left,
                                     const std::vector<double>& sums, const Margins& margins,
                                     std::uint32_t replications) {
    std::optional<std::size_t> best;
    for (const std::size_t other : left) {
        const double margin = margins.at(contender, other, replications);
        const double lead = sums[contender] - sums[other];
        const bool is_tie_lost = margin == 0 && lead == 0 && other < contender;
        if (other != contender && (lead > margin || is_tie_lost) &&
            (!best || sums[other] < sums[*best])) {
            best = other;
        }
    }
    return best;
}

std::uint32_t shortest_of(Values values, const std::vector<std::size_t>& left) {
    std::size_t shortest = values[left.front()].size();
    for (const std::size_t contender : left) {
        shortest = std::min(shortest, values[contender].size());
    }
    return static_cast<std::uint32_t>(shortest);
}

/// All eliminations of a look are judged against those who were left before it.
void look(Selection& selection, const std::vector<double>& sums, const Margins& margins) {
    std::vector<std::size_t> left;
    for (const std::size_t contender : selection.left) {
        const auto by = beaten_by(contender, selection.left, sums, margins, selection.replications);
        if (by) {
            selection.eliminations.push_back(
                {.contender = contender, .by = *by, .after = selection.replications});
        } else {
            left.push_back(contender);
        }
    }
    selection.left = std::move(left);
}

void require(Values values, const SelectionGoal& goal) {
    ORDERSIM_ASSERT(!values.empty());
    ORDERSIM_ASSERT(goal.indifference > 0);
    ORDERSIM_ASSERT(goal.first_stage >= 2);
}

bool has_first_stage(Values values, const SelectionGoal& goal) {
    return std::ranges::all_of(values,
                               [&](const auto& one) { return one.size() >= goal.first_stage; });
}

}  // namespace

Selection kim_nelson(Values values, const SelectionGoal& goal) {
    require(values, goal);
    Selection selection;
    selection.left.resize(values.size());
    std::iota(selection.left.begin(), selection.left.end(), std::size_t{0});
    if (values.size() == 1 || !has_first_stage(values, goal)) {
        selection.is_decided = values.size() == 1;
        selection.replications = shortest_of(values, selection.left);
        return selection;
    }
    const Margins margins(values, goal);
    std::vector<double> sums(values.size(), 0.0);
    while (!selection.is_decided && selection.replications < shortest_of(values, selection.left)) {
        for (const std::size_t contender : selection.left) {
            sums[contender] += values[contender][selection.replications];
        }
        ++selection.replications;
        if (selection.replications >= goal.first_stage) {
            look(selection, sums, margins);
            selection.is_decided = selection.left.size() == 1;
        }
    }
    return selection;
}

std::uint32_t replications_at_most(Values values, const SelectionGoal& goal) {
    require(values, goal);
    if (!has_first_stage(values, goal)) {
        return 0;
    }
    if (values.size() == 1) {
        return goal.first_stage;
    }
    const double longest = std::min(std::floor(Margins(values, goal).longest()) + 1, 4e9);
    return std::max(goal.first_stage, static_cast<std::uint32_t>(longest));
}

}  // namespace ordersim::experiment

#include "sim/experiment/tune_search.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/experiment/compare.hpp"
#include "sim/experiment/design.hpp"

namespace ordersim::experiment {

namespace {

/// What of the budget the search may take; the rest is for the selection.
constexpr double kSearchShare = 0.6;
constexpr std::uint32_t kFirstStage = 10;
constexpr std::uint32_t kLookEvery = 10;
constexpr std::size_t kFinalistsMax = 5;
constexpr std::size_t kTrialsMax = 200;
/// The search ends after two proposals in a row that promise less than this share of delta.
constexpr double kPromiseMin = 0.01;
/// Finalists nearer to each other along every continuous knob, as a share of its range, are one.
constexpr double kAlike = 0.01;

bool has_nan(const std::vector<double>& values) {
    return std::ranges::any_of(values, [](double value) { return std::isnan(value); });
}

double mean_of(const std::vector<double>& values) { return noisy_value(values).value; }

bool is_in_space(std::span<const Knob> knobs, const Point& at) {
    if (has_nan(at)) {
        return false;
    }
    const Point nearest = nearest_point(knobs, at);
    for (std::size_t i = 0; i < at.size(); ++i) {
        if (std::abs(nearest[i] - at[i]) > 1e-6 * std::max(1.0, std::abs(at[i]))) {
            return false;
        }
    }
    return true;
}

bool are_alike(std::span<const Knob> knobs, const Point& one, const Point& two) {
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const bool is_continuous = kind_of(knobs[i]) == KnobKind::continuous;
        const double tolerance = is_continuous ? kAlike * (knobs[i].high - knobs[i].low) : 0;
        if (std::abs(one[i] - two[i]) > tolerance) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::uint32_t smallest_budget(std::size_t knobs, std::uint32_t replications) {
    const double trials = static_cast<double>(knobs + 3) * replications / kSearchShare;
    return static_cast<std::uint32_t>(std::ceil(trials)) + 3 * kFirstStage;
}

std::uint32_t usual_budget(std::uint32_t replications) { return 60 * replications; }

std::vector<double> TuneSearch::objective(std::size_t point) const {
    std::vector<double> values = plan_.objective.values(study_, points_[point].point);
    if (plan_.is_maximised) {
        for (double& value : values) {
            value = -value;
        }
    }
    return values;
}

std::vector<double> TuneSearch::excess(std::size_t point, std::size_t constraint) const {
    return plan_.constraints[constraint].values(study_, points_[point].point);
}

bool TuneSearch::is_kept(std::size_t point) const {
    for (std::size_t i = 0; i < plan_.constraints.size(); ++i) {
        if (!(mean_of(excess(point, i)) <= 0)) {
            return false;
        }
    }
    return true;
}

std::vector<std::size_t> TuneSearch::trial_points() const {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        bool is_whole = is_in_space(plan_.knobs, points_[i].point.at) &&
                        study_.replications(points_[i].point.number) >= each() &&
                        !has_nan(objective(i));
        for (std::size_t c = 0; is_whole && c < plan_.constraints.size(); ++c) {
            is_whole = !has_nan(excess(i, c));
        }
        if (is_whole) {
            chosen.push_back(i);
        }
    }
    return chosen;
}

std::vector<Trial> TuneSearch::trials() const {
    std::vector<Trial> trials;
    for (const std::size_t i : trial_points()) {
        Trial trial{.at = points_[i].point.at, .objective = objective(i), .excesses = {}};
        trial.objective.resize(each());
        for (std::size_t c = 0; c < plan_.constraints.size(); ++c) {
            trial.excesses.push_back(excess(i, c));
            trial.excesses.back().resize(each());
        }
        trials.push_back(std::move(trial));
    }
    return trials;
}

SelectionGoal TuneSearch::goal() const {
    return {.indifference = delta_, .confidence = plan_.confidence, .first_stage = kFirstStage};
}

std::vector<double> TuneSearch::fresh(std::size_t point) const {
    std::vector<double> values = objective(point);
    values.erase(values.begin(),
                 values.begin() + static_cast<std::ptrdiff_t>(
                                      std::min<std::size_t>(each(), values.size())));
    return values;
}

std::uint64_t TuneSearch::used() const {
    std::uint64_t replications = 0;
    for (std::size_t point = 0; point < study_.size(); ++point) {
        replications += study_.replications(point);
    }
    return replications;
}

bool TuneSearch::can_afford(std::uint64_t replications, double share) const {
    return static_cast<double>(used() + replications) <= share * plan_.budget;
}

TuneSearch::Step TuneSearch::add(const std::vector<Point>& points, const std::string& stage,
                                 double promise) {
    std::vector<std::vector<std::string>> overrides;
    for (const Point& at : points) {
        overrides.push_back(overrides_at(plan_.knobs, at));
    }
    const auto variants = plan_.variants_at(overrides);
    if (!variants) {
        return tl::unexpected(variants.error());
    }
    for (std::size_t i = 0; i < points.size(); ++i) {
        points_.push_back({{study_.add((*variants)[i]), points[i]}, stage, promise});
    }
    return {};
}

TuneSearch::Step TuneSearch::extend(const std::vector<std::size_t>& points,
                                    std::uint32_t replications) {
    std::set<std::size_t> numbers;
    std::vector<Demand> demands;
    for (const std::size_t point : points) {
        if (numbers.insert(points_[point].point.number).second) {
            demands.push_back({points_[point].point.number, replications});
        }
    }
    return study_.extend(demands);
}

TuneSearch::Step TuneSearch::fill_space() {
    const scenario::Variant& base = plan_.scenario.variants.front();
    points_.push_back(
        {{study_.add(base), knob_values(plan_.knobs, plan_.scenario, base)}, "base"});
    const auto affordable =
        static_cast<std::size_t>(kSearchShare * plan_.budget / each()) - 1;
    const std::size_t dimensions = plan_.knobs.size();
    const bool is_small = points_in(plan_.knobs) <= static_cast<double>(affordable);
    const std::size_t size =
        is_small ? affordable
                 : std::clamp(affordable / 2, dimensions + 2, 10 * dimensions);
    const std::vector<Point> design =
        space_filling(plan_.knobs, size, plan_.scenario.plan.seed);
    if (const Step added = add(design, "design", points_.front().promise); !added) {
        return added;
    }
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        all.push_back(i);
    }
    return extend(all, each());
}

void TuneSearch::settle_delta() {
    if (plan_.delta) {
        delta_ = *plan_.delta;
        return;
    }
    double size = std::abs(mean_of(objective(0)));
    for (std::size_t i = 1; i < points_.size() && !(size > 0); ++i) {
        size = std::abs(mean_of(objective(i)));
    }
    delta_ = size > 0 ? kRelativeThreshold * size : kRelativeThreshold;
}

TuneSearch::Step TuneSearch::follow_promises() {
    std::uint32_t quiet = 0;
    while (!study_.is_stopped() && points_.size() < kTrialsMax &&
           can_afford(each(), kSearchShare)) {
        const Surrogate surrogate(plan_.knobs, trials());
        const Proposal next = surrogate.propose(plan_.scenario.plan.seed + points_.size());
        const bool is_quiet =
            surrogate.best_trial() && next.improvement < kPromiseMin * delta_;
        quiet = is_quiet ? quiet + 1 : 0;
        if (next.at.empty() || quiet == 2) {
            break;
        }
        if (const Step added = add({next.at}, "search", next.improvement); !added) {
            return added;
        }
        if (const Step run = extend({points_.size() - 1}, each()); !run) {
            return run;
        }
    }
    return {};
}

void TuneSearch::choose_finalists() {
    const std::vector<Trial> seen = trials();
    const std::vector<std::size_t> of_trial = trial_points();
    const Surrogate surrogate(plan_.knobs, seen);
    std::vector<std::pair<double, std::size_t>> ranked;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (surrogate.feasibility_at(seen[i].at) >= 0.5) {
            ranked.emplace_back(surrogate.objective_at(seen[i].at).mean, of_trial[i]);
        }
    }
    std::ranges::sort(ranked);
    for (const auto& [mean, point] : ranked) {
        const bool is_new = std::ranges::none_of(finalists_, [&](std::size_t chosen) {
            return are_alike(plan_.knobs, points_[chosen].point.at, points_[point].point.at);
        });
        const std::size_t more = finalists_.size() + 2;  // this one, and the base
        if (is_new && finalists_.size() < kFinalistsMax &&
            (finalists_.empty() || can_afford(more * kFirstStage, 1))) {
            finalists_.push_back(point);
        }
    }
    is_feasible_ = !finalists_.empty();
}

/// Judges the finalists by all that they have now.
void TuneSearch::look() {
    contenders_.clear();
    std::vector<std::vector<double>> values;
    for (const std::size_t point : finalists_) {
        std::vector<double> own = fresh(point);
        if (is_kept(point) && !has_nan(own)) {
            contenders_.push_back(point);
            values.push_back(std::move(own));
        }
    }
    is_feasible_ = !contenders_.empty();
    selection_ = is_feasible_ ? kim_nelson(values, goal()) : Selection{};
}

TuneSearch::Step TuneSearch::select() {
    look();
    std::uint32_t target = kFirstStage;
    while (is_feasible_ && !study_.is_stopped()) {
        std::vector<std::size_t> points{0};
        for (const std::size_t i : selection_.left) {
            points.push_back(contenders_[i]);
        }
        if (target > kFirstStage && !can_afford(points.size() * kLookEvery, 1)) {
            break;
        }
        if (const Step run = extend(points, each() + target); !run) {
            return run;
        }
        look();
        if (selection_.is_decided && selection_.replications >= kFirstStage) {
            break;
        }
        target = selection_.replications + kLookEvery;
    }
    return {};
}

TuneSearch::Step TuneSearch::no_data() const {
    std::string sought = "'" + plan_.objective.text() + "'";
    for (const StudyExpression& constraint : plan_.constraints) {
        sought += ", '" + constraint.text() + "'";
    }
    return tl::unexpected(RunError{
        RunError::Kind::nothing_measured,
        "at fewer than two points of the design has each replication data for " + sought +
            "; take longer replications (arrivals.horizon, arrivals.orders_max) or another "
            "metric"});
}

TuneSearch::Step TuneSearch::run() {
    if (const Step filled = fill_space(); !filled) {
        return filled;
    }
    if (study_.is_stopped()) {
        return {};
    }
    if (trial_points().size() < 2) {
        return no_data();
    }
    settle_delta();
    if (const Step followed = follow_promises(); !followed) {
        return followed;
    }
    choose_finalists();
    return is_feasible_ && !study_.is_stopped() ? select() : Step{};
}

std::size_t TuneSearch::nearest_to_feasible() const {
    const std::vector<std::size_t> trials = trial_points();
    std::vector<std::vector<double>> excesses(plan_.constraints.size());
    for (std::size_t c = 0; c < excesses.size(); ++c) {
        for (const std::size_t point : trials) {
            excesses[c].push_back(mean_of(excess(point, c)));
        }
    }
    std::size_t nearest = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < trials.size(); ++i) {
        double worst = 0;
        for (const std::vector<double>& of_constraint : excesses) {
            const auto [low, high] = std::ranges::minmax(of_constraint);
            worst = std::max(worst, of_constraint[i] / (high > low ? high - low : 1));
        }
        if (worst < least) {
            least = worst;
            nearest = trials[i];
        }
    }
    return nearest;
}

std::size_t TuneSearch::best() const {
    if (contenders_.empty()) {
        return finalists_.empty() ? nearest_to_feasible() : finalists_.front();
    }
    std::size_t best = contenders_[selection_.left.front()];
    double lowest = std::numeric_limits<double>::infinity();
    for (const std::size_t i : selection_.left) {
        std::vector<double> values = fresh(contenders_[i]);
        values.resize(selection_.replications);
        if (const double mean = mean_of(values); mean < lowest) {
            lowest = mean;
            best = contenders_[i];
        }
    }
    return best;
}

}  // namespace ordersim::experiment

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/optimise.hpp"
#include "sim/experiment/selection.hpp"
#include "sim/experiment/tune.hpp"

/// The stages of `tune`, with all that they know in between.
namespace ordersim::experiment {

/// A policy that is tried.
struct TunedPoint {
    PlacedPoint point;
    std::string stage;  ///< "base", "design", "search"
    double promise = std::numeric_limits<double>::quiet_NaN();
};

/// Smaller is better throughout: what is to be maximised is searched with its sign turned.
class TuneSearch {
public:
    TuneSearch(const TunePlan& plan, Study& study) : plan_(plan), study_(study) {}

    /// Stages 1 and 2. After a stop from outside it returns early.
    [[nodiscard]] tl::expected<void, RunError> run();

    [[nodiscard]] const std::vector<TunedPoint>& points() const { return points_; }
    [[nodiscard]] double delta() const { return delta_; }
    /// Those of the points that are in the space and have data, as the surrogate sees them, with
    /// the replications that all of them have; and which of the points each is.
    [[nodiscard]] std::vector<Trial> trials() const;
    [[nodiscard]] std::vector<std::size_t> trial_points() const;

    /// By replication of a point, in the sense of the search.
    [[nodiscard]] std::vector<double> objective(std::size_t point) const;
    [[nodiscard]] std::vector<double> excess(std::size_t point, std::size_t constraint) const;
    [[nodiscard]] bool is_kept(std::size_t point) const;  ///< all constraints, at their means

    [[nodiscard]] const std::vector<std::size_t>& finalists() const { return finalists_; }
    [[nodiscard]] const Selection& selection() const { return selection_; }
    /// Of `finalists()`: those that took part to the end. `selection()` counts these.
    [[nodiscard]] const std::vector<std::size_t>& contenders() const { return contenders_; }
    [[nodiscard]] SelectionGoal goal() const;
    /// The objective of a contender in the replications of the selection.
    [[nodiscard]] std::vector<double> fresh(std::size_t point) const;
    /// Replications of all points together.
    [[nodiscard]] std::uint64_t used() const;
    /// The point to recommend; without any that keeps the constraints, the nearest to it.
    [[nodiscard]] std::size_t best() const;
    [[nodiscard]] bool is_feasible() const { return is_feasible_; }

private:
    using Step = tl::expected<void, RunError>;

    [[nodiscard]] Step add(const std::vector<Point>& points, const std::string& stage,
                           double promise);
    [[nodiscard]] Step extend(const std::vector<std::size_t>& points, std::uint32_t replications);
    [[nodiscard]] Step fill_space();
    [[nodiscard]] Step follow_promises();
    [[nodiscard]] Step no_data() const;
    void choose_finalists();
    [[nodiscard]] Step select();
    void look();
    void settle_delta();
    [[nodiscard]] std::size_t nearest_to_feasible() const;
    [[nodiscard]] bool can_afford(std::uint64_t replications, double share) const;
    [[nodiscard]] std::uint32_t each() const { return plan_.scenario.plan.replications; }

    const TunePlan& plan_;
    Study& study_;
    std::vector<TunedPoint> points_;
    double delta_ = 0;
    std::vector<std::size_t> finalists_;
    std::vector<std::size_t> contenders_;
    Selection selection_;
    bool is_feasible_ = true;
};

}  // namespace ordersim::experiment

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/replicate.hpp"
#include "sim/experiment/run.hpp"
#include "sim/experiment/replication_store.hpp"
#include "sim/base/shard.hpp"
#include "sim/experiment/study_metrics.hpp"
#include "sim/experiment/warm_up.hpp"

/// Many variants on common draws: the engine of sweep, compare, tune and sensitivity.
namespace ordersim::experiment {

struct StudyOptions {
    std::uint32_t threads = 1;  ///< >= 1; no result depends on it
    /// Lets the replications at work finish and starts no other.
    std::stop_token stop{};
    /// Called after each replication, by one thread at a time.
    std::function<void(const Progress&)> on_progress{};
    /// Keeps finished replications and gives back those that it has; null: none are kept.
    ReplicationStore* store = nullptr;
    /// Which replications this process does; all without one. A study ends with RunError::elsewhere
    /// once it needs others; with a shard of no tasks, with RunError::missing.
    std::optional<Shard> shard{};
    /// Waits until the other shards have done their part of the round too; then the study goes on
    /// with what the store has. Without it, it ends.
    std::function<void()> meet{};
};

/// How many replications of a point are wanted, of all those with numbers below.
struct Demand {
    std::size_t point = 0;
    std::uint32_t replications = 0;
};

/// Points and what their replications say. Replication r of every point sees the same draws, so
/// that points are compared pair by pair. For one thread; the work is done on several.
class Study {
public:
    /// `scenario` gives name, plan and seed; its variants are no points until they are added. Must
    /// outlive the study.
    Study(const scenario::Scenario& scenario, StudyOptions options)
        : scenario_(scenario), options_(std::move(options)) {}

    /// Returns the point's number; a variant that is alike in all values is the same point.
    std::size_t add(const scenario::Variant& variant);

    /// Runs what is missing. A replication's task number is its place among all that are wanted in
    /// the call, replication by replication, so that it depends on nothing but the call. The first
    /// call finds the warm-up, over all points added by then, and the longest follow-up; points
    /// added later keep both. After a stop it returns with less than was wanted, and
    /// `is_stopped()`. Requires: a point or more, none of them twice.
    [[nodiscard]] tl::expected<void, RunError> extend(std::span<const Demand> demands);

    [[nodiscard]] std::size_t size() const { return points_.size(); }
    [[nodiscard]] const scenario::Variant& variant(std::size_t point) const {
        return points_[point].contender.variant;
    }
    /// Whole replications from number 0 on without a gap.
    [[nodiscard]] std::uint32_t replications(std::size_t point) const;
    /// What they say of a metric (by its place in `study_metrics()`), by number.
    [[nodiscard]] std::vector<measure::RatioSample> samples(std::size_t point,
                                                            std::size_t metric) const;
    /// The same as plain values; NaN without data.
    [[nodiscard]] std::vector<double> values(std::size_t point, std::size_t metric) const;
    [[nodiscard]] double orders(std::size_t point) const;  ///< measured, in all of them

    [[nodiscard]] bool is_stopped() const { return is_stopped_; }
    [[nodiscard]] const WarmUp& warm_up() const { return warm_up_; }
    [[nodiscard]] double events() const { return events_; }  ///< simulated by this process
    /// Replications simulated by this process, and found in the store.
    [[nodiscard]] std::uint32_t simulated() const { return simulated_; }
    [[nodiscard]] std::uint32_t recalled() const { return recalled_; }

    /// Notes the study in the store, by the command that makes it again.
    [[nodiscard]] tl::expected<void, RunError> note(const std::string& command);

private:
    struct Point {
        Contender contender;
        std::int64_t row = 0;  ///< in the store
        bool is_known = false; ///< the store was asked
        std::uint32_t wanted = 0;  ///< what the store has beyond is not looked at
        std::vector<std::optional<StoredReplication>> done;  ///< by number
    };
    struct Job {
        std::size_t point = 0;
        std::uint32_t number = 0;
        std::uint64_t task = 0;
    };

    void prepare();
    [[nodiscard]] tl::expected<void, RunError> recall(Point& point);
    [[nodiscard]] tl::expected<void, RunError> plan(std::span<const Demand> demands);
    [[nodiscard]] tl::expected<void, RunError> await_others(std::span<const Demand> demands);
    [[nodiscard]] RunError left_error() const;
    [[nodiscard]] std::string hash_of(const Point& point) const;
    [[nodiscard]] Span span_of(const Point& point) const;
    void work();
    [[nodiscard]] std::optional<Job> take();
    void keep(const Job& job, Replication&& done);
    [[nodiscard]] RunError violation_error(const Job& job, const market::Violation& broken) const;

    const scenario::Scenario& scenario_;
    StudyOptions options_;
    std::deque<scenario::Variant> variants_;
    std::deque<Point> points_;
    WarmUp warm_up_;
    SimDuration horizon_{};  ///< the longest of the points added before the first run
    bool is_prepared_ = false;
    bool is_stopped_ = false;

    std::mutex mutex_;  ///< guards all below, `done` of the points and the store
    std::vector<Job> jobs_;
    std::vector<Job> left_;  ///< to other shards
    std::size_t next_job_ = 0;
    std::uint32_t jobs_done_ = 0;
    std::optional<RunError> failure_;
    std::pair<std::uint32_t, std::size_t> failed_job_;  ///< replication, point
    double events_ = 0;
    std::uint32_t simulated_ = 0;
    std::uint32_t recalled_ = 0;
};

}  // namespace ordersim::experiment

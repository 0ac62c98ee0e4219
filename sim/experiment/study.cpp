#include "sim/experiment/study.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "sim/base/threads.hpp"
#include "sim/scenario/law.hpp"

namespace ordersim::experiment {
namespace {

RunError output_error(const StoreError& error) {
    return {RunError::Kind::output, error.message};
}

/// Stored samples are worth nothing to a program that measures other things.
std::string metrics_fingerprint() {
    std::string text;
    for (const StudyMetric& metric : study_metrics()) {
        text += metric.reference() + "|" + metric.unit + "\n";
    }
    return scenario::fingerprint(text);
}

}  // namespace

std::size_t Study::add(const scenario::Variant& variant) {
    const auto found = std::ranges::find_if(points_, [&](const Point& point) {
        return !variant.hash.empty() && point.contender.variant.hash == variant.hash;
    });
    if (found != points_.end()) {
        return static_cast<std::size_t>(found - points_.begin());
    }
    const scenario::Variant& kept = variants_.emplace_back(variant);
    points_.push_back({{kept, agents::Cast(kept.params)}, 0, false, 0, {}});
    return points_.size() - 1;
}

Span Study::span_of(const Point& point) const {
    Span span;
    span.measured_from = SimTime(warm_up_.length);
    if (scenario_.plan.follow) {
        span.until = SimTime(std::max(horizon_, point.contender.variant.params.arrivals.horizon) +
                             *scenario_.plan.follow);
    }
    span.checks = scenario_.plan.check_invariants ? market::Checks::on : market::Checks::off;
    return span;
}

std::string Study::hash_of(const Point& point) const {
    const Span span = span_of(point);
    return scenario::fingerprint(
        std::string(ORDERSIM_VERSION) + "|" + metrics_fingerprint() + "|" +
        point.contender.variant.hash + "|" + std::to_string(scenario_.plan.seed) + "|" +
        std::to_string(span.measured_from.time_since_epoch().count()) + "|" +
        std::to_string(span.until.time_since_epoch().count()) + "|" +
        std::to_string(scenario_.plan.check_invariants ? 1 : 0));
}

void Study::prepare() {
    if (is_prepared_) {
        return;
    }
    std::vector<Contender> contenders;
    for (const Point& point : points_) {
        contenders.push_back(point.contender);
        horizon_ = std::max(horizon_, point.contender.variant.params.arrivals.horizon);
    }
    warm_up_ = find_warm_up(scenario_.plan, contenders,
                            {.threads = options_.threads, .span = span_of(points_.front())});
    is_prepared_ = true;
}

tl::expected<void, RunError> Study::recall(Point& point) {
    if (options_.store == nullptr || point.is_known) {
        return {};
    }
    const scenario::Variant& variant = point.contender.variant;
    const auto row = options_.store->point({hash_of(point), scenario_.name, variant.name,
                                            ORDERSIM_VERSION, scenario_.plan.seed,
                                            variant.overrides});
    if (!row) {
        return tl::unexpected(output_error(row.error()));
    }
    auto stored = options_.store->replications(*row);
    if (!stored) {
        return tl::unexpected(output_error(stored.error()));
    }
    point.row = *row;
    point.is_known = true;
    for (StoredReplication& replication : *stored) {
        point.done.resize(std::max<std::size_t>(point.done.size(), replication.number + 1U));
        point.done[replication.number] = std::move(replication);
    }
    return {};
}

tl::expected<void, RunError> Study::plan(std::span<const Demand> demands) {
    jobs_.clear();
    left_.clear();
    for (std::size_t place = 0; place < demands.size(); ++place) {
        const Demand& demand = demands[place];
        Point& point = points_[demand.point];
        if (auto recalled = recall(point); !recalled) {
            return recalled;
        }
        point.done.resize(std::max<std::size_t>(point.done.size(), demand.replications));
        for (std::uint32_t number = 0; number < demand.replications; ++number) {
            const Job job{demand.point, number, std::uint64_t{number} * demands.size() + place};
            if (!point.done[number]) {
                const bool is_own = !options_.shard || options_.shard->owns(job.task);
                (is_own ? jobs_ : left_).push_back(job);
            } else if (number >= point.wanted) {
                ++recalled_;
            }
        }
        point.wanted = std::max(point.wanted, demand.replications);
    }
    std::ranges::stable_sort(jobs_, {}, &Job::number);
    std::ranges::stable_sort(left_, {}, &Job::task);
    return {};
}

tl::expected<void, RunError> Study::extend(std::span<const Demand> demands) {
    prepare();
    if (auto planned = plan(demands); !planned) {
        return planned;
    }
    next_job_ = 0;
    jobs_done_ = 0;
    on_threads(options_.threads, [&](std::uint32_t) { work(); });
    is_stopped_ = is_stopped_ || (!failure_ && jobs_done_ < jobs_.size());
    if (failure_) {
        return tl::unexpected(*failure_);
    }
    return options_.shard && !is_stopped_ ? await_others(demands)
                                          : tl::expected<void, RunError>();
}

tl::expected<void, RunError> Study::await_others(std::span<const Demand> demands) {
    if (options_.meet) {
        options_.meet();
        for (const Demand& demand : demands) {
            points_[demand.point].is_known = false;
        }
        const std::uint32_t recalled = recalled_;
        if (auto planned = plan(demands); !planned) {
            return planned;
        }
        recalled_ = recalled;
    }
    if (!left_.empty()) {
        return tl::unexpected(left_error());
    }
    return {};
}

/// Names the first of them.
RunError Study::left_error() const {
    constexpr std::size_t named_most = 5;
    if (options_.shard->count > 0) {
        return {RunError::Kind::elsewhere,
                "shard " + options_.shard->text() + ": " + std::to_string(simulated_) +
                    " tasks done, " + std::to_string(recalled_) + " were there; " +
                    std::to_string(left_.size()) + " are left to other shards"};
    }
    std::string message = std::to_string(left_.size()) + " tasks are missing:";
    for (std::size_t i = 0; i < std::min(named_most, left_.size()); ++i) {
        message += std::string(i == 0 ? "" : ",") + " number " + std::to_string(left_[i].task) +
                   " (point " + points_[left_[i].point].contender.variant.name +
                   ", replication " + std::to_string(left_[i].number) + ")";
    }
    message += left_.size() > named_most ? ", and more" : "";
    return {RunError::Kind::missing,
            message + "; of N shards task T is done by shard T mod N + 1: run those again, then "
                      "merge"};
}

std::optional<Study::Job> Study::take() {
    const std::lock_guard lock(mutex_);
    // The first replication is finished whatever happens, so that there is something to tell; a
    // shard tells nothing.
    const bool may_stop = options_.shard || jobs_.size() <= next_job_ ||
                          jobs_[next_job_].number > 0;
    if (failure_ || next_job_ >= jobs_.size() ||
        (options_.stop.stop_requested() && may_stop)) {
        return std::nullopt;
    }
    return jobs_[next_job_++];
}

void Study::work() {
    while (const auto job = take()) {
        const Point& point = points_[job->point];
        keep(*job, replicate(point.contender, Draws(scenario_.plan.seed, job->number),
                             span_of(point), {}));
    }
}

RunError Study::violation_error(const Job& job, const market::Violation& broken) const {
    return {RunError::Kind::violation,
            "invariant broken: " + broken.what + "\n  point " +
                points_[job.point].contender.variant.name + ", replication " +
                std::to_string(job.number) + ", order " + std::to_string(broken.order.value) +
                ", at " + to_text(broken.at.time_since_epoch()) + "; seed " +
                std::to_string(scenario_.plan.seed)};
}

void Study::keep(const Job& job, Replication&& done) {
    StoredReplication kept{job.number, done.counts.orders,
                           static_cast<double>(done.useful_events), samples_of(done.counts)};
    const std::lock_guard lock(mutex_);
    if (done.violation) {
        // Jobs at work are let finish: whichever thread was first, the first violation is told.
        const std::pair place(job.number, job.point);
        if (!failure_ || place < failed_job_) {
            failure_ = violation_error(job, *done.violation);
            failed_job_ = place;
        }
        return;
    }
    if (options_.store != nullptr) {
        if (const auto put = options_.store->put(points_[job.point].row, kept); !put) {
            failure_ = failure_.value_or(output_error(put.error()));
            return;
        }
    }
    events_ += kept.events;
    ++simulated_;
    ++jobs_done_;
    points_[job.point].done[job.number] = std::move(kept);
    if (options_.on_progress) {
        options_.on_progress({.replications_done = jobs_done_,
                              .replications_planned = static_cast<std::uint32_t>(jobs_.size()),
                              .half_width = std::numeric_limits<double>::quiet_NaN(),
                              .events = events_});
    }
}

std::uint32_t Study::replications(std::size_t point) const {
    const auto& done = points_[point].done;
    const auto gap = std::ranges::find_if(done, [](const auto& one) { return !one; });
    return std::min(points_[point].wanted, static_cast<std::uint32_t>(gap - done.begin()));
}

std::vector<measure::RatioSample> Study::samples(std::size_t point, std::size_t metric) const {
    std::vector<measure::RatioSample> samples;
    const std::uint32_t count = replications(point);
    for (std::uint32_t number = 0; number < count; ++number) {
        samples.push_back(points_[point].done[number]->samples[metric]);
    }
    return samples;
}

std::vector<double> Study::values(std::size_t point, std::size_t metric) const {
    std::vector<double> values;
    for (const measure::RatioSample& sample : samples(point, metric)) {
        values.push_back(value_of(study_metrics()[metric], sample));
    }
    return values;
}

double Study::orders(std::size_t point) const {
    double orders = 0;
    const std::uint32_t count = replications(point);
    for (std::uint32_t number = 0; number < count; ++number) {
        orders += points_[point].done[number]->orders;
    }
    return orders;
}

tl::expected<void, RunError> Study::note(const std::string& command) {
    if (options_.store == nullptr) {
        return {};
    }
    std::vector<std::int64_t> rows;
    for (const Point& point : points_) {
        rows.push_back(point.row);
    }
    if (const auto noted = options_.store->note_study(command, rows); !noted) {
        return tl::unexpected(output_error(noted.error()));
    }
    return {};
}

}  // namespace ordersim::experiment

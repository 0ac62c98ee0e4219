#include "sim/experiment/run.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "sim/base/threads.hpp"
#include "sim/experiment/replicate.hpp"
#include "sim/experiment/summary.hpp"
#include "sim/experiment/warm_up.hpp"
#include "sim/measure/sequential.hpp"

namespace ordersim::experiment {
namespace {

using scenario::RunPlan;
using scenario::Scenario;

/// One run of a scenario. Job j is replication j / variants of variant j % variants; jobs start in
/// order, finish in any, and count in order.
class Run {
public:
    Run(const Scenario& scenario, const RunOptions& options)
        : scenario_(scenario), options_(options), replications_max_(scenario.plan.replications) {
        if (scenario.plan.precision) {
            replications_max_ =
                std::max(replications_max_, scenario.plan.precision->replications_max);
        }
        for (const scenario::Variant& variant : scenario.variants) {
            contenders_.push_back({variant, agents::Cast(variant.params)});
        }
        finished_.resize(contenders_.size());
    }

    tl::expected<measure::Result, RunError> execute();

private:
    [[nodiscard]] std::uint32_t variants() const {
        return static_cast<std::uint32_t>(contenders_.size());
    }
    [[nodiscard]] Span span() const;
    void work(const Books& books);
    std::optional<std::uint32_t> take();
    void store(std::uint32_t job, Replication&& done);
    void look();
    void tell_progress() const;
    [[nodiscard]] std::optional<RunError> find_violation() const;
    [[nodiscard]] double measured_orders() const;
    [[nodiscard]] measure::Result result(const WarmUp& warm_up) const;

    const Scenario& scenario_;
    const RunOptions& options_;
    std::uint32_t replications_max_;
    std::vector<Contender> contenders_;
    SimTime measured_from_{};

    std::stop_source no_more_;  ///< the answer is known: running jobs may be dropped
    std::mutex mutex_;          ///< guards all below
    std::uint32_t next_job_ = 0;
    std::vector<std::optional<Replication>> done_;  ///< by job
    std::uint32_t prefix_ = 0;                      ///< jobs done without a gap
    std::vector<Replications> finished_;  ///< by variant: whole replications of all variants
    std::vector<measure::Estimate> looks_;
    bool is_precise_ = false;  ///< the half-width is reached
    bool is_enough_ = false;
    double events_ = 0;
};

Span Run::span() const {
    Span span;
    span.measured_from = measured_from_;
    if (scenario_.plan.follow) {
        SimDuration horizon{};
        for (const Contender& contender : contenders_) {
            horizon = std::max(horizon, contender.variant.params.arrivals.horizon);
        }
        span.until = SimTime(horizon + *scenario_.plan.follow);
    }
    span.checks = scenario_.plan.check_invariants ? market::Checks::on : market::Checks::off;
    return span;
}

std::optional<std::uint32_t> Run::take() {
    const std::lock_guard lock(mutex_);
    // The first replication is finished whatever happens, so that there is something to tell.
    const bool is_stopped = options_.stop.stop_requested() && next_job_ >= variants();
    if (is_enough_ || is_stopped || next_job_ >= replications_max_ * variants()) {
        return std::nullopt;
    }
    return next_job_++;
}

void Run::work(const Books& books) {
    while (const auto job = take()) {
        const Draws draws(scenario_.plan.seed, *job / variants());
        store(*job, replicate(contenders_[*job % variants()], draws, span(),
                              no_more_.get_token(), *job == 0 ? books : Books{}));
    }
}

void Run::store(std::uint32_t job, Replication&& done) {
    const std::lock_guard lock(mutex_);
    if (!done.is_complete) {
        return;
    }
    // Jobs at work are let finish: whichever thread was first, the first violation is told.
    is_enough_ = is_enough_ || done.violation.has_value();
    done_.resize(std::max<std::size_t>(done_.size(), job + 1U));
    events_ += static_cast<double>(done.useful_events);
    done_[job] = std::move(done);
    while (!is_enough_ && prefix_ < done_.size() && done_[prefix_]) {
        ++prefix_;
        if (prefix_ % variants() == 0) {
            look();
        }
    }
    tell_progress();
}

/// A replication of every variant is whole: it counts, and may be enough.
void Run::look() {
    for (std::uint32_t i = 0; i < variants(); ++i) {
        finished_[i].push_back(std::move(*done_[prefix_ - variants() + i]));
    }
    const auto& plan = scenario_.plan;
    if (plan.precision) {
        looks_.push_back(headline(plan.precision->metric, finished_.front(), plan.level));
        const measure::HalfWidthRule rule{.half_width_max = plan.precision->half_width,
                                          .replications_min = plan.replications};
        is_precise_ = next_sampling(looks_, rule) == measure::Sampling::enough;
    }
    is_enough_ = is_precise_ || finished_.front().size() >= replications_max_;
    if (is_enough_) {
        no_more_.request_stop();
    }
}

void Run::tell_progress() const {
    if (!options_.on_progress) {
        return;
    }
    options_.on_progress(
        {.replications_done = prefix_,
         .replications_planned = replications_max_ * variants(),
         .half_width = looks_.empty() ? std::numeric_limits<double>::quiet_NaN()
                                      : measure::half_width(looks_.back()),
         .events = events_});
}

std::optional<RunError> Run::find_violation() const {
    for (std::uint32_t job = 0; job < done_.size(); ++job) {
        if (!done_[job] || !done_[job]->violation) {
            continue;
        }
        const market::Violation& broken = *done_[job]->violation;
        return RunError{
            RunError::Kind::violation,
            "invariant broken: " + broken.what + "\n  variant " +
                contenders_[job % variants()].variant.name + ", replication " +
                std::to_string(job / variants()) + ", order " +
                std::to_string(broken.order.value) + ", at " +
                to_text(broken.at.time_since_epoch()) + "; seed " +
                std::to_string(scenario_.plan.seed)};
    }
    return std::nullopt;
}

double Run::measured_orders() const {
    double orders = 0;
    for (const Replication& replication : finished_.front()) {
        orders += replication.counts.orders;
    }
    return orders;
}

measure::Result Run::result(const WarmUp& warm_up) const {
    measure::Result result;
    const RunPlan& plan = scenario_.plan;
    const auto replications = static_cast<std::uint32_t>(finished_.front().size());
    result.scenario = scenario_.name;
    result.question = scenario_.question;
    result.scenario_hash = scenario_.hash;
    result.version = ORDERSIM_VERSION;
    result.seed = plan.seed;
    result.replications = replications;
    result.level = plan.level;
    result.partial = !is_enough_;
    result.stopped_by = !is_enough_    ? "interrupted"
                        : is_precise_ ? "half-width"
                                      : "replications";
    result.warm_up = warm_up.how;
    result.currency = scenario_.currency;
    for (const scenario::Setting& setting : scenario_.settings) {
        result.settings.push_back({setting.key, setting.value, setting.origin, setting.source});
    }
    for (std::uint32_t i = 0; i < variants(); ++i) {
        result.variants.push_back(
            summarize(contenders_[i].variant, finished_[i], plan.level));
        if (i > 0) {
            result.variants.back().differences =
                differences(finished_[i], finished_.front(), plan.level);
        }
    }
    return result;
}

RunError not_written(const OutputError& error) {
    return {RunError::Kind::output, error.message};
}

/// What is written down beside the result: opened before the run, so that nobody waits in vain.
struct Papers {
    std::optional<market::EventLog> log;
    std::optional<OutputFile> table;
    market::OrderLedger ledger;

    [[nodiscard]] Books books() {
        return {.log = log ? &*log : nullptr, .ledger = table ? &ledger : nullptr};
    }

    tl::expected<void, RunError> open(const RunOptions& options, const Scenario& scenario) {
        if (!options.event_log_path.empty()) {
            auto created =
                market::EventLog::create(options.event_log_path, scenario.variants.front().name,
                                         scenario.currency, options.event_log_format);
            if (!created) {
                return tl::unexpected(not_written(created.error()));
            }
            log.emplace(std::move(*created));
        }
        if (!options.orders_path.empty()) {
            auto created = market::create_order_table(options.orders_path);
            if (!created) {
                return tl::unexpected(not_written(created.error()));
            }
            table.emplace(std::move(*created));
        }
        return {};
    }

    tl::expected<void, RunError> commit() {
        if (log) {
            if (const auto written = log->commit(); !written) {
                return tl::unexpected(not_written(written.error()));
            }
        }
        if (table) {
            if (const auto written = market::write_order_table(*table, ledger.rows()); !written) {
                return tl::unexpected(not_written(written.error()));
            }
        }
        return {};
    }
};

tl::expected<measure::Result, RunError> Run::execute() {
    Papers papers;
    if (const auto opened = papers.open(options_, scenario_); !opened) {
        return tl::unexpected(opened.error());
    }
    const WarmUp warm_up = find_warm_up(
        scenario_.plan, contenders_, {.threads = options_.threads, .span = span()});
    measured_from_ = SimTime(warm_up.length);
    const Books books = papers.books();
    on_threads(options_.threads, [&](std::uint32_t) { work(books); });
    if (const auto violation = find_violation()) {
        return tl::unexpected(*violation);
    }
    if (measured_orders() == 0) {
        return tl::unexpected(RunError{
            RunError::Kind::nothing_measured,
            "no order was placed after the warm-up (" + warm_up.how +
                "); raise arrivals.horizon, arrivals.orders_per_day or arrivals.orders_max, or "
                "lower run.warm_up"});
    }
    if (const auto committed = papers.commit(); !committed) {
        return tl::unexpected(committed.error());
    }
    return result(warm_up);
}

}  // namespace

tl::expected<measure::Result, RunError> run(const Scenario& scenario, const RunOptions& options) {
    return Run(scenario, options).execute();
}

}  // namespace ordersim::experiment

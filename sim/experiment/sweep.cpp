#include "sim/experiment/sweep.hpp"

#include <algorithm>
#include <limits>

#include "sim/experiment/study_points.hpp"
#include "sim/measure/sequential.hpp"

namespace ordersim::experiment {
namespace {

/// Replications of a point between two looks at its half-width.
constexpr std::uint32_t kLookEvery = 5;

/// A point's half-width at its looks, the first after the fewest replications.
class Looks {
public:
    explicit Looks(const scenario::RunPlan& plan)
        : metric_(find_metric(plan.precision->metric)),
          level_(plan.level),
          rule_{.half_width_max = plan.precision->half_width,
                .replications_min = plan.replications} {}

    [[nodiscard]] bool is_enough(const Study& study, std::size_t point) {
        const std::vector<measure::RatioSample> samples = study.samples(point, metric_);
        looks_.push_back(estimate_of(study_metrics()[metric_], samples, level_));
        return measure::next_sampling(looks_, rule_) == measure::Sampling::enough;
    }

private:
    std::size_t metric_;
    double level_;
    measure::HalfWidthRule rule_;
    std::vector<measure::Estimate> looks_;
};

/// Returns why it ended.
tl::expected<std::string, RunError> run_all(Study& study, const scenario::RunPlan& plan) {
    std::vector<Demand> demands;
    for (std::size_t point = 0; point < study.size(); ++point) {
        demands.push_back({point, plan.replications});
    }
    if (auto run = study.extend(demands); !run) {
        return tl::unexpected(run.error());
    }
    std::vector<Looks> looks;
    if (plan.precision) {
        looks.assign(study.size(), Looks(plan));
    }
    bool is_exhausted = false;
    while (plan.precision && !study.is_stopped()) {
        std::vector<Demand> more;
        for (const Demand& last : demands) {
            if (looks[last.point].is_enough(study, last.point)) {
                continue;
            }
            const std::uint32_t next =
                std::min(last.replications + kLookEvery, plan.precision->replications_max);
            is_exhausted = is_exhausted || next <= last.replications;
            if (next > last.replications) {
                more.push_back({last.point, next});
            }
        }
        if (more.empty()) {
            break;
        }
        demands = std::move(more);
        if (auto run = study.extend(demands); !run) {
            return tl::unexpected(run.error());
        }
    }
    return study.is_stopped() ? "interrupted"
           : !plan.precision  ? "replications"
           : is_exhausted     ? "replications_max"
                              : "half-width";
}

/// Where point i of a grid stands, by factor.
std::vector<const scenario::FactorLevel*> place_in_grid(
    const std::vector<scenario::Factor>& factors, std::size_t i) {
    std::vector<const scenario::FactorLevel*> place(factors.size());
    for (std::size_t f = factors.size(); f-- > 0;) {
        place[f] = &factors[f].levels[i % factors[f].levels.size()];
        i /= factors[f].levels.size();
    }
    return place;
}

}  // namespace

tl::expected<measure::SweepRecord, RunError> sweep(const SweepPlan& plan,
                                                   const StudyOptions& options) {
    Study study(plan.scenario, options);
    std::vector<std::size_t> points;
    for (const scenario::Variant& variant : plan.scenario.variants) {
        points.push_back(study.add(variant));
    }
    const auto stopped_by = run_all(study, plan.scenario.plan);
    if (!stopped_by) {
        return tl::unexpected(stopped_by.error());
    }
    if (const auto measured = check_measured(study); !measured) {
        return tl::unexpected(measured.error());
    }
    if (const auto noted = study.note(plan.command); !noted) {
        return tl::unexpected(noted.error());
    }
    measure::SweepRecord record;
    record.result.study = head_of(plan.scenario, study);
    record.result.stopped_by = *stopped_by;
    for (const scenario::Factor& factor : plan.factors) {
        measure::StudyFactor& told = record.result.factors.emplace_back();
        told.key = factor.key;
        told.unit = unit_of(factor.axis);
        for (const scenario::FactorLevel& level : factor.levels) {
            told.levels.push_back(level.text);
        }
    }
    const std::size_t series_size = points.size() / std::max<std::size_t>(1, plan.series.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        measure::StudyPoint summary =
            summarize(study, points[i], points.front(), plan.scenario.plan.level);
        summary.name = plan.scenario.variants[i].name;
        summary.series = plan.series.empty() ? "" : plan.series[i / series_size];
        for (const auto* level : place_in_grid(plan.factors, i % series_size)) {
            summary.at.push_back(level->at);
        }
        record.result.points.push_back(std::move(summary));
    }
    record.host = host_of(study);
    return record;
}

}  // namespace ordersim::experiment

#include "sim/experiment/tune.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/base/assert.hpp"
#include "sim/experiment/compare.hpp"
#include "sim/experiment/pareto.hpp"
#include "sim/experiment/study_points.hpp"
#include "sim/experiment/tune_search.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/ranking.hpp"
#include "sim/measure/verdict.hpp"
#include "sim/measure/welch.hpp"

namespace ordersim::experiment {

namespace {

using measure::Estimate;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// Places count from 1 in the record; 0 is none.
std::uint32_t numbered(std::size_t place) { return static_cast<std::uint32_t>(place + 1); }

/// From a finished search to the record.
class Teller {
public:
    Teller(const TunePlan& plan, const Study& study, const TuneSearch& search)
        : plan_(plan), study_(study), search_(search), level_(plan.scenario.plan.level) {}

    [[nodiscard]] measure::Tuning tell() const {
        measure::Tuning told;
        told.study = head_of(plan_.scenario, study_);
        told.objective = plan_.objective.text();
        told.better = plan_.is_maximised ? "higher" : "lower";
        told.delta = search_.delta();
        told.delta_from = plan_.delta            ? "given"
                          : search_.delta() > 0 ? "a hundredth of the base policy's objective"
                                                : "interrupted before it was set";
        told.confidence = plan_.confidence;
        told.trial_replications = plan_.scenario.plan.replications;
        told.budget = plan_.budget;
        told.replications = static_cast<double>(search_.used());
        told.best = numbered(search_.best());
        told.verdict = verdict();
        tell_trials(told);
        tell_optimum(told);
        tell_finalists(told);
        tell_constraints(told);
        tell_base(told);
        return told;
    }

private:
    [[nodiscard]] std::string verdict() const {
        if (study_.is_stopped()) {
            return "interrupted";
        }
        if (!search_.is_feasible()) {
            return "infeasible";
        }
        return search_.selection().is_decided ? "selected" : "undecided";
    }

    [[nodiscard]] const PlacedPoint& placed(std::size_t point) const {
        return search_.points()[point].point;
    }

    /// The replications that had a part in choosing the point, which flatter it, if there are
    /// others.
    [[nodiscard]] std::uint32_t partial(std::size_t point) const {
        const std::uint32_t each = plan_.scenario.plan.replications;
        return study_.replications(placed(point).number) >= each + 2 ? each : 0;
    }

    /// How far one point is behind another, in the sense of the search.
    [[nodiscard]] Estimate behind(std::size_t point, std::size_t other, std::uint32_t skipped,
                                  double level) const {
        return plan_.is_maximised
                   ? plan_.objective.difference(study_, placed(other), placed(point), skipped,
                                                level)
                   : plan_.objective.difference(study_, placed(point), placed(other), skipped,
                                                level);
    }

    void tell_trials(measure::Tuning& told) const {
        for (std::size_t i = 0; i < search_.points().size(); ++i) {
            const TunedPoint& point = search_.points()[i];
            measure::TuningTrial trial;
            trial.stage = point.stage;
            trial.replications = study_.replications(point.point.number);
            trial.objective = plan_.objective.estimate(study_, point.point, 0, level_);
            trial.is_kept = search_.is_kept(i);
            trial.promise = point.promise;
            for (std::size_t c = 0; c < plan_.constraints.size(); ++c) {
                trial.constraints.push_back(
                    plan_.constraints[c].estimate(study_, point.point, 0, level_));
            }
            for (const std::size_t metric : plan_.pareto) {
                trial.pareto.push_back(estimate_of(
                    study_metrics()[metric], study_.samples(point.point.number, metric), level_));
            }
            for (std::size_t k = 0; k < plan_.knobs.size(); ++k) {
                const double value = point.point.at[k];
                const bool is_number = kind_of(plan_.knobs[k]) != KnobKind::choice;
                trial.at.push_back(is_number ? value : kNaN);
                trial.values.push_back(
                    std::isnan(value) ? "" : value_text(plan_.knobs[k], value));
            }
            told.trials.push_back(std::move(trial));
        }
        tell_pareto(told);
    }

    /// Among the trials that keep the constraints.
    void tell_pareto(measure::Tuning& told) const {
        std::vector<ParetoAim> aims;
        for (const std::size_t metric : plan_.pareto) {
            const StudyMetric& known = study_metrics()[metric];
            told.pareto.push_back(known.reference());
            ParetoAim aim{.is_higher_better = known.better == measure::Better::higher,
                          .values = {}};
            for (const std::size_t point : kept()) {
                aim.values.push_back(
                    study_.values(search_.points()[point].point.number, metric));
            }
            aims.push_back(std::move(aim));
        }
        const auto dominators = dominated_by(aims, level_);
        for (std::size_t i = 0; i < dominators.size(); ++i) {
            if (dominators[i]) {
                told.trials[kept()[i]].dominated_by = numbered(kept()[*dominators[i]]);
            }
        }
    }

    [[nodiscard]] std::vector<std::size_t> kept() const {
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < search_.points().size(); ++i) {
            if (search_.is_kept(i)) {
                kept.push_back(i);
            }
        }
        return kept;
    }

    void tell_optimum(measure::Tuning& told) const {
        const std::vector<Trial> trials = search_.trials();
        const Point& recommended = search_.points()[search_.best()].point.at;
        told.probability_in_space = kNaN;
        Optimum optimum;
        if (trials.size() >= 2 && search_.is_feasible()) {
            optimum = locate_optimum(
                plan_.knobs, trials,
                {.recommended = recommended, .delta = search_.delta(), .level = level_},
                plan_.scenario.plan.seed);
            told.probability_in_space = optimum.within_delta;
        }
        for (std::size_t k = 0; k < plan_.knobs.size(); ++k) {
            const Knob& knob = plan_.knobs[k];
            const bool is_number = kind_of(knob) != KnobKind::choice;
            measure::TuningKnob& entry = told.knobs.emplace_back();
            entry.key = knob.key;
            entry.unit = unit_of(knob.axis);
            entry.low = is_number ? knob.low : kNaN;
            entry.high = is_number ? knob.high : kNaN;
            for (const scenario::FactorLevel& level : knob.levels) {
                entry.levels.push_back(level.text);
            }
            const bool is_located = is_number && !optimum.along.empty();
            entry.best_low = is_located ? optimum.along[k].interval.low : kNaN;
            entry.best_high = is_located ? optimum.along[k].interval.high : kNaN;
            if (!optimum.along.empty()) {
                entry.chances = optimum.along[k].chances;
            }
        }
    }

    /// The finalists that were held against each other, with the best's lead over each.
    void tell_finalists(measure::Tuning& told) const {
        told.probability = kNaN;
        const std::vector<std::size_t>& contenders = search_.contenders();
        if (contenders.empty() || search_.selection().replications < 2) {
            return;
        }
        const std::size_t best = search_.best();
        const std::uint32_t each = plan_.scenario.plan.replications;
        const double each_level =
            1 - (1 - plan_.confidence) /
                    static_cast<double>(std::max<std::size_t>(1, contenders.size() - 1));
        told.probability = 1;
        for (const std::size_t point : contenders) {
            measure::TuningFinalist& finalist = told.finalists.emplace_back();
            finalist.trial = numbered(point);
            finalist.replications = static_cast<std::uint32_t>(search_.fresh(point).size());
            finalist.objective =
                plan_.objective.estimate(study_, placed(point), each, level_);
            finalist.behind = {0, 0, 0, finalist.replications};
            finalist.verdict = "best";
            if (point != best) {
                finalist.behind = behind(point, best, each, each_level);
                finalist.verdict = measure::verdict_name(measure::verdict_of(
                    finalist.behind, search_.delta(), measure::Better::lower));
                told.probability -= chance_of_better(finalist.behind, each_level);
            }
        }
        told.probability = told.probability < 0 ? 0 : told.probability;
        tell_effort(told);
    }

    /// That a finalist is better than the best by more than delta; NaN where no draw told them
    /// apart.
    [[nodiscard]] double chance_of_better(const Estimate& behind, double level) const {
        const double half_width = (behind.high - behind.low) / 2;
        const double lead = behind.value + search_.delta();
        if (!std::isfinite(half_width)) {
            return kNaN;
        }
        if (!(half_width > 0)) {
            return lead > 0 ? 0 : 1;
        }
        const double degrees = behind.replications - 1.0;
        const double t =
            lead / half_width * measure::t_quantile((1 + level) / 2, degrees);
        const double beyond = measure::t_p_value(t, degrees) / 2;
        return t > 0 ? beyond : 1 - beyond;
    }

    void tell_effort(measure::Tuning& told) const {
        const std::vector<std::size_t>& contenders = search_.contenders();
        if (contenders.size() < 2) {
            return;
        }
        std::vector<std::vector<double>> values;
        for (const std::size_t point : contenders) {
            values.push_back(search_.fresh(point));
        }
        const SelectionGoal goal = search_.goal();
        const std::uint32_t most = replications_at_most(values, goal);
        if (!search_.selection().is_decided) {
            told.replications_missing =
                std::max(0.0, static_cast<double>(most) - search_.selection().replications);
        }
        const double h = measure::rinott_h({.systems = static_cast<std::uint32_t>(values.size()),
                                            .first_stage = goal.first_stage,
                                            .confidence = goal.confidence});
        for (std::vector<double>& own : values) {
            own.resize(std::min<std::size_t>(own.size(), goal.first_stage));
            const double variance = noisy_value(own).variance * static_cast<double>(own.size());
            const double needed = std::ceil(h * h * variance / (goal.indifference *
                                                                goal.indifference));
            told.replications_apart += std::max<double>(goal.first_stage, needed);
        }
    }

    void tell_constraints(measure::Tuning& told) const {
        for (std::size_t c = 0; c < plan_.constraints.size(); ++c) {
            const std::size_t best = search_.best();
            const Estimate excess = plan_.constraints[c].estimate(study_, placed(best),
                                                                  partial(best), level_);
            const std::string verdict = excess.high <= 0  ? "kept"
                                        : excess.low > 0 ? "broken"
                                                         : "undecided";
            told.constraints.push_back({plan_.constraints[c].text(), excess, verdict});
        }
    }

    void tell_base(measure::Tuning& told) const {
        const std::size_t base = search_.points().front().point.number;
        const std::size_t best = search_.points()[search_.best()].point.number;
        told.base = summarize(study_, base, base, level_);
        told.recommended = summarize(study_, best, base, level_);
        told.base.at = told.trials.front().at;
        told.recommended.at = told.trials[search_.best()].at;
        const std::uint32_t skipped = std::min(partial(0), partial(search_.best()));
        told.gain = behind(0, search_.best(), skipped, level_);
        const std::vector<std::string> metrics = compared_metrics();
        const CompareTerms terms{
            level_, 1 - (1 - level_) / static_cast<double>(metrics.size()), {}};
        for (const std::string& metric : metrics) {
            if (best != base) {
                told.trade_offs.push_back(
                    compare_points(study_, {"recommended", best, base}, metric, terms));
            }
        }
    }

    const TunePlan& plan_;
    const Study& study_;
    const TuneSearch& search_;
    double level_;
};

}  // namespace

tl::expected<measure::TuningRecord, RunError> tune(const TunePlan& plan,
                                                   const StudyOptions& options) {
    ORDERSIM_ASSERT(!plan.knobs.empty());
    ORDERSIM_ASSERT(plan.budget >=
                    smallest_budget(plan.knobs.size(), plan.scenario.plan.replications));
    Study study(plan.scenario, options);
    TuneSearch search(plan, study);
    if (const auto run = search.run(); !run) {
        return tl::unexpected(run.error());
    }
    if (const auto measured = check_measured(study); !measured) {
        return tl::unexpected(measured.error());
    }
    if (const auto noted = study.note(plan.command); !noted) {
        return tl::unexpected(noted.error());
    }
    measure::TuningRecord record;
    record.result = Teller(plan, study, search).tell();
    record.host = host_of(study);
    return record;
}

}  // namespace ordersim::experiment

#include "sim/experiment/tune.hpp"

#include "sim/experiment/sensitivity.hpp"
#include "sim/measure/json.hpp"
#include "sim/scenario/scenario.hpp"

#include "tests/support/knobs.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace ordersim;
using namespace ordersim::experiment;
using namespace ordersim::knobs;

namespace {

using Overrides = std::vector<std::string>;

const std::string kFolder = ORDERSIM_SOURCE_DIR "/scenarios";

/// The best window is 12.113 h, at a cost of 0.2011 (closed form).
const std::string kCost = "25 * 0.06 * (1 - M01) + 0.01 * policy.grace_window";

scenario::Scenario loaded(const std::string& name, const Overrides& overrides,
                          const std::vector<Overrides>& points = {}) {
    auto scenario = scenario::load({.path = kFolder + "/verification/" + name + ".toml",
                                    .overrides = overrides,
                                    .library = kFolder,
                                    .points = points});
    if (!scenario) {
        FAIL(scenario::to_text(scenario.error()));
    }
    return std::move(*scenario);
}

/// A question about a verification scenario, made small.
struct Question {
    std::string scenario = "grace_cost";
    Overrides overrides{"run.replications=5", "arrivals.orders_max=600"};
    std::vector<Knob> knobs{hours("policy.grace_window", 0, 24)};
    std::string objective = kCost;
    bool is_maximised = false;
    std::vector<std::string> constraints{};
    std::vector<std::string> pareto{};
    std::optional<double> delta = 0.006;
    std::uint32_t budget = 220;

    [[nodiscard]] VariantsAt variants_at() const {
        return [*this](const std::vector<Overrides>& points) {
            return loaded(scenario, overrides, points).variants;
        };
    }
};

StudyExpression bound(const LinearExpression& expression, const Question& question) {
    auto found = StudyExpression::bind(expression, question.knobs);
    REQUIRE(found);
    return std::move(*found);
}

measure::Tuning tuned(const Question& question, std::uint32_t threads = 2) {
    const scenario::Scenario scenario = loaded(question.scenario, question.overrides);
    TunePlan plan{.scenario = scenario,
                  .knobs = question.knobs,
                  .objective = bound(*parse_expression(question.objective), question),
                  .is_maximised = question.is_maximised,
                  .constraints = {},
                  .pareto = {},
                  .delta = question.delta,
                  .budget = question.budget,
                  .variants_at = question.variants_at(),
                  .command = "ordersim tune"};
    for (const std::string& text : question.constraints) {
        plan.constraints.push_back(bound(parse_constraint(text)->excess, question));
    }
    for (const std::string& text : question.pareto) {
        plan.pareto.push_back(find_metric(text));
    }
    StudyOptions options;
    options.threads = threads;
    auto record = tune(plan, options);
    REQUIRE(record);
    return std::move(record->result);
}

const measure::TuningTrial& best_of(const measure::Tuning& tuning) {
    REQUIRE(tuning.best >= 1);
    return tuning.trials[tuning.best - 1];
}

double cost(double grace) {
    return 25 * 0.06 * std::exp(-0.125 * grace) * 0.04 / 0.165 + 0.01 * grace;
}

}  // namespace

/// Asked once, looked at by several tests.
const measure::Tuning& usual() {
    static const measure::Tuning tuning = tuned({.pareto = {"M01", "M12"}});
    return tuning;
}

TEST_CASE("tune: finds the best grace window within delta, and says where it may lie") {
    const measure::Tuning& tuning = usual();
    CHECK(tuning.verdict == "selected");
    CHECK(cost(best_of(tuning).at[0]) <= cost(12.113) + 0.006);
    REQUIRE(tuning.knobs.size() == 1);
    CHECK(tuning.knobs[0].unit == "h");
    CHECK(tuning.knobs[0].best_low < 12.113);
    CHECK(tuning.knobs[0].best_high > 12.113);
    CHECK(tuning.probability >= 0.95);
    CHECK(tuning.probability_in_space > 0.5);
    CHECK(tuning.finalists.size() >= 2);
    CHECK(tuning.gain.value == Approx(cost(1) - cost(best_of(tuning).at[0])).margin(0.02));
    CHECK(tuning.gain.low > 0);
    CHECK(tuning.replications_apart > 0);
}

TEST_CASE("tune: the result does not depend on the number of threads") {
    measure::TuningRecord one;
    one.result = tuned({.pareto = {"M01", "M12"}}, 1);
    measure::TuningRecord two;
    two.result = usual();
    CHECK(measure::to_json(one) == measure::to_json(two));
}

TEST_CASE("tune: the Pareto set holds what no other policy surely beats in everything") {
    CHECK(usual().pareto == std::vector<std::string>{"M01", "M12"});
    std::size_t in_set = 0;
    for (const measure::TuningTrial& trial : usual().trials) {
        REQUIRE(trial.pareto.size() == 2);
        in_set += trial.dominated_by == 0 ? 1U : 0U;
        CHECK(trial.dominated_by <= usual().trials.size());
    }
    CHECK(in_set >= 1);
}

TEST_CASE("tune: the selection sees only replications that chose no finalist") {
    const measure::Tuning& tuning = usual();
    CHECK(tuning.gain.replications == tuning.trials[tuning.best - 1].replications - 5);
    for (const measure::TuningFinalist& finalist : tuning.finalists) {
        const measure::TuningTrial& trial = tuning.trials[finalist.trial - 1];
        CHECK(trial.replications == 5 + finalist.replications);
        CHECK(finalist.replications >= 10);
    }
    CHECK(tuning.replications <= tuning.budget);
}

TEST_CASE("tune: a constraint that the best policy breaks moves it to the edge") {
    // M01 = 1 - e^(-g/8) .04/.165: 0.97 takes 16.7 h.
    const measure::Tuning tuning = tuned({.constraints = {"M01 >= 0.97"}});
    const double least = 8 * std::log(0.04 / 0.165 / 0.03);
    CHECK(tuning.verdict != "infeasible");
    CHECK(best_of(tuning).at[0] > least - 1.5);
    CHECK(best_of(tuning).at[0] < least + 3);
    REQUIRE(tuning.constraints.size() == 1);
    CHECK(tuning.constraints[0].excess.value <= 0);
    CHECK(tuning.constraints[0].verdict != "broken");
}

TEST_CASE("tune: contradictory constraints are an answer, with what fails by how much") {
    const measure::Tuning tuning =
        tuned({.constraints = {"policy.grace_window <= 2", "M01 >= 0.9"}, .budget = 130});
    CHECK(tuning.verdict == "infeasible");
    REQUIRE(tuning.constraints.size() == 2);
    CHECK((tuning.constraints[0].verdict == "broken" || tuning.constraints[1].verdict == "broken"));
    CHECK(tuning.finalists.empty());
    CHECK(std::isnan(tuning.probability));
    CHECK_FALSE(best_of(tuning).is_kept);
}

TEST_CASE("tune: a budget that ends first leaves it undecided, and says what is missing") {
    const measure::Tuning tuning = tuned({.delta = 0.00002, .budget = 130});
    CHECK(tuning.verdict == "undecided");
    CHECK(tuning.replications_missing > 0);
    CHECK(tuning.replications <= 130);
    CHECK(tuning.probability < 0.95);
}

TEST_CASE("tune: policies that no replication told apart are not a sure choice") {
    const measure::Tuning tuning = tuned({.knobs = {whole("support.chat_agents", 23, 27)},
                                          .objective = "M12",
                                          .budget = 130});
    CHECK(tuning.verdict == "undecided");
    CHECK(std::isnan(tuning.probability));
    REQUIRE(tuning.finalists.size() > 1);
    for (const measure::TuningFinalist& finalist : tuning.finalists) {
        if (finalist.trial != tuning.best) {
            CHECK(finalist.behind.value == 0);
            CHECK(finalist.behind.high > 0);
        }
    }
}

TEST_CASE("tune: what is to be high is told in its own sense") {
    const measure::Tuning tuning =
        tuned({.objective = "M01 - 0.005 * policy.grace_window", .is_maximised = true});
    CHECK(tuning.better == "higher");
    // 1 - .2424 e^(-g/8) - .005 g is highest at 8 ln(.2424 / 8 / .005) = 14.42, where it is .888.
    CHECK(best_of(tuning).objective.value == Approx(0.888).margin(0.01));
    CHECK(best_of(tuning).objective.low <= best_of(tuning).objective.value);
    for (const measure::TuningFinalist& finalist : tuning.finalists) {
        CHECK(finalist.behind.high >= -0.006);
    }
}

TEST_CASE("tune: the desk of 24 or 25 agents is the tie that it is") {
    const measure::Tuning tuning =
        tuned({.scenario = "staff_cost",
               .overrides = {"run.replications=4", "arrivals.horizon=2d"},
               .knobs = {whole("support.chat_agents", 23, 27)},
               .objective = "25 * support.chat_agents + 4800 * [M09 chat: wait, mean]",
               .delta = 10,
               .budget = 150});
    CHECK(tuning.verdict == "selected");
    const double agents = best_of(tuning).at[0];
    CHECK((agents == 24 || agents == 25 || agents == 26));
    const auto ties = std::ranges::count_if(tuning.finalists, [](const auto& finalist) {
        return finalist.verdict == "equivalent" || finalist.verdict == "undecided";
    });
    CHECK(ties >= 1);
    CHECK(tuning.knobs[0].unit == "1");
}

TEST_CASE("tune: an objective that has no data anywhere is refused with the reason") {
    const Question question{.objective = "M08", .budget = 130};
    const scenario::Scenario scenario = loaded(question.scenario, question.overrides);
    const TunePlan plan{.scenario = scenario,
                        .knobs = question.knobs,
                        .objective = bound(*parse_expression("M08"), question),
                        .constraints = {},
                        .pareto = {},
                        .delta = std::nullopt,
                        .budget = 130,
                        .variants_at = question.variants_at(),
                        .command = ""};
    const auto record = tune(plan, {});
    REQUIRE_FALSE(record);
    CHECK(record.error().kind == RunError::Kind::nothing_measured);
    CHECK_THAT(record.error().message, Catch::Contains("M08"));
}

TEST_CASE("expression: what it speaks of must be a metric or a knob that is a number") {
    const std::vector<Knob> knobs{hours("policy.grace_window", 0, 24),
                                  choice("policy.on_silence", {"approve", "reject"})};
    const auto fault = [&](const std::string& text) {
        const auto found = StudyExpression::bind(*parse_expression(text), knobs);
        REQUIRE_FALSE(found);
        return found.error();
    };
    CHECK_THAT(fault("1 + policy.grace_windw").message,
               Catch::Contains("did you mean 'policy.grace_window'?"));
    CHECK(fault("1 + policy.grace_windw").at == 4);
    CHECK_THAT(fault("policy.on_silence").message, Catch::Contains("takes words"));
    CHECK_THAT(fault("M99").message, Catch::Contains("there is no metric [M99]"));
    CHECK_THAT(fault("[M01 stage: grce]").message, Catch::Contains("M01 has [M01]"));
    CHECK(StudyExpression::bind(*parse_expression("[M09 cases: wait, mean] - M01"), knobs));
}

TEST_CASE("sensitivity: of the grace window and the seller's pace the window matters most") {
    const Question question{.overrides = {"run.replications=3", "arrivals.orders_max=400"},
                            .knobs = {hours("policy.grace_window", 0, 24),
                                      number("sellers.stock_out_share", 0, 0.001)}};
    const scenario::Scenario scenario = loaded(question.scenario, question.overrides);
    SensitivityPlan plan{.scenario = scenario,
                         .knobs = question.knobs,
                         .method = SensitivityMethod::sobol,
                         .rows = 8,
                         .metrics = {find_metric("M01"), find_metric("M08")},
                         .variants_at = question.variants_at(),
                         .command = ""};
    CHECK(sensitivity_points(plan) == 32);
    StudyOptions options;
    options.threads = 2;
    const auto sobol = analyse_sensitivity(plan, options);
    REQUIRE(sobol);
    REQUIRE(sobol->result.metrics.size() == 2);
    const measure::MetricSensitivity& success = sobol->result.metrics[0];
    REQUIRE(success.effects.size() == 2);
    CHECK(success.effects[0].total.value > 5 * success.effects[1].total.value);
    CHECK(success.effects[0].total.high > 0.9);
    CHECK(success.noise_share < 0.2);
    CHECK(std::isnan(success.effects[0].mu));
    CHECK(sobol->result.metrics[1].effects.empty());
    CHECK(sobol->result.metrics[1].points_without_data > 0);

    plan.method = SensitivityMethod::morris;
    plan.rows = 6;
    CHECK(sensitivity_points(plan) == 18);
    const auto morris = analyse_sensitivity(plan, options);
    REQUIRE(morris);
    const measure::MetricSensitivity& moved = morris->result.metrics[0];
    // M01 rises by .2424 (1 - e^-3) = .2303 over the whole range.
    CHECK(moved.effects[0].mu_star.value == Approx(0.2303).margin(0.12));
    CHECK(moved.effects[0].mu > 0);
    CHECK(moved.effects[1].mu_star.value < 0.03);
}

#include "sim/report/search.hpp"

#include "sim/report/text.hpp"

#include "tests/support/sample_search.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace ordersim;
using namespace ordersim::report;

namespace {

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, display_width(line));
    }
    return widest;
}

/// Words as they follow each other, however lines are broken.
bool holds(const std::string& text, const std::string& words) {
    const auto flat = [](const std::string& from) {
        std::istringstream stream(from);
        std::string joined;
        for (std::string word; stream >> word;) {
            joined += (joined.empty() ? "" : " ") + word;
        }
        return joined;
    };
    return flat(text).find(flat(words)) != std::string::npos;
}

std::string told(const measure::TuningRecord& record) {
    const std::string text = tuning_summary(record, Colour::off, "ordersim run it");
    CHECK(widest_line(text) <= 80);
    return text;
}

}  // namespace

TEST_CASE("tuning: the recommendation comes first, with how sure it is") {
    const std::string text = told(tests::sample_tuning());
    CHECK(holds(text, "minimise M10 + 0.01 * policy.grace_window"));
    CHECK(holds(text, "Recommended: policy.grace_window=12h, policy.on_silence=approve"));
    CHECK(holds(text, "better than the base policy by 0.109 [0.105, 0.113]"));
    CHECK(holds(text,
                "the best of 3 finalists, or within 0.005 of it, with a probability of at "
                "least 95 % (Kim and Nelson); by their replications 99.8 %"));
    CHECK(holds(text, "none is better by more than 0.005 with 97.0 %"));
    CHECK(holds(text, "best policy.grace_window 10h 30min to 13h 45min (95 %)"));
    CHECK(holds(text, "approve with 90.0 %, reject with 10.0 %"));
    CHECK(holds(text, "next: ordersim run it"));
}

TEST_CASE("tuning: a near tie is named as one, and what is worse is not") {
    const std::string text = told(tests::sample_tuning());
    CHECK(holds(text, "13h, approve and 12h, approve cannot be told apart at 0.005"));
    CHECK_FALSE(holds(text, "16h, approve and"));
    CHECK(holds(text, "would have taken 5,400 replications (Rinott)"));
}

TEST_CASE("tuning: what it gives up, and the Pareto set") {
    const std::string text = told(tests::sample_tuning());
    CHECK(holds(text, "What else changes from the base policy"));
    CHECK(holds(text, "M01 cancellation success, % 85.0 +5.0 [+4.5, +5.5] improved"));
    CHECK(holds(text, "Pareto set: 3 of 4 policies"));
    CHECK_FALSE(holds(text, "base: 1h, approve 90"));
}

TEST_CASE("tuning: constraints that nothing keeps are told with what fails by how much") {
    measure::TuningRecord record = tests::sample_tuning();
    record.result.verdict = "infeasible";
    record.result.finalists.clear();
    record.result.probability = tests::kNothing;
    record.result.probability_in_space = tests::kNothing;
    record.result.constraints = {{"M05 <= 0.02", {0.013, 0.011, 0.015, 30}, "broken"},
                                 {"M01 >= 0.9", {-0.03, -0.04, -0.02, 30}, "kept"}};
    const std::string text = told(record);
    CHECK(holds(text, "No policy that was tried keeps all constraints."));
    CHECK(holds(text, "M05 <= 0.02 broken, beyond the bound by +0.013 [+0.011, +0.015]"));
    CHECK_FALSE(holds(text, "Recommended"));
    CHECK_FALSE(holds(text, "none is better"));
}

TEST_CASE("tuning: a budget that ended first is no promise") {
    measure::TuningRecord record = tests::sample_tuning();
    record.result.verdict = "undecided";
    record.result.probability = 0.71;
    record.result.replications_missing = 130;
    const std::string text = told(record);
    CHECK(holds(text, "Best so far"));
    CHECK(holds(text, "71.0 % by their replications; 95 % were asked for"));
    CHECK(holds(text, "at most 130 more"));
    CHECK_FALSE(holds(text, "Kim and Nelson"));
}

TEST_CASE("tuning: nothing but noise against the base policy is said so") {
    measure::TuningRecord record = tests::sample_tuning();
    record.result.gain = {0.001, -0.003, 0.005, 30};
    CHECK(holds(told(record), "not surely other than the base policy: +0.001 [-0.003, +0.005]"));
}

TEST_CASE("tuning: a record without policies, and one with hostile names, are no harm") {
    measure::TuningRecord record = tests::sample_tuning();
    record.result.trials[3].values[1] = "\x1b[31mred\n";
    record.result.objective = std::string(300, 'x') + "\x1b[2J";
    CHECK(told(record).find('\x1b') == std::string::npos);
    record.result.trials.clear();
    CHECK(holds(told(record), "no data"));
}

TEST_CASE("sensitivity: the strongest knob comes first, with its intervals and the noise") {
    const std::string text =
        sensitivity_summary(tests::sample_sensitivity(), Colour::off, "open it");
    CHECK(widest_line(text) <= 80);
    CHECK(holds(text, "share of the variance alone with others policy.grace_window"));
    CHECK(holds(text, "policy.grace_window 0.80 [0.70, 0.90] 0.90 [0.85, 0.95]"));
    CHECK(holds(text, "noise: 2.0 % of the points' variance is that of 10 replications"));
    CHECK(holds(text, "no data at 12 of 256 points"));
    CHECK(holds(text, "Sobol': 64 rows of each matrix, 256 points x 10 replications"));
}

TEST_CASE("sensitivity: Morris's effects carry the metric's unit; much noise is a warning") {
    const std::string text = sensitivity_summary(tests::sample_morris(), Colour::off, "");
    CHECK(widest_line(text) <= 80);
    CHECK(holds(text, "Morris: 10 trajectories"));
    CHECK(holds(text, "more of them, or longer ones"));
    CHECK(holds(text, "policy.grace_window"));
    CHECK(holds(text, "h"));
}

TEST_CASE("csv: a trial is a row, with a column for each knob, constraint and Pareto metric") {
    const std::string text = trials_csv(tests::sample_tuning().result);
    CHECK(
        text.starts_with("trial,stage,policy.grace_window,policy.on_silence,replications,"
                         "objective,objective low,objective high,M05 <= 0.02,"));
    CHECK(text.find("\r\n4,search,12h,approve,30,0.201,0.197,0.205") != std::string::npos);
    CHECK(std::ranges::count(text, '\n') == 5);
}

TEST_CASE("csv: an effect is a row; what the other method gives is empty") {
    const std::string text = effects_csv(tests::sample_sensitivity().result);
    CHECK(text.find("M01,cancellation success,,share,policy.grace_window,0.8,0.7,0.9,0.9,0.85,0.95,"
                    ",-inf,inf,,,0.02\r\n") != std::string::npos);
    CHECK(std::ranges::count(text, '\n') == 3);
}

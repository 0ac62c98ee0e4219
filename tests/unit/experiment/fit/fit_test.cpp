#include "sim/experiment/fit/families.hpp"
#include "sim/experiment/fit/fit.hpp"
#include "sim/experiment/fit/time_table.hpp"

#include "sim/scenario/law.hpp"
#include "sim/scenario/toml_text.hpp"

#include "tests/unit/experiment/fit/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::experiment;
using measure::CensoredTime;

namespace {

constexpr double kHour = 3.6e9;

/// The law as a scenario reads it, in microseconds.
Distribution read(const std::string& text) {
    const std::string line = "x = " + text;
    const scenario::Source source{"any.toml", "", scenario::lines_of(line)};
    scenario::Findings findings;
    const scenario::Parsed parsed = scenario::parse_toml(line, source, findings);
    scenario::ReadContext context{.findings = findings, .folder = ""};
    INFO(text);
    REQUIRE(findings.empty());
    const auto law = scenario::read_law(*parsed.root.find("x"), scenario::LawUnit::delay, context);
    REQUIRE(law.has_value());
    return law->law;
}

}  // namespace

TEST_CASE("fit report: a scenario reads each law as the law that was fitted") {
    const auto sample = sample_of(two_lognormals(0.4, 0.3, 0.6, 30, 0.9), 400, 60);
    for (const Fit& fit : fit_times(sample, untested()).fits) {
        const Distribution law = read(fit.law);
        for (const double u : {0.05, 0.5, 0.95}) {
            CHECK(law.quantile(u) / kHour ==
                  Approx(distribution_of(fit).quantile(u)).epsilon(5e-5));
        }
    }
}

TEST_CASE("fit report: times of 0 stand apart in the law") {
    std::vector<CensoredTime> sample = sample_of(*Distribution::lognormal(14, 1), 300, 1e9);
    for (int i = 0; i < 100; ++i) {
        sample.push_back({.time = 0});
    }
    const FitReport report = fit_times(sample, untested());
    CHECK(report.sample.zeros == 100);
    CHECK(report.sample.share_zero == 0.25);
    CHECK(report.sample.share_zero_interval.low < 0.25);
    CHECK(report.sample.events == 400);
    CHECK(report.why.find("25 % of the times are 0 and stand apart.") != std::string::npos);
    CHECK(report.law.starts_with(R"({ mixture = [{ share = 0.25, law = { constant = "0" } }, )"));
    const Distribution law = read(report.law);
    CHECK(law.quantile(0.24) == 0);
    const Distribution apart = distribution_of(report.fits[*report.chosen]);
    CHECK(law.quantile(0.25 + 0.75 * 0.5) / kHour == Approx(apart.quantile(0.5)).epsilon(1e-4));
    // The fits are those of the rest.
    std::erase_if(sample, [](const CensoredTime& one) { return one.time == 0; });
    CHECK(fit_in(fit_times(sample, untested()), FitFamily::lognormal).log_likelihood ==
          fit_in(report, FitFamily::lognormal).log_likelihood);
}

TEST_CASE("fit report: a mixture with zeros is one list of three parts that sum to 1") {
    std::vector<CensoredTime> sample =
        sample_of(two_lognormals(1.0 / 3, 0.3, 0.6, 30, 0.9), 700, 1e9);
    for (int i = 0; i < 13; ++i) {
        sample.push_back({.time = 0});
    }
    const FitReport report = fit_times(sample, untested());
    const Fit& fit = fit_in(report, FitFamily::lognormal_mixture);
    CHECK(std::count(fit.law.begin(), fit.law.end(), '{') == 1 + 2 + 3 + 3);
    CHECK(read(fit.law).quantile(0.01) == 0);
}

TEST_CASE("fit report: what was censored at 0 says nothing") {
    std::vector<CensoredTime> sample = sellers();
    const FitReport without = fit_times(sample, untested());
    sample.push_back({.time = 0, .is_censored = true});
    const FitReport with = fit_times(sample, untested());
    CHECK(with.law == without.law);
    CHECK(with.sample.zeros == 0);
    CHECK(with.sample.censored == without.sample.censored + 1);
}

TEST_CASE("fit report: the nearest law is taken, the simplest of those about as near") {
    const FitReport report = fit_times(sellers(), {});
    CHECK(report.choice == FitChoice::family);
    CHECK(report.law == R"({ exponential = { mean = "24.5467h" } })");
    CHECK(
        report.why.starts_with("exponential has the smallest AICc, and the times do not "
                               "contradict it (Anderson-Darling, p = "));
    CHECK(report.why.ends_with("Only 15 times ended: take any law with care."));
    const FitReport clear =
        fit_times(sample_of(*Distribution::lognormal(14, 1), 3'000, 40), untested());
    CHECK(clear.fits[*clear.chosen].family == FitFamily::lognormal);
    CHECK(clear.why.find("it was not tested") != std::string::npos);
}

TEST_CASE("fit report: when every law is rejected the times' own is kept") {
    // Two clocks: answers at once by a machine, or by a person on one of three visits.
    std::vector<CensoredTime> sample;
    for (const CensoredTime& one : sample_of(*Distribution::uniform(0, 1), 900, 1e9)) {
        const double visit = 8 * (1 + std::floor(one.time * 3));
        sample.push_back({.time = one.time < 0.2 ? 0.1 + one.time : visit + one.time / 2});
    }
    for (int i = 0; i < 100; ++i) {
        sample.push_back({.time = 30, .is_censored = true});
    }
    const FitReport report = fit_times(
        sample,
        {.bootstrap_samples_max = 59, .empirical_file = "answers.csv", .empirical_times_max = 500});
    INFO(report.why);
    REQUIRE(report.choice == FitChoice::empirical);
    CHECK_FALSE(report.chosen.has_value());
    CHECK(report.law ==
          R"({ empirical = { file = "answers.csv", column = "calibrated_hours", unit = "h" } })");
    CHECK(
        report.why.starts_with("Every law is rejected at 5 % (Anderson-Darling on 1000 times, "
                               "largest p = "));
    CHECK(report.why.find("as 500 quantiles of the Kaplan-Meier curve. The 10 % that last longer "
                          "than 30h, where watching ended, follow the nearest law, ") !=
          std::string::npos);
    REQUIRE(report.empirical_hours.size() == 500);
    CHECK(std::ranges::is_sorted(report.empirical_hours));
    const auto beyond =
        std::ranges::count_if(report.empirical_hours, [](double hours) { return hours > 30; });
    CHECK(beyond == 50);
    const std::string csv = empirical_csv(report);
    CHECK(csv.starts_with("calibrated_hours\n0.1"));
    CHECK(std::count(csv.begin(), csv.end(), '\n') == 501);
}

TEST_CASE("fit report: without censoring the empirical law is the sample itself") {
    FitReport report = fit_times(twenty(), untested());
    std::vector<double> times = twenty_times();
    std::ranges::sort(times);
    CHECK(report.empirical_hours == times);
}

TEST_CASE("fit report: equal times make a constant, no event nothing") {
    const FitReport equal = fit_times(std::vector<CensoredTime>(7, {.time = 2}), {});
    CHECK(equal.choice == FitChoice::constant);
    CHECK(read(equal.law).quantile(0.3) == 2 * kHour);
    const FitReport zero = fit_times(std::vector<CensoredTime>(7, {.time = 0}), {});
    CHECK(zero.choice == FitChoice::constant);
    CHECK(read(zero.law).quantile(0.3) == 0);
    const FitReport open =
        fit_times(std::vector<CensoredTime>(7, {.time = 2, .is_censored = true}), {});
    CHECK(open.choice == FitChoice::nothing);
    CHECK(open.law.empty());
    CHECK(open.why == "No time ended: nothing is known of how long it takes.");
    const FitReport none = fit_times({}, {});
    CHECK(none.choice == FitChoice::nothing);
    CHECK(none.empirical_hours.empty());
}

TEST_CASE("fit report: the order of the times changes no fit") {
    std::vector<CensoredTime> sample = sample_of(*Distribution::gamma(2, 5), 200, 30);
    const FitReport one = fit_times(sample, untested());
    std::ranges::reverse(sample);
    const FitReport other = fit_times(sample, untested());
    for (std::size_t i = 0; i < one.fits.size(); ++i) {
        CHECK(one.fits[i].log_likelihood == other.fits[i].log_likelihood);
        CHECK(one.fits[i].law == other.fits[i].law);
    }
}

TEST_CASE("fit: steps of a thousandth move no estimate that its error would show") {
    const TimeTable table =
        time_table(sample_of(two_lognormals(0.4, 0.5, 0.8, 14, 1), 20'000, 60));
    const TimeTable coarse = grouped(table, 10'000);
    CHECK(coarse.rows.size() < table.rows.size() / 2);
    CHECK(coarse.size() == table.size());
    for (const FamilyForm& form : family_forms()) {
        INFO(form.name);
        const auto exact = form.fit(table, {});
        const auto stepped = form.fit(coarse, {});
        REQUIRE(exact.has_value());
        REQUIRE(stepped.has_value());
        for (std::size_t i = 0; i < exact->parameters.size(); ++i) {
            const double error = exact->errors[i] * std::abs(exact->parameters[i]);
            CHECK(stepped->parameters[i] ==
                  Approx(exact->parameters[i]).epsilon(0).margin(error / 100));
        }
    }
    CHECK(grouped(table, table.rows.size()).rows.size() == table.rows.size());
}

TEST_CASE("fit report: durations that no scenario can state are no fit") {
    std::vector<CensoredTime> sample;
    for (const double time : {1e6, 2e6, 5e6, 9e6, 3e7}) {
        sample.push_back({.time = time});
    }
    const Fit fit = fit_in(fit_times(sample, untested()), FitFamily::exponential);
    CHECK(fit.problem == "the mean lies beyond the durations of a scenario, 1 us to 100 years");
}

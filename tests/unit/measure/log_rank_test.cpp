#include "sim/measure/log_rank.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace ordersim::measure;

namespace {

std::vector<CensoredTime> sample_of(const std::vector<double>& times,
                                    const std::vector<int>& status) {
    std::vector<CensoredTime> sample;
    for (std::size_t i = 0; i < times.size(); ++i) {
        sample.push_back({.time = times[i], .is_censored = status[i] == 0});
    }
    return sample;
}

/// Acute myelogenous leukaemia with and without maintenance therapy (Miller 1997).
std::vector<CensoredTime> maintained() {
    return sample_of({9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161},
                     {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0});
}

std::vector<CensoredTime> not_maintained() {
    return sample_of({5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45},
                     {1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1});
}

}  // namespace

TEST_CASE("log-rank: R's survdiff on the leukaemia data") {
    const LogRank test = log_rank(maintained(), not_maintained());
    CHECK(test.events == 7);
    CHECK(test.chi_square == Approx(3.39638869898).epsilon(5e-12));
    // 2 (1 - Phi(root of chi-square))
    CHECK(test.p_value == Approx(std::erfc(std::sqrt(test.chi_square / 2))).epsilon(1e-12));
}

TEST_CASE("log-rank: the order of the samples says nothing, and one sample twice agrees") {
    const LogRank one = log_rank(maintained(), not_maintained());
    const LogRank other = log_rank(not_maintained(), maintained());
    CHECK(one.chi_square == Approx(other.chi_square).epsilon(1e-12));
    CHECK(one.expected + other.expected == Approx(one.events + other.events));
    CHECK(log_rank(maintained(), maintained()).chi_square == Approx(0).margin(1e-20));
}

TEST_CASE("log-rank: nothing that ended says nothing") {
    const std::vector<CensoredTime> open{{.time = 3, .is_censored = true}};
    const LogRank test = log_rank(open, open);
    CHECK(std::isnan(test.chi_square));
    CHECK(std::isnan(test.p_value));
}

#pragma once

#include "sim/measure/interval.hpp"

#include "tests/theory/verify/case.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace ordersim::verify {

/// A sum of values, or of hits, over the number of its terms.
using Sample = measure::RatioSample;

/// Samples of independent replications, quantity by quantity, and what they say together.
class Answers {
public:
    /// A share of things that happen or do not; `Sample::hits` is the number of those that do.
    void share(const std::string& quantity, Sample sample) { shares_[quantity].push_back(sample); }
    void mean(const std::string& quantity, Sample sample) { means_[quantity].push_back(sample); }
    /// The variance, times `scale`, of a nearly normal value of which each replication has one.
    void variance(const std::string& quantity, double value, double scale = 1);
    /// The quantile at `level` of a continuous law, from independent values of it.
    void quantile(const std::string& quantity, double level, double value);

    [[nodiscard]] Answer answer(const Theory& theory) const;

private:
    struct Spread {
        double scale = 1;
        std::vector<double> values;
    };
    struct Ranked {
        double level = 0;
        std::vector<double> values;
    };

    std::map<std::string, std::vector<Sample>> shares_;
    std::map<std::string, std::vector<Sample>> means_;
    std::map<std::string, Spread> variances_;
    std::map<std::string, Ranked> quantiles_;
};

/// Wilson's interval, for independent tries.
[[nodiscard]] Seen independent_share(Sample sample);

}  // namespace ordersim::verify

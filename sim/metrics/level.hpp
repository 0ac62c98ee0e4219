#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/base/time.hpp"

namespace ordersim::metrics {

/// How many of something there are, looked at on each full hour. Amortised O(1) a change.
class Level {
public:
    /// Requires: not before the latest change.
    void change(SimTime at, double by) {
        sample(at);
        level_ += by;
    }

    /// At hour 0, 1, ..., just before what happens there. Ends at the last change, after which
    /// there are none; or at `end` where some are left. Requires: called once.
    [[nodiscard]] std::vector<double> finish(SimTime end) {
        if (level_ > 0) {
            sample(end);
        }
        return std::move(by_hour_);
    }

private:
    void sample(SimTime until) {
        constexpr SimDuration hour = std::chrono::hours(1);
        while (SimTime(hour * static_cast<std::int64_t>(by_hour_.size())) <= until) {
            by_hour_.push_back(level_);
        }
    }

    double level_ = 0;
    std::vector<double> by_hour_;
};

}  // namespace ordersim::metrics

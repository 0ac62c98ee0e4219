#pragma once

#include <cstdint>
#include <vector>

/// How much like a Poisson process calls arrived.
namespace ordersim::load {

/// Of a Poisson process both are 1, of an even stream 0; bursts push them up.
struct SendTruth {
    double cv = 0;   ///< standard deviation of the gaps over their mean
    double idc = 0;  ///< variance of the counts in windows of 10 ms over their mean
    std::uint64_t count = 0;
};

/// Takes the instants at which somebody says that calls arrived, in any order. O(n log n) once.
class SendTimes {
public:
    /// In microseconds of wall time, from any beginning.
    void take(double at_us) { at_us_.push_back(at_us); }
    /// NaN for fewer than 100 instants.
    [[nodiscard]] SendTruth truth() const;

private:
    std::vector<double> at_us_;
};

}  // namespace ordersim::load

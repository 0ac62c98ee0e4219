#pragma once

#include <cstdint>
#include <optional>

#include "sim/load/http_client.hpp"

/// How the clock of this process stands to that of a service of ours, which all processes that load
/// it can ask.
namespace ordersim::load {

/// A comparison of two clocks, in nanoseconds.
struct ClockReading {
    std::int64_t at_ns = 0;      ///< by the own clock
    std::int64_t ahead_ns = 0;   ///< the service's, since its orders' clock was 0, less `at_ns`
    std::int64_t within_ns = 0;  ///< by which `ahead_ns` may be wrong
};

/// Asks many times and keeps the quickest round trip: the service looked at its clock somewhere
/// within it. Nothing if none told the time.
[[nodiscard]] std::optional<ClockReading> read_clock_of(HttpClient& client, const Target& target);

/// Instants of one process on the service's clock. Between two comparisons the clocks are taken to
/// drift evenly.
class SetRight {
public:
    SetRight(const ClockReading& first, const ClockReading& last);
    [[nodiscard]] std::int64_t operator()(std::int64_t own_ns) const;
    /// By which it may be wrong.
    [[nodiscard]] std::int64_t within_ns() const { return within_ns_; }

private:
    ClockReading first_;
    double drift_ = 0;  ///< nanoseconds each
    std::int64_t within_ns_;
};

}  // namespace ordersim::load

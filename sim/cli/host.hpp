#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "sim/measure/record.hpp"

namespace ordersim::cli {

/// What this machine contributes to a record: starts counting when made.
class HostMeter {
public:
    HostMeter();
    /// `events`: useful events of all threads since then.
    [[nodiscard]] measure::Host host(std::uint32_t threads, double events) const;

private:
    std::chrono::system_clock::time_point started_at_;
    std::chrono::steady_clock::time_point wall_start_;
    double cpu_start_;
};

/// Empty: not set.
[[nodiscard]] std::string environment_variable(const char* name);

/// How many threads to use when none are asked for: one a core.
[[nodiscard]] std::uint32_t all_cores();

}  // namespace ordersim::cli

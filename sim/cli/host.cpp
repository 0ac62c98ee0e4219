#include "sim/cli/host.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <thread>

namespace ordersim::cli {
namespace {

double process_cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

HostMeter::HostMeter()
    : started_at_(std::chrono::system_clock::now()),
      wall_start_(std::chrono::steady_clock::now()),
      cpu_start_(process_cpu_seconds()) {}

measure::Host HostMeter::host(std::uint32_t threads, double events) const {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - wall_start_;
    measure::Host host;
    host.build = ORDERSIM_BUILD;
    host.threads = threads;
    host.wall_seconds = wall.count();
    host.cpu_seconds = process_cpu_seconds() - cpu_start_;
    host.events_per_second = events / host.cpu_seconds;
    host.started_at = fmt::format(
        "{:%Y-%m-%dT%H:%M:%SZ}",
        fmt::gmtime(std::chrono::system_clock::to_time_t(started_at_)));
    return host;
}

std::string environment_variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::uint32_t all_cores() { return std::max(1U, std::thread::hardware_concurrency()); }

}  // namespace ordersim::cli

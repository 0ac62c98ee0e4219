#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/time.hpp"

namespace ordersim::judge {

/// Instants between which something happened on the orders' clock.
struct Span {
    SimTime from{};
    SimTime to{};

    [[nodiscard]] bool is_exact() const { return from == to; }
};

/// How a service's clock of orders runs, as far as its callers know.
struct ClockConfig {
    double factor = 1;  ///< how much faster it runs than the callers' clock; > 0
    /// By which the callers' and the service's machine may disagree about a stretch of time.
    std::int64_t tolerance_ns = 1'000'000;
    /// By which a deadline may fire late, on the orders' clock.
    SimDuration deadline_lag{};
    /// False: no reply tells an instant. The orders' clock is then the callers' own, made to run
    /// `factor` times as fast, and stands at 0 at `origin_ns`.
    bool is_told = true;
    std::int64_t origin_ns = 0;
};

/// The orders' clock seen from outside. Where it stands is learnt from replies that tell their
/// instant: each lies between its call and its return, so that every one narrows the offset.
class OrderClock {
public:
    explicit OrderClock(const ClockConfig& config);

    [[nodiscard]] const ClockConfig& config() const { return config_; }
    /// Takes a told instant of a call. False if it cannot lie within the call; then nothing is
    /// learnt.
    [[nodiscard]] bool learn(SimTime at, std::int64_t called_ns, std::int64_t returned_ns);
    /// When on the orders' clock a call was under way; nothing before the first told instant.
    [[nodiscard]] std::optional<Span> span(std::int64_t called_ns, std::int64_t returned_ns) const;

private:
    ClockConfig config_;
    bool is_known_ = false;
    double offset_low_ = 0;  ///< us: orders' clock = offset + factor * callers' clock
    double offset_high_ = 0;
};

}  // namespace ordersim::judge

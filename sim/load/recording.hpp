#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/load/http_client.hpp"
#include "sim/measure/histogram.hpp"
#include "sim/order/command.hpp"

/// What is measured of the calls.
namespace ordersim::load {

/// What is called: a command by its kind, then the calls that are no commands.
inline constexpr auto kCommandCalls = static_cast<std::size_t>(order::CommandKind::pay_timer);
inline constexpr std::size_t kLookCall = kCommandCalls;
inline constexpr std::size_t kLoginCall = kCommandCalls + 1;
inline constexpr std::size_t kCalls = kCommandCalls + 2;
[[nodiscard]] std::string_view call_name(std::size_t call);

/// Latencies of one kind of call, in microseconds, to 1.6 %.
struct CallFigures {
    measure::Histogram latency{6};  ///< from the intended instant to the whole reply
    measure::Histogram service{6};  ///< from sending
    std::uint64_t accepted = 0;     ///< or recorded, or shown
    std::uint64_t refused = 0;
    std::uint64_t failed = 0;       ///< timed out, broken, malformed, 5xx
};

/// Of one call, by one clock.
struct CallTimes {
    Wall::time_point intended{};
    Wall::time_point asked{};  ///< when it was handed to the client
    Wall::time_point sent{};
    Wall::time_point done{};   ///< when the whole reply was there, or no more hope for it
};

/// What happened in one second.
struct Second {
    std::uint32_t intended = 0;
    std::uint32_t replies = 0;
    std::uint32_t failed = 0;
    std::uint32_t latency_p50_us = 0;
    std::uint32_t latency_p99_us = 0;
};

/// Records replies in O(1). Calls that were meant to leave before `from` are warm-up and left out,
/// but for the seconds, which show everything. One thread.
class Recording {
public:
    Recording() = default;
    /// The clock of the seconds.
    void begin(Wall::time_point origin, Wall::duration warm_up);

    /// No reply comes any more.
    void end() { close_seconds(seconds_.size()); }

    void intend() { ++intended_; }
    void record(std::size_t call, const CallTimes& times, bool is_refused, bool is_failed);

    /// Null: it was never called.
    [[nodiscard]] const CallFigures* figures(std::size_t call) const {
        return by_call_[call].get();
    }
    /// As latencies are kept, without any.
    [[nodiscard]] static measure::Histogram empty_latency() { return measure::Histogram(6); }
    /// Of all calls but logins.
    [[nodiscard]] const CallFigures& all() const { return all_; }
    /// By how much the generator was late, in microseconds.
    [[nodiscard]] const measure::Histogram& lateness() const { return lateness_; }
    /// How long calls waited for a free connection, in microseconds.
    [[nodiscard]] const measure::Histogram& waiting() const { return waiting_; }
    [[nodiscard]] const std::vector<Second>& seconds() const { return seconds_; }
    [[nodiscard]] std::uint64_t retries() const { return retries_; }
    void retry() { ++retries_; }

private:
    /// Sums up the seconds before `second`, which begins.
    void close_seconds(std::size_t second);

    Wall::time_point origin_{};
    Wall::time_point measured_from_{};
    std::array<std::unique_ptr<CallFigures>, kCalls> by_call_{};
    CallFigures all_;
    measure::Histogram lateness_{6};
    measure::Histogram waiting_{6};
    std::vector<Second> seconds_;
    std::unique_ptr<measure::Histogram> second_;
    std::uint64_t intended_ = 0;
    std::uint64_t retries_ = 0;
};

}  // namespace ordersim::load

#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/load/session.hpp"
#include "sim/measure/load_record.hpp"

/// What a load has to keep to.
namespace ordersim::load {

/// `p99(request_cancel) < 20ms` and the like:
///
/// - p50, p90, p95, p99, p99.9 or max of a call's latency, in us, ms or s; the call is a command's
///   name, `look`, `cancel` (all ways to cancel), or `all`; or `lateness` and `waiting`;
/// - `errors` and `unknown`, shares: `errors < 0.1%`; `violations`, a count;
/// - `rate`, replies a second: `rate >= 1000`.
///
/// With <, <=, > or >=.
struct Threshold {
    enum class Subject : std::uint8_t { quantile, errors, unknown, violations, rate };
    std::string text;
    Subject subject = Subject::quantile;
    double probability = 0;  ///< of a quantile; 1: the largest
    std::string call;        ///< of a quantile
    bool is_upper = true;    ///< the value must lie below the bound
    bool is_strict = true;
    double bound = 0;        ///< in ms, as a share, a count or per second
};

/// The error shows the place and says what could stand there.
[[nodiscard]] tl::expected<Threshold, std::string> parse_threshold(std::string_view text);

/// Of a quantile without a call, or shares of nothing: not kept, the value NaN.
[[nodiscard]] measure::LoadThreshold judge_threshold(const Threshold& threshold,
                                                     const LoadOutcome& outcome);

}  // namespace ordersim::load

#pragma once

#include "sim/measure/calibration_record.hpp"
#include "sim/measure/survival.hpp"
#include "sim/scenario/orders.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

/// Which stretch of each order's life tells of a delay, and what cut it off.
namespace ordersim::experiment {

using scenario::Instant;
using scenario::OrderFile;
using scenario::RealOrder;
using scenario::Stamp;

/// Nothing is known.
inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Where fewer are left at risk, a curve is noise.
inline constexpr double kAtRiskMin = 20;
/// Fewer ends than these are told, but no law is fitted to them; fewer cases make no share.
inline constexpr std::size_t kEventsMin = 30;

[[nodiscard]] constexpr double hours_between(Instant from, Instant to) {
    constexpr double hour = 3.6e9;
    return static_cast<double>(to - from) / hour;
}

/// From one stamp to another, or to what came between.
struct Watch {
    Instant from = 0;
    Instant to = 0;
    bool is_censored = false;
    std::uint32_t order = 0;  ///< index in the file's orders
};

struct Watches {
    std::vector<Watch> watches;              ///< in the order of the file
    std::vector<measure::LeftOut> left_out;  ///< by reason
};

/// The delays that a file can tell.
enum class Delay : std::uint8_t { payment, handling, transit, answer, refund, dispute };
inline constexpr std::size_t kDelays = 6;

struct DelayTraits {
    std::string_view name;
    std::string_view title;
    Stamp from;
    Stamp to;
};
[[nodiscard]] const DelayTraits& traits_of(Delay delay);

/// Whether the file has the columns.
[[nodiscard]] bool can_tell(const OrderFile& file, Delay delay);

/// Every order in which the delay began. What ends it otherwise censors it:
/// - a payment, the cancellation;
/// - handling, the first request to cancel (the parcel may be held from then on) or the end of the
///   order;
/// - an answer to a request, its withdrawal, its end by the rules, the parcel's leaving;
/// - everything, the end of the file.
/// Handling counts from created_at where the file has no paid_at.
[[nodiscard]] Watches watch(const OrderFile& file, Delay delay);

/// When the order was cancelled, by whomever; kNoInstant: it was not, or nobody says when.
[[nodiscard]] Instant cancelled_at(const RealOrder& order);
/// The status says that it was cancelled.
[[nodiscard]] bool has_cancelled_status(const OrderFile& file, const RealOrder& order);

/// In hours of the calendar.
[[nodiscard]] std::vector<measure::CensoredTime> hours_of(const std::vector<Watch>& watches);

/// Splits off what will never end: open for longer than three times the 99 % quantile of those
/// that ended. Their share is told among all that could be watched so long; where none is left out
/// the share's interval still bounds it. A law fitted to the rest is that of delays that do end
/// (a cure model with a sufficient follow-up: Maller and Zhou 1996).
[[nodiscard]] measure::Bounded split_never(std::vector<Watch>& watches, Instant end, double level);

}  // namespace ordersim::experiment

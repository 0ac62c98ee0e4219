#include "sim/judge/order_clock.hpp"

#include <algorithm>

namespace ordersim::judge {
namespace {

constexpr double kNsPerUs = 1000;

SimTime instant(double us) { return SimTime(SimDuration(static_cast<std::int64_t>(us))); }

}  // namespace

OrderClock::OrderClock(const ClockConfig& config) : config_(config), is_known_(!config.is_told) {
    if (is_known_) {
        offset_low_ = -static_cast<double>(config.origin_ns) * config.factor / kNsPerUs;
        offset_high_ = offset_low_;
    }
}

bool OrderClock::learn(SimTime at, std::int64_t called_ns, std::int64_t returned_ns) {
    const auto at_us = static_cast<double>(at.time_since_epoch().count());
    const double per_ns = config_.factor / kNsPerUs;
    const double low = at_us - static_cast<double>(returned_ns) * per_ns;
    const double high = at_us + 1 - static_cast<double>(called_ns) * per_ns;
    if (!is_known_) {
        is_known_ = true;
        offset_low_ = low;
        offset_high_ = high;
        return true;
    }
    const double tolerance = static_cast<double>(config_.tolerance_ns) * per_ns;
    if (low > offset_high_ + tolerance || high < offset_low_ - tolerance) {
        return false;
    }
    offset_low_ = std::min(std::max(offset_low_, low), offset_high_);
    offset_high_ = std::max(std::min(offset_high_, high), offset_low_);
    return true;
}

std::optional<Span> OrderClock::span(std::int64_t called_ns, std::int64_t returned_ns) const {
    if (!is_known_) {
        return std::nullopt;
    }
    const double per_ns = config_.factor / kNsPerUs;
    const double tolerance = static_cast<double>(config_.tolerance_ns) * per_ns;
    const double from = offset_low_ + static_cast<double>(called_ns) * per_ns - tolerance;
    const double to = offset_high_ + static_cast<double>(returned_ns) * per_ns + tolerance;
    return Span{instant(std::max(0.0, from)), instant(std::max(0.0, to) + 1)};
}

}  // namespace ordersim::judge

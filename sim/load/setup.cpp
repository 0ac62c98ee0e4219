#include "sim/load/setup.hpp"

#include <cmath>
#include <string>

namespace ordersim::load {

SimDuration on_orders_clock(Wall::duration wall, double factor) {
    return SimDuration(std::llround(
        std::chrono::duration<double, std::micro>(wall).count() * factor));
}

Wall::duration on_wall(SimDuration time, double factor) {
    return std::chrono::duration_cast<Wall::duration>(
        std::chrono::duration<double, std::micro>(static_cast<double>(time.count()) / factor));
}

std::int64_t nanoseconds(Wall::time_point at) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

agents::Params meant(agents::Params params, const LoadConfig& config, double factor) {
    agents::Arrivals& arrivals = params.arrivals;
    // Flat out the orders' clock of the market runs as fast as it can.
    arrivals.horizon = config.flat_out ? kLongestDelay : on_orders_clock(config.duration, factor);
    arrivals.orders_max = 0;
    params.buyers.trusted_share = 0;  // only the service knows whom it trusts
    const double per_day = (kMicrosecondsPerDay / 1e6) / factor;  // of one a second
    if (config.rate.mean > 0) {
        arrivals.orders_per_day = config.rate.mean * per_day;
    }
    for (const RateStage& stage : config.rate.stages) {
        arrivals.stages.push_back({.length = on_orders_clock(stage.length, factor),
                                   .begin_per_day = stage.begin * per_day,
                                   .end_per_day = stage.end * per_day});
    }
    return params;
}

tl::expected<Wall::time_point, std::string> beginning(const LoadConfig& config) {
    const auto now = Wall::now();
    if (!config.begin_at) {
        return now;
    }
    const auto left = *config.begin_at - std::chrono::system_clock::now();
    if (left < left.zero()) {
        const auto late = std::chrono::duration_cast<std::chrono::seconds>(-left).count() + 1;
        return tl::unexpected("all accounts were logged in only " + std::to_string(late) +
                              " s after the instant of --begin-at, without this shard; begin "
                              "later, or with fewer --accounts");
    }
    return now + left;
}

judge::JudgeConfig judge_config(const LoadConfig& config, double factor) {
    judge::JudgeConfig judge;
    judge.clock.factor = factor;
    judge.clock.deadline_lag = on_orders_clock(kLookAfter, factor);
    judge.clock.origin_ns = nanoseconds(Wall::now());
    if (config.mapping) {
        const wire::Mapping& mapping = *config.mapping;
        judge.clock.is_told = mapping.clock.is_given();
        judge.clock.tolerance_ns +=
            static_cast<std::int64_t>(static_cast<double>(mapping.clock_unit_us * 1000) / factor);
        judge.clock.deadline_lag += on_orders_clock(
            std::chrono::microseconds(mapping.deadline_lag_us), factor);
        judge.is_versioned = false;  // refusals may name none even where all else does
    }
    return judge;
}

}  // namespace ordersim::load

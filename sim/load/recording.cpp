#include "sim/load/recording.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/enum_names.hpp"

namespace ordersim::load {
namespace {

/// A clock that was read twice the other way round is no reason to count 2^64 microseconds.
std::uint64_t microseconds_between(Wall::time_point from, Wall::time_point to) {
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(to - from).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(passed, 0));
}

void add(CallFigures& figures, const CallTimes& times, bool is_refused, bool is_failed) {
    figures.latency.record(microseconds_between(times.intended, times.done));
    figures.service.record(microseconds_between(times.sent, times.done));
    ++(is_failed ? figures.failed : is_refused ? figures.refused : figures.accepted);
}

}  // namespace

std::string_view call_name(std::size_t call) {
    if (call == kLookCall) {
        return "look";
    }
    return call == kLoginCall ? "login" : enum_name(static_cast<order::CommandKind>(call));
}

void Recording::begin(Wall::time_point origin, Wall::duration warm_up) {
    origin_ = origin;
    measured_from_ = origin + warm_up;
    second_ = std::make_unique<measure::Histogram>(4);
}

void Recording::record(std::size_t call, const CallTimes& times, bool is_refused, bool is_failed) {
    if (call == kLoginCall) {
        return;
    }
    const auto second = static_cast<std::size_t>(
        std::max<std::int64_t>(0, (times.done - origin_) / std::chrono::seconds(1)));
    close_seconds(second);
    ++seconds_[second].replies;
    seconds_[second].failed += is_failed ? 1U : 0U;
    second_->record(microseconds_between(times.intended, times.done));
    if (times.intended < measured_from_) {
        return;
    }
    if (!by_call_[call]) {
        by_call_[call] = std::make_unique<CallFigures>();
    }
    add(*by_call_[call], times, is_refused, is_failed);
    add(all_, times, is_refused, is_failed);
    lateness_.record(microseconds_between(times.intended, times.asked));
    waiting_.record(microseconds_between(times.asked, times.sent));
}

void Recording::close_seconds(std::size_t second) {
    if (seconds_.size() > second) {
        return;
    }
    if (!seconds_.empty()) {
        Second& last = seconds_.back();
        last.intended = static_cast<std::uint32_t>(std::exchange(intended_, 0));
        if (second_->count() > 0) {
            last.latency_p50_us = static_cast<std::uint32_t>(second_->quantile(0.5));
            last.latency_p99_us = static_cast<std::uint32_t>(second_->quantile(0.99));
        }
        *second_ = measure::Histogram(4);
    }
    seconds_.resize(second + 1);
}

}  // namespace ordersim::load

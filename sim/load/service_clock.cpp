#include "sim/load/service_clock.hpp"

#include <algorithm>
#include <cmath>

#include "sim/load/request_bytes.hpp"
#include "sim/load/setup.hpp"
#include "sim/wire/answer.hpp"

namespace ordersim::load {
namespace {

constexpr int kTrips = 50;
constexpr double kNanosecondsInMicrosecond = 1000;

class ClockCalls final : public Caller {
public:
    ClockCalls(HttpClient& client, const Target& target)
        : client_(client), bytes_(open_bytes(target, "/health")) {
        ask();
    }

    [[nodiscard]] Wall::time_point next_due() const override { return Wall::time_point::max(); }
    void due(Wall::time_point /*now*/) override {}
    void tick(Wall::time_point /*now*/) override {}
    [[nodiscard]] bool is_done() const override { return trips_ == kTrips; }
    void take(const Reply& reply) override {
        ++trips_;
        const bool is_told = reply.kind == Reply::Kind::complete && reply.status == 200;
        const auto clock = is_told ? wire::read_clock(reply.body) : std::nullopt;
        if (!clock) {
            trips_ = kTrips;
            return;
        }
        note(reply, *clock);
        if (!is_done()) {
            ask();
        }
    }

    std::optional<ClockReading> best;

private:
    void ask() { client_.send({bytes_, 0, Wall::now()}); }

    void note(const Reply& reply, const wire::ServiceClock& clock) {
        // A whole microsecond of the orders' clock, cut off.
        const double unit = kNanosecondsInMicrosecond / clock.factor;
        const std::int64_t half = (nanoseconds(reply.done) - nanoseconds(reply.sent)) / 2;
        const std::int64_t within = half + std::llround(unit) + 1;
        if (best && best->within_ns <= within) {
            return;
        }
        const std::int64_t middle = nanoseconds(reply.sent) + half;
        const auto at_us = static_cast<double>(clock.at.time_since_epoch().count());
        best = {.at_ns = middle,
                .ahead_ns = std::llround((at_us + 0.5) * unit) - middle,
                .within_ns = within};
    }

    HttpClient& client_;
    std::string bytes_;
    int trips_ = 0;
};

}  // namespace

std::optional<ClockReading> read_clock_of(HttpClient& client, const Target& target) {
    ClockCalls calls(client, target);
    client.run(calls);
    return calls.best;
}

SetRight::SetRight(const ClockReading& first, const ClockReading& last)
    : first_(first), within_ns_(std::max(first.within_ns, last.within_ns)) {
    if (last.at_ns > first.at_ns) {
        drift_ = static_cast<double>(last.ahead_ns - first.ahead_ns) /
                 static_cast<double>(last.at_ns - first.at_ns);
    }
}

std::int64_t SetRight::operator()(std::int64_t own_ns) const {
    const auto passed = static_cast<double>(own_ns - first_.at_ns);
    return own_ns + first_.ahead_ns + std::llround(drift_ * passed);
}

}  // namespace ordersim::load

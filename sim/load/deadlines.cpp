#include "sim/load/deadlines.hpp"

#include <algorithm>

namespace ordersim::load {
namespace {

using order::CommandKind;
using order::Policy;

/// Which of the policy's limits a timer counts down.
struct Limit {
    CommandKind timer;
    SimDuration Policy::*length;
};

constexpr Limit kLimits[] = {{CommandKind::pay_timer, &Policy::pay_limit},
                             {CommandKind::verify_timer, &Policy::verify_limit},
                             {CommandKind::cancel_timer, &Policy::answer_limit},
                             {CommandKind::deliver_timer, &Policy::delivery_limit},
                             {CommandKind::confirm_timer, &Policy::confirm_limit},
                             {CommandKind::dispute_window_timer, &Policy::dispute_window},
                             {CommandKind::dispute_seller_timer, &Policy::dispute_answer_limit},
                             {CommandKind::dispute_platform_timer, &Policy::dispute_platform_limit},
                             {CommandKind::info_timer, &Policy::info_limit},
                             {CommandKind::return_timer, &Policy::return_limit},
                             {CommandKind::return_receipt_timer, &Policy::return_receipt_limit},
                             {CommandKind::refund_retry_timer, &Policy::refund_retry_delay}};

}  // namespace

scenario::Variant with_deadlines(scenario::Variant variant, std::span<const CommandKind> timers) {
    const auto is_there = [&](CommandKind timer) {
        return std::ranges::find(timers, timer) != timers.end();
    };
    Policy& policy = variant.policy;
    for (const Limit& limit : kLimits) {
        if (!is_there(limit.timer)) {
            policy.*limit.length = kLongestDelay;
        }
    }
    if (!is_there(CommandKind::cancel_timer)) {
        policy.answer_clock = order::AnswerClock::elapsed;
    }
    if (!is_there(CommandKind::ship_timer)) {
        const auto longest = static_cast<double>(kLongestDelay.count());
        variant.params.sellers.shipping_deadline = *Distribution::constant(longest);
    }
    return variant;
}

}  // namespace ordersim::load

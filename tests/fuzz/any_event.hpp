#pragma once

#include "sim/base/enum_names.hpp"
#include "sim/metrics/event.hpp"
#include "sim/order/rules.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace ordersim::fuzz {

template <class Word>
Word any_word(Bytes& bytes) {
    return static_cast<Word>(bytes.below(enum_count<Word>));
}

/// An event as no market need have it, at any time that a run can last: arrivals for the longest
/// time, each order with many a long delay.
inline metrics::OrderEvent any_event(Bytes& bytes) {
    using metrics::OrderEvent;
    constexpr std::int64_t years_max = 7000;
    constexpr std::int64_t year = std::int64_t{365} * 86'400'000'000;
    OrderEvent event;
    event.kind =
        bytes.below(8) == 0 ? any_word<OrderEvent::Kind>(bytes) : OrderEvent::Kind::transition;
    const auto time = static_cast<std::int64_t>(bytes.number(8) % (years_max * year));
    event.at = SimTime(SimDuration(time));
    event.order = OrderId{static_cast<std::uint32_t>(bytes.number(4))};
    event.transition =
        static_cast<order::TransitionId>(bytes.number(2) % order::rules().rows().size());
    event.command = any_word<order::CommandKind>(bytes);
    event.actor = any_word<order::Actor>(bytes);
    event.after.order = any_word<order::OrderState>(bytes);
    event.version = static_cast<std::uint32_t>(bytes.number(4));
    event.amount = {static_cast<std::int64_t>(bytes.number(8))};
    return event;
}

}  // namespace ordersim::fuzz

#pragma once

#include "sim/base/time.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/kernel/event.hpp"

#include <cstddef>
#include <cstdint>
#include <stop_token>

namespace ordersim::kernel {

/// A model: what its events do. Handling one may push others, at its time or later.
template <class Model>
concept HandlesEvents = requires(Model& model, const Event& event) {
    model.handle(event);
};

/// A model that brings what coming events need into cache: `prefetch_far` is called for an event
/// some kFarAhead events before it is handled, `prefetch_near` some kNearAhead before. Most events
/// get one call of each, in this order; a few get none or two, and a later push may overtake them.
/// So they must change nothing that shows in a result. Mark them always-inline: g++ 12 drops a call
/// of a function that does nothing but prefetch.
template <class Model>
concept Prefetches = requires(Model& model, const Event& event) {
    model.prefetch_far(event);
    model.prefetch_near(event);
};

inline constexpr std::size_t kFarAhead = 16;
inline constexpr std::size_t kNearAhead = 8;

/// Pops the next event and has the model prefetch for those behind it: for one more each time, and
/// for all that are near when the calendar has just put them in order.
template <Prefetches Model>
Event pop_prefetching(Calendar& calendar, Model& model) {
    const auto far = [&](std::size_t n) {
        if (const Event* const coming = calendar.ahead(n)) {
            model.prefetch_far(*coming);
        }
    };
    const auto near = [&](std::size_t n) {
        if (const Event* const coming = calendar.ahead(n)) {
            model.prefetch_near(*coming);
        }
    };
    const bool follows = calendar.ahead(0) != nullptr;
    const Event event = calendar.pop();
    if (follows) {
        far(kFarAhead - 1);
        near(kNearAhead - 1);
        return event;
    }
    model.prefetch_far(event);
    for (std::size_t n = 0; n < kFarAhead; ++n) {
        far(n);
    }
    model.prefetch_near(event);
    for (std::size_t n = 0; n < kNearAhead; ++n) {
        near(n);
    }
    return event;
}

/// Why a run ended.
enum class Ended : std::uint8_t {
    drained,        ///< no event was left
    reached_until,  ///< all that was due up to the given time was handled; the rest is still
                    ///< pending
    stopped         ///< stop was requested; the run may be continued with another call
};

struct RunEnd {
    std::uint64_t events = 0;  ///< handled by this call
    Ended ended = Ended::drained;
};

/// Events handled between two looks at the stop token.
inline constexpr std::uint64_t kEventsPerStopCheck = 4096;

/// Handles events in canonical order up to and including those due at `until`, unless the calendar
/// is empty earlier or stop is requested. The stop token is looked at before the first event and
/// then every kEventsPerStopCheck events.
///
/// Calls with rising `until` handle the same events in the same order as one call with the last.
template <class Model>
requires HandlesEvents<Model> RunEnd run(Calendar& calendar, Model& model, SimTime until,
                                         std::stop_token stop) {
    for (std::uint64_t events = 0;; ++events) {
        if (events % kEventsPerStopCheck == 0 && stop.stop_requested()) {
            return {events, Ended::stopped};
        }
        if (calendar.empty()) {
            return {events, Ended::drained};
        }
        if (calendar.next_at() > until) {
            return {events, Ended::reached_until};
        }
        if constexpr (Prefetches<Model>) {
            model.handle(pop_prefetching(calendar, model));
        } else {
            model.handle(calendar.pop());
        }
    }
}

}  // namespace ordersim::kernel

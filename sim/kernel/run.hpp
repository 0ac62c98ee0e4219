#pragma once

#include "sim/base/time.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/kernel/event.hpp"

#include <cstdint>
#include <stop_token>

namespace ordersim::kernel {

/// A model: what its events do. Handling one may push others, at its time or later.
template <class Model>
concept HandlesEvents = requires(Model& model, const Event& event) {
    model.handle(event);
};

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
        model.handle(calendar.pop());
    }
}

}  // namespace ordersim::kernel

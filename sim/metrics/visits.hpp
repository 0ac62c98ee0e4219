#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "sim/agents/params.hpp"
#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"
#include "sim/metrics/level.hpp"

namespace ordersim::metrics {

/// A stretch of time: from its first instant to before `until`.
struct Window {
    SimTime from{};
    SimTime until{};
};

/// Counts what happened at one desk. All of it comes from the desk's own events; how many are on
/// duty, from the shifts. Amortised O(log line) an event; 32 bytes a visit until the end.
///
/// Visits belong to orders: those of measured orders count, whenever they come. Over the window in
/// which these orders were placed they make the rates of a market that goes on for ever, whatever
/// time lies between order and visit, and need no run-up of their own. (Waits do: the desk is as
/// empty as it is when the first orders come to it.)
class Visits {
public:
    Visits(const agents::Support& support, agents::Desk desk);

    /// Requires: events of this desk, in the order of their time.
    void take(const DeskEvent& event, bool is_measured);
    /// `window`: in which the measured orders were placed. `end`: of the run. Called once.
    [[nodiscard]] DeskCounts finish(const Window& window, SimTime end);

private:
    enum class End : std::uint8_t { waits, served, gave_up, dropped };

    /// A place in the line and, where there was one, the service.
    struct Visit {
        SimTime joined;
        SimTime left = kNever;  ///< the line
        SimDuration service{};
        agents::Task task = agents::Task::first_contact;
        End end = End::waits;
        bool is_silent = false;
        bool is_measured = false;
    };

    static_assert(sizeof(Visit) == 32);

    void leave(const DeskEvent& event, End end);
    void count(const Visit& visit, SimTime end);
    void count_service(const Visit& visit);
    void measure_staff(const Window& window, SimTime end);
    /// From its beginning until the last measured visit has left the line, or its end.
    void measure_backlog(const Window& run);

    std::array<std::uint32_t, 168> on_duty_{};  ///< by hour of the week
    SimDuration target_;
    std::vector<Visit> visits_;  ///< in the order of joining
    std::map<std::pair<OrderId, agents::Task>, std::size_t> in_line_;
    Level line_;
    DeskCounts counts_;
};

}  // namespace ordersim::metrics

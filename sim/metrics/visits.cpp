#include "sim/metrics/visits.hpp"

#include <algorithm>

#include "sim/agents/shifts.hpp"

namespace ordersim::metrics {
namespace {

using agents::Task;

constexpr SimDuration kHour = std::chrono::hours(1);
constexpr SimDuration kDay = std::chrono::hours(24);

SimTime hour_at(std::size_t number) { return SimTime(kHour * static_cast<std::int64_t>(number)); }

double overlap_hours(const Window& one, const Window& other) {
    const SimTime from = std::max(one.from, other.from);
    const SimTime until = std::min(one.until, other.until);
    return from < until ? hours(until - from) : 0.0;
}

/// Adds the stretch's hours to the days that it touches.
void add_by_day(std::vector<double>& days, const Window& stretch) {
    for (SimTime from = stretch.from; from < stretch.until;) {
        const auto day = static_cast<std::size_t>(from.time_since_epoch() / kDay);
        const SimTime next(kDay * (static_cast<std::int64_t>(day) + 1));
        days.resize(std::max(days.size(), day + 1));
        days[day] += hours(std::min(next, stretch.until) - from);
        from = next;
    }
}

}  // namespace

Visits::Visits(const agents::Support& support, agents::Desk desk)
    : target_(support.answer_target) {
    for (std::size_t hour = 0; hour < on_duty_.size(); ++hour) {
        on_duty_[hour] = agents::places_on_duty(support, desk, hour_at(hour));
    }
}

void Visits::take(const DeskEvent& event, bool is_measured) {
    switch (event.kind) {
        case DeskEvent::Kind::joined:
            in_line_.emplace(std::pair(event.order, event.task), visits_.size());
            visits_.push_back(
                {.joined = event.at, .task = event.task, .is_measured = is_measured});
            line_.change(event.at, 1);
            return;
        case DeskEvent::Kind::began: leave(event, End::served); return;
        case DeskEvent::Kind::left: leave(event, End::gave_up); return;
        case DeskEvent::Kind::dropped: leave(event, End::dropped); return;
        case DeskEvent::Kind::left_silently:
            visits_[in_line_.at({event.order, event.task})].is_silent = true;
            return;
        case DeskEvent::Kind::ended: return;
    }
}

void Visits::leave(const DeskEvent& event, End end) {
    const auto place = in_line_.find({event.order, event.task});
    ORDERSIM_ASSERT(place != in_line_.end());
    Visit& visit = visits_[place->second];
    visit.left = event.at;
    visit.service = event.service;
    visit.end = end;
    in_line_.erase(place);
    line_.change(event.at, -1);
}

DeskCounts Visits::finish(const Window& window, SimTime end) {
    counts_.line_by_hour = line_.finish(end);
    measure_staff(window, end);
    measure_backlog({window.from, end});
    for (const Visit& visit : visits_) {
        if (visit.end == End::served) {
            const Window service{visit.left, std::min(visit.left + visit.service, end)};
            counts_.busy_hours += visit.is_measured ? hours(service.until - service.from) : 0.0;
            add_by_day(counts_.busy_by_day, service);
        }
        if (visit.is_measured) {
            count(visit, end);
        }
    }
    counts_.busy_by_day.resize(counts_.staffed_by_day.size());
    return std::move(counts_);
}

void Visits::count(const Visit& visit, SimTime end) {
    counts_.arrived += 1;
    counts_.had_to_wait += visit.left > visit.joined ? 1.0 : 0.0;
    if (visit.is_silent) {
        counts_.gave_up_silently += 1;
        return;
    }
    switch (visit.end) {
        case End::waits: counts_.wait.push_back({hours(end - visit.joined), true}); return;
        case End::gave_up:
            counts_.gave_up += 1;
            counts_.wait.push_back({hours(visit.left - visit.joined), true});
            return;
        case End::dropped: return;
        case End::served: count_service(visit); return;
    }
}

void Visits::count_service(const Visit& visit) {
    const double wait = hours(visit.left - visit.joined);
    counts_.wait.push_back({wait, false});
    counts_.wait_hours += wait;
    counts_.served += 1;
    counts_.in_time += visit.left - visit.joined <= target_ ? 1.0 : 0.0;
    if (visit.task == Task::preship_case) {
        counts_.wait_hours_preship += wait;
        counts_.served_preship += 1;
    } else if (visit.task == Task::dispute) {
        counts_.wait_hours_dispute += wait;
        counts_.served_dispute += 1;
    }
}

void Visits::measure_staff(const Window& window, SimTime end) {
    counts_.window_hours = overlap_hours(window, window);
    for (std::size_t hour = 0; hour_at(hour) < end; ++hour) {
        const Window stretch{hour_at(hour), std::min(hour_at(hour + 1), end)};
        const double places = on_duty_[hour % on_duty_.size()];
        counts_.staffed_hours += places * overlap_hours(stretch, window);
        counts_.staffed_by_day.resize(hour / 24 + 1);
        counts_.staffed_by_day.back() += places * hours(stretch.until - stretch.from);
    }
}

/// Visits stand in the order of joining, so that the longest waiting is the first who still waits;
/// who has left stays away, and the look-out only moves on.
void Visits::measure_backlog(const Window& run) {
    SimTime until = run.from;
    for (const Visit& visit : visits_) {
        if (visit.is_measured) {
            until = std::max(until, std::min(visit.left, run.until));
        }
    }
    std::size_t oldest = 0;
    const SimDuration round_up = kHour - SimDuration(1);
    const auto first = static_cast<std::size_t>((run.from.time_since_epoch() + round_up) / kHour);
    for (std::size_t hour = first; hour_at(hour) < until; ++hour) {
        const SimTime now = hour_at(hour);
        while (oldest < visits_.size() && visits_[oldest].left <= now) {
            ++oldest;
        }
        const bool waits = oldest < visits_.size() && visits_[oldest].joined < now;
        counts_.backlog_age.push_back({waits ? hours(now - visits_[oldest].joined) : 0.0, false});
    }
}

}  // namespace ordersim::metrics

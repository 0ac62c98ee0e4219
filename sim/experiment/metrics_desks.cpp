#include "sim/experiment/metrics_rows.hpp"

// How well the platform's desks keep up.
namespace ordersim::experiment::rows {
namespace {

using agents::Desk;
using measure::RatioSample;
using metrics::Counts;

void add_desk(Writer& support, Desk desk) {
    const auto slice = static_cast<std::size_t>(desk);
    const std::string prefix = std::string(enum_name(desk)) + ": ";
    support.mean(
        prefix + "arrivals an hour", "1/h",
        [](const Counts& c, std::size_t i) {
            return RatioSample{c.desks[i].arrived, c.desks[i].window_hours};
        },
        slice);
    // Services outlast shifts: it may exceed 1.
    support.mean(
        prefix + "utilisation", "share",
        [](const Counts& c, std::size_t i) {
            return RatioSample{c.desks[i].busy_hours, c.desks[i].staffed_hours};
        },
        slice);
    support.mean(
        prefix + "wait, mean", "h",
        [](const Counts& c, std::size_t i) {
            return RatioSample{c.desks[i].wait_hours, c.desks[i].served};
        },
        slice);
    support.share(
        prefix + "at once or in time",
        [](const Counts& c, std::size_t i) {
            return RatioSample{c.desks[i].in_time, c.desks[i].arrived};
        },
        slice);
    support.share(
        prefix + "had to wait",
        [](const Counts& c, std::size_t i) {
            return RatioSample{c.desks[i].had_to_wait, c.desks[i].arrived};
        },
        slice);
}

}  // namespace

void add_desks(Table& table) {
    Writer support(table, "M09", "support");
    add_desk(support, Desk::chat);
    support.share("chat: gave up", [](const Counts& c, std::size_t) {
        return RatioSample{c.desk(Desk::chat).gave_up, c.desk(Desk::chat).arrived};
    });
    support.share("chat: gave up silently", [](const Counts& c, std::size_t) {
        return RatioSample{c.desk(Desk::chat).gave_up_silently, c.desk(Desk::chat).arrived};
    });
    add_desk(support, Desk::cases);
    support.mean("cases: wait before shipment, mean", "h", [](const Counts& c, std::size_t) {
        return RatioSample{c.desk(Desk::cases).wait_hours_preship,
                           c.desk(Desk::cases).served_preship};
    });
    support.mean("cases: wait in disputes, mean", "h", [](const Counts& c, std::size_t) {
        return RatioSample{c.desk(Desk::cases).wait_hours_dispute,
                           c.desk(Desk::cases).served_dispute};
    });
}

}  // namespace ordersim::experiment::rows

#include "sim/experiment/metrics_rows.hpp"

// What wishes to cancel cost and leave, and how often everything happens.
namespace ordersim::experiment::rows {
namespace {

using measure::RatioSample;
using metrics::Counts;
using metrics::Outcome;
using metrics::Stage;
using order::CommandKind;

double contacts(const Counts& counts) { return sum(counts.journeys.contacts); }

void add_costs(Table& table) {
    Writer cost(table, "M10", "cost per intended cancel");
    cost.mean("", "currency", [](const Counts& c, std::size_t) {
        return RatioSample{c.costs.buyer + c.costs.seller + c.costs.platform, contacts(c)};
    });
    cost.mean("buyer", "currency", [](const Counts& c, std::size_t) {
        return RatioSample{c.costs.buyer, contacts(c)};
    });
    cost.mean("seller", "currency", [](const Counts& c, std::size_t) {
        return RatioSample{c.costs.seller, contacts(c)};
    });
    cost.mean("platform", "currency", [](const Counts& c, std::size_t) {
        return RatioSample{c.costs.platform, contacts(c)};
    });
    Writer(table, "M11", "wasted shipments").share("", [](const Counts& c, std::size_t) {
        return RatioSample{c.journeys.wasted_shipments, paid(c.journeys.contacts)};
    });
}

void add_sellers(Table& table) {
    Writer penalties(table, "M13", "seller penalties");
    penalties.per_thousand_orders("points per 1,000 orders", [](const Counts& c, std::size_t) {
        return RatioSample{c.sellers.points, c.orders};
    });
    penalties.share("cancel rate at fault", [](const Counts& c, std::size_t) {
        return RatioSample{c.sellers.at_fault, c.orders};
    });
    constexpr std::array<const char*, metrics::kFaultLimits.size()> limits{"2.5 %", "5 %", "10 %"};
    for (std::size_t i = 0; i < limits.size(); ++i) {
        penalties.share(
            std::string("orders at sellers above ") + limits[i],
            [](const Counts& c, std::size_t limit) {
                return RatioSample{c.sellers.orders_above[limit], c.orders};
            },
            i);
    }
}

void add_sales(Table& table) {
    Writer kept(table, "M14", "net sales kept");
    kept.mean("", "share", [](const Counts& c, std::size_t) {
        return RatioSample{c.sales.captured - c.sales.refunded + c.sales.reordered,
                           c.sales.captured};
    });
    kept.mean("without reorders", "share", [](const Counts& c, std::size_t) {
        return RatioSample{c.sales.captured - c.sales.refunded, c.sales.captured};
    });
}

void add_effort(Table& table) {
    Writer effort(table, "M15", "buyer effort");
    effort.mean("calls", "count", [](const Counts& c, std::size_t) {
        return RatioSample{c.effort.calls, contacts(c)};
    });
    effort.mean("messages", "count", [](const Counts& c, std::size_t) {
        return RatioSample{c.effort.messages, contacts(c)};
    });
    effort.mean("days", "d", [](const Counts& c, std::size_t) {
        return RatioSample{c.effort.days, contacts(c)};
    });
}

void add_contacts(Writer& volume) {
    volume.per_thousand_orders("contacts", [](const Counts& c, std::size_t) {
        return RatioSample{contacts(c), c.orders};
    });
    for (std::size_t i = 0; i < metrics::kStages; ++i) {
        volume.per_thousand_orders(
            "contacts: " + spelled(enum_name(static_cast<Stage>(i))),
            [](const Counts& c, std::size_t stage) {
                return RatioSample{c.journeys.contacts[stage], c.orders};
            },
            i);
    }
    volume.per_thousand_orders("contacts: undecided at the end",
                               [](const Counts& c, std::size_t) {
                                   return RatioSample{sum(c.journeys.undecided), c.orders};
                               });
    volume.per_thousand_orders("requests", [](const Counts& c, std::size_t) {
        return RatioSample{sum(c.requests.outcomes), c.orders};
    });
    for (std::size_t i = 0; i < metrics::kOutcomes; ++i) {
        volume.per_thousand_orders(
            "requests: " + spelled(enum_name(static_cast<Outcome>(i))),
            [](const Counts& c, std::size_t outcome) {
                return RatioSample{c.requests.outcomes[outcome], c.orders};
            },
            i);
    }
}

void add_taken(Writer& volume, const char* label, CommandKind kind) {
    volume.per_thousand_orders(
        label,
        [](const Counts& c, std::size_t command) {
            return RatioSample{taken(c, static_cast<CommandKind>(command)), c.orders};
        },
        static_cast<std::size_t>(kind));
}

}  // namespace

void add_money(Table& table) {
    add_costs(table);
    add_sellers(table);
    add_sales(table);
    add_effort(table);
}

void add_volumes(Table& table) {
    Writer volume(table, "volume", "volume");
    add_contacts(volume);
    volume.per_thousand_orders("cases", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.cases, c.orders};
    });
    volume.per_thousand_orders("disputes", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.disputes, c.orders};
    });
    volume.per_thousand_orders("support chats", [](const Counts& c, std::size_t) {
        return RatioSample{c.desk(agents::Desk::chat).arrived, c.orders};
    });
    add_taken(volume, "refund retries", CommandKind::refund_retry_timer);
    add_taken(volume, "seller offers", CommandKind::counter_offer);
    add_taken(volume, "follow-ups", CommandKind::follow_up);
}

}  // namespace ordersim::experiment::rows

#include "sim/experiment/metrics_rows.hpp"

// Who gets out, by which path and how fast.
namespace ordersim::experiment::rows {
namespace {

using measure::RatioSample;
using metrics::Counts;
using metrics::Path;
using metrics::Stage;

/// Contacts that had their answer when the run stopped. Of the others nobody knows yet.
double decided(const Counts& counts, std::size_t stage) {
    return counts.journeys.contacts[stage] - counts.journeys.undecided[stage];
}
double decided_paid(const Counts& counts) {
    return paid(counts.journeys.contacts) - paid(counts.journeys.undecided);
}

std::string name_of(Path path) {
    switch (path) {
        case Path::self_serve: return "self-serve";
        case Path::seller_approval: return "seller approval";
        case Path::auto_approve: return "auto-approve";
        case Path::seller_cancel: return "seller cancel";
        case Path::support: return "support";
        case Path::dispute_refund: return "dispute refund";
        case Path::non_fulfilment: return "non-fulfilment";
    }
    return {};
}

void add_success(Table& table) {
    Writer success(table, "M01", "cancellation success");
    success.share("", [](const Counts& c, std::size_t) {
        return RatioSample{paid(c.journeys.successes), decided_paid(c)};
    });
    success.share("all intents", [](const Counts& c, std::size_t) {
        return RatioSample{sum(c.journeys.successes),
                           sum(c.journeys.contacts) - sum(c.journeys.undecided)};
    });
    success.share("without disputes", [](const Counts& c, std::size_t) {
        const auto disputes = static_cast<std::size_t>(Path::dispute_refund);
        return RatioSample{paid(c.journeys.successes) - c.journeys.success_by_path[disputes],
                           decided_paid(c)};
    });
    success.share("settled in part", [](const Counts& c, std::size_t) {
        return RatioSample{c.journeys.settled_in_part, decided_paid(c)};
    });
    for (std::size_t i = 0; i < metrics::kStages; ++i) {
        success.share(
            "stage: " + spelled(enum_name(static_cast<Stage>(i))),
            [](const Counts& c, std::size_t stage) {
                return RatioSample{c.journeys.successes[stage], decided(c, stage)};
            },
            i);
    }
    for (std::size_t i = 0; i < metrics::kPaths; ++i) {
        success.share(
            "path: " + name_of(static_cast<Path>(i)),
            [](const Counts& c, std::size_t path) {
                return RatioSample{c.journeys.success_by_path[path], decided_paid(c)};
            },
            i);
    }
}

}  // namespace

void add_journeys(Table& table) {
    add_success(table);
    Writer(table, "M03", "time to resolution")
        .mean("payment to decision, mean", "h", [](const Counts& c, std::size_t) {
            return RatioSample{c.journeys.decision_hours, c.journeys.decisions};
        });
    Writer money(table, "M04", "time to money");
    money.mean("platform leg, mean", "h", [](const Counts& c, std::size_t) {
        return RatioSample{c.journeys.platform_leg_hours, c.journeys.refunds_posted};
    });
    money.mean("bank leg, mean", "h", [](const Counts& c, std::size_t) {
        return RatioSample{c.journeys.bank_leg_hours, c.journeys.refunds_posted};
    });
    Writer(table, "M12", "hold cost").mean("", "h", [](const Counts& c, std::size_t) {
        return RatioSample{c.held_back_hours, c.orders_shipped};
    });
}

}  // namespace ordersim::experiment::rows

#include "sim/experiment/metrics_rows.hpp"

// What became of the requests, and of those who were refused.
namespace ordersim::experiment::rows {
namespace {

using measure::RatioSample;
using metrics::Counts;
using metrics::Outcome;
using order::CommandKind;

/// Requests that ended as requests: those that the shipping deadline or the end of the run cut
/// short say nothing about answers and races.
bool is_ended(Outcome outcome) {
    return outcome != Outcome::non_fulfilment && outcome != Outcome::open;
}
double ended(const Counts& counts) {
    return sum(counts.requests.outcomes) - of(counts, Outcome::non_fulfilment) -
           of(counts, Outcome::open);
}

void add_outcomes(Table& table) {
    Writer outcomes(table, "M02", "request outcome");
    for (std::size_t i = 0; i < metrics::kOutcomes; ++i) {
        if (is_ended(static_cast<Outcome>(i))) {
            outcomes.share(
                spelled(enum_name(static_cast<Outcome>(i))),
                [](const Counts& c, std::size_t outcome) {
                    return RatioSample{c.requests.outcomes[outcome], ended(c)};
                },
                i);
        }
    }
    Writer race(table, "M05", "race loss");
    race.share("", [](const Counts& c, std::size_t) {
        return RatioSample{of(c, Outcome::overtaken), ended(c)};
    });
    race.share("shipped after approval", [](const Counts& c, std::size_t) {
        return RatioSample{c.requests.approved_then_shipped,
                           of(c, Outcome::approved) + of(c, Outcome::automatic)};
    });
}

/// Measured orders that were confirmed, timed out or disputed, each once.
double finished(const Counts& counts) {
    return taken(counts, CommandKind::confirm_receipt) +
           taken(counts, CommandKind::deliver_timer) +
           taken(counts, CommandKind::confirm_timer) + counts.cases.disputes -
           counts.cases.completed;
}

}  // namespace

void add_requests(Table& table) {
    add_outcomes(table);
    Writer response(table, "M06", "seller response");
    response.share("within 24 h", [](const Counts& c, std::size_t) {
        return RatioSample{c.requests.answered_in_day, c.requests.heard};
    });
    response.share("before the limit", [](const Counts& c, std::size_t) {
        return RatioSample{c.requests.answered, c.requests.heard};
    });
    Writer(table, "M16", "fairness of default").share("", [](const Counts& c, std::size_t) {
        return RatioSample{c.requests.silent_for_buyer, c.requests.silent};
    });
}

void add_cases(Table& table) {
    Writer escalation(table, "M07", "escalation");
    escalation.share("", [](const Counts& c, std::size_t) {
        return RatioSample{c.requests.escalated,
                           of(c, Outcome::rejected) + of(c, Outcome::lapsed)};
    });
    escalation.share("dispute rate", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.disputes - c.cases.withdrawn, finished(c)};
    });
    escalation.share("ruling filing rate", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.ruled, finished(c)};
    });
    escalation.share("seller liability rate", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.liable, finished(c)};
    });
    Writer decisions(table, "M08", "decisions");
    decisions.share("", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.for_buyer, c.cases.decisions};
    });
    decisions.share("split", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.split, c.cases.decisions};
    });
    decisions.share("awarded", [](const Counts& c, std::size_t) {
        return RatioSample{c.cases.awarded, c.cases.decisions};
    });
}

}  // namespace ordersim::experiment::rows

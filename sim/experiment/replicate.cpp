#include "sim/experiment/replicate.hpp"

#include <utility>

#include "sim/kernel/run.hpp"

namespace ordersim::experiment {

Replication replicate(const Contender& contender, const Draws& draws, const Span& span,
                      std::stop_token stop, const Books& books) {
    kernel::Calendar calendar;
    metrics::Tally tally(span.measured_from, contender.cast.params());
    market::Market market({.rules = order::rules(),
                           .policy = contender.variant.policy,
                           .cast = contender.cast,
                           .draws = draws,
                           .checks = span.checks,
                           .log = books.log,
                           .ledger = books.ledger},
                          calendar, tally);
    const kernel::Ended ended =
        kernel::run(calendar, market, span.until, std::move(stop)).ended;
    Replication result;
    const SimTime end = ended == kernel::Ended::reached_until ? span.until : market.now();
    result.is_complete = ended != kernel::Ended::stopped;
    market.check_end(end);
    result.counts = tally.finish(end);
    result.useful_events = market.useful_events();
    result.checks_made = market.checks_made();
    result.orders_placed = market.orders_placed();
    result.violation = market.violation();
    return result;
}

}  // namespace ordersim::experiment

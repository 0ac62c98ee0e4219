#include "sim/experiment/metrics_table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "sim/base/enum_names.hpp"

namespace ordersim::experiment {
namespace {

using measure::RatioSample;
using metrics::Counts;
using metrics::Outcome;
using metrics::Stage;

constexpr auto kUnpaid = static_cast<std::size_t>(Stage::unpaid);

template <std::size_t N>
double sum(const std::array<double, N>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

/// Intents of paid orders: all but those of stage unpaid, which always succeed.
double paid(const std::array<double, metrics::kStages>& by_stage) {
    return sum(by_stage) - by_stage[kUnpaid];
}

/// Contacts that had their answer when the run stopped. Of the others nobody knows yet.
double decided(const Counts& counts, std::size_t stage) {
    return counts.contacts[stage] - counts.undecided[stage];
}
double decided_paid(const Counts& counts) { return paid(counts.contacts) - paid(counts.undecided); }

double requests(const Counts& counts, Outcome outcome) {
    return counts.requests[static_cast<std::size_t>(outcome)];
}

/// Requests that ended as requests: those that the shipping deadline or the end of the run cut
/// short say nothing about answers and races.
bool is_ended(std::size_t outcome) {
    return outcome != static_cast<std::size_t>(Outcome::non_fulfilment) &&
           outcome != static_cast<std::size_t>(Outcome::open);
}
double ended_requests(const Counts& counts) {
    return sum(counts.requests) - requests(counts, Outcome::non_fulfilment) -
           requests(counts, Outcome::open);
}

/// Enumerators as readers spell them: "self_serve" becomes "self-serve".
template <class Enum>
std::string spelled(Enum value) {
    std::string word(enum_name(value));
    std::ranges::replace(word, '_', '-');
    return word;
}

std::string spelled(metrics::Path path) {
    switch (path) {
        case metrics::Path::self_serve: return "self-serve";
        case metrics::Path::seller_approval: return "seller approval";
        case metrics::Path::auto_approve: return "auto-approve";
        case metrics::Path::seller_cancel: return "seller cancel";
        case metrics::Path::support: return "support";
        case metrics::Path::dispute_refund: return "dispute refund";
        case metrics::Path::non_fulfilment: return "non-fulfilment";
    }
    return {};
}

void add_success(std::vector<RatioMetric>& table) {
    const auto add = [&table](std::string label, std::size_t slice, auto sample) {
        table.push_back({"M01", "cancellation success", std::move(label), "share",
                         RatioKind::share, 1, slice, sample});
    };
    add("", 0, [](const Counts& c, std::size_t) {
        return RatioSample{paid(c.successes), decided_paid(c)};
    });
    add("all intents", 0, [](const Counts& c, std::size_t) {
        return RatioSample{sum(c.successes), sum(c.contacts) - sum(c.undecided)};
    });
    add("settled in part", 0, [](const Counts& c, std::size_t) {
        return RatioSample{c.settled_in_part, decided_paid(c)};
    });
    for (std::size_t i = 0; i < metrics::kStages; ++i) {
        add("stage: " + spelled(static_cast<Stage>(i)), i, [](const Counts& c, std::size_t slice) {
            return RatioSample{c.successes[slice], decided(c, slice)};
        });
    }
    for (std::size_t i = 0; i < metrics::kPaths; ++i) {
        if (static_cast<metrics::Path>(i) == metrics::Path::support) {
            continue;  // no agent opens cases yet: a zero would look measured
        }
        add("path: " + spelled(static_cast<metrics::Path>(i)), i,
            [](const Counts& c, std::size_t slice) {
                return RatioSample{c.success_by_path[slice], decided_paid(c)};
            });
    }
}

void add_requests(std::vector<RatioMetric>& table) {
    for (std::size_t i = 0; i < metrics::kOutcomes; ++i) {
        if (!is_ended(i)) {
            continue;
        }
        table.push_back({"M02", "request outcome", spelled(static_cast<Outcome>(i)), "share",
                         RatioKind::share, 1, i, [](const Counts& c, std::size_t slice) {
                             return RatioSample{c.requests[slice], ended_requests(c)};
                         }});
    }
    table.push_back({"M05", "race loss", "", "share", RatioKind::share, 1, 0,
                     [](const Counts& c, std::size_t) {
                         return RatioSample{requests(c, Outcome::overtaken), ended_requests(c)};
                     }});
    table.push_back({"M05", "race loss", "shipped after approval", "share", RatioKind::share, 1, 0,
                     [](const Counts& c, std::size_t) {
                         return RatioSample{c.approved_then_shipped,
                                            requests(c, Outcome::approved) +
                                                requests(c, Outcome::automatic)};
                     }});
}

void add_times(std::vector<RatioMetric>& table) {
    const auto add = [&table](std::string id, std::string name, std::string label, auto sample) {
        table.push_back({std::move(id), std::move(name), std::move(label), "h", RatioKind::mean, 1,
                         0, sample});
    };
    add("M03", "time to resolution", "payment to decision, mean", [](const Counts& c, std::size_t) {
        return RatioSample{c.decision_hours, c.decisions};
    });
    add("M04", "time to money", "platform leg, mean", [](const Counts& c, std::size_t) {
        return RatioSample{c.platform_leg_hours, c.refunds_posted};
    });
    add("M04", "time to money", "bank leg, mean", [](const Counts& c, std::size_t) {
        return RatioSample{c.bank_leg_hours, c.refunds_posted};
    });
    add("M12", "hold cost", "", [](const Counts& c, std::size_t) {
        return RatioSample{c.held_back_hours, c.orders_shipped};
    });
}

void add_volumes(std::vector<RatioMetric>& table) {
    const auto add = [&table](std::string label, std::size_t slice, auto sample) {
        table.push_back({"volume", "volume", std::move(label), "per 1,000 orders",
                         RatioKind::mean, 1000, slice, sample});
    };
    add("contacts", 0, [](const Counts& c, std::size_t) {
        return RatioSample{sum(c.contacts), c.orders};
    });
    for (std::size_t i = 0; i < metrics::kStages; ++i) {
        add("contacts: " + spelled(static_cast<Stage>(i)), i,
            [](const Counts& c, std::size_t slice) {
                return RatioSample{c.contacts[slice], c.orders};
            });
    }
    add("contacts: undecided at the end", 0, [](const Counts& c, std::size_t) {
        return RatioSample{sum(c.undecided), c.orders};
    });
    add("requests", 0, [](const Counts& c, std::size_t) {
        return RatioSample{sum(c.requests), c.orders};
    });
    for (std::size_t i = 0; i < metrics::kOutcomes; ++i) {
        add("requests: " + spelled(static_cast<Outcome>(i)), i,
            [](const Counts& c, std::size_t slice) {
                return RatioSample{c.requests[slice], c.orders};
            });
    }
}

}  // namespace

std::vector<RatioMetric> ratio_metrics() {
    std::vector<RatioMetric> table;
    add_success(table);
    add_requests(table);
    add_times(table);
    add_volumes(table);
    return table;
}

}  // namespace ordersim::experiment

#include "sim/report/topics.hpp"

#include "sim/report/figures.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace ordersim::report {
namespace {

constexpr auto kPage = Figure::Place::page;

constexpr std::array kSellers{
    Figure{"M06", "p50", "h", "half of the requests answered within", "answer: half"},
    Figure{"M06", "p90", "h", "90 % answered within", "answer: 90 %"},
    Figure{"M06", "within 24 h", "share", "answered within 24 h", "within 24 h"},
    Figure{"M06", "before the limit", "share", "answered before the limit", "before limit"},
    Figure{"M16", "", "share", "unanswered requests that ended for the buyer", "silence wins"},
    Figure{"M13", "points per 1,000 orders", "1", "penalty points per 1,000 orders",
           "points/1,000"},
    Figure{"M13", "cancel rate at fault", "share", "orders cancelled by the seller's fault",
           "fault cancels"},
    Figure{"M13", "orders at sellers above 2.5 %", "share",
           "orders at sellers above 2.5 % at fault", "at >2.5 % fault", kPage},
    Figure{"M13", "orders at sellers above 5 %", "share",
           "orders at sellers above 5 % at fault", "at >5 % fault", kPage},
    Figure{"M13", "orders at sellers above 10 %", "share",
           "orders at sellers above 10 % at fault", "at >10 % fault", kPage}};

constexpr std::array kCases{
    Figure{"M07", "", "share", "escalated, of refused and unanswered", "escalated"},
    Figure{"M07", "dispute rate", "share", "dispute rate", "dispute rate"},
    Figure{"M07", "ruling filing rate", "share", "ruling filing rate", "rulings"},
    Figure{"M07", "seller liability rate", "share", "seller liability rate", "liability"},
    Figure{"M08", "", "share", "decisions won by the buyer", "won by buyer"},
    Figure{"M08", "split", "share", "decisions that split the money", "split"},
    Figure{"M08", "awarded", "share", "awarded, of the amount claimed", "awarded"}};

constexpr std::array kChat{
    Figure{"M09", "chat: arrivals an hour", "1", "arrivals an hour", "arrivals/h"},
    Figure{"M09", "chat: utilisation", "share", "load on the staff", "load"},
    Figure{"M09", "chat: wait p50", "h", "half waited at most", "wait p50"},
    Figure{"M09", "chat: wait p95", "h", "95 % waited at most", "wait p95"},
    Figure{"M09", "chat: wait, mean", "h", "wait, mean", "wait, mean"},
    Figure{"M09", "chat: at once or in time", "share", "served at once or in time", "in time"},
    Figure{"M09", "chat: had to wait", "share", "had to wait", "had to wait"},
    Figure{"M09", "chat: gave up", "share", "gave up and left", "gave up"},
    Figure{"M09", "chat: gave up silently", "share", "gave up silently", "silently"}};

constexpr std::array kDesk{
    Figure{"M09", "cases: arrivals an hour", "1", "arrivals an hour", "arrivals/h"},
    Figure{"M09", "cases: utilisation", "share", "load on the staff", "load"},
    Figure{"M09", "cases: wait p50", "h", "half waited at most", "wait p50"},
    Figure{"M09", "cases: wait p95", "h", "95 % waited at most", "wait p95"},
    Figure{"M09", "cases: wait, mean", "h", "wait, mean", "wait, mean"},
    Figure{"M09", "cases: wait before shipment, mean", "h", "wait before shipment, mean",
           "before shipment"},
    Figure{"M09", "cases: wait in disputes, mean", "h", "wait in disputes, mean", "in disputes"},
    Figure{"M09", "cases: at once or in time", "share", "served at once or in time", "in time"},
    Figure{"M09", "cases: had to wait", "share", "had to wait", "had to wait"},
    Figure{"M09", "cases: backlog age p95", "h", "95 % of the backlog younger than",
           "backlog age"}};

constexpr std::array kCosts{
    Figure{"M10", "", "currency", "cost per intended cancel", "cost"},
    Figure{"M10", "buyer", "currency", "borne by the buyer", "buyer"},
    Figure{"M10", "seller", "currency", "borne by the seller", "seller"},
    Figure{"M10", "platform", "currency", "borne by the platform", "platform"}};

constexpr std::array kConsequences{
    Figure{"M05", "", "share", "requests lost to the parcel", "race loss"},
    Figure{"M05", "shipped after approval", "share", "shipped after approval", "after approval"},
    Figure{"M11", "", "share", "wasted shipments", "wasted parcels"},
    Figure{"M12", "", "h", "hold cost per shipped order", "hold cost"},
    Figure{"M14", "", "share", "net sales kept", "net sales kept"},
    Figure{"M14", "without reorders", "share", "net sales kept, without reorders",
           "w/o reorders"},
    Figure{"M15", "calls", "1", "the buyer's calls per intent", "calls made"},
    Figure{"M15", "messages", "1", "the buyer's messages per intent", "messages sent"},
    Figure{"M15", "days", "d", "days per intent", "time spent"}};

constexpr std::array kVolumes{
    Figure{"volume", "contacts", "1", "buyers who want out", "contacts"},
    Figure{"volume", "requests", "1", "requests to the seller", "requests"},
    Figure{"volume", "seller offers", "1", "seller's offers instead", "seller offers"},
    Figure{"volume", "follow-ups", "1", "follow-ups by buyers", "follow-ups"},
    Figure{"volume", "support chats", "1", "support chats", "support chats"},
    Figure{"volume", "cases", "1", "cases before shipment", "cases"},
    Figure{"volume", "disputes", "1", "disputes after shipment", "disputes"},
    Figure{"volume", "refund retries", "1", "refunds tried again", "refund retries"}};

bool holds(std::span<const Figure> figures, const measure::Metric& metric) {
    return std::any_of(figures.begin(), figures.end(), [&metric](const Figure& figure) {
        return figure.id == metric.id && figure.label == metric.label;
    });
}

}  // namespace

Topic sellers() {
    return {"Sellers",
            "Answers to requests to cancel. A seller's fault is a cancel for which the platform "
            "blames him.",
            kSellers};
}

Topic cases() {
    return {"Cases and disputes",
            "Cases are opened before the parcel leaves, disputes after it. Decisions are those "
            "that the platform made.",
            kCases};
}

Topic chat_desk() {
    return {"Chat", {}, kChat};
}

Topic case_desk() {
    return {"Case desk", {}, kDesk};
}

Topic costs() {
    return {"Who pays for an intended cancel",
            "Labour, wasted picking and labels, carriage, goods written off and fees, over all "
            "buyers who wanted to cancel.",
            kCosts};
}

Topic consequences() {
    return {"Parcels, sales and effort", {}, kConsequences};
}

Topic volumes() {
    return {"Per 1,000 orders", {}, kVolumes};
}

bool has_topic(const measure::Metric& metric) {
    return std::any_of(kCosts.begin(), kCosts.end(),
                       [&metric](const Figure& figure) { return figure.id == metric.id; }) ||
           holds(kSellers, metric) || holds(kCases, metric) || holds(kChat, metric) ||
           holds(kDesk, metric) || holds(kConsequences, metric) ||
           holds(kVolumes, metric);
}

std::vector<Figure> with_data(std::span<const Figure> figures,
                              std::span<const measure::Variant> variants) {
    std::vector<Figure> result;
    std::copy_if(figures.begin(), figures.end(), std::back_inserter(result),
                 [variants](const Figure& figure) {
                     return std::any_of(variants.begin(), variants.end(), [&](const auto& variant) {
                         return has_data(estimate_of(variant.metrics, figure.id, figure.label));
                     });
                 });
    return result;
}

}  // namespace ordersim::report

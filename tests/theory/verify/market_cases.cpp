#include "sim/experiment/run.hpp"
#include "sim/scenario/scenario.hpp"

#include "tests/theory/verify/case.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

// The whole chain, from scenario file to statistics: races, lives of orders, follow-ups and working
// hours. Each case is the variant of its name in a file of scenarios/verification; nothing of the
// simulator is written again here.

namespace ordersim::verify {

namespace {

/// A quantity of the reference table is `offset` + `scale` times a metric of the record.
struct Row {
    const char* quantity;
    const char* id;
    const char* label;
    double scale = 1;
    double offset = 0;
};
using Rows = std::vector<Row>;

/// Many small replications, as few as the rarest outcome allows: some twenty of it a seed.
struct MarketCase {
    const char* name;
    const char* scenario;
    const char* size;  ///< of a replication: an override
    Rows rows;
    bool is_never_handed_over = false;
};

const Rows kRace{{"P(win)", "M01", ""}};

/// Of all orders, of which kWish want out; volumes are those of a thousand.
constexpr double kWish = 0.06;
constexpr double kPerThousand = 1e-3;
const Rows kLifeApproved{
    {"P(no_request)", "volume", "contacts", -kPerThousand, 1},
    {"P(grace_auto)", "M01", "path: self-serve", kWish},
    {"P(too_late)", "volume", "contacts: shipped", kPerThousand},
    {"P(seller_approved)", "M01", "path: seller approval", kWish},
    {"P(seller_rejected)", "volume", "requests: rejected", kPerThousand},
    {"P(auto_approved)", "M01", "path: auto-approve", kWish},
    {"P(shipped_before_decision)", "volume", "requests: overtaken", kPerThousand},
    {"mean hours from order to decision", "M03", "payment to decision, mean"},
    {"P(cancelled, of those who want it)", "M01", ""},
};
const Row kLapsed{"P(auto_rejected)", "volume", "requests: lapsed", kPerThousand};

const Row kAnswered{"P(answered by deadline)", "M06", "before the limit"};
const Row kHoursToAnswer{"mean hours to answer or deadline", "M03", "payment to decision, mean"};
/// The request is the first message.
const Row kMessages{"mean messages sent", "volume", "follow-ups", kPerThousand, 1};
const Row kFollowUps{"mean follow-ups sent", "volume", "follow-ups", kPerThousand};

const Rows kOpening{{"mean hours to next opening", "M03", "payment to decision, mean"}};
const Rows kDeadline{{"mean hours to deadline", "M03", "payment to decision, mean"}};

Rows life_rejected() {
    Rows rows = kLifeApproved;
    std::ranges::replace_if(
        rows, [](const Row& row) { return row.quantity == std::string_view("P(auto_approved)"); },
        kLapsed);
    return rows;
}

constexpr const char* kFew = "arrivals.orders_max=500";
constexpr const char* kMore = "arrivals.orders_max=1500";
constexpr const char* kWishes = "arrivals.orders_max=2000";
constexpr const char* kManyWishes = "arrivals.orders_max=7000";
constexpr const char* kWeeks = "arrivals.orders_per_day=8";

std::vector<MarketCase> table() {
    return {
        {"race_1", "race_wish", kFew, kRace},
        {"race_2", "race_wish", kFew, kRace},
        {"race_4", "race_wish", kMore, kRace},
        {"race_5", "race_wish", kFew, kRace},
        {"race_7", "race_wish", kFew, kRace},
        {"race_8", "race_wish", kFew, kRace},
        {"race_10", "race_wish", kFew, kRace},
        {"race_11", "race_answer", kFew, kRace},
        {"race_13", "race_answer", kFew, kRace},
        {"race_14", "race_approve", kFew, kRace},
        {"race_16", "race_approve", kFew, kRace},
        {"race_17", "race_approve", kFew, kRace},
        {"race_17r", "race_reject", kFew, kRace},
        {"race_18r", "race_reject", kFew, kRace},
        {"race_19", "race_approve", kFew, kRace},
        {"race_19r", "race_reject", kFew, kRace},
        {"life_1", "life", kWishes, kLifeApproved},
        {"life_2", "life", kWishes, kLifeApproved},
        {"life_4", "life", kWishes, kLifeApproved},
        {"life_5", "life", kManyWishes, life_rejected()},
        {"follow_1", "follow_up", kFew, {kAnswered, kHoursToAnswer, kMessages}, true},
        {"follow_2", "follow_up", kFew, {kAnswered, kHoursToAnswer, kMessages}, true},
        {"follow_4", "follow_up", kFew, {kAnswered, kHoursToAnswer, kMessages}, true},
        {"follow_5", "follow_up", kFew, {kAnswered}, true},
        {"follow_7", "follow_up", kFew, {kAnswered, kFollowUps}, true},
        {"follow_8", "follow_up", kFew, {kAnswered, kFollowUps}, true},
        {"follow_10", "follow_up", kFew, {kAnswered, kHoursToAnswer}, true},
        {"follow_11", "follow_up", kFew, {kAnswered, kHoursToAnswer}, true},
        {"cal_1", "calendar", kWeeks, kOpening, true},
        {"cal_2_4h", "calendar", kWeeks, kDeadline, true},
        {"cal_2_8h", "calendar", kWeeks, kDeadline, true},
        {"cal_2_12h", "calendar", kWeeks, kDeadline, true},
    };
}

measure::Estimate scaled(measure::Estimate estimate, const Row& row) {
    const auto scale = [&row](double value) { return row.offset + row.scale * value; };
    estimate.value = scale(estimate.value);
    estimate.low = scale(estimate.low);
    estimate.high = scale(estimate.high);
    if (row.scale < 0) {
        std::swap(estimate.low, estimate.high);
    }
    return estimate;
}

Simulated simulate_market(scenario::Scenario scenario, const Rows& rows, std::uint64_t seed) {
    if (scenario.plan.level != kLevel) {
        return tl::unexpected(
            std::string("its scenario has intervals of another level than the table judges"));
    }
    scenario.plan.seed = seed;
    const auto result = experiment::run(scenario, {});
    if (!result) {
        return tl::unexpected(result.error().message);
    }
    Answer answer;
    for (const measure::Metric& metric : result->variants.front().metrics) {
        for (const Row& row : rows) {
            if (metric.id == row.id && metric.label == row.label) {
                answer[row.quantity] = {.estimate = scaled(metric.estimate, row)};
            }
        }
    }
    return answer;
}

/// What is out of reach in the scenarios, a hundred years, is so after one: the desks, at which
/// nothing happens, are followed hour by hour until nothing is left to come.
std::vector<std::string> overrides_of(const MarketCase& one) {
    std::vector<std::string> overrides{one.size,
                                       "run.check_invariants=true",
                                       "buyers.check_delay={ constant = '400d' }",
                                       "carrier.transit={ constant = '400d' }",
                                       "policy.delivery_limit='500d'",
                                       "sellers.shipping_deadline={ constant = '500d' }"};
    if (one.is_never_handed_over) {
        overrides.emplace_back("sellers.handling={ constant = '400d' }");
    }
    return overrides;
}

/// The scenario with the one variant that the case asks for.
tl::expected<scenario::Scenario, std::string> load(const MarketCase& one,
                                                   const std::string& folder) {
    auto loaded = scenario::load({.path = folder + "/verification/" + one.scenario + ".toml",
                                  .overrides = overrides_of(one),
                                  .library = folder});
    if (!loaded) {
        return tl::unexpected(scenario::to_text(loaded.error()));
    }
    std::erase_if(loaded->variants,
                  [&one](const scenario::Variant& variant) { return variant.name != one.name; });
    if (loaded->variants.size() != 1) {
        return tl::unexpected(std::string(one.scenario) + ".toml has no variant " + one.name);
    }
    return *std::move(loaded);
}

}  // namespace

tl::expected<std::vector<Case>, std::string> market_cases(const std::string& folder) {
    std::vector<Case> cases;
    for (const MarketCase& one : table()) {
        const auto loaded = load(one, folder);
        if (!loaded) {
            return tl::unexpected(loaded.error());
        }
        cases.push_back(
            {one.name, [scenario = *loaded, rows = one.rows](std::uint64_t seed, const Theory&) {
                 return simulate_market(scenario, rows, seed);
             }});
    }
    return cases;
}

}  // namespace ordersim::verify

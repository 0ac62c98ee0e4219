#include "sim/base/enum_names.hpp"
#include "sim/experiment/calibrate/amounts.hpp"
#include "sim/experiment/calibrate/calibrate.hpp"
#include "sim/experiment/calibrate/delays.hpp"
#include "sim/experiment/calibrate/requests.hpp"
#include "sim/experiment/calibrate/simulated.hpp"
#include "sim/experiment/replicate.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace ordersim::experiment {
namespace {

using scenario::WordColumn;

constexpr std::size_t kOrdersWanted = 20'000;
constexpr std::uint32_t kReplicationsMost = 50;

OrderFile simulate(const scenario::Scenario& scenario) {
    const scenario::Variant& variant = scenario.variants.front();
    const Contender contender{variant, agents::Cast(variant.params)};
    std::vector<market::LedgerRow> rows;
    for (std::uint32_t i = 0; i < kReplicationsMost && rows.size() < kOrdersWanted; ++i) {
        market::OrderLedger ledger;
        static_cast<void>(replicate(contender, Draws(scenario.plan.seed, i), {}, {},
                                    {.log = nullptr, .ledger = &ledger}));
        rows.insert(rows.end(), ledger.rows().begin(), ledger.rows().end());
    }
    return rows.empty() ? OrderFile() : order_file(rows, std::nullopt);
}

/// The delay that a name of the record stands for, and of which orders.
struct Told {
    Delay delay = Delay::payment;
    std::optional<bool> is_late;        ///< of payments: only those of delayed methods, or not
    std::optional<std::size_t> method;  ///< of refunds
};

std::optional<Told> told_by(const std::string& name, bool has_late) {
    if (name == "late payment") {
        return Told{Delay::payment, true, {}};
    }
    if (name == "payment") {
        return Told{Delay::payment, has_late ? std::optional(false) : std::nullopt, {}};
    }
    constexpr std::string_view refund = "refund: ";
    if (name.starts_with(refund)) {
        return Told{Delay::refund, {}, method_of(std::string_view(name).substr(refund.size()))};
    }
    const auto delay = enum_from_name<Delay>(name);
    return delay ? std::optional(Told{*delay, {}, {}}) : std::nullopt;
}

}  // namespace

void simulate_beside(measure::CalibrationResult& result, const scenario::Scenario& written) {
    const OrderFile simulated = simulate(written);
    if (simulated.orders.empty()) {
        return;
    }
    result.simulated_orders = static_cast<double>(simulated.orders.size());
    const KnownRules rules{written.variants.front().policy.verify_limit,
                           written.variants.front().policy.answer_limit};
    const bool has_late = std::ranges::find(result.delays, "late payment",
                                            &measure::FittedDelay::name) != result.delays.end();
    for (measure::FittedDelay& delay : result.delays) {
        const auto told = told_by(delay.name, has_late);
        if (!told) {
            continue;
        }
        std::vector<Watch> watches = watch(simulated, told->delay).watches;
        std::erase_if(watches, [&](const Watch& watch) {
            const RealOrder& order = simulated.orders[watch.order];
            const bool is_other_method =
                told->method &&
                method_of(simulated.word(order, WordColumn::payment_method)) != told->method;
            return is_other_method ||
                   (told->is_late && is_delayed(simulated, order, rules) != *told->is_late);
        });
        lay_beside(delay, std::move(watches), simulated.end, result.level);
    }
    lay_beside(result.amounts, simulated);
    const auto shares = find_shares(simulated, rules, result.level);
    for (measure::CalibratedShare& share : result.shares) {
        const auto same = std::ranges::find(shares, share.name, &measure::CalibratedShare::name);
        if (same != shares.end()) {
            share.simulated = same->estimate.value;
        }
    }
}

}  // namespace ordersim::experiment

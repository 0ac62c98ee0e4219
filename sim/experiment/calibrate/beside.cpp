#include "sim/base/enum_names.hpp"
#include "sim/experiment/calibrate/calibrate.hpp"
#include "sim/experiment/calibrate/delays.hpp"
#include "sim/experiment/calibrate/requests.hpp"
#include "sim/experiment/replicate.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <string>

namespace ordersim::experiment {
namespace {

using market::LedgerRow;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr std::size_t kOrdersWanted = 20'000;
constexpr std::uint32_t kReplicationsMost = 50;

constexpr std::array<std::string_view, 3> kStatus{"", "canceled", "unavailable"};

/// A file as the reader would make it of what `ordersim run --orders` writes.
class SimulatedFile {
public:
    SimulatedFile() {
        file_.path = "simulated";
        for (const std::string_view name : enum_names<Stamp>) {
            file_.columns.push_back({std::string(name), std::string(name), 0, ""});
        }
        for (const char* name : {"cancel_outcome", "order_status", "payment_method"}) {
            file_.columns.push_back({name, name, 0, ""});
        }
        words(WordColumn::order_status).assign(kStatus.begin(), kStatus.end());
        auto& methods = words(WordColumn::payment_method);
        methods.emplace_back();
        methods.insert(methods.end(), enum_names<agents::Method>.begin(),
                       enum_names<agents::Method>.end());
    }

    void add(std::span<const LedgerRow> rows) {
        for (const LedgerRow& row : rows) {
            add(row);
        }
    }

    [[nodiscard]] std::size_t size() const { return file_.orders.size(); }

    OrderFile take() && {
        file_.first = std::numeric_limits<Instant>::max();
        for (const RealOrder& order : file_.orders) {
            file_.first = std::min(file_.first, order[Stamp::created_at]);
            file_.end = std::max(file_.end, *std::ranges::max_element(order.at));
        }
        file_.rows = file_.orders.size();
        return std::move(file_);
    }

private:
    std::vector<std::string>& words(WordColumn column) {
        return file_.words[static_cast<std::size_t>(column)];
    }

    void add(const LedgerRow& row) {
        RealOrder order;
        for (std::size_t i = 0; i < scenario::kStamps; ++i) {
            order.at[i] = row.at[i] == kNever
                              ? kNoInstant
                              : market::kMonday + row.at[i].time_since_epoch().count();
        }
        order.outcome = row.outcome;
        const bool is_out = row.has_reason && row.reason == order::Reason::out_of_stock;
        order.word[static_cast<std::size_t>(WordColumn::order_status)] =
            !row.is_cancelled ? 0 : is_out ? 2 : 1;
        order.word[static_cast<std::size_t>(WordColumn::payment_method)] =
            static_cast<std::uint8_t>(1 + static_cast<std::size_t>(row.method));
        file_.orders.push_back(order);
    }

    OrderFile file_;
};

OrderFile simulate(const scenario::Scenario& scenario) {
    const scenario::Variant& variant = scenario.variants.front();
    const Contender contender{variant, agents::Cast(variant.params)};
    SimulatedFile file;
    for (std::uint32_t i = 0; i < kReplicationsMost && file.size() < kOrdersWanted; ++i) {
        market::OrderLedger ledger;
        static_cast<void>(replicate(contender, Draws(scenario.plan.seed, i), {}, {},
                                    {.log = nullptr, .ledger = &ledger}));
        file.add(ledger.rows());
    }
    return std::move(file).take();
}

/// The delay that a name of the record stands for, and of which orders.
struct Told {
    Delay delay = Delay::payment;
    std::optional<bool> is_late;         ///< of payments: only those of delayed methods, or not
    std::optional<std::size_t> method;   ///< of refunds
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

void simulate_beside(measure::CalibrationRecord& record, const scenario::Scenario& written) {
    const OrderFile simulated = simulate(written);
    record.simulated_orders = static_cast<double>(simulated.orders.size());
    const PayRule rule{written.variants.front().policy.verify_limit};
    const bool has_late = std::ranges::find(record.delays, "late payment",
                                            &measure::FittedDelay::name) != record.delays.end();
    for (measure::FittedDelay& delay : record.delays) {
        const auto told = told_by(delay.name, has_late);
        if (!told) {
            continue;
        }
        std::vector<Watch> watches = watch(simulated, told->delay).watches;
        std::erase_if(watches, [&](const Watch& watch) {
            const RealOrder& order = simulated.orders[watch.order];
            const bool is_other_method =
                told->method && method_of(simulated.word(order, WordColumn::payment_method)) !=
                                    told->method;
            return is_other_method ||
                   (told->is_late && is_delayed(simulated, order, rule) != *told->is_late);
        });
        lay_beside(delay, std::move(watches), simulated.end, record.level);
    }
    const auto shares = find_shares(simulated, record.level);
    for (measure::CalibratedShare& share : record.shares) {
        const auto same = std::ranges::find(shares, share.name, &measure::CalibratedShare::name);
        if (same != shares.end()) {
            share.simulated = same->estimate.value;
        }
    }
}

}  // namespace ordersim::experiment

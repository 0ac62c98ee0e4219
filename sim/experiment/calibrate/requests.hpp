#pragma once

#include "sim/base/time.hpp"
#include "sim/experiment/calibrate/watches.hpp"
#include "sim/measure/calibration_record.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

/// Who wants out of an order, when, why, and what becomes of it.
namespace ordersim::experiment {

/// What payment methods the simulator tells apart, from the words of files.
inline constexpr std::size_t kPayMethods = 4;
/// Index of card, debit, wallet, delayed; nullopt: an unknown word.
[[nodiscard]] std::optional<std::size_t> method_of(std::string_view word);

/// What has to be known of the marketplace's rules to read its orders.
struct KnownRules {
    SimDuration verify_limit{};  ///< what is paid later, where no method is told, is delayed
    SimDuration answer_limit{};  ///< for the seller to answer a request
};
/// Whether the payment was only begun when the order was placed.
[[nodiscard]] bool is_delayed(const OrderFile& file, const RealOrder& order,
                              const KnownRules& rules);

/// Of those who pay at once, 19 of 20 have paid within this time: who has not is hardly a buyer any
/// more, and what he does about the order is no wish to get out of a purchase. Endless where too
/// few pay.
[[nodiscard]] Instant unpaid_limit(const OrderFile& file, const KnownRules& rules);

/// Wishes to cancel by the time since the order (of delayed methods: since the payment). Waiting
/// ends at hand-over, at another end of the order or at the file's, and without a payment at
/// `unpaid_limit`: what competes hides later wishes and makes none rarer.
struct Wishes {
    std::vector<measure::HazardStep> steps;  ///< up to the last wish that enough waited for
    /// Of all orders want out within the steps' time, were they left so long: Kaplan-Meier's.
    measure::Bounded share;
    /// Of the wishes that come: with a reason that corrects a mistake, and all others.
    std::array<double, 2> cause_share{};
    /// Parts of each cause's wishes by step, from the curve's fall over it; sums are 1 or, without
    /// any wish, 0.
    std::array<std::vector<double>, 2> parts;
    /// P(reason | cause) by order::Reason.
    std::array<std::array<double, 10>, 2> reason_share{};
    bool has_reasons = false;
    double requests = 0;  ///< before hand-over
    double orders = 0;    ///< watched
};
[[nodiscard]] Wishes find_wishes(const OrderFile& file, const KnownRules& rules, double level);

/// The shares that can be told of files and simulated orders alike; names are unique.
[[nodiscard]] std::vector<measure::CalibratedShare> find_shares(const OrderFile& file,
                                                                const KnownRules& rules,
                                                                double level);

/// What becomes of requests that the rules do not grant at once, the ways of ending competing.
[[nodiscard]] std::vector<measure::RequestEnd> find_request_ends(const OrderFile& file,
                                                                 double level);

/// When the rules decide in a silent seller's place: where nearly all such ends come after one and
/// the same time, that time in hours.
[[nodiscard]] std::optional<double> silence_hours(const OrderFile& file);

}  // namespace ordersim::experiment

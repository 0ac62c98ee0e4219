#pragma once

#include "sim/base/time.hpp"
#include "sim/experiment/calibrate/watches.hpp"
#include "sim/measure/calibration_record.hpp"

#include <optional>
#include <string>
#include <vector>

/// What becomes of requests to cancel, and the shares that a file tells.
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

/// The shares that can be told of files and simulated orders alike; names are unique. Those of
/// fewer than kEventsMin cases, or of ends that come later than kAtRiskMin were followed, are told
/// and not for writing: they say why.
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

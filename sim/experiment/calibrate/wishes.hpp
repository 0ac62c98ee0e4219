#pragma once

#include "sim/experiment/calibrate/requests.hpp"
#include "sim/measure/aalen_johansen.hpp"
#include "sim/order/command.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// Who wants out of an order, when and why. One watch of each order, from when it is bought to its
/// hand-over; two estimates of it: how many would want out if nothing else ended their waiting
/// (Kaplan-Meier), and how many come to ask before something does (Aalen-Johansen).
namespace ordersim::experiment {

/// A wish, or waiting without one.
struct WishWatch {
    enum class End : std::uint8_t {
        open,   ///< at the file's end
        wish,   ///< a request
        other,  ///< hand-over, another end of the order, or `unpaid_limit` without a payment
    };

    double hours = 0;
    End end = End::open;
    order::Reason reason = order::Reason::other;
    bool has_reason = false;
};

/// Orders in which something was bought, in their order in the file; of what was cancelled nobody
/// knows when, nothing can be said.
[[nodiscard]] std::vector<WishWatch> watch_wishes(const OrderFile& file, const KnownRules& rules);

/// Wishes to cancel by the time since the order (of delayed methods: since the payment). Waiting
/// ends at hand-over, at another end of the order or at the file's, and without a payment at
/// `unpaid_limit`: what competes hides later wishes and makes none rarer.
struct Wishes {
    std::vector<measure::HazardStep> steps;  ///< up to the last wish that enough waited for
    /// Of all orders want out within the steps' time, were they left so long: Kaplan-Meier's.
    measure::Bounded share;
    /// Why the share is for no scenario; empty: it is.
    std::string why;
    /// Of the wishes that come: with a reason that corrects a mistake, and all others.
    std::array<double, 2> cause_share{};
    /// Parts of each cause's wishes by step, from the curve's fall over it; sums are 1 or, without
    /// any wish, 0. A step's wishes go to the causes as those of them with a reason do; where none
    /// has one, as those of all steps do. Without reasons all are of the second cause.
    std::array<std::vector<double>, 2> parts;
    /// P(reason | cause) by order::Reason.
    std::array<std::array<double, 10>, 2> reason_share{};
    /// At least kEventsMin wishes have a reason; with fewer, causes are not told apart.
    bool has_reasons = false;
    std::array<double, 2> reasons{};  ///< wishes with a reason, by cause
    double requests = 0;              ///< before hand-over
    double orders = 0;                ///< watched

    /// Whether there are enough for a law of when they come.
    [[nodiscard]] bool has_law() const { return requests >= static_cast<double>(kEventsMin); }
};
[[nodiscard]] Wishes find_wishes(const OrderFile& file, const KnownRules& rules, double level);

/// Of orders bought, those in which the buyer asks before anything else ends the waiting: by the
/// longest time watched.
[[nodiscard]] measure::Bounded asked_share(const std::vector<WishWatch>& watches, double level);

}  // namespace ordersim::experiment

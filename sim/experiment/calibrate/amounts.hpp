#pragma once

#include "sim/experiment/fit/fit.hpp"
#include "sim/measure/calibration_record.hpp"
#include "sim/scenario/orders.hpp"

namespace ordersim::experiment {

struct AmountFit {
    measure::FittedAmounts told;
    FitReport report;  ///< its law is empty where too little is known
};

/// The law of order values, chosen as that of a delay is: one amount for all, the simplest law that
/// the amounts do not contradict or, as round prices have no law, the amounts themselves. They are
/// taken as units of the currency with two decimals, and fitted in minor units. Free orders are
/// left out: a scenario has none. Fewer than kEventsMin make no law.
[[nodiscard]] AmountFit fit_amounts(const scenario::OrderFile& file, FitOptions options);

/// Lays the amounts of simulated orders beside.
void lay_beside(measure::FittedAmounts& told, const scenario::OrderFile& simulated);

}  // namespace ordersim::experiment

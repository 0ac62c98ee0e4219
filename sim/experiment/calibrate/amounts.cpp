#include "sim/experiment/calibrate/amounts.hpp"

#include "sim/experiment/calibrate/delays.hpp"
#include "sim/experiment/fit/time_table.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace ordersim::experiment {
namespace {

using measure::CensoredTime;

constexpr double kMinorUnits = 100;

std::vector<CensoredTime> amounts_of(const scenario::OrderFile& file) {
    std::vector<CensoredTime> amounts;
    for (const scenario::RealOrder& order : file.orders) {
        if (order.amount > 0) {
            amounts.push_back({std::round(order.amount * kMinorUnits), false});
        }
    }
    return sorted_times(std::move(amounts));
}

measure::LeftOut free_orders(const scenario::OrderFile& file) {
    measure::LeftOut free{"an amount of 0", "", 0, {}};
    for (const scenario::RealOrder& order : file.orders) {
        if (order.amount == 0) {
            ++free.count;
            if (free.lines.size() < scenario::kLinesNamed) {
                free.lines.push_back(order.line);
            }
        }
    }
    return free;
}

/// From minor units to units of the currency.
measure::FittedLaw in_units(measure::FittedLaw law) {
    for (measure::CalibratedParameter& parameter : law.parameters) {
        if (parameter.unit == "minor") {
            parameter.unit = "currency";
            parameter.value /= kMinorUnits;
            parameter.low /= kMinorUnits;
            parameter.high /= kMinorUnits;
        }
    }
    return law;
}

}  // namespace

AmountFit fit_amounts(const scenario::OrderFile& file, FitOptions options) {
    AmountFit made;
    measure::FittedAmounts& told = made.told;
    const std::vector<CensoredTime> amounts = amounts_of(file);
    told.count = static_cast<double>(amounts.size());
    if (measure::LeftOut free = free_orders(file); free.count > 0) {
        told.left_out.push_back(std::move(free));
    }
    told.quantiles = quantiles_of(measure::KaplanMeier(amounts), options.level);
    for (measure::ComparedQuantile& quantile : told.quantiles) {
        quantile.data /= kMinorUnits;
        quantile.low /= kMinorUnits;
        quantile.high /= kMinorUnits;
    }
    if (amounts.size() < kEventsMin) {
        told.choice = "nothing";
        told.why =
            "fewer than " + std::to_string(kEventsMin) + " amounts: the preset's law is kept";
        return made;
    }
    options.unit = FitUnit::amounts;
    made.report = fit_times(amounts, options);
    for (const Fit& law : made.report.fits) {
        told.laws.push_back(in_units(told_law(law)));
    }
    told.choice = choice_text(made.report);
    told.why = made.report.why;
    told.law = made.report.law;
    return made;
}

void lay_beside(measure::FittedAmounts& told, const scenario::OrderFile& simulated) {
    const measure::KaplanMeier curve(amounts_of(simulated));
    for (measure::ComparedQuantile& quantile : told.quantiles) {
        quantile.simulated = curve.quantile(quantile.probability).value_or(kNone) / kMinorUnits;
    }
}

}  // namespace ordersim::experiment

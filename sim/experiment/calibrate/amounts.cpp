#include "sim/experiment/calibrate/amounts.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/experiment/calibrate/delays.hpp"
#include "sim/scenario/node.hpp"

#include <cmath>
#include <vector>

namespace ordersim::experiment {
namespace {

/// Six digits.
std::string digits(double value) {
    if (value <= 0) {
        return "0";
    }
    const double scale = std::pow(10.0, 5 - std::floor(std::log10(value)));
    return scenario::number_text(std::round(value * scale) / scale);
}

/// `{ lognormal = { median = 10929, sigma = 0.797 } }`. Scenarios call laws as the code does.
std::string law_of(const Fit& fit) {
    std::string text;
    for (const FittedParameter& parameter : fit.parameters) {
        text += (text.empty() ? "" : ", ") + parameter.name + " = " + digits(parameter.value);
    }
    return "{ " + std::string(enum_name(fit.family)) + " = { " + text + " } }";
}

/// Its parameters have names of their own, and its law is written another way.
bool is_plain(const Fit& fit) {
    return fit.is_fitted() && fit.family != FitFamily::lognormal_mixture;
}

}  // namespace

std::optional<AmountLaw> fit_amounts(const scenario::OrderFile& file, FitOptions options) {
    constexpr double minor_units = 100;
    std::vector<measure::CensoredTime> amounts;
    for (const scenario::RealOrder& order : file.orders) {
        if (order.amount > 0) {
            amounts.push_back({order.amount * minor_units, false});
        }
    }
    if (amounts.size() < kEventsMin) {
        return std::nullopt;
    }
    options.bootstrap_samples_max = 0;
    const FitReport report = fit_times(amounts, options);
    const Fit* best = nullptr;
    for (const Fit& fit : report.fits) {
        best = is_plain(fit) && (best == nullptr || fit.aicc < best->aicc) ? &fit : best;
    }
    if (best == nullptr) {
        return std::nullopt;
    }
    return AmountLaw{law_of(*best), std::to_string(amounts.size()) + " amounts; " +
                                        std::string(family_name(best->family)) + " by AICc"};
}

}  // namespace ordersim::experiment

#pragma once

#include "sim/experiment/fit/fit.hpp"
#include "sim/scenario/orders.hpp"

#include <optional>
#include <string>

namespace ordersim::experiment {

struct AmountLaw {
    std::string law;       ///< TOML, in minor units
    std::string evidence;  ///< "12,345 amounts; lognormal by AICc"
};

/// The law of order values, the family with the smallest AICc: prices stand at round figures, which
/// no law has, so that none is left if misfit counts. nullopt: the file has too few amounts. They
/// are taken as whole units of the currency, with two decimals.
[[nodiscard]] std::optional<AmountLaw> fit_amounts(const scenario::OrderFile& file,
                                                   FitOptions options);

}  // namespace ordersim::experiment

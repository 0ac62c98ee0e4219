#pragma once

#include "sim/experiment/fit/fit.hpp"

#include <optional>
#include <vector>

namespace ordersim::experiment {

/// Of the fitted laws the one with the smallest aicc, rejected or not; the first of equals.
[[nodiscard]] std::optional<std::size_t> nearest_of(const std::vector<Fit>& fits);

/// Completes a report whose sample and fits are there: choice, law and why.
void choose(FitReport& report, const FitOptions& options);

}  // namespace ordersim::experiment

#pragma once

#include "sim/base/level.hpp"
#include "sim/experiment/fit/fit.hpp"
#include "sim/experiment/fit/likelihood.hpp"

#include <span>
#include <string_view>
#include <vector>

/// What there is to fit, as data.
namespace ordersim::experiment {

enum class ParameterKind : std::uint8_t { hours, number, share };

struct FamilyParameter {
    std::string_view name;
    ParameterKind kind;
};

struct FamilyForm {
    FitFamily family;
    std::string_view name;
    std::span<const FamilyParameter> parameters;
    double events_min;  ///< fewer say nothing about so many parameters
    /// `near`: parameters that are not far off, if any are known.
    Fitted (*fit)(const TimeTable& table, std::span<const double> near);
    Distribution::Made (*law)(std::span<const double> parameters);
    /// Of the law at the times of the table's rows.
    std::vector<Level> (*levels)(std::span<const double> parameters, const TimeTable& table);
};

/// In the order of FitFamily.
[[nodiscard]] std::span<const FamilyForm> family_forms();

[[nodiscard]] const FamilyForm& form_of(FitFamily family);

}  // namespace ordersim::experiment

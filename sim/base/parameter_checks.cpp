#include "sim/base/parameter_checks.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace ordersim {
namespace {

using Fault = DistributionFault;

/// Without the noise that adding up leaves in the last digits.
std::string sum_text(double sum) {
    constexpr int precision = 12;
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), sum,
                                   std::chars_format::general, precision)
                         .ptr;
    return {digits.data(), end};
}

}  // namespace

std::string text(double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return {digits.data(), end};
}

std::string Named::is() const {
    return std::string(law) + ": " + std::string(name) + " is " + text(value);
}

Problem first_not_finite(std::initializer_list<Named> parameters) {
    for (const Named& parameter : parameters) {
        if (!std::isfinite(parameter.value)) {
            return DistributionError{parameter.is() + ", not a finite number", Fault::not_finite};
        }
    }
    return std::nullopt;
}

Problem first_not_positive(std::initializer_list<Named> parameters) {
    if (auto problem = first_not_finite(parameters)) {
        return problem;
    }
    for (const Named& parameter : parameters) {
        if (parameter.value <= 0.0) {
            return DistributionError{parameter.is() + ", but must be greater than 0",
                                     Fault::not_positive};
        }
    }
    return std::nullopt;
}

Problem first_not_tabled(std::initializer_list<Named> parameters) {
    constexpr double least = 0.01;
    constexpr double most = 1e6;
    if (auto problem = first_not_positive(parameters)) {
        return problem;
    }
    for (const Named& parameter : parameters) {
        if (parameter.value < least || parameter.value > most) {
            return DistributionError{parameter.is() + ", but must lie from 0.01 to 1e6",
                                     Fault::out_of_range};
        }
    }
    return std::nullopt;
}

Problem bounds_problem(std::string_view what, double min, double max) {
    for (const Named& bound : {Named{what, "min", min}, Named{what, "max", max}}) {
        if (std::isnan(bound.value)) {
            return DistributionError{bound.is() + ", not a number", Fault::not_finite};
        }
    }
    if (min > max) {
        return DistributionError{Named{what, "min", min}.is() + ", above max " + text(max),
                                 Fault::bounds_crossed};
    }
    return std::nullopt;
}

Problem shares_problem(const std::vector<double>& shares, std::size_t parts) {
    if (parts == 0) {
        return DistributionError{"mixture: it has no parts", Fault::empty};
    }
    if (shares.size() != parts) {
        return DistributionError{"mixture: " + std::to_string(shares.size()) + " shares for " +
                                     std::to_string(parts) + " parts",
                                 Fault::shares};
    }
    double sum = 0.0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const std::string name = "share " + std::to_string(i + 1);
        const Named share{"mixture", name, shares[i]};
        if (auto problem = first_not_finite({share})) {
            return problem;
        }
        if (share.value < 0.0) {
            return DistributionError{share.is() + ", but must not be negative", Fault::shares};
        }
        sum += share.value;
    }
    constexpr double tolerance = 1e-9;
    if (std::abs(sum - 1.0) > tolerance) {
        return DistributionError{"mixture: the shares sum to " + sum_text(sum) + ", not to 1",
                                 Fault::shares};
    }
    return std::nullopt;
}

}  // namespace ordersim

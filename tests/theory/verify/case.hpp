#pragma once

#include "sim/measure/record.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// The theory table: models with known answers, simulated over many seeds.
namespace ordersim::verify {

/// The level of every interval of the table.
inline constexpr double kLevel = 0.95;

/// What one seed says of one quantity.
struct Seen {
    measure::Estimate estimate;  ///< with its interval of level kLevel
    /// A statistic whose mean is 0 if theory holds, from which z is made. Left out, it is the
    /// estimate minus the exact value, for estimates without bias.
    std::optional<double> deviation{};
    /// Of the deviation, where theory knows it; left out, the spread over seeds tells.
    std::optional<double> standard_error{};
};

/// Exact values by quantity, and what a seed has to say of each.
using Theory = std::map<std::string, double>;
using Answer = std::map<std::string, Seen>;
/// The error is a sentence.
using Simulated = tl::expected<Answer, std::string>;

/// A model with known answers. `simulate` depends on its arguments alone and answers every
/// quantity of the case in the reference table; any thread.
struct Case {
    std::string name;
    std::function<Simulated(std::uint64_t seed, const Theory& theory)> simulate;
};

// Each family in a file of its own.
[[nodiscard]] std::vector<Case> markov_lines();
[[nodiscard]] std::vector<Case> general_service();
[[nodiscard]] std::vector<Case> transients();
[[nodiscard]] std::vector<Case> networks();
[[nodiscard]] std::vector<Case> disciplines();
[[nodiscard]] std::vector<Case> streams();
/// The scenarios of `folder`/verification. The error is text for people.
[[nodiscard]] tl::expected<std::vector<Case>, std::string> market_cases(const std::string& folder);

}  // namespace ordersim::verify

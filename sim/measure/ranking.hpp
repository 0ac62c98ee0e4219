#pragma once

#include <cstdint>

/// The constants of procedures that rank and select the best of several simulated systems.
namespace ordersim::measure {

/// What a procedure of ranking and selection is asked for.
struct RankingGoal {
    std::uint32_t systems = 2;       ///< >= 2
    std::uint32_t first_stage = 10;  ///< replications of each before any comparison, >= 2
    double confidence = 0.95;        ///< chance of a correct selection, 1/systems < it < 1
};

/// Kim and Nelson's eta for c = 1: ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2 with
/// alpha = 1 - confidence (Kim and Nelson 2001, equation 7). Their h^2 is 2 eta (n0 - 1). Pure.
[[nodiscard]] double kim_nelson_eta(const RankingGoal& goal);

/// Rinott's h: the solution of
///   integral over y of [integral over x of Phi(h / sqrt(v (1/x + 1/y))) f(x) dx]^(k-1) f(y) dy
///     = confidence,
/// f the density of chi squared with v = n0 - 1 degrees of freedom (Rinott 1978). A system of
/// first-stage variance s^2 then takes max(n0, ceil(h^2 s^2 / delta^2)) replications, for systems
/// that share no draws. To about ten digits. Pure; milliseconds.
[[nodiscard]] double rinott_h(const RankingGoal& goal);

}  // namespace ordersim::measure

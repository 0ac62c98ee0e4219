#pragma once

#include "sim/base/distribution.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/survival.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The law of a delay from times of which some were cut off before they ended: every law that a
/// scenario knows and that may fit, how well it does, and which one to take.
///
/// Pure functions, safe on any thread. The same sample in the same order gives the same bytes.
/// Times are taken as independent of each other, and what cuts them off as independent of them: an
/// end that competes and depends on the time it hides (a seller who ships sooner the less she means
/// to answer) is beyond these methods.
namespace ordersim::experiment {

enum class FitFamily : std::uint8_t {
    exponential,
    lognormal,
    weibull,
    gamma,
    loglogistic,
    lognormal_mixture  ///< of two
};

/// "lognormal", "mixture of two lognormal laws".
[[nodiscard]] std::string_view family_name(FitFamily family);

/// What the times of a sample are. Amounts of money are taken as times are, in minor units of the
/// currency, and their laws are of plain numbers.
enum class FitUnit : std::uint8_t { hours, amounts };

struct FitOptions {
    FitUnit unit = FitUnit::hours;
    std::vector<FitFamily> families = {};  ///< to fit; none: all
    double level = 0.95;                   ///< of the intervals, in (0, 1)
    double significance = 0.05;            ///< a law is rejected at p-values below, in (0, 1)
    /// Of each test; 0 leaves all laws untested.
    std::uint32_t bootstrap_samples_max = 199;
    /// Tests look at no more times than these, drawn without replacement: a bound of cost, and of
    /// how small a misfit may be to be held against a law.
    std::size_t tested_times_max = 1000;
    std::uint64_t seed = 1;  ///< of the drawings
    /// A file beside the scenario that `empirical_csv` is written to, for when no law fits.
    std::string empirical_file = "empirical.csv";
    std::size_t empirical_times_max = 1000;
};

/// A parameter as the law calls it, its interval from the observed information on the scale of
/// the logarithm (log-odds for a share).
struct FittedParameter {
    std::string name;  ///< "median"; in a mixture also "share of 1", "median of 1", ...
    std::string unit;  ///< "h", "minor" (units of the currency) or "1"
    double value = 0;
    measure::Interval interval;
};

/// The distances between the law and the Kaplan-Meier curve, and how often samples of the law
/// itself, censored alike and fitted alike, lie at least as far from theirs.
struct GoodnessOfFit {
    double kolmogorov_smirnov = 0;    ///< largest distance, over all times of the sample
    double anderson_darling = 0;      ///< n times the squared distance, weighted by 1/(F (1 - F))
    double p_kolmogorov_smirnov = 1;  ///< of the times tested; NaN if untested
    double p_anderson_darling = 1;
    std::size_t tested_times = 0;
    std::uint32_t bootstrap_samples = 0;
    bool is_rejected = false;  ///< p_anderson_darling < significance
};

/// One law fitted, or why it could not be.
struct Fit {
    FitFamily family{};
    std::vector<FittedParameter> parameters = {};
    double log_likelihood = 0;
    double aic = 0;  ///< 2 k - 2 log-likelihood, k parameters
    /// aic + 2 k (k + 1) / (events - k - 1): what was cut off tells no more than how many ended
    /// (Hurvich and Tsai 1989; events for n as Volinsky and Raftery 2000). Infinite with too few.
    double aicc = 0;
    GoodnessOfFit goodness = {};
    std::string law = {};      ///< TOML for the scenario, zero times included; six digits
    std::string problem = {};  ///< why there is no fit; empty if there is

    [[nodiscard]] bool is_fitted() const { return problem.empty(); }
};

/// What the sample was.
struct FitSample {
    std::size_t size = 0;
    std::size_t events = 0;  ///< not censored, zeros included
    std::size_t censored = 0;
    /// Events at time 0. No continuous law has them: laws are fitted to the rest, and the
    /// scenario's law mixes the constant 0 in.
    std::size_t zeros = 0;
    double share_zero = 0;                  ///< zeros of all times
    measure::Interval share_zero_interval;  ///< Wilson's
    std::size_t distinct = 0;               ///< different times
    /// The step in hours of which all times are multiples, if that is a second, a minute, an hour
    /// or a day; of amounts one, ten or a hundred minor units; else 0.
    double grid = 0;
    double time_last = 0;     ///< hours; beyond nothing was seen
    double share_beyond = 0;  ///< Kaplan-Meier's P(T > time_last)
};

enum class FitChoice : std::uint8_t {
    family,     ///< `fits[chosen]`
    empirical,  ///< no law was left: the sample's own, from a file
    constant,   ///< all times are one
    nothing     ///< no time ended
};

struct FitReport {
    FitUnit unit = FitUnit::hours;
    FitSample sample;
    std::vector<Fit> fits;  ///< of the families asked for, in the order of FitFamily
    FitChoice choice = FitChoice::nothing;
    std::optional<std::size_t> chosen;
    std::string law;  ///< TOML: `{ lognormal = { median = "14h", sigma = 1 } }`; empty for nothing
    std::string why;  ///< a sentence or two for the analyst
    /// Kaplan-Meier's quantiles at evenly spaced levels, in hours, ascending; those beyond what was
    /// observed are those of the fit with the smallest aicc given that T lasts so long, or
    /// `time_last` where nothing was fitted.
    std::vector<double> empirical_hours;
};

/// Fits every family to times in hours and chooses among those that the Anderson-Darling test does
/// not reject: of all within 2 of their smallest aicc the one with the fewest parameters, and of
/// those the one with the smallest aicc. When all are rejected the empirical law is kept.
///
/// Of more than 20,000 distinct times the fits read steps of a thousandth (`grouped`), the rest
/// reads the times as they are. O(n log n): for a million times some 0.5 s of one core, most of it
/// to sort them; the tests take 0.1 to 0.6 s more, whatever n.
/// Requires: times are finite, >= 0.
[[nodiscard]] FitReport fit_times(std::span<const measure::CensoredTime> hours,
                                  const FitOptions& options);

/// The law of a fit without the zero times, in hours: for charts and quantiles.
/// Requires: fit.is_fitted().
[[nodiscard]] Distribution distribution_of(const Fit& fit);

/// The column of the file that the law of FitChoice::empirical names, of times and of amounts. No
/// table of measured times is called so: who finds it at the start of a file knows that a fit wrote
/// it.
inline constexpr const char* kHoursColumn = "calibrated_hours";
inline constexpr const char* kAmountColumn = "calibrated_amount";

/// That file.
[[nodiscard]] std::string empirical_csv(const FitReport& report);

}  // namespace ordersim::experiment

#include "sim/experiment/fit/likelihood.hpp"
#include "sim/experiment/fit/lognormal_mixture.hpp"
#include "sim/experiment/fit/newton.hpp"
#include "sim/experiment/fit/normal_tail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::experiment {
namespace {

constexpr double kSearchedMax = 2000;
/// A summit that is one is reached in five or so.
constexpr int kStepsMax = 15;

/// The logarithm of one part's density or tail at one time, by its mean and the logarithm of its
/// standard deviation.
struct PartTerms {
    double value = 0;
    double mean = 0;  ///< first derivatives
    double sd = 0;
    double mean_mean = 0;  ///< second derivatives
    double mean_sd = 0;
    double sd_sd = 0;
};

/// What all times share of one part.
struct Part {
    double share;
    double log_share;
    double mean;
    double sd;
    double log_sd;

    [[nodiscard]] double z(double y) const { return (y - mean) / sd; }
};

PartTerms event_terms(double z, const Part& part) {
    const double sd = part.sd;
    return {.value = -0.5 * z * z - part.log_sd - kLogRootOfTwoPi,
            .mean = z / sd,
            .sd = z * z - 1,
            .mean_mean = -1 / (sd * sd),
            .mean_sd = -2 * z / sd,
            .sd_sd = -2 * z * z};
}

PartTerms censored_terms(double z, const Part& part) {
    const double sd = part.sd;
    const auto [log_survival, hazard] = normal_tail(z);
    const double slope = hazard * (hazard - z);
    return {.value = log_survival,
            .mean = hazard / sd,
            .sd = hazard * z,
            .mean_mean = -slope / (sd * sd),
            .mean_sd = -(slope * z + hazard) / sd,
            .sd_sd = -z * (slope * z + hazard)};
}

/// In (log-odds of the first part's share, mean, ln sd, mean, ln sd), with logarithms of times less
/// their centre, in units of their spread.
class MixtureLikelihood {
public:
    MixtureLikelihood(const TimeTable& table, LogCentre centre) : table_(table), centre_(centre) {}

    [[nodiscard]] std::optional<Maximum<5>> summit_near(const NormalPair& pair,
                                                        int steps_max) const {
        const Vector<5> start{
            std::log(pair[0].share / pair[1].share), (pair[0].mean - centre_.mean) / centre_.spread,
            std::log(pair[0].sd / centre_.spread), (pair[1].mean - centre_.mean) / centre_.spread,
            std::log(pair[1].sd / centre_.spread)};
        return maximum_of<5>([this](const Vector<5>& at) { return form(at); }, start, steps_max);
    }

private:
    using Parts = std::array<Part, 2>;

    [[nodiscard]] static Parts parts_at(const Vector<5>& at) {
        const double first = -std::log1p(std::exp(-at[0]));
        const double second = -std::log1p(std::exp(at[0]));
        return {{{std::exp(first), first, at[1], std::exp(at[2]), at[2]},
                 {std::exp(second), second, at[3], std::exp(at[4]), at[4]}}};
    }

    [[nodiscard]] LocalForm<5> form(const Vector<5>& at) const {
        // Beyond these one part is a spike or a whisper, and the likelihood climbs without end.
        if (std::abs(at[0]) > 15 || std::min(at[2], at[4]) < -10 || std::max(at[2], at[4]) > 5) {
            return {.value = -std::numeric_limits<double>::infinity()};
        }
        const Parts parts = parts_at(at);
        LocalForm<5> made;
        for (const TimeRow& row : table_.rows) {
            const double y = (row.log_time - centre_.mean) / centre_.spread;
            const double z1 = parts[0].z(y);
            const double z2 = parts[1].z(y);
            if (row.events > 0) {
                add(parts, event_terms(z1, parts[0]), event_terms(z2, parts[1]), row.events, made);
            }
            if (row.censored > 0) {
                add(parts, censored_terms(z1, parts[0]), censored_terms(z2, parts[1]), row.censored,
                    made);
            }
        }
        mirror(made.hessian);
        return made;
    }

    /// With responsibilities r, derivatives s_k of the logarithm of part k and H_k: the gradient is
    /// sum r_k s_k, the Hessian sum r_k H_k + r_1 r_2 (s_1 - s_2)(s_1 - s_2)' (Louis 1982).
    static void add(const Parts& parts, const PartTerms& one, const PartTerms& two, double count,
                    LocalForm<5>& made) {
        const double first = parts[0].log_share + one.value;
        const double second = parts[1].log_share + two.value;
        const double ratio = std::exp(-std::abs(first - second));
        made.value += count * (std::max(first, second) + std::log1p(ratio));
        const double larger = 1 / (1 + ratio);
        const double r1 = count * (first >= second ? larger : ratio * larger);
        const double r2 = count - r1;
        const double share = parts[0].share;
        const double other = parts[1].share;
        const Vector<5> gradient{r1 * other - r2 * share, r1 * one.mean, r1 * one.sd, r2 * two.mean,
                                 r2 * two.sd};
        const Vector<5> apart{1, one.mean, one.sd, -two.mean, -two.sd};
        const double both = r1 * r2 / count;
        for (std::size_t i = 0; i < 5; ++i) {
            made.gradient[i] += gradient[i];
            for (std::size_t j = i; j < 5; ++j) {
                made.hessian[i][j] += both * apart[i] * apart[j];
            }
        }
        made.hessian[0][0] -= count * share * other;
        made.hessian[1][1] += r1 * one.mean_mean;
        made.hessian[1][2] += r1 * one.mean_sd;
        made.hessian[2][2] += r1 * one.sd_sd;
        made.hessian[3][3] += r2 * two.mean_mean;
        made.hessian[3][4] += r2 * two.mean_sd;
        made.hessian[4][4] += r2 * two.sd_sd;
    }

    static void mirror(Matrix<5>& upper) {
        for (std::size_t i = 0; i < 5; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                upper[i][j] = upper[j][i];
            }
        }
    }

    const TimeTable& table_;
    LogCentre centre_;
};

/// A summit that means something: neither a spike on a few equal times nor a part without times.
bool is_sound(const Maximum<5>& top, const TimeTable& table) {
    const double share = 1 / (1 + std::exp(std::abs(top.at[0])));
    return share * table.size() >= 5 && std::abs(top.at[2] - top.at[4]) < std::log(20.0);
}

NormalPair pair_of(const Maximum<5>& top, LogCentre centre) {
    const double share = 1 / (1 + std::exp(-top.at[0]));
    NormalPair pair;
    for (std::size_t k = 0; k < 2; ++k) {
        pair[k] = {.share = k == 0 ? share : 1 - share,
                   .mean = centre.mean + centre.spread * top.at[1 + 2 * k],
                   .sd = centre.spread * std::exp(top.at[2 + 2 * k])};
    }
    return pair;
}

/// The quicker part first.
Fitted fitted_of(const Maximum<5>& top, const TimeTable& table, LogCentre centre) {
    const auto errors = standard_errors<5>(top.information);
    if (!errors) {
        return tl::unexpected(std::string(kNoTop));
    }
    double log_times = 0;
    for (const TimeRow& row : table.rows) {
        log_times += row.events * (row.log_time + std::log(centre.spread));
    }
    const NormalPair pair = pair_of(top, centre);
    const bool is_ordered = pair[0].mean <= pair[1].mean;
    const auto [quick, slow] =
        is_ordered ? std::pair(pair[0], pair[1]) : std::pair(pair[1], pair[0]);
    const std::size_t first = is_ordered ? 1 : 3;
    const std::size_t second = 4 - first;
    return Likeliest{
        .parameters = {quick.share, std::exp(quick.mean), quick.sd, std::exp(slow.mean), slow.sd},
        .errors = {(*errors)[0], centre.spread * (*errors)[first], (*errors)[first + 1],
                   centre.spread * (*errors)[second], (*errors)[second + 1]},
        .log_likelihood = top.value - log_times};
}

std::optional<Maximum<5>> sound(std::optional<Maximum<5>> top, const TimeTable& table) {
    return top && is_sound(*top, table) ? top : std::nullopt;
}

std::optional<NormalPair> best_start(const TimeTable& table, LogCentre centre) {
    constexpr int climbs_max = 60;
    constexpr int steps_max = 60;
    const MixtureLikelihood likelihood(table, centre);
    std::optional<Maximum<5>> best;
    for (const NormalPair& start : starts_of(table)) {
        const auto top =
            sound(likelihood.summit_near(climbed(table, start, climbs_max), steps_max), table);
        if (top && (!best || top->value > best->value)) {
            best = top;
        }
    }
    return best ? std::optional(pair_of(*best, centre)) : std::nullopt;
}

/// From few times to all of them: what a few show that more of them do not is soon given up.
std::optional<Maximum<5>> summit_of(const TimeTable& table, LogCentre centre) {
    auto start = best_start(thinned(table, kSearchedMax), centre);
    std::optional<Maximum<5>> top;
    for (double times = kSearchedMax; start; times *= 20) {
        const TimeTable thin = thinned(table, times);
        top = sound(MixtureLikelihood(thin, centre).summit_near(*start, kStepsMax), thin);
        start = top ? std::optional(pair_of(*top, centre)) : std::nullopt;
        if (times >= table.size()) {
            break;
        }
    }
    return top;
}

}  // namespace

Fitted fit_lognormal_mixture(const TimeTable& table, std::span<const double> near) {
    const LogCentre centre = log_centre(table);
    if (centre.spread == 0) {
        return tl::unexpected(std::string(kAllEqual));
    }
    std::optional<Maximum<5>> top;
    if (near.size() == 5) {
        const NormalPair start{
            {{near[0], std::log(near[1]), near[2]}, {1 - near[0], std::log(near[3]), near[4]}}};
        top = sound(MixtureLikelihood(table, centre).summit_near(start, kStepsMax), table);
    }
    if (!top) {
        top = summit_of(table, centre);
    }
    return top ? fitted_of(*top, table, centre)
               : Fitted(tl::unexpected(std::string("the times do not show two parts")));
}

}  // namespace ordersim::experiment

#include "sim/experiment/fit/likelihood.hpp"
#include "sim/experiment/fit/newton.hpp"
#include "sim/experiment/fit/normal_tail.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace ordersim::experiment {
namespace {

/// A function of one variable, to the second order.
struct Terms {
    double value = 0;
    double first = 0;
    double second = 0;
};

struct NormalKernel {
    [[nodiscard]] static Terms of(double z, double events, double censored) {
        Terms terms{-events * (0.5 * z * z + kLogRootOfTwoPi), -events * z, -events};
        if (censored > 0) {
            const NormalTail tail = normal_tail(z);
            terms.value += censored * tail.log_survival;
            terms.first -= censored * tail.hazard;
            terms.second -= censored * tail.hazard * (tail.hazard - z);
        }
        return terms;
    }
};

/// Gumbel's law of minima: the logarithm of a Weibull time.
struct GumbelKernel {
    [[nodiscard]] static Terms of(double z, double events, double censored) {
        const double hazard = (events + censored) * std::exp(z);
        return {events * z - hazard, events - hazard, -hazard};
    }
};

struct LogisticKernel {
    [[nodiscard]] static Terms of(double z, double events, double censored) {
        const double small = std::exp(-std::abs(z));
        const double below = (z < 0 ? small : 1) / (1 + small);
        const double weight = 2 * events + censored;
        return {events * z - weight * (std::max(z, 0.0) + std::log1p(small)),
                events - weight * below,
                -weight * below * small / (1 + small) / (z < 0 ? small : 1)};
    }
};

/// z = slope y - shift, with y = (ln time - centre) / spread: numbers near 1 to work with.
template <class Kernel>
class LocationScale {
public:
    explicit LocationScale(const TimeTable& table) : table_(table), centre_(log_centre(table)) {}

    [[nodiscard]] Fitted fit() const {
        if (centre_.spread == 0) {
            return tl::unexpected(std::string(kAllEqual));
        }
        const auto top = maximum_of<2>([this](const Vector<2>& at) { return form(at); }, {0, 1});
        if (!top) {
            return tl::unexpected(std::string(kNoTop));
        }
        return summit(*top);
    }

private:
    [[nodiscard]] LocalForm<2> form(const Vector<2>& at) const {
        const auto [shift, slope] = at;
        if (slope <= 0 || slope > 1e9) {
            return {.value = -std::numeric_limits<double>::infinity()};
        }
        double value = 0;
        double first = 0;
        double first_y = 0;
        double second = 0;
        double second_y = 0;
        double second_yy = 0;
        for (const TimeRow& row : table_.rows) {
            const double y = (row.log_time - centre_.mean) / centre_.spread;
            const Terms terms = Kernel::of(slope * y - shift, row.events, row.censored);
            value += terms.value;
            first += terms.first;
            first_y += terms.first * y;
            second += terms.second;
            second_y += terms.second * y;
            second_yy += terms.second * y * y;
        }
        return {.value = value + table_.events * std::log(slope),
                .gradient = {-first, first_y + table_.events / slope},
                .hessian = {{{second, -second_y},
                             {-second_y, second_yy - table_.events / (slope * slope)}}}};
    }

    [[nodiscard]] Fitted summit(const Maximum<2>& top) const {
        const auto [shift, slope] = top.at;
        // Of (shift, slope) by (ln median, ln spread).
        const Matrix<2> jacobian{{{slope / centre_.spread, -shift}, {0, -slope}}};
        const auto errors = standard_errors<2>(information_in<2>(top.information, jacobian));
        if (!errors) {
            return tl::unexpected(std::string(kNoTop));
        }
        double log_times = 0;
        for (const TimeRow& row : table_.rows) {
            log_times += row.events * row.log_time;
        }
        return Likeliest{
            .parameters = {std::exp(centre_.mean + centre_.spread * shift / slope),
                           centre_.spread / slope},
            .errors = {(*errors)[0], (*errors)[1]},
            .log_likelihood = top.value - log_times - table_.events * std::log(centre_.spread)};
    }

    const TimeTable& table_;
    LogCentre centre_;
};

/// {1 / spread, median} of a law whose shape is the inverse of the spread.
Fitted by_shape(Fitted fitted) {
    if (fitted) {
        fitted->parameters = {1 / fitted->parameters[1], fitted->parameters[0]};
        std::swap(fitted->errors[0], fitted->errors[1]);
    }
    return fitted;
}

}  // namespace

Fitted fit_exponential(const TimeTable& table) {
    if (table.events == 0) {
        return tl::unexpected(std::string("nothing but censored times"));
    }
    double watched = 0;
    for (const TimeRow& row : table.rows) {
        watched += (row.events + row.censored) * row.time;
    }
    const double mean = watched / table.events;
    return Likeliest{.parameters = {mean},
                     .errors = {1 / std::sqrt(table.events)},
                     .log_likelihood = -table.events * (std::log(mean) + 1)};
}

Fitted fit_lognormal(const TimeTable& table) {
    return LocationScale<NormalKernel>(table).fit();
}

Fitted fit_weibull(const TimeTable& table) {
    return by_shape(LocationScale<GumbelKernel>(table).fit());
}

Fitted fit_loglogistic(const TimeTable& table) {
    return by_shape(LocationScale<LogisticKernel>(table).fit());
}

}  // namespace ordersim::experiment

#include "sim/base/gamma_functions.hpp"
#include "sim/experiment/fit/gamma_tail.hpp"
#include "sim/experiment/fit/likelihood.hpp"
#include "sim/experiment/fit/newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::experiment {
namespace {

/// Of the shapes that Distribution makes laws of, 0.01 to 1e6, a little less.
constexpr double kLogShapeMin = -4.6;
constexpr double kLogShapeMax = 13.8;

/// In (ln shape, ln scale), with times in units of their geometric mean.
class GammaLikelihood {
public:
    explicit GammaLikelihood(const TimeTable& table) : table_(table), centre_(log_centre(table)) {
        for (const TimeRow& row : table.rows) {
            const double log_time = row.log_time - centre_.mean;
            sum_ += row.events * std::exp(log_time);
            log_sum_ += row.events * log_time;
            watched_ += (row.events + row.censored) * std::exp(log_time);
            if (row.censored > 0) {
                log_times_.push_back(log_time);
                counts_.push_back(row.censored);
            }
        }
    }

    [[nodiscard]] Fitted fit() const {
        if (centre_.spread == 0) {
            return tl::unexpected(std::string(kAllEqual));
        }
        const double shape = std::clamp(1 / (centre_.spread * centre_.spread), 0.1, 100.0);
        const double scale = watched_ / table_.events / shape;
        const auto top = maximum_of<2>([this](const Vector<2>& at) { return form(at); },
                                       {std::log(shape), std::log(scale)});
        const auto errors = top ? standard_errors<2>(top->information) : std::nullopt;
        if (!errors) {
            return tl::unexpected(std::string(kNoTop));
        }
        return Likeliest{.parameters = {std::exp(top->at[0]), std::exp(top->at[1] + centre_.mean)},
                         .errors = {(*errors)[0], (*errors)[1]},
                         .log_likelihood = top->value - table_.events * centre_.mean};
    }

private:
    [[nodiscard]] LocalForm<2> form(const Vector<2>& at) const {
        const auto [log_shape, log_scale] = at;
        if (!(log_shape > kLogShapeMin && log_shape < kLogShapeMax) || std::abs(log_scale) > 40) {
            return {.value = -std::numeric_limits<double>::infinity()};
        }
        const double shape = std::exp(log_shape);
        const double scaled_sum = sum_ * std::exp(-log_scale);
        const double all = table_.size();
        // By the shape itself; each censored time as if it had ended, less what it hides.
        LocalForm<2> made{
            .value = (shape - 1) * log_sum_ - scaled_sum - table_.events * shape * log_scale -
                     all * log_gamma(shape),
            .gradient = {log_sum_ - table_.events * log_scale - all * digamma(shape),
                         scaled_sum - table_.events * shape},
            .hessian = {{{-all * trigamma(shape), -table_.events}, {0, -scaled_sum}}}};
        add_censored(shape, log_scale, made);
        const double by_shape = made.gradient[0];
        made.gradient[0] = shape * by_shape;
        made.hessian[0][0] = shape * (shape * made.hessian[0][0] + by_shape);
        made.hessian[0][1] *= shape;
        made.hessian[1][0] = made.hessian[0][1];
        return made;
    }

    void add_censored(double shape, double log_scale, LocalForm<2>& made) const {
        const std::vector<GammaTail> tails = gamma_tails(shape, log_scale, log_times_);
        for (std::size_t i = 0; i < tails.size(); ++i) {
            const GammaTail& tail = tails[i];
            const double u = log_times_[i] - log_scale;
            const double hazard = tail.log_hazard;
            made.value += counts_[i] * tail.log_integral;
            made.gradient[0] += counts_[i] * tail.log_mean;
            made.gradient[1] += counts_[i] * hazard;
            made.hessian[0][0] += counts_[i] * tail.log_variance;
            made.hessian[0][1] += counts_[i] * hazard * (u - tail.log_mean);
            made.hessian[1][1] -= counts_[i] * hazard * (shape - std::exp(u) + hazard);
        }
    }

    const TimeTable& table_;
    LogCentre centre_;
    double sum_ = 0;  ///< of the times that ended
    double log_sum_ = 0;
    double watched_ = 0;             ///< of all times
    std::vector<double> log_times_;  ///< censored
    std::vector<double> counts_;     ///< of them
};

}  // namespace

Fitted fit_gamma(const TimeTable& table) {
    return GammaLikelihood(table).fit();
}

}  // namespace ordersim::experiment

#include "sim/measure/aalen_johansen.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::measure {

namespace {

/// Sums that should make 1 miss it by rounding.
constexpr double kRounding = 1e-9;

}  // namespace

/// S and the F_k with their covariances, from one time to the next. With hazards h_k = d_k/n and
/// their sum h, S becomes S (1 - h) and F_k gains S h_k; the hazards of a step vary as a
/// multinomial share of n.
class AalenJohansen::Sweep {
public:
    explicit Sweep(std::uint32_t kinds)
        : incidences_(kinds), covariances_(kinds), hazards_(kinds) {}

    /// `ends`: how many of each kind.
    void step(double at_risk, std::span<const double> ends) {
        double hazard = 0;
        for (std::size_t k = 0; k < hazards_.size(); ++k) {
            hazards_[k] = ends[k] / at_risk;
            hazard += ends[k];
        }
        // One division, so that the last survivor leaves nothing.
        const double staying = (at_risk - hazard) / at_risk;
        const double squared = survival_ * survival_ / at_risk;
        for (std::size_t k = 0; k < hazards_.size(); ++k) {
            const double own = hazards_[k];
            Incidence& incidence = incidences_[k];
            incidence.value += survival_ * own;
            incidence.variance +=
                2 * own * covariances_[k] + own * own * variance_ + squared * own * (1 - own);
            covariances_[k] =
                staying * (covariances_[k] + own * variance_) - squared * own * staying;
        }
        variance_ = staying * staying * variance_ + squared * (1 - staying) * staying;
        survival_ *= staying;
    }

    [[nodiscard]] double survival() const { return survival_; }
    [[nodiscard]] std::span<const Incidence> incidences() const { return incidences_; }

private:
    double survival_ = 1;
    double variance_ = 0;  ///< of the survival
    std::vector<Incidence> incidences_;
    std::vector<double> covariances_;  ///< of each with the survival
    std::vector<double> hazards_;
};

AalenJohansen::AalenJohansen(std::vector<CompetingTime> sample, std::uint32_t kinds)
    : kinds_(kinds), sample_size_(sample.size()) {
    for (const CompetingTime& one : sample) {
        ORDERSIM_ASSERT(std::isfinite(one.time));
        ORDERSIM_ASSERT(one.time >= 0);
        ORDERSIM_ASSERT(one.end <= kinds);
    }
    std::ranges::sort(sample, {}, &CompetingTime::time);
    time_last_ = sample.empty() ? 0 : sample.back().time;
    Sweep sweep(kinds);
    std::vector<double> ends(kinds);
    for (std::size_t i = 0; i < sample.size();) {
        const double time = sample[i].time;
        const auto at_risk = static_cast<double>(sample.size() - i);
        std::ranges::fill(ends, 0);
        bool has_ended = false;
        for (; i < sample.size() && sample[i].time == time; ++i) {
            if (sample[i].end != CompetingTime::kCensored) {
                ++ends[sample[i].end - 1];
                has_ended = true;
            } else {
                censorings_.push_back(time);
            }
        }
        if (has_ended) {
            sweep.step(at_risk, ends);
            steps_.push_back({.time = time, .at_risk = at_risk, .survival = sweep.survival()});
            incidences_.insert(incidences_.end(), sweep.incidences().begin(),
                               sweep.incidences().end());
        }
    }
}

AalenJohansen::Incidence AalenJohansen::at(std::uint32_t end, double time) const {
    ORDERSIM_ASSERT(end >= 1 && end <= kinds_);
    const auto after = std::ranges::upper_bound(steps_, time, {}, &CompetingStep::time);
    if (after == steps_.begin()) {
        return {};
    }
    const auto step = static_cast<std::size_t>(after - steps_.begin()) - 1;
    return incidences_[step * kinds_ + end - 1];
}

double AalenJohansen::incidence(std::uint32_t end, double time) const {
    return at(end, time).value;
}

double AalenJohansen::standard_error(std::uint32_t end, double time) const {
    return std::sqrt(std::max(at(end, time).variance, 0.0));
}

double AalenJohansen::known(double time) const {
    const auto cut = std::ranges::lower_bound(censorings_, std::min(time, time_last_));
    return static_cast<double>(sample_size_) - static_cast<double>(cut - censorings_.begin());
}

Interval AalenJohansen::bounds(std::uint32_t end, double time, double level) const {
    const double value = incidence(end, time);
    if (value <= 0 || value >= 1 - kRounding) {
        const double tries = known(time);
        if (tries <= 0) {
            return {.low = 0, .high = 1};
        }
        return clopper_pearson({.hits = value <= 0 ? 0 : tries, .tries = tries}, level);
    }
    const double log_rest = std::log1p(-value);
    const double spread =
        normal_quantile((1 + level) / 2) * standard_error(end, time) / ((1 - value) * -log_rest);
    const double centre = std::log(-log_rest);
    return {.low = -std::expm1(-std::exp(centre - spread)),
            .high = -std::expm1(-std::exp(centre + spread))};
}

}  // namespace ordersim::measure

#include "sim/experiment/fit/gamma_tail.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ordersim::experiment {
namespace {

/// e^-45 of a whole does not change it.
constexpr double kNegligible = 45;

struct Node {
    double at;  ///< in (0, 1)
    double weight;
};

// Abramowitz and Stegun 1964, table 25.4, moved to (0, 1).
constexpr std::array<Node, 3> kThree{{{0.11270166537925831, 0.27777777777777778},
                                      {0.5, 0.44444444444444444},
                                      {0.88729833462074169, 0.27777777777777778}}};
constexpr std::array<Node, 8> kEight{{{0.019855071751231884, 0.050614268145188130},
                                      {0.10166676129318664, 0.11119051722668724},
                                      {0.23723379504183550, 0.15685332293894364},
                                      {0.40828267875217510, 0.18134189168918099},
                                      {0.59171732124782490, 0.18134189168918099},
                                      {0.76276620495816450, 0.15685332293894364},
                                      {0.89833323870681336, 0.11119051722668724},
                                      {0.98014492824876812, 0.050614268145188130}}};

/// Walks from the right to the left along u = ln t, where the density is exp(shape u - e^u) up to
/// its constant. Moments are about the place reached and in units of the density at the mode, or
/// at the place where that lies beyond the mode: numbers near 1 everywhere.
class Walk {
public:
    /// Starts where the density is negligible against that at `u` or at the mode.
    Walk(double shape, double u) : shape_(shape), log_mode_(std::log(shape)) {
        const double from = std::exp(std::max(u, log_mode_));
        place_ = std::log(from + std::sqrt(2 * kNegligible * from) + kNegligible);
        time_ = std::exp(place_);
    }

    /// Requires: u is not right of the place reached.
    void to(double u) {
        if ((place_ - u) * rate() > kNegligible) {
            const Walk afresh(shape_, u);
            if (afresh.place_ < place_) {
                *this = afresh;
            }
        }
        while (place_ > u && !is_left_of_all()) {
            step(std::max(u, place_ - std::min(0.5, 1.5 / rate())));
        }
        move_by(place_ - u);
        place_ = u;
        time_ = std::exp(u);
    }

    [[nodiscard]] GammaTail tail() const {
        const double mean = first_ / whole_;
        const double log_density = shape_ * place_ - time_;
        const double log_unit = place_ < log_mode_ ? log_top() : log_density;
        return {.log_integral = log_unit + std::log(whole_),
                .log_mean = place_ + mean,
                .log_variance = second_ / whole_ - mean * mean,
                .log_hazard = std::exp(log_density - log_unit) / whole_};
    }

private:
    [[nodiscard]] double log_top() const { return shape_ * log_mode_ - shape_; }

    /// How fast the logarithm of the density changes hereabouts.
    [[nodiscard]] double rate() const {
        return std::abs(shape_ - time_) + std::sqrt(std::max(shape_, time_));
    }

    [[nodiscard]] bool is_left_of_all() const {
        return place_ < log_mode_ && shape_ * place_ - time_ < log_top() - kNegligible;
    }

    void step(double left) {
        const double width = place_ - left;
        const bool is_narrow = width * rate() < 0.1;
        const double left_time = std::exp(left);
        // How much more the density is at the old place than at the new.
        const double growth = shape_ * width - (time_ - left_time);
        move_by(width);
        double unit = 1;  // the density at `left`, in the new units
        if (left < log_mode_) {
            unit = std::exp(shape_ * left - left_time - log_top());
            if (place_ > log_mode_) {
                scale(std::exp(shape_ * place_ - time_ - log_top()));
            }
        } else {
            scale(std::exp(growth));
        }
        if (is_narrow) {
            add(kThree, width, left_time, unit);
        } else {
            add(kEight, width, left_time, unit);
        }
        place_ = left;
        time_ = left_time;
    }

    void move_by(double width) {
        second_ += width * (2 * first_ + width * whole_);
        first_ += width * whole_;
    }

    void scale(double by) {
        whole_ *= by;
        first_ *= by;
        second_ *= by;
    }

    template <std::size_t Count>
    void add(const std::array<Node, Count>& nodes, double width, double left_time, double unit) {
        for (const Node& node : nodes) {
            const double distance = node.at * width;
            const double mass = node.weight * width * unit *
                                std::exp(shape_ * distance - left_time * std::expm1(distance));
            whole_ += mass;
            first_ += mass * distance;
            second_ += mass * distance * distance;
        }
    }

    double shape_;
    double log_mode_;
    double place_ = 0;
    double time_ = 0;   ///< exp(place)
    double whole_ = 0;  ///< moments of order 0, 1, 2
    double first_ = 0;
    double second_ = 0;
};

}  // namespace

std::vector<GammaTail> gamma_tails(double shape, double log_scale,
                                   std::span<const double> log_times) {
    std::vector<GammaTail> tails(log_times.size());
    if (log_times.empty()) {
        return tails;
    }
    Walk walk(shape, log_times.back() - log_scale);
    for (std::size_t i = log_times.size(); i-- > 0;) {
        walk.to(log_times[i] - log_scale);
        tails[i] = walk.tail();
    }
    return tails;
}

}  // namespace ordersim::experiment

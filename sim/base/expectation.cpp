#include "sim/base/expectation.hpp"

#include "sim/base/composite.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace ordersim {
namespace {

struct Piece {
    Level from;
    Level to;
    double width;

    [[nodiscard]] Level at(double share, double rest) const {
        return {from.below + share * width, to.above + rest * width};
    }
};

/// Pieces between atoms of a large sample: thin, inside, and so many that they must be cheap.
constexpr double kThin = 0x1p-10;

double over_thin(const Piece& piece, const std::function<double(Level)>& f) {
    constexpr double offset = 0.38729833462074168852;  // sqrt(3/5) / 2
    const double ends =
        f(piece.at(0.5 - offset, 0.5 + offset)) + f(piece.at(0.5 + offset, 0.5 - offset));
    return piece.width * (5.0 * ends + 8.0 * f(piece.at(0.5, 0.5))) / 18.0;
}

double over_wide(const Piece& piece, const std::function<double(Level)>& f) {
    constexpr double step = 1.0 / 16.0;
    constexpr int steps = 96;  // where the shares left out are near 1e-280
    constexpr double pi = 3.14159265358979323846;
    double sum = 0.0;
    for (int k = -steps; k <= steps; ++k) {
        const double t = std::abs(k * step);
        const double grown = std::exp(pi * std::sinh(t));
        const double near = 1.0 / (1.0 + grown);
        const double far = grown / (1.0 + grown);
        const Level at = k < 0 ? piece.at(near, far) : piece.at(far, near);
        sum += f(at) * (pi * std::cosh(t) * near * far);
    }
    return piece.width * step * sum;
}

}  // namespace

double expectation(const ExactQuantile& exact, std::vector<Level> breaks,
                   const std::function<double(double)>& f) {
    breaks.push_back({1.0, 0.0});
    std::ranges::sort(breaks, [](Level a, Level b) {
        return a.below != b.below ? a.below < b.below : a.above > b.above;
    });
    const auto value = [&](Level at) { return f(exact(at)); };
    Level from{0.0, 1.0};
    double sum = 0.0;
    for (const Level to : breaks) {
        const Piece piece{from, to, law::probability_between(from, to)};
        if (!(piece.width > 0.0)) {
            continue;
        }
        const bool is_inside = from.below > 0.0 && to.above > 0.0;
        sum += is_inside && piece.width < kThin ? over_thin(piece, value) : over_wide(piece, value);
        from = to;
    }
    return sum;
}

}  // namespace ordersim

#include "sim/base/quantile_table_maker.hpp"

#include "sim/base/assert.hpp"

#include <cmath>
#include <utility>

namespace ordersim {
namespace {

constexpr std::size_t kNodes = QuantileTable::kDegree + 1;
constexpr double kTolerance = 1e-9;
constexpr double kLargest = 1e150;
/// Cells are not cut narrower than this share of their level.
constexpr double kNarrowest = 0x1p-36;
/// Ends the halving for laws that are all but noise.
constexpr int kSplitsMax = 100'000;
/// Beside a break the law is asked this share of the level inside of it.
constexpr double kInside = 0x1p-44;

using Values = std::array<double, kNodes>;

/// Chebyshev's points on [0, 1] with both ends: (1 - cos(i pi / 6)) / 2.
constexpr Values kPlaces{0.0,  0.066987298107780676618, 0.25, 0.5,
                         0.75, 0.93301270189221932338,  1.0};
/// Where the interpolation is furthest from its nodes, and its middle.
constexpr std::array<double, 4> kProbes{0.03, 0.37, 0.63, 0.97};

/// The polynomial through (kPlaces, y) by powers of the place, from Newton's divided differences.
Values through(Values y) {
    for (std::size_t order = 1; order < kNodes; ++order) {
        for (std::size_t i = kNodes - 1; i >= order; --i) {
            y[i] = (y[i] - y[i - 1]) / (kPlaces[i] - kPlaces[i - order]);
        }
    }
    Values powers{};
    for (std::size_t i = kNodes; i-- > 0;) {
        for (std::size_t k = kNodes - 1; k > 0; --k) {
            powers[k] = powers[k - 1] - kPlaces[i] * powers[k];
        }
        powers[0] = y[i] - kPlaces[i] * powers[0];
    }
    return powers;
}

/// Whether the polynomial surely keeps its direction on [0, 1]: the Bernstein coefficients of its
/// derivative, within which the derivative lies, have one sign.
bool is_monotone(const Values& powers) {
    constexpr std::size_t degree = kNodes - 2;
    constexpr std::array<double, degree + 1> binomial{1, 5, 10, 10, 5, 1};
    std::array<double, degree + 1> bernstein{};
    for (std::size_t k = 0; k <= degree; ++k) {
        bernstein[k] = static_cast<double>(k + 1) * powers[k + 1] / binomial[k];
    }
    for (std::size_t order = 1; order <= degree; ++order) {
        for (std::size_t i = degree; i >= order; --i) {
            bernstein[i] += bernstein[i - 1];
        }
    }
    const auto [least, most] = std::ranges::minmax(bernstein);
    return least >= 0.0 || most <= 0.0;
}

QuantileTable::Cell cell_of(const Values& powers, double start, double width) {
    QuantileTable::Cell cell{.start = start, .c = {}};
    double scale = 1.0;
    for (std::size_t k = 0; k < kNodes; ++k) {
        cell.c[k] = powers[k] / scale;
        scale *= width;
    }
    return cell;
}

/// One end of a cell: its level and, beside a break, where the law is asked instead.
struct End {
    double at;
    bool is_break;
};

}  // namespace

class QuantileTableMaker {
public:
    QuantileTableMaker(const ExactQuantile& exact, const std::vector<Level>& breaks)
        : exact_(exact) {
        const double least = at({QuantileTable::kLeast, 1.0});
        const double most = at({1.0, QuantileTable::kLeast});
        const bool keeps_sign = least >= 0.0 || most <= 0.0;
        const double middle = at({0.75, 0.25}) - at({0.25, 0.75});
        floor_ = keeps_sign ? 1e-6 * middle : middle;
        add_half(borders(breaks, Half::lower), Half::lower);
        add_half(borders(breaks, Half::upper), Half::upper);
    }

    [[nodiscard]] QuantileTable table() && { return std::move(table_); }

private:
    enum class Half : std::uint8_t { lower, upper };

    [[nodiscard]] double at(Level level) const {
        const double x = exact_(level);
        ORDERSIM_ASSERT(!std::isnan(x));
        return std::clamp(x, -kLargest, kLargest);
    }
    [[nodiscard]] double at(double v, Half half) const {
        return half == Half::lower ? at(Level{v, 1.0 - v}) : at(Level{1.0 - v, v});
    }

    /// All bucket starts and breaks of a half in order; a bucket start close to a break gives way.
    static std::vector<End> borders(const std::vector<Level>& breaks, Half half) {
        std::vector<double> levels;
        for (const Level& level : breaks) {
            const double v = half == Half::lower ? level.below : level.above;
            if (v > QuantileTable::kLeast && v < 0.5) {
                levels.push_back(v);
            }
        }
        std::ranges::sort(levels);
        std::vector<End> ends{{QuantileTable::kLeast, false}};
        const auto add = [&ends](End end) {
            const bool is_apart = end.at - ends.back().at > kNarrowest * end.at;
            if (is_apart) {
                ends.push_back(end);
            } else if (end.is_break && !ends.back().is_break && ends.size() > 1) {
                ends.back() = end;
            }
        };
        auto next = levels.begin();
        for (std::size_t bucket = 1; bucket <= QuantileTable::kBuckets; ++bucket) {
            const double start = QuantileTable::bucket_start(bucket);
            for (; next != levels.end() && *next < start; ++next) {
                add({*next, true});
            }
            add({start, false});
        }
        ends.back().at = 0.5;
        return ends;
    }

    void add_half(const std::vector<End>& ends, Half half) {
        const std::size_t begin = table_.cells_.size();
        for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
            add_cells(ends[i], ends[i + 1], half);
        }
        const auto half_begin = table_.cells_.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto cell_left_of = [&](double v) {
            const auto right = std::ranges::lower_bound(half_begin, table_.cells_.end(), v, {},
                                                        &QuantileTable::Cell::start);
            return static_cast<std::uint32_t>(right - table_.cells_.begin() - 1);
        };
        for (std::size_t bucket = 0; bucket < QuantileTable::kBuckets; ++bucket) {
            const double start = QuantileTable::bucket_start(bucket);
            const double end = QuantileTable::bucket_start(bucket + 1);
            const double after_start = std::nextafter(start, end);
            table_.directory_.push_back({cell_left_of(after_start), cell_left_of(end)});
        }
    }

    void add_cells(End from, End to, Half half) {
        const Values y = values(from, to, half);
        const double width = to.at - from.at;
        const Values flat_or_line{y.front(), y.back() - y.front()};
        if (y.front() == y.back() || fits(flat_or_line, y)) {
            table_.cells_.push_back(cell_of(flat_or_line, from.at, width));
            return;
        }
        const Values powers = through(y);
        if (is_monotone(powers) && is_precise(powers, from.at, width, half)) {
            table_.cells_.push_back(cell_of(powers, from.at, width));
            return;
        }
        if (width < 2.0 * kNarrowest * to.at || splits_ == kSplitsMax) {
            table_.cells_.push_back(cell_of(flat_or_line, from.at, width));
            return;
        }
        ++splits_;
        const End middle{from.at + width / 2.0, false};
        add_cells(from, middle, half);
        add_cells(middle, to, half);
    }

    [[nodiscard]] Values values(End from, End to, Half half) const {
        const double width = to.at - from.at;
        Values y{};
        for (std::size_t i = 0; i < kNodes; ++i) {
            y[i] = from.at + kPlaces[i] * width;
        }
        y.front() += from.is_break ? kInside * from.at : 0.0;
        y.back() = to.is_break ? to.at - kInside * to.at : to.at;
        for (double& value : y) {
            value = at(value, half);
        }
        return y;
    }

    [[nodiscard]] double tolerance(double x) const {
        return kTolerance * std::max(std::abs(x), floor_);
    }

    /// Whether the values lie on the line with room to spare.
    [[nodiscard]] bool fits(const Values& line, const Values& y) const {
        for (std::size_t i = 0; i < kNodes; ++i) {
            const double error = line[0] + kPlaces[i] * line[1] - y[i];
            if (!(std::abs(error) <= 0.1 * tolerance(y[i]))) {
                return false;
            }
        }
        return true;
    }

    [[nodiscard]] bool is_precise(const Values& powers, double start, double width,
                                  Half half) const {
        for (const double place : kProbes) {
            double x = 0.0;
            for (std::size_t k = kNodes; k-- > 0;) {
                x = x * place + powers[k];
            }
            const double wanted = at(start + place * width, half);
            if (!(std::abs(x - wanted) <= 0.5 * tolerance(wanted))) {
                return false;
            }
        }
        return true;
    }

    const ExactQuantile& exact_;
    double floor_ = 0.0;
    int splits_ = 0;
    QuantileTable table_;
};

QuantileTable make_quantile_table(const ExactQuantile& exact, const std::vector<Level>& breaks) {
    return QuantileTableMaker(exact, breaks).table();
}

}  // namespace ordersim

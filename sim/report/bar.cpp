#include "sim/report/bar.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace ordersim::report {
namespace {

constexpr std::array<std::string_view, 8> kEighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

}  // namespace

std::string bar(double share, std::size_t width) {
    const double inside = std::isnan(share) ? 0 : std::clamp(share, 0.0, 1.0);
    const auto eighths =
        static_cast<std::size_t>(std::lround(inside * 8 * static_cast<double>(width)));
    std::string result;
    for (std::size_t i = 0; i < eighths / 8; ++i) {
        result += "█";
    }
    result += kEighths[eighths % 8];
    for (std::size_t i = (eighths + 7) / 8; i < width; ++i) {
        result += "·";
    }
    return result;
}

}  // namespace ordersim::report

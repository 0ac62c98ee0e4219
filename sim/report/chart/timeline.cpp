#include "sim/report/chart/timeline.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace ordersim::report::chart {
namespace {

using measure::LoadViolationCall;

constexpr double kWidth = 760;
constexpr double kRow = 46;
constexpr double kBar = 12;
constexpr double kSide = 8;
constexpr std::size_t kColumns = 110;

/// All instants at which a call leaves or its reply is there, each once.
std::vector<double> instants_of(const std::vector<LoadViolationCall>& calls) {
    std::vector<double> instants;
    for (const LoadViolationCall& call : calls) {
        instants.push_back(call.from_us);
        instants.push_back(call.to_us);
    }
    std::ranges::sort(instants);
    instants.erase(std::ranges::unique(instants).begin(), instants.end());
    return instants;
}

std::string milliseconds(double us) { return grouped(us / 1e3, 2) + " ms"; }

}  // namespace

std::string timeline(const measure::LoadViolation& violation, const Caption& caption) {
    const std::vector<LoadViolationCall>& calls = violation.calls;
    const std::vector<double> instants = instants_of(calls);
    const auto x = [&](double us) {
        const auto rank = std::ranges::lower_bound(instants, us) - instants.begin();
        return kSide + (kWidth - 2 * kSide) * static_cast<double>(rank) /
                           static_cast<double>(std::max<std::size_t>(instants.size() - 1, 1));
    };
    Svg svg(kWidth, kRow * static_cast<double>(calls.size()) + kSide, caption);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const LoadViolationCall& call = calls[i];
        const bool is_accused = i + 1 == calls.size();
        const double top = kRow * static_cast<double>(i) + kSide;
        const std::string words = fmt::format("{}: {}", call.call, call.reply);
        svg.text({kSide, top + 12}, fit(words, kColumns),
                 {.size = 12, .weight = is_accused ? "bold" : ""});
        const double left = x(call.from_us);
        const double width = std::max(x(call.to_us) - left, 2.0);
        svg.line({kSide, top + 18 + kBar / 2}, {kWidth - kSide, top + 18 + kBar / 2},
                 {.opacity = 0.15});
        svg.box({left, top + 18, width, kBar}, palette(is_accused ? 1 : 0));
        const std::string when =
            milliseconds(call.from_us) + " to " + milliseconds(call.to_us);
        // Behind the bar, else before it, else upon it.
        const double length = text_width(when, 11);
        const bool fits_behind = left + width + 8 + length < kWidth;
        const bool fits_before = left - 8 - length > 0;
        const double at = fits_behind   ? left + width + 6
                          : fits_before ? left - 6
                                        : left + width - 6;
        svg.text_over_lines({at, top + 28}, when,
                            {.size = 11,
                             .anchor = fits_behind ? Anchor::start : Anchor::end,
                             .opacity = 0.85});
    }
    return svg.take();
}

}  // namespace ordersim::report::chart

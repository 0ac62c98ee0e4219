#include "sim/report/progress.hpp"

#include "sim/report/bar.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ordersim::report {
namespace {

constexpr std::size_t kBarLeast = 10;
constexpr std::size_t kBarMost = 40;

double share_done(const Progress& progress) {
    const double share = progress.total > 0 ? progress.done / progress.total : 0;
    return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 0;
}

/// Most telling first: what does not fit is left away from the end.
std::vector<std::string> figures(const Progress& progress) {
    std::vector<std::string> result;
    if (progress.seconds_left >= 0 && std::isfinite(progress.seconds_left)) {
        result.push_back(duration_text(std::ceil(progress.seconds_left) / 3600) + " left");
    }
    if (std::isfinite(progress.half_width)) {
        result.push_back("±" + grouped(progress.half_width, decimals_for(0, progress.half_width)) +
                         " points");
    }
    if (std::isfinite(progress.events_per_second)) {
        result.push_back(short_count(progress.events_per_second) + " events/s");
    }
    return result;
}

std::string count(const Progress& progress) {
    if (!(progress.total > 0)) {
        return grouped(progress.done, 0);
    }
    return fmt::format("{}/{}", grouped(progress.done, 0), grouped(progress.total, 0));
}

}  // namespace

std::string progress_bar(const Progress& progress, std::size_t columns) {
    const bool has_total = progress.total > 0;
    std::string tail = has_total
                           ? fmt::format("{:>3.0f} % ", std::floor(share_done(progress) * 100))
                           : std::string();
    tail += count(progress);
    const std::size_t least = has_total ? kBarLeast + 1 : 0;
    for (const std::string& figure : figures(progress)) {
        if (least + display_width(tail) + 2 + display_width(figure) <= columns) {
            tail += "  " + figure;
        }
    }
    const std::size_t used = display_width(tail) + 1;
    if (!has_total || used + kBarLeast > columns) {
        return fit(tail, std::max<std::size_t>(columns, 1));
    }
    return bar(share_done(progress), std::min(columns - used, kBarMost)) + " " + tail;
}

std::string progress_line(const Progress& progress) {
    std::string line = progress.total > 0
                           ? fmt::format("{} of {} replications", grouped(progress.done, 0),
                                         grouped(progress.total, 0))
                           : fmt::format("{} replications", grouped(progress.done, 0));
    for (const std::string& figure : figures(progress)) {
        line += ", " + figure;
    }
    return line;
}

}  // namespace ordersim::report

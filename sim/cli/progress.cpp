#include "sim/cli/progress.hpp"

#include <string>

#include "sim/cli/console.hpp"
#include "sim/report/progress.hpp"

namespace ordersim::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kBarInterval = 100ms;
constexpr auto kLineInterval = 10s;

report::Progress as_report(const experiment::Progress& progress, double seconds) {
    report::Progress shown;
    shown.done = progress.replications_done;
    shown.total = progress.replications_planned;
    if (seconds > 0) {
        shown.events_per_second = progress.events / seconds;
    }
    if (progress.replications_done > 0) {
        shown.seconds_left = seconds / shown.done * (shown.total - shown.done);
    }
    constexpr double points = 100;
    shown.half_width = progress.half_width * points;
    return shown;
}

}  // namespace

ProgressDisplay::ProgressDisplay(Verbosity verbosity)
    : verbosity_(verbosity),
      on_terminal_(is_terminal_stderr()),
      start_(Clock::now()),
      last_(start_) {}

void ProgressDisplay::show(const experiment::Progress& progress) {
    const auto now = Clock::now();
    const Clock::duration interval = on_terminal_ ? Clock::duration(kBarInterval) : kLineInterval;
    if (verbosity_ == Verbosity::quiet || now - last_ < interval) {
        return;
    }
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const report::Progress shown = as_report(progress, seconds);
    if (on_terminal_) {
        tell("\r\x1b[K" + report::progress_bar(shown, columns_stderr() - 1));
        is_drawn_ = true;
    } else {
        tell(report::progress_line(shown) + "\n");
    }
}

void ProgressDisplay::clear() {
    if (is_drawn_) {
        tell("\r\x1b[K");
        is_drawn_ = false;
    }
}

}  // namespace ordersim::cli

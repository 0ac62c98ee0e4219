#include "sim/cli/load_progress.hpp"

#include <fmt/format.h>

#include "sim/cli/console.hpp"
#include "sim/report/load.hpp"
#include "sim/report/numbers.hpp"

namespace ordersim::cli {
namespace {

constexpr std::chrono::seconds kLineEvery{10};

std::string text_of(const load::LoadProgress& progress) {
    return fmt::format(
        "{:.0f} s  {} replies a second  p50 {}  p99 {}  {} failed  {} violations",
        std::chrono::duration<double>(progress.passed).count(),
        report::short_count(progress.replies_per_second),
        report::latency_text(progress.latency_p50_us / 1000.0),
        report::latency_text(progress.latency_p99_us / 1000.0),
        report::short_count(static_cast<double>(progress.failed)),
        report::short_count(static_cast<double>(progress.violations)));
}

}  // namespace

LoadProgressDisplay::LoadProgressDisplay(bool is_quiet)
    : is_quiet_(is_quiet), on_terminal_(is_terminal_stderr()) {}

void LoadProgressDisplay::show(const load::LoadProgress& progress) {
    if (is_quiet_) {
        return;
    }
    if (on_terminal_) {
        tell("\r\x1b[K" + text_of(progress));
        is_drawn_ = true;
    } else if (const auto now = load::Wall::now(); now - last_ >= kLineEvery) {
        last_ = now;
        tell(text_of(progress) + "\n");
    }
}

void LoadProgressDisplay::clear() {
    if (is_drawn_) {
        tell("\r\x1b[K");
        is_drawn_ = false;
    }
}

}  // namespace ordersim::cli

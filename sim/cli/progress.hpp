#pragma once

#include <chrono>

#include "sim/experiment/run.hpp"

namespace ordersim::cli {

enum class Verbosity { quiet, normal };

/// Shows on stderr how far a run has come: a bar that renews itself on a terminal, elsewhere a
/// line every ten seconds. One thread at a time.
class ProgressDisplay {
public:
    explicit ProgressDisplay(Verbosity verbosity);
    void show(const experiment::Progress& progress);
    /// Takes the bar away.
    void clear();

private:
    using Clock = std::chrono::steady_clock;
    Verbosity verbosity_;
    bool on_terminal_;
    bool is_drawn_ = false;
    Clock::time_point start_;
    Clock::time_point last_;
};

}  // namespace ordersim::cli

#pragma once

#include <chrono>

#include "sim/load/session.hpp"

namespace ordersim::cli {

/// Shows on stderr how a load goes: a line that renews itself on a terminal, elsewhere a line every
/// ten seconds.
class LoadProgressDisplay {
public:
    explicit LoadProgressDisplay(bool is_quiet);
    void show(const load::LoadProgress& progress);
    /// Takes the line away.
    void clear();

private:
    bool is_quiet_;
    bool on_terminal_;
    bool is_drawn_ = false;
    load::Wall::time_point last_{};
};

}  // namespace ordersim::cli

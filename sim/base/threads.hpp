#pragma once

#include <cstdint>
#include <functional>

namespace ordersim {

/// Calls `work(0)` ... `work(threads - 1)`, each on a thread of its own (0 on this one), and
/// returns when all have ended. What a failing one throws (the standard library, out of memory) is
/// thrown again here. Requires: threads >= 1.
void on_threads(std::uint32_t threads, const std::function<void(std::uint32_t)>& work);

}  // namespace ordersim

#pragma once

namespace ordersim {

/// Prints the broken condition and its place to stderr and aborts. Called by ORDERSIM_ASSERT.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line) noexcept;

}  // namespace ordersim

/// Aborts the process when `condition` is false, in every build type. For bugs only: what a user
/// or the world can cause is an error value.
#define ORDERSIM_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) \
                 : ::ordersim::assertion_failed(#condition, __FILE__, __LINE__))

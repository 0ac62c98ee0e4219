#include "sim/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace ordersim {

void assertion_failed(const char* condition, const char* file, int line) noexcept {
    std::fprintf(stderr, "ordersim: bug: %s does not hold (%s:%d)\n", condition, file, line);
    std::abort();
}

}  // namespace ordersim

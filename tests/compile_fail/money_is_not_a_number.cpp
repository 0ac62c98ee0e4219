#include "sim/base/money.hpp"

namespace {
long minor_units(ordersim::Money amount) {
    return amount.minor;
}
}  // namespace

int main() {
    return static_cast<int>(minor_units(5));
}

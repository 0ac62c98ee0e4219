#include "sim/base/id.hpp"

int main() {
    const ordersim::OrderId next = ordersim::OrderId{1} + 1;
    return static_cast<int>(next.value);
}

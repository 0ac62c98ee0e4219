#include "sim/base/money.hpp"

int main() {
    const ordersim::Money square = ordersim::Money{3} * ordersim::Money{3};
    return static_cast<int>(square.minor);
}

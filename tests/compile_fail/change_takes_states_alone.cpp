#include "sim/order/rules.hpp"

int main() {
    return ordersim::order::Change{}(ordersim::order::Reason::mistake).mask;
}

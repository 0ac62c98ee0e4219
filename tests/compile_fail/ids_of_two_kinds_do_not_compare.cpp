#include "sim/base/id.hpp"

int main() {
    return ordersim::OrderId{1} == ordersim::SellerId{1};
}

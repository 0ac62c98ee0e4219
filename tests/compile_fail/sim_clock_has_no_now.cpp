#include "sim/base/time.hpp"

int main() {
    return ordersim::SimClock::now().time_since_epoch() > ordersim::SimDuration(0);
}

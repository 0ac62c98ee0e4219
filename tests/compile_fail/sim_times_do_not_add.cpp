#include "sim/base/time.hpp"

int main() {
    const ordersim::SimTime noon(std::chrono::hours(12));
    return (noon + noon).time_since_epoch().count() > 0;
}

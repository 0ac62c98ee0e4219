#include "sim/measure/json.hpp"
#include "sim/measure/rank_shift.hpp"
#include "sim/measure/verdict.hpp"
#include "sim/order/rules.hpp"

#include <cstdio>
#include <vector>

int main() {
    using namespace ordersim::measure;
    const std::vector<double> old_times{100, 101, 99, 102, 98};
    const std::vector<double> new_times{120, 121, 119, 122, 118};
    const Estimate shift = shift_estimate(new_times, old_times, 0.99);
    const Verdict verdict = verdict_of(shift, 2, Better::lower);
    const bool is_record = schema_of("{}").has_value();
    std::printf("%.0f %s %d\n", shift.value, verdict_name(verdict).data(), is_record ? 1 : 0);
    return 0;
}

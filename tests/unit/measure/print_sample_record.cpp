#include "sim/measure/json.hpp"

#include "tests/unit/measure/sample_record.hpp"

#include <cstdio>

/// The sample record on stdout, for tests in other languages.
int main() {
    const std::string text = ordersim::measure::to_json(ordersim::measure::test::sample_record());
    return std::fputs(text.c_str(), stdout) < 0 ? 1 : 0;
}

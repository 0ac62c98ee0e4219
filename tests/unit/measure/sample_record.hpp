#pragma once

#include "sim/measure/record.hpp"

namespace ordersim::measure::test {

/// A record with every kind of member filled, nulls and awkward numbers among them.
[[nodiscard]] Record sample_record();

}  // namespace ordersim::measure::test

#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/screen/lines.hpp"

namespace ordersim::report::screen {

/// All variants by key figures, with their differences to the first: a block a figure for a few
/// variants; for many, one block and one line a variant. Requires: two variants or more.
void comparison(Lines& lines, const measure::Result& result);

}  // namespace ordersim::report::screen

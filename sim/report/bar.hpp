#pragma once

#include <cstddef>
#include <string>

namespace ordersim::report {

/// A bar of block characters for a share in [0, 1], exact to an eighth of a column and filled up
/// to `width` columns with light dots. Shares outside are clamped; NaN is an empty bar.
[[nodiscard]] std::string bar(double share, std::size_t width);

}  // namespace ordersim::report

#pragma once

#include <string_view>

namespace ordersim::report::page {

/// The page's style sheet: looks only, the page reads without it.
[[nodiscard]] std::string_view style();

}  // namespace ordersim::report::page

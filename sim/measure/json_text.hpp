#pragma once

#include "sim/measure/json.hpp"

#include <boost/json/value.hpp>

#include <tl/expected.hpp>

#include <string_view>

/// JSON text as a tree, for the readers of this module.
namespace ordersim::measure {

/// Doubles are exactly those of the text. Of what is no JSON the error tells line and column, and
/// of a text that breaks off or holds NaN or an infinity that it does.
[[nodiscard]] tl::expected<boost::json::value, JsonError> parsed(std::string_view text);

}  // namespace ordersim::measure

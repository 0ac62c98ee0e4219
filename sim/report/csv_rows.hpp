#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Rows of tables after RFC 4180, for csv.hpp.
namespace ordersim::report::csv {

/// All digits; nothing for NaN.
[[nodiscard]] std::string number(double value);
/// Fields quoted where needed, commas between, CRLF at the end.
[[nodiscard]] std::string row(std::span<const std::string> fields);
[[nodiscard]] inline std::string row(const std::vector<std::string>& fields) {
    return row(std::span<const std::string>(fields));
}

}  // namespace ordersim::report::csv

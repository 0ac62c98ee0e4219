#pragma once

#include <span>
#include <string>
#include <vector>

namespace ordersim::report {

struct Table {
    std::span<const std::string> columns;
    std::span<const std::vector<std::string>> rows;  ///< each as long as `columns`
    const std::vector<bool>& is_numeric;             ///< by column: stands at the right
};

/// Columns under their names, as wide as what they hold, up to 60.
[[nodiscard]] std::string table(const Table& table);

}  // namespace ordersim::report

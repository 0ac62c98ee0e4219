#include "sim/report/table.hpp"

#include "sim/report/text.hpp"

#include <algorithm>

namespace ordersim::report {
namespace {

constexpr std::size_t kWidest = 60;

}  // namespace

std::string table(const Table& table) {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        std::size_t width = display_width(clean(table.columns[column]));
        for (const std::vector<std::string>& row : table.rows) {
            width = std::max(width, display_width(clean(row[column])));
        }
        widths.push_back(std::clamp<std::size_t>(width, 1, kWidest));
    }
    std::string text;
    const auto append = [&](std::span<const std::string> row) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += column == 0 ? "" : "  ";
            line += table.is_numeric[column] ? pad_left(row[column], widths[column])
                                             : pad_right(row[column], widths[column]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    };
    append(table.columns);
    for (const std::vector<std::string>& row : table.rows) {
        append(row);
    }
    return text;
}

}  // namespace ordersim::report

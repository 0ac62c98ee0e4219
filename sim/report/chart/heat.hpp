#pragma once

#include "sim/report/svg.hpp"

#include <string>
#include <vector>

/// A number over two keys, as a grid of coloured cells.
namespace ordersim::report::chart {

struct Heat {
    struct Cell {
        double value = 0;  ///< NaN: there is none
        double low = 0;
        double high = 0;
        std::string text;  ///< how the value reads
    };
    std::string x_label;
    std::string y_label;
    std::vector<std::string> columns;
    std::vector<std::string> rows;
    std::vector<Cell> cells;  ///< row by row; rows x columns of them
    std::string unit;         ///< of the texts: "%"
};

/// Colours are cividis (Nunez, Anderton and Renslow 2018), the same to colour-blind readers: dark
/// where the number is small. Cells say their numbers where that has room. Requires: a cell.
[[nodiscard]] std::string heat(const Heat& chart, const Caption& caption);

/// The colour for a place in [0, 1], as "#rrggbb".
[[nodiscard]] std::string cividis(double place);

}  // namespace ordersim::report::chart

#pragma once

#include "sim/report/page/live.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Small pieces of HTML. Whatever is called `text` is escaped here; whatever is called `html` is
/// finished markup and goes in as it is.
namespace ordersim::report::page {

/// The text with a capital first letter; letters beyond ASCII stay as they are.
[[nodiscard]] std::string capitalised(std::string text);
/// `<p>text</p>`, with a class if one is given. Requires: `css_class` is ours.
[[nodiscard]] std::string paragraph(std::string_view text, std::string_view css_class = {});
/// A titled section that can be linked to. Requires: `id` is ours and unique.
[[nodiscard]] std::string section(std::string_view id, std::string_view title,
                                  std::string_view html);
[[nodiscard]] std::string subheading(std::string_view text);
/// A tall chart lets several others stand beside it; a wide one has a row for itself.
enum class Shape { usual, tall, wide };
/// A chart with its title above, an optional note below, and its data to take away.
struct Picture {
    std::string title;
    std::string svg;
    std::string note{};
    Shape shape = Shape::usual;
    Live live{};  ///< without data: the chart stays as it is and offers none
};
[[nodiscard]] std::string figure(const Picture& picture);
/// Figures, or tables, side by side where there is room; empty without any.
[[nodiscard]] std::string charts(const std::vector<std::string>& figures);
/// Folded away until asked for; needs no script.
enum class Fold { open, closed };
[[nodiscard]] std::string details(std::string_view title, std::string_view html, Fold fold);

/// A table row by row. The first cell of a row is its header.
class Table {
public:
    enum class Column { text, number };
    struct Head {
        std::string title;
        Column kind = Column::text;
    };
    Table(std::string_view caption, std::vector<Head> heads);
    /// Requires: as many cells as heads.
    void row(const std::vector<std::string>& texts);
    /// The table in a frame that scrolls sideways when the screen is too narrow.
    [[nodiscard]] std::string take();

private:
    std::vector<Head> heads_;
    std::string html_;
};

/// A table as a value; the first cell of a row names it.
struct Grid {
    std::string caption;
    std::vector<Table::Head> heads;
    std::vector<std::vector<std::string>> rows;  ///< each as long as `heads`
    bool is_folded = false;                      ///< there for those who look for it
};
/// The table, folded or not; empty without rows.
[[nodiscard]] std::string table(const Grid& grid);
[[nodiscard]] std::string tables(const std::vector<Grid>& grids);

}  // namespace ordersim::report::page

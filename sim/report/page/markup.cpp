#include "sim/report/page/markup.hpp"

#include "sim/base/assert.hpp"
#include "sim/report/chart/data.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

namespace ordersim::report::page {
namespace {

constexpr std::size_t kKeyColumns = 20;

std::string_view class_of(Shape shape) {
    switch (shape) {
    case Shape::usual: return "";
    case Shape::tall: return " class=\"tall\"";
    case Shape::wide: return " class=\"wide\"";
    }
    return "";
}

/// The chart's data as a file to take away, which needs no script.
std::string data_link(const Picture& picture) {
    const Live& live = picture.live;
    if (live.data.is_empty()) {
        return {};
    }
    const std::string extent =
        live.points < live.points_all
            ? fmt::format(", {} of {} points; the record holds all", live.points, live.points_all)
            : std::string();
    return fmt::format(
        " <a class=\"take\" download=\"{0}\" href=\"{1}\" title=\"Download the data of this "
        "chart{2}\">CSV</a>",
        chart::data_file_name(picture.title), chart::data_address(live.data), extent);
}

}  // namespace

std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

std::string paragraph(std::string_view text, std::string_view css_class) {
    return css_class.empty() ? fmt::format("<p>{}</p>\n", escape(text))
                             : fmt::format("<p class=\"{}\">{}</p>\n", css_class, escape(text));
}

std::string section(std::string_view id, std::string_view title, std::string_view html) {
    return fmt::format(
        "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n"
        "<h2 id=\"{0}-title\">{1}</h2>\n{2}</section>\n",
        id, escape(title), html);
}

std::string subheading(std::string_view text) {
    return fmt::format("<h3>{}</h3>\n", escape(text));
}

std::string figure(const Picture& picture) {
    const std::string below =
        picture.note.empty() ? std::string()
                             : fmt::format("<p class=\"note\">{}</p>\n", escape(picture.note));
    return fmt::format(
        "<figure{}{}>\n<figcaption><b>{}</b>{}</figcaption>\n<div class=\"picture\">\n{}</div>\n"
        "{}</figure>\n",
        class_of(picture.shape), picture.live.attributes, escape(picture.title),
        data_link(picture), picture.svg, below);
}

std::string charts(const std::vector<std::string>& figures) {
    if (figures.empty()) {
        return {};
    }
    std::string html = "<div class=\"charts\">\n";
    for (const std::string& one : figures) {
        html += one;
    }
    return html + "</div>\n";
}

std::string details(std::string_view title, std::string_view html, Fold fold) {
    return fmt::format("<details{}>\n<summary>{}</summary>\n{}</details>\n",
                       fold == Fold::open ? " open" : "", escape(title), html);
}

Table::Table(std::string_view caption, std::vector<Head> heads) : heads_(std::move(heads)) {
    // Border and padding as attributes: without style a table still shows its cells.
    html_ = fmt::format(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-label=\"{0}\">\n<table border=\"1\" cellpadding=\"4\">\n"
        "<caption>{0}</caption>\n<thead><tr>",
        escape(caption));
    for (const Head& head : heads_) {
        html_ += fmt::format("<th scope=\"col\"{}>{}</th>",
                             head.kind == Column::number ? " class=\"n\"" : "", escape(head.title));
    }
    html_ += "</tr></thead>\n<tbody>\n";
}

void Table::row(const std::vector<std::string>& texts) {
    ORDERSIM_ASSERT(texts.size() == heads_.size());
    // Short keys stay in one piece; a long one may not push the numbers off the screen.
    const std::string_view key = display_width(texts.front()) <= kKeyColumns ? " class=\"k\"" : "";
    html_ += fmt::format("<tr><th scope=\"row\"{}>{}</th>", key, escape(texts.front()));
    for (std::size_t i = 1; i < texts.size(); ++i) {
        const std::string_view look = heads_[i].kind == Column::number ? " class=\"n\"" : "";
        html_ += fmt::format("<td{}>{}</td>", look, escape(texts[i]));
    }
    html_ += "</tr>\n";
}

std::string Table::take() {
    return std::move(html_) + "</tbody>\n</table>\n</div>\n";
}

std::string table(const Grid& grid) {
    if (grid.rows.empty()) {
        return {};
    }
    Table table(grid.caption, grid.heads);
    for (const std::vector<std::string>& row : grid.rows) {
        table.row(row);
    }
    return grid.is_folded ? details(grid.caption, table.take(), Fold::closed) : table.take();
}

std::string tables(const std::vector<Grid>& grids) {
    std::string html;
    for (const Grid& grid : grids) {
        html += table(grid);
    }
    return html;
}

}  // namespace ordersim::report::page

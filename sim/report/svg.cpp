#include "sim/report/svg.hpp"

#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ordersim::report {
namespace {

/// The size of texts that name no other.
constexpr double kFontSize = 13;

std::string pen_attributes(const Pen& pen) {
    std::string text = fmt::format(R"( stroke="{}")", pen.colour);
    if (pen.width != 1) {
        text += fmt::format(R"( stroke-width="{}")", coordinate(pen.width));
    }
    if (!pen.dash.empty()) {
        text += fmt::format(R"( stroke-dasharray="{}")", pen.dash);
    }
    if (pen.opacity != 1) {
        text += fmt::format(R"( stroke-opacity="{:.2g}")", pen.opacity);
    }
    return text;
}

std::string joined(std::span<const Point> points) {
    std::string text;
    for (const Point& point : points) {
        if (!text.empty()) {
            text += ' ';
        }
        text += coordinate(point.x) + "," + coordinate(point.y);
    }
    return text;
}

std::string_view name_of(Anchor anchor) {
    switch (anchor) {
    case Anchor::start: return "start";
    case Anchor::middle: return "middle";
    case Anchor::end: return "end";
    }
    return "start";
}

std::string text_element(Point at, std::string_view content, const Font& font,
                         std::string_view extra) {
    std::string attributes;
    if (font.size != kFontSize) {
        attributes += fmt::format(R"( font-size="{}")", coordinate(font.size));
    }
    attributes += extra;
    if (font.anchor != Anchor::start) {
        attributes += fmt::format(R"( text-anchor="{}")", name_of(font.anchor));
    }
    if (font.opacity != 1) {
        attributes += fmt::format(R"( fill-opacity="{:.2g}")", font.opacity);
    }
    if (!font.weight.empty()) {
        attributes += fmt::format(R"( font-weight="{}")", font.weight);
    }
    if (font.turn != 0) {
        attributes += fmt::format(R"x( transform="rotate({} {} {})")x", coordinate(font.turn),
                                  coordinate(at.x), coordinate(at.y));
    }
    return fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", coordinate(at.x), coordinate(at.y),
                       attributes, escape(content));
}

}  // namespace

std::string_view palette(std::size_t series) {
    return kPalette[series % kPalette.size()];
}

std::string_view dashes(std::size_t series) {
    constexpr std::array<std::string_view, 5> kDashes{"", "7 3", "2 3", "9 3 2 3", "4 2"};
    return kDashes[series % kDashes.size()];
}

std::string coordinate(double value) {
    std::string text = fmt::format("{:.1f}", value);
    if (text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text == "-0" ? "0" : text;
}

double text_width(std::string_view content, double size) {
    return 0.6 * size * static_cast<double>(display_width(content));
}

Svg::Svg(double width, double height, const Caption& caption) {
    text_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{0}\" height=\"{1}\" "
        "viewBox=\"0 0 {0} {1}\" fill=\"currentColor\" font-family=\"system-ui, sans-serif\" "
        "font-size=\"{4}\">\n<title>{2}</title>\n<desc>{3}</desc>\n",
        coordinate(width), coordinate(height), escape(caption.title), escape(caption.description),
        coordinate(kFontSize));
}

void Svg::line(Point from, Point to, const Pen& pen) {
    text_ +=
        fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", coordinate(from.x),
                    coordinate(from.y), coordinate(to.x), coordinate(to.y), pen_attributes(pen));
}

void Svg::polyline(std::span<const Point> points, const Pen& pen) {
    text_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\"{}/>\n",
                         joined(points), pen_attributes(pen));
}

void Svg::polygon(std::span<const Point> points, std::string_view fill, double opacity) {
    text_ += fmt::format("<polygon points=\"{}\" fill=\"{}\"", joined(points), fill);
    text_ += opacity != 1 ? fmt::format(" fill-opacity=\"{:.2g}\"/>\n", opacity) : "/>\n";
}

void Svg::path(std::string_view d, const Pen& pen) {
    text_ += fmt::format("<path d=\"{}\" fill=\"none\"{}/>\n", d, pen_attributes(pen));
}

void Svg::shape(std::string_view d, std::string_view fill, double opacity,
                std::string_view title) {
    text_ += fmt::format(
        "<path d=\"{}\" fill=\"{}\" fill-opacity=\"{:.2g}\"><title>{}</title></path>\n", d, fill,
        opacity, escape(title));
}

void Svg::box(const Box& box, std::string_view fill, double opacity) {
    text_ += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"", coordinate(box.x),
        coordinate(box.y), coordinate(box.width), coordinate(box.height), fill);
    text_ += opacity != 1 ? fmt::format(" fill-opacity=\"{:.2g}\"/>\n", opacity) : "/>\n";
}

void Svg::frame(const Box& box, const Pen& pen, double radius) {
    text_ += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"none\"{}/>\n",
        coordinate(box.x), coordinate(box.y), coordinate(box.width), coordinate(box.height),
        coordinate(radius), pen_attributes(pen));
}

void Svg::text(Point at, std::string_view content, const Font& font) {
    text_ += text_element(at, content, font, "");
}

void Svg::text_on(Point at, std::string_view content, std::string_view colour,
                  const Font& font) {
    text_ += text_element(at, content, font, fmt::format(R"( fill="{}")", colour));
}

void Svg::text_over_lines(Point at, std::string_view content, const Font& font) {
    text_ += text_element(at, content, font,
                          R"( stroke="Canvas" stroke-width="4" stroke-linejoin="round")"
                          R"( paint-order="stroke")");
}

void Svg::marker(Point at, std::size_t series, Fill fill) {
    const bool solid = fill == Fill::solid;
    const std::string look =
        fmt::format(R"(fill="{}" stroke="{}" stroke-width="1.8")",
                    solid ? palette(series) : std::string_view("Canvas"), palette(series));
    const double r = 4.5;
    std::string shape;
    switch (series % 4) {
    case 0:
        text_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}/>\n", coordinate(at.x),
                             coordinate(at.y), r, look);
        return;
    case 1:
        shape = joined(std::array{Point{at.x - r, at.y - r}, Point{at.x + r, at.y - r},
                                  Point{at.x + r, at.y + r}, Point{at.x - r, at.y + r}});
        break;
    case 2:
        shape = joined(std::array{Point{at.x, at.y - r - 1}, Point{at.x + r + 1, at.y},
                                  Point{at.x, at.y + r + 1}, Point{at.x - r - 1, at.y}});
        break;
    case 3:
        shape = joined(std::array{Point{at.x, at.y - r - 1}, Point{at.x + r + 1, at.y + r},
                                  Point{at.x - r - 1, at.y + r}});
        break;
    }
    text_ += fmt::format("<polygon points=\"{}\" {}/>\n", shape, look);
}

std::string Svg::take() {
    return std::move(text_) + "</svg>\n";
}

}  // namespace ordersim::report

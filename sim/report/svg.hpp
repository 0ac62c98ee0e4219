#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// Primitives for static SVG. All looks are presentation attributes, so that a picture survives a
/// content policy that forbids styles; all text and all lines without a colour of their own take
/// the colour of the surrounding text, so that it reads on light and on dark.
namespace ordersim::report {

/// Okabe and Ito's palette (2008), told apart by colour-blind readers too; its black is the text's
/// colour here, its yellow comes last because thin lines of it vanish on white. Series beyond the
/// eighth repeat the colours.
inline constexpr std::array<std::string_view, 8> kPalette{
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "currentColor", "#F0E442"};
[[nodiscard]] std::string_view palette(std::size_t series);
/// A dash pattern that tells the series from its neighbours without colour; "" is solid.
[[nodiscard]] std::string_view dashes(std::size_t series);

struct Point {
    double x = 0;
    double y = 0;
};
struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};
struct Pen {
    std::string_view colour = "currentColor";
    double width = 1;
    std::string_view dash = {};
    double opacity = 1;
};
enum class Anchor { start, middle, end };
struct Font {
    double size = 13;
    Anchor anchor = Anchor::start;
    double opacity = 1;
    std::string_view weight = {};
    double turn = 0;  ///< degrees clockwise around the text's own place
};

/// What a reader who cannot see the picture is told.
struct Caption {
    std::string title;
    std::string description;
};

/// Builds one picture. Coordinates are in pixels of its own size, printed to a tenth.
class Svg {
public:
    Svg(double width, double height, const Caption& caption);

    void line(Point from, Point to, const Pen& pen);
    void polyline(std::span<const Point> points, const Pen& pen);
    /// A filled shape without outline.
    void polygon(std::span<const Point> points, std::string_view fill, double opacity = 1);
    /// A path in SVG's own words, not filled. Requires: `d` was made by us.
    void path(std::string_view d, const Pen& pen);
    /// The inside of a path, with words for who points at it. Requires: `d` was made by us.
    void shape(std::string_view d, std::string_view fill, double opacity, std::string_view title);
    void box(const Box& box, std::string_view fill, double opacity = 1);
    /// Not filled.
    void frame(const Box& box, const Pen& pen, double radius = 0);
    void text(Point at, std::string_view content, const Font& font = {});
    /// Text in a colour of its own, for a ground whose colour is known.
    void text_on(Point at, std::string_view content, std::string_view colour, const Font& font);
    /// Text with a rim of the page's colour, for a place that lines cross.
    void text_over_lines(Point at, std::string_view content, const Font& font = {});
    /// One of four shapes by series: disc, square, diamond, triangle. Hollow: only its outline.
    enum class Fill { solid, hollow };
    void marker(Point at, std::size_t series, Fill fill = Fill::solid);

    /// The finished element. The object is spent.
    [[nodiscard]] std::string take();

private:
    std::string text_;
};

/// Rough width of text in pixels, for layout; errs to the wide side.
[[nodiscard]] double text_width(std::string_view content, double size);

/// A coordinate as SVG wants it: a tenth of a pixel, no trailing zeros, no exponent.
[[nodiscard]] std::string coordinate(double value);

}  // namespace ordersim::report

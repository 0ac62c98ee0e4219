#include "sim/report/chart/states.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

namespace ordersim::report::chart {
namespace {

constexpr double kWidth = 520;
constexpr double kColumn = 104;
constexpr double kLayer = 66;
constexpr double kBoxWidth = 84;
constexpr double kBoxHeight = 38;
constexpr double kMargin = 26;
constexpr double kCountFont = 12;
constexpr std::size_t kColumns = 5;

enum class Role { way, exit, end };

/// A state's place: column and layer, and whether it lies on the way out.
struct Place {
    std::string_view state;
    double column;
    double layer;
    Role role;
};
constexpr std::array<Place, 14> kPlaces{{{"none", 1, 0, Role::way},
                                         {"awaiting_payment", 1, 1, Role::way},
                                         {"pay_verifying", 1, 2, Role::way},
                                         {"closed_unpaid", 0, 2, Role::exit},
                                         {"processing", 1, 3, Role::way},
                                         {"cancel_pending", 2.15, 4, Role::exit},
                                         {"shipped", 1, 5, Role::way},
                                         {"delivered", 1, 6, Role::way},
                                         {"dispute", 2.25, 6, Role::way},
                                         {"refunding", 3.1, 7, Role::exit},
                                         {"completed", 1, 8.3, Role::end},
                                         {"settled_partial", 1.95, 8.3, Role::exit},
                                         {"refunded", 3.1, 8.3, Role::exit},
                                         {"cancelled", 4.05, 8.3, Role::exit}}};
constexpr double kUnknownLayer = 9.6;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& character : result) {
        if (character >= 'A' && character <= 'Z') {
            character = static_cast<char>(character - 'A' + 'a');
        }
    }
    return result;
}

struct Node {
    std::string state;
    Point centre;
    Role role = Role::way;
};

enum class Side { top, right, bottom, left };

/// An arrow between two nodes, and where it leaves and arrives.
struct Edge {
    std::size_t from = 0;
    std::size_t to = 0;
    double per_thousand = 0;
    Side leaves = Side::bottom;
    Side arrives = Side::top;
    Point start{};
    Point end{};

    [[nodiscard]] double width() const { return 1.2 + 9 * std::sqrt(per_thousand / 1000); }
};

struct Graph {
    std::vector<Node> nodes;
    std::vector<Edge> edges;
    double height = 0;
};

/// The states of the arrows, known ones in the order of their places.
std::vector<Node> nodes_of(const std::vector<Arrow>& arrows) {
    std::vector<Node> nodes;
    const auto is_used = [&arrows](std::string_view state) {
        return std::any_of(arrows.begin(), arrows.end(), [state](const Arrow& arrow) {
            return arrow.from == state || arrow.to == state;
        });
    };
    const auto centre = [](double column, double layer) {
        return Point{kColumn * (column + 0.5), kMargin + kLayer * layer};
    };
    for (const Place& place : kPlaces) {
        if (is_used(place.state)) {
            nodes.push_back(
                {std::string(place.state), centre(place.column, place.layer), place.role});
        }
    }
    std::size_t unknown = 0;
    for (const Arrow& arrow : arrows) {
        for (const std::string& state : {arrow.from, arrow.to}) {
            const bool is_placed = std::any_of(
                nodes.begin(), nodes.end(), [&](const Node& node) { return node.state == state; });
            if (!is_placed) {
                const auto layer = static_cast<double>(unknown / kColumns);
                nodes.push_back({state, centre(static_cast<double>(unknown % kColumns),
                                               kUnknownLayer + layer)});
                ++unknown;
            }
        }
    }
    return nodes;
}

/// Sides by relative place: straight down inside a column unless another state is in the way, out
/// at the side and in from above for near or far columns, an S-curve otherwise.
void choose_sides(const std::vector<Node>& nodes, Edge& edge) {
    const Point from = nodes[edge.from].centre;
    const Point to = nodes[edge.to].centre;
    const double columns = (to.x - from.x) / kColumn;
    const double layers = (to.y - from.y) / kLayer;
    const Side outward = columns > 0 ? Side::right : Side::left;
    const Side inward = columns > 0 ? Side::left : Side::right;
    if (std::abs(columns) < 0.01) {
        const bool is_blocked = std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
            return std::abs(node.centre.x - from.x) < 1 && node.centre.y > from.y + 1 &&
                   node.centre.y < to.y - 1;
        });
        if (layers < 0 || is_blocked) {
            const Side side = layers < 0 ? Side::right : Side::left;
            edge.leaves = edge.arrives = side;
        }
    } else if (std::abs(layers) < 0.01) {
        edge.leaves = outward;
        edge.arrives = inward;
    } else if (layers < 0) {
        edge.leaves = outward;
        edge.arrives = Side::bottom;
    } else if (layers < 1.5 || std::abs(columns) > 1.5) {
        edge.leaves = outward;
    }
}

bool is_level(Side side) {
    return side == Side::left || side == Side::right;
}

/// An end of an edge at a node's side, with what decides its order there.
struct Port {
    Edge* edge = nullptr;
    bool is_end = false;
    double group = 0;  ///< other end to the left, straight ahead, or to the right
    double depth = 0;
};

std::vector<Port> ports_at(Graph& graph, std::size_t node, Side side) {
    std::vector<Port> ports;
    const Point here = graph.nodes[node].centre;
    const auto add = [&](Edge& edge, bool is_end) {
        const Point other = graph.nodes[is_end ? edge.from : edge.to].centre;
        const double sign = other.x < here.x - 1 ? -1 : (other.x > here.x + 1 ? 1 : 0);
        // From the left, the arrow that comes from lower down takes the outer port, so that those
        // from above do not cross it; from the right it is the other way round.
        const double lower_first = side == Side::top ? sign * other.y : -sign * other.y;
        // Of two arrows between neighbours the one to the right takes the upper ports.
        const bool is_leftward = graph.nodes[edge.to].centre.x < graph.nodes[edge.from].centre.x;
        ports.push_back({&edge, is_end, is_level(side) ? other.y : sign,
                         is_level(side) ? (is_leftward ? 1.0 : 0.0) : lower_first});
    };
    for (Edge& edge : graph.edges) {
        if (edge.from == node && edge.leaves == side) {
            add(edge, false);
        }
        if (edge.to == node && edge.arrives == side) {
            add(edge, true);
        }
    }
    std::stable_sort(ports.begin(), ports.end(), [](const Port& a, const Port& b) {
        return a.group != b.group ? a.group < b.group : a.depth < b.depth;
    });
    return ports;
}

Point on_side(Point centre, Side side, double offset) {
    switch (side) {
    case Side::top: return {centre.x + offset, centre.y - kBoxHeight / 2};
    case Side::bottom: return {centre.x + offset, centre.y + kBoxHeight / 2};
    case Side::left: return {centre.x - kBoxWidth / 2, centre.y + offset};
    case Side::right: return {centre.x + kBoxWidth / 2, centre.y + offset};
    }
    return centre;
}

/// Where the ports of one side stand, from its middle. A port that leads straight ahead stands in
/// the middle, so that the arrow is straight at both of its ends; the others fan out around it.
std::vector<double> offsets(const std::vector<Port>& ports, Side side) {
    const auto count = static_cast<double>(ports.size());
    double middle = (count - 1) / 2;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        if (!is_level(side) && ports[i].group == 0) {
            middle = static_cast<double>(i);
        }
    }
    const double farthest = std::max({middle, count - 1 - middle, 0.5});
    const double half = (is_level(side) ? kBoxHeight : kBoxWidth) / 2 - 5;
    const double step = std::min(is_level(side) ? 13.0 : 22.0, half / farthest);
    std::vector<double> result;
    for (std::size_t i = 0; i < ports.size(); ++i) {
        result.push_back((static_cast<double>(i) - middle) * step);
    }
    return result;
}

/// Spreads the edges that share a side of a node over it.
void place_ports(Graph& graph) {
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
        for (const Side side : {Side::top, Side::right, Side::bottom, Side::left}) {
            const std::vector<Port> ports = ports_at(graph, node, side);
            const std::vector<double> places = offsets(ports, side);
            for (std::size_t i = 0; i < ports.size(); ++i) {
                Point& point = ports[i].is_end ? ports[i].edge->end : ports[i].edge->start;
                point = on_side(graph.nodes[node].centre, side, places[i]);
            }
        }
    }
}

Point outwards(Point point, Side side, double distance) {
    switch (side) {
    case Side::top: return {point.x, point.y - distance};
    case Side::bottom: return {point.x, point.y + distance};
    case Side::left: return {point.x - distance, point.y};
    case Side::right: return {point.x + distance, point.y};
    }
    return point;
}

/// A cubic curve that leaves and arrives at right angles to the boxes.
struct Bezier {
    std::array<Point, 4> points;

    [[nodiscard]] Point at(double t) const {
        const double s = 1 - t;
        const std::array<double, 4> weights{s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t};
        Point result{};
        for (std::size_t i = 0; i < 4; ++i) {
            result.x += weights[i] * points[i].x;
            result.y += weights[i] * points[i].y;
        }
        return result;
    }
};

double arrow_size(const Edge& edge) {
    return 5 + edge.width() * 0.55;
}

Bezier curve_of(const Edge& edge) {
    const Point end = outwards(edge.end, edge.arrives, arrow_size(edge));
    const double across = std::abs(end.x - edge.start.x);
    const double down = std::abs(end.y - edge.start.y);
    // Half of the way for each end makes an S; a turn of 90 degrees wants nearly all of it.
    const bool is_turn = is_level(edge.leaves) != is_level(edge.arrives);
    const double share = is_turn ? 0.85 : 0.5;
    double first = share * (is_level(edge.leaves) ? across : down);
    double second = share * (is_level(edge.arrives) ? across : down);
    if (edge.leaves == edge.arrives) {
        first = second = 22 + 0.12 * down;
    }
    return {{edge.start, outwards(edge.start, edge.leaves, first),
             outwards(end, edge.arrives, second), end}};
}

std::string count_text(double per_thousand) {
    return grouped(per_thousand, per_thousand < 99.95 ? 1 : 0);
}

void draw_line(Svg& svg, const Graph& graph, const Edge& edge) {
    const std::string_view colour = palette(graph.nodes[edge.to].role == Role::exit ? 1 : 0);
    const auto& p = curve_of(edge).points;
    const auto pair = [](Point point) { return coordinate(point.x) + " " + coordinate(point.y); };
    svg.path(fmt::format("M{} C{} {} {}", pair(p[0]), pair(p[1]), pair(p[2]), pair(p[3])),
             {.colour = colour, .width = edge.width(), .opacity = 0.6});
    const double size = arrow_size(edge);
    const Point base = outwards(edge.end, edge.arrives, size + 0.5);
    const Point spread = is_level(edge.arrives) ? Point{0, size * 0.7} : Point{size * 0.7, 0};
    svg.polygon(std::array{edge.end, Point{base.x + spread.x, base.y + spread.y},
                           Point{base.x - spread.x, base.y - spread.y}},
                colour);
}

/// Where on its curve an edge would like its count. Turns run along the column of their target,
/// where other arrows arrive: nearer to the start they have room. Slanted ones have it past their
/// middle.
double wanted_place(const Edge& edge) {
    const bool is_turn = is_level(edge.leaves) != is_level(edge.arrives);
    const bool is_slanted = !is_level(edge.leaves) && edge.start.x != edge.end.x;
    return is_turn ? 0.32 : (is_slanted ? 0.62 : 0.5);
}

Box count_box(const Edge& edge, double place) {
    const Point at = curve_of(edge).at(place);
    // Arrows to and fro between neighbours carry theirs above and below.
    const bool is_across =
        is_level(edge.leaves) && is_level(edge.arrives) && edge.leaves != edge.arrives;
    const double above = edge.end.x > edge.start.x ? -3 : 12;
    const double width = text_width(count_text(edge.per_thousand), kCountFont) + 2;
    return {at.x - width / 2, at.y + (is_across ? above : 4) - kCountFont + 2, width, kCountFont};
}

double overlap(const Box& a, const Box& b) {
    const double width = std::min(a.x + a.width, b.x + b.width) - std::max(a.x, b.x);
    const double height = std::min(a.y + a.height, b.y + b.height) - std::max(a.y, b.y);
    return std::max(0.0, width) * std::max(0.0, height);
}

/// How much of other things a count would cover: boxes and counts above all, then foreign arrows.
double covered(const Graph& graph, const Edge& edge, const Box& box,
               const std::vector<Box>& placed) {
    double sum = 0;
    for (const Node& node : graph.nodes) {
        sum += 4 * overlap(box, {node.centre.x - kBoxWidth / 2, node.centre.y - kBoxHeight / 2,
                                 kBoxWidth, kBoxHeight});
    }
    for (const Box& other : placed) {
        sum += 4 * overlap(box, other);
    }
    for (const Edge& other : graph.edges) {
        const Bezier curve = curve_of(other);
        for (double t = 0; &other != &edge && t <= 1; t += 0.05) {
            const Point point = curve.at(t);
            sum += overlap(box, {point.x - 3, point.y - 3, 6, 6});
        }
    }
    return sum;
}

/// Counts where they cover least, each as near to its wanted place as that allows.
std::vector<Box> counts_of(const Graph& graph) {
    constexpr double kStep = 0.04;
    std::vector<Box> placed;
    for (const Edge& edge : graph.edges) {
        Box best{};
        double least = std::numeric_limits<double>::infinity();
        for (int i = 0; i <= 20; ++i) {
            const double away = (i % 2 == 0 ? 1 : -1) * ((i + 1) / 2) * kStep;
            const double place = wanted_place(edge) + away;
            if (place < 0.12 || place > 0.88) {
                continue;
            }
            const Box box = count_box(edge, place);
            const double cost = covered(graph, edge, box, placed) + 40 * std::abs(away);
            if (cost < least) {
                least = cost;
                best = box;
            }
        }
        placed.push_back(best);
    }
    return placed;
}

void draw_count(Svg& svg, const Edge& edge, const Box& box) {
    svg.text_over_lines({box.x + box.width / 2, box.y + kCountFont - 2},
                        count_text(edge.per_thousand),
                        {.size = kCountFont, .anchor = Anchor::middle, .weight = "600"});
}

std::string label_of(const std::string& state) {
    if (state == "none") {
        return "placed";
    }
    std::string label = state;
    std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

void draw_node(Svg& svg, const Node& node) {
    const Box box{node.centre.x - kBoxWidth / 2, node.centre.y - kBoxHeight / 2, kBoxWidth,
                  kBoxHeight};
    svg.frame(box, {.width = node.role == Role::way ? 1.2 : 2}, 7);
    std::vector<std::string> lines = wrap(label_of(node.state), 12);
    if (lines.size() > 2) {
        lines = {lines[0], fit(lines[1] + "…", 12)};
    }
    const double first = node.centre.y + 4.5 - 7 * static_cast<double>(lines.size() - 1);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        svg.text({node.centre.x, first + 14 * static_cast<double>(i)}, lines[i],
                 {.size = 12.5, .anchor = Anchor::middle});
    }
}

Graph graph_of(const std::vector<Arrow>& arrows) {
    Graph graph{.nodes = nodes_of(arrows), .edges = {}, .height = 0};
    const auto index = [&graph](const std::string& state) {
        const auto found = std::find_if(graph.nodes.begin(), graph.nodes.end(),
                                        [&](const Node& node) { return node.state == state; });
        return static_cast<std::size_t>(found - graph.nodes.begin());
    };
    for (const Arrow& arrow : arrows) {
        Edge edge{
            .from = index(arrow.from), .to = index(arrow.to), .per_thousand = arrow.per_thousand};
        choose_sides(graph.nodes, edge);
        graph.edges.push_back(edge);
    }
    place_ports(graph);
    for (const Node& node : graph.nodes) {
        graph.height = std::max(graph.height, node.centre.y + kMargin);
    }
    return graph;
}

}  // namespace

std::vector<Arrow> arrows_of(const std::vector<measure::Flow>& flows) {
    std::vector<Arrow> arrows;
    for (const measure::Flow& flow : flows) {
        const Arrow arrow{lower(flow.from), lower(flow.to), flow.per_thousand};
        if (arrow.from == arrow.to || !std::isfinite(arrow.per_thousand)) {
            continue;
        }
        const auto same = std::find_if(arrows.begin(), arrows.end(), [&](const Arrow& other) {
            return other.from == arrow.from && other.to == arrow.to;
        });
        if (same == arrows.end()) {
            arrows.push_back(arrow);
        } else {
            same->per_thousand += arrow.per_thousand;
        }
    }
    std::erase_if(arrows, [](const Arrow& arrow) { return arrow.per_thousand < kFlowLeast; });
    return arrows;
}

std::string states(const std::vector<Arrow>& arrows, const Caption& caption) {
    const Graph graph = graph_of(arrows);
    Svg svg(kWidth, graph.height, caption);
    for (const Edge& edge : graph.edges) {
        draw_line(svg, graph, edge);
    }
    for (const Node& node : graph.nodes) {
        draw_node(svg, node);
    }
    const std::vector<Box> counts = counts_of(graph);
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        draw_count(svg, graph.edges[i], counts[i]);
    }
    return svg.take();
}

}  // namespace ordersim::report::chart

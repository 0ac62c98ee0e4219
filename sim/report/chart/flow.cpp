#include "sim/report/chart/flow.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report::chart {
namespace {

constexpr double kWidth = 640;
constexpr double kHigh = 250;  // of the fullest layer, without the gaps between its bars
constexpr double kBar = 9;
constexpr double kSlot = 20;  // a bar has room for its label, however thin it is
constexpr double kGap = 7;
constexpr double kTop = 8;
constexpr double kThinnest = 0.8;
constexpr double kFont = 13;

/// A node's bar; ribbons are laid on from the top of both sides.
struct Bar {
    double x = 0;
    double y = 0;
    double height = 0;
    double left_used = 0;
    double right_used = 0;
};

struct Layout {
    std::vector<Bar> bars;
    double scale = 0;  // pixels a unit
    double height = 0;
    std::size_t layers = 0;
};

/// Bars from top to bottom, each in a slot that its label fits into.
double stack_layer(const Flow& flow, std::size_t layer, Layout& layout) {
    double y = kTop;
    const double step = (kWidth - kBar) / static_cast<double>(layout.layers - 1);
    for (std::size_t i = 0; i < flow.nodes.size(); ++i) {
        if (flow.nodes[i].layer != layer || !(passing(flow, i) > 0)) {
            continue;
        }
        const double height = std::max(passing(flow, i) * layout.scale, kThinnest);
        const double slot = std::max(height, kSlot);
        layout.bars[i] = {.x = static_cast<double>(layer) * step,
                          .y = y + (slot - height) / 2,
                          .height = height};
        y += slot + kGap;
    }
    return y - kGap;
}

Layout layout_of(const Flow& flow) {
    Layout layout{.bars = std::vector<Bar>(flow.nodes.size())};
    for (const Flow::Node& node : flow.nodes) {
        layout.layers = std::max(layout.layers, node.layer + 1);
    }
    layout.layers = std::max<std::size_t>(layout.layers, 2);
    double most = 0;
    for (std::size_t layer = 0; layer < layout.layers; ++layer) {
        double sum = 0;
        for (std::size_t i = 0; i < flow.nodes.size(); ++i) {
            sum += flow.nodes[i].layer == layer ? passing(flow, i) : 0;
        }
        most = std::max(most, sum);
    }
    layout.scale = most > 0 ? kHigh / most : 0;
    std::vector<double> ends;
    for (std::size_t layer = 0; layer < layout.layers; ++layer) {
        ends.push_back(stack_layer(flow, layer, layout));
        layout.height = std::max(layout.height, ends.back());
    }
    for (std::size_t i = 0; i < flow.nodes.size(); ++i) {
        layout.bars[i].y += (layout.height - ends[flow.nodes[i].layer]) / 2;
    }
    return layout;
}

struct Look {
    std::string_view colour;
    double opacity;
};

Look look_of(Flow::Tone tone) {
    switch (tone) {
    case Flow::Tone::plain:
    case Flow::Tone::good: return {palette(0), 0.45};
    case Flow::Tone::half: return {palette(4), 0.6};
    case Flow::Tone::lost: return {"currentColor", 0.22};
    }
    return {palette(0), 0.45};
}

std::string amount_text(double amount) {
    return grouped(amount, 0);
}

void ribbon(Svg& svg, const Flow& flow, const Flow::Link& link, Layout& layout) {
    Bar& from = layout.bars[link.from];
    Bar& to = layout.bars[link.to];
    const double height = std::max(link.amount * layout.scale, kThinnest);
    const double y0 = from.y + from.right_used;
    const double y1 = to.y + to.left_used;
    from.right_used += link.amount * layout.scale;
    to.left_used += link.amount * layout.scale;
    const double x0 = from.x + kBar;
    const double middle = (x0 + to.x) / 2;
    const auto curve = [middle](double from_y, double to_y, double to_x) {
        return fmt::format("C{} {} {} {} {} {}", coordinate(middle), coordinate(from_y),
                           coordinate(middle), coordinate(to_y), coordinate(to_x),
                           coordinate(to_y));
    };
    const Look look = look_of(flow.nodes[link.to].tone);
    svg.shape(fmt::format("M{} {}{}L{} {}{}Z", coordinate(x0), coordinate(y0),
                          curve(y0, y1, to.x), coordinate(to.x), coordinate(y1 + height),
                          curve(y1 + height, y0 + height, x0)),
              look.colour, look.opacity,
              fmt::format("{} → {}: {} {}", flow.nodes[link.from].label,
                          flow.nodes[link.to].label, amount_text(link.amount), flow.unit));
}

void label(Svg& svg, const Flow& flow, std::size_t node, const Layout& layout) {
    const Bar& bar = layout.bars[node];
    const bool is_last = flow.nodes[node].layer + 1 == layout.layers;
    svg.text_over_lines({is_last ? bar.x - 7 : bar.x + kBar + 7, bar.y + bar.height / 2 + 4.5},
                        fit(flow.nodes[node].label, 22) + " " + amount_text(passing(flow, node)),
                        {.size = kFont, .anchor = is_last ? Anchor::end : Anchor::start});
}

}  // namespace

double passing(const Flow& flow, std::size_t node) {
    double in = 0;
    double out = 0;
    for (const Flow::Link& link : flow.links) {
        in += link.to == node ? link.amount : 0;
        out += link.from == node ? link.amount : 0;
    }
    return std::max(in, out);
}

std::string flow(const Flow& chart, const Caption& caption) {
    Layout layout = layout_of(chart);
    Svg svg(kWidth, layout.height + kTop, caption);
    for (const Flow::Link& link : chart.links) {
        ribbon(svg, chart, link, layout);
    }
    for (std::size_t i = 0; i < chart.nodes.size(); ++i) {
        if (passing(chart, i) > 0) {
            const Bar& bar = layout.bars[i];
            svg.box({bar.x, bar.y, kBar, bar.height}, "currentColor", 0.75);
        }
    }
    for (std::size_t i = 0; i < chart.nodes.size(); ++i) {
        if (passing(chart, i) > 0) {
            label(svg, chart, i, layout);
        }
    }
    return svg.take();
}

}  // namespace ordersim::report::chart

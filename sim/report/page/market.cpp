#include "sim/report/page/market.hpp"

#include "sim/report/page/curves.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/page/pictures.hpp"
#include "sim/report/page/tables.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <vector>

namespace ordersim::report::page {
namespace {

using measure::Result;
using measure::Variant;

/// Tables of a single variant are narrow enough.
std::string side_by_side(const Result& result, const std::vector<std::string>& parts) {
    if (result.variants.size() == 1) {
        return charts(parts);
    }
    std::string html;
    for (const std::string& one : parts) {
        html += one;
    }
    return html;
}

std::string group(std::string_view title, const std::vector<std::string>& figures) {
    return figures.empty() ? std::string() : subheading(title) + charts(figures);
}

}  // namespace

std::string topic_part(const Result& result, const Topic& topic) {
    const std::string numbers = tables(topic_grids(result, topic));
    if (numbers.empty()) {
        return {};
    }
    const std::string note =
        topic.note.empty() ? std::string() : paragraph(topic.note);
    if (result.variants.size() > 1) {
        return note + numbers;
    }
    const std::string bars = shares_of(topic, result.variants.front());
    return note + charts(bars.empty() ? std::vector{numbers} : std::vector{bars, numbers});
}

std::string support_part(const Result& result) {
    std::vector<std::string> desks;
    for (const Topic& topic : {chat_desk(), case_desk()}) {
        if (std::string numbers = tables(topic_grids(result, topic)); !numbers.empty()) {
            desks.push_back(std::move(numbers));
        }
    }
    if (desks.empty()) {
        return {};
    }
    return paragraph(
               "Waits end when somebody of the staff begins. Who gives up silently keeps the "
               "place, and the staff finds nobody there.") +
           side_by_side(result, desks);
}

std::string cost_part(const Result& result) {
    const std::string chart = cost_by_party(result);
    const std::string numbers = tables(topic_grids(result, costs()));
    std::string html;
    if (!chart.empty() || !numbers.empty()) {
        html = paragraph(costs().note);
        html += result.variants.size() == 1 ? charts({chart, numbers})
                                            : charts({chart}) + numbers;
    }
    std::vector<std::string> rest;
    for (const Topic& topic : {consequences(), volumes()}) {
        if (std::string more = tables(topic_grids(result, topic)); !more.empty()) {
            rest.push_back(std::move(more));
        }
    }
    return html + side_by_side(result, rest);
}

std::string time_part(const Result& result) {
    const std::vector<Variant> drawn = drawn_of(result.variants);
    std::string html = group("What waits", curves(drawn, CurveKind::backlog)) + empty_lines(drawn);
    if (drawn.size() == 1) {
        const std::string busy =
            curves_together(drawn.front(), CurveKind::utilisation, "Staff at work");
        html += busy.empty() ? busy : group("How busy the staff is", {busy});
    } else {
        html += group("How busy the staff is", curves(drawn, CurveKind::utilisation));
    }
    return html.empty() ? html : drawn_note(result.variants) + html;
}

}  // namespace ordersim::report::page

#include "sim/report/page/frame.hpp"

#include "sim/report/page/markup.hpp"
#include "sim/report/page/script.hpp"
#include "sim/report/page/style.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report::page {
namespace {

std::string head(const Sheet& content) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
        "{}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<title>{} – ordersim {}</title>\n<style>{}</style>\n</head>\n",
        script_policy(), escape(content.title), content.kind, style());
}

std::string heading(const Sheet& content) {
    std::string identity = fmt::format("ordersim {} · {}", escape(content.version), content.kind);
    if (!content.seed.empty()) {
        identity += fmt::format(" · seed {}", escape(content.seed));
    }
    if (!content.hash.empty()) {
        identity += fmt::format(" · hash <code>{}</code>", escape(content.hash));
    }
    return fmt::format("<header>\n<p class=\"faint\">{}</p>\n<h1>{}</h1>\n{}</header>\n", identity,
                       escape(content.title), content.head_html);
}

std::string navigation(const std::vector<Section>& sections) {
    std::string html = "<nav aria-label=\"Sections\">\n";
    for (const Section& section : sections) {
        if (!section.html.empty()) {
            html += fmt::format("<a href=\"#{}\">{}</a>\n", section.id, section.link);
        }
    }
    return html + "</nav>\n";
}

/// The record in an element that no browser runs or shows. JSON escapes control characters inside
/// of its texts, so that line by line only what is malformed changes.
std::string record_block(const Sheet& content) {
    std::string block = fmt::format(
        "<script type=\"application/json\" id=\"record\" data-file=\"{}.json\">\n",
        escape(content.title));
    std::string_view rest = content.record;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        for (const char character : clean(rest.substr(0, end))) {
            if (character == '<') {
                block += "\\u003c";
            } else {
                block += character;
            }
        }
        block += '\n';
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return block + "</script>\n";
}

std::string footer(const Sheet& content) {
    return fmt::format(
        "<footer>\n<p class=\"faint\">Made by ordersim {}. Interactive charts: Observable Plot and "
        "d3 (ISC licence). The page loads nothing and sends nothing.</p>\n</footer>\n",
        escape(content.version));
}

}  // namespace

std::string sheet(const Sheet& content) {
    std::string text = head(content) + "<body>\n" + heading(content) +
                       navigation(content.sections) + "<main>\n";
    for (const Section& one : content.sections) {
        if (!one.html.empty()) {
            text += section(one.id, one.title, one.html);
        }
    }
    text += "</main>\n" + footer(content);
    const std::string running = fmt::format("<script>{}</script>\n</body>\n</html>\n", script());
    const std::string record = content.record.empty() ? std::string() : record_block(content);
    if (text.size() + record.size() + running.size() <= kPageBytesMax) {
        text += record;
    }
    return text + running;
}

}  // namespace ordersim::report::page

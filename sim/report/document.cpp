#include "sim/report/document.hpp"

#include "sim/report/page/frame.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

namespace ordersim::report {
namespace {

std::string_view class_of(Paragraph::Tone tone) {
    switch (tone) {
    case Paragraph::Tone::plain: return "";
    case Paragraph::Tone::answer: return "answer";
    case Paragraph::Tone::faint: return "faint";
    case Paragraph::Tone::warning: return "warning";
    }
    return "";
}

struct ToHtml {
    std::string operator()(const Paragraph& paragraph) const {
        return paragraph.text.empty() ? std::string()
                                      : page::paragraph(paragraph.text, class_of(paragraph.tone));
    }
    std::string operator()(const Grid& grid) const { return page::table(grid); }
    std::string operator()(const Charts& charts) const {
        std::vector<std::string> figures;
        for (const page::Picture& picture : charts.pictures) {
            if (!picture.svg.empty()) {
                figures.push_back(page::figure(picture));
            }
        }
        return page::charts(figures);
    }
    std::string operator()(const Diagram& /*unused*/) const { return {}; }
    std::string operator()(const Code& code) const {
        return code.text.empty()
                   ? std::string()
                   : fmt::format("<pre><code>{}</code></pre>\n", escape_lines(code.text));
    }
};

}  // namespace

std::string page_of(const Document& document) {
    page::Sheet sheet{.kind = document.kind,
                      .title = document.title,
                      .version = document.version,
                      .seed = document.seed,
                      .hash = document.hash,
                      .head_html = {},
                      .sections = {},
                      .record = document.record};
    for (const Paragraph& paragraph : document.head) {
        sheet.head_html += ToHtml{}(paragraph);
    }
    for (const Chapter& chapter : document.chapters) {
        page::Section section{chapter.id, chapter.link, chapter.title, {}};
        for (const Block& block : chapter.blocks) {
            section.html += std::visit(ToHtml{}, block);
        }
        sheet.sections.push_back(std::move(section));
    }
    return page::sheet(sheet);
}

}  // namespace ordersim::report

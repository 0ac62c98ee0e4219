#include "sim/report/document.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report {
namespace {

/// Room for the notes on what was left out.
constexpr std::size_t kReserve = 1'500;

bool is_word(char character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z') || character == '_' || character == '.';
}

/// Whether the character at that place would be markup. Underscores inside of a word are none, and
/// keys are full of them; nor are brackets without an address, and intervals are.
bool is_marked(std::string_view text, std::size_t at) {
    constexpr std::string_view kAlways = "\\`*#|~$!";
    const char next = at + 1 < text.size() ? text[at + 1] : ' ';
    switch (text[at]) {
    case '_': return at == 0 || !is_word(text[at - 1]) || !is_word(next);
    case '[': return at == 0;
    case ']': return next == '(' || next == '[' || next == ':';
    default: return kAlways.find(text[at]) != std::string_view::npos;
    }
}

/// The text as Markdown shows it, in one line: nothing in it is markup, a link or a mention.
std::string plain(std::string_view text) {
    std::string result;
    const std::string cleaned = clean(text);
    for (std::size_t i = 0; i < cleaned.size(); ++i) {
        switch (cleaned[i]) {
        case '<': result += "&lt;"; break;
        case '>': result += "&gt;"; break;
        case '&': result += "&amp;"; break;
        case '@': result += "&#64;"; break;
        default: result += is_marked(cleaned, i) ? "\\" : ""; result += cleaned[i];
        }
    }
    return result;
}

/// A fence longer than any run of backticks inside.
std::string fenced(std::string_view language, std::string_view text) {
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const char character : text) {
        run = character == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
    return fmt::format("{0}{1}\n{2}\n{0}\n\n", fence, language, text);
}

std::string grid_row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const std::string& cell : cells) {
        line += " " + plain(cell) + " |";
    }
    return line + "\n";
}

std::string grid_text(const Grid& grid) {
    std::vector<std::string> heads;
    std::string rule = "|";
    for (const page::Table::Head& head : grid.heads) {
        heads.push_back(head.title);
        rule += head.kind == page::Table::Column::number ? " ---: |" : " --- |";
    }
    std::string text = grid_row(heads) + rule + "\n";
    for (const std::vector<std::string>& row : grid.rows) {
        text += grid_row(row);
    }
    return text + "\n";
}

std::string folded(std::string_view title, std::string_view content) {
    return fmt::format("<details><summary>{}</summary>\n\n{}</details>\n\n", plain(title), content);
}

struct ToMarkdown {
    std::string operator()(const Paragraph& paragraph) const {
        if (paragraph.text.empty()) {
            return {};
        }
        const std::string text = plain(paragraph.text);
        switch (paragraph.tone) {
        case Paragraph::Tone::plain: return text + "\n\n";
        case Paragraph::Tone::answer: return "**" + text + "**\n\n";
        case Paragraph::Tone::faint: return "<sub>" + text + "</sub>\n\n";
        case Paragraph::Tone::warning: return "> **Note:** " + text + "\n\n";
        }
        return {};
    }
    std::string operator()(const Grid& grid) const {
        if (grid.rows.empty()) {
            return {};
        }
        return grid.is_folded ? folded(grid.caption, grid_text(grid))
                              : fmt::format("*{}*\n\n{}", plain(grid.caption), grid_text(grid));
    }
    std::string operator()(const Charts& /*unused*/) const { return {}; }
    std::string operator()(const Diagram& diagram) const {
        return diagram.mermaid.empty()
                   ? std::string()
                   : fmt::format("*{}*\n\n{}", plain(diagram.title),
                                 fenced("mermaid", diagram.mermaid));
    }
    std::string operator()(const Code& code) const {
        return code.text.empty() ? std::string() : fenced("sh", clean(code.text));
    }
};

bool is_folded(const Block& block) {
    const Grid* grid = std::get_if<Grid>(&block);
    return grid != nullptr && grid->is_folded;
}

std::string_view title_of(const Block& block) {
    if (const Grid* grid = std::get_if<Grid>(&block)) {
        return grid->caption;
    }
    if (const Diagram* diagram = std::get_if<Diagram>(&block)) {
        return diagram->title;
    }
    return "a paragraph";
}

std::string heading(const Document& document) {
    std::string identity = fmt::format("ordersim {} · {}", plain(document.version), document.kind);
    if (!document.seed.empty()) {
        identity += fmt::format(" · seed {}", plain(document.seed));
    }
    if (!document.hash.empty()) {
        identity += fmt::format(" · hash `{}`", plain(document.hash));
    }
    std::string text = fmt::format("# {}\n\n{}\n\n", plain(document.title), identity);
    for (const Paragraph& paragraph : document.head) {
        text += ToMarkdown{}(paragraph);
    }
    return text;
}

/// The blocks of all chapters that have room, folded ones only where the rest leaves some.
class Writer {
public:
    explicit Writer(const Document& document) : document_(document), text_(heading(document)) {
        for (const Chapter& chapter : document.chapters) {
            for (const Block& block : chapter.blocks) {
                texts_.push_back(std::visit(ToMarkdown{}, block));
            }
        }
    }

    std::string take() {
        choose(false);
        choose(true);
        std::size_t index = 0;
        for (const Chapter& chapter : document_.chapters) {
            std::string content;
            for (const Block& block : chapter.blocks) {
                content += kept_[index] ? texts_[index] : left_out(block, texts_[index]);
                ++index;
            }
            if (!content.empty()) {
                text_ += fmt::format("## {}\n\n{}", plain(chapter.title), content);
            }
        }
        while (text_.ends_with("\n\n")) {
            text_.pop_back();
        }
        return std::move(text_);
    }

private:
    void choose(bool folded_ones) {
        kept_.resize(texts_.size(), false);
        std::size_t index = 0;
        for (const Chapter& chapter : document_.chapters) {
            for (const Block& block : chapter.blocks) {
                const std::size_t size = texts_[index].size();
                if (is_folded(block) == folded_ones &&
                    used_ + size + text_.size() + kReserve <= kMarkdownBytesMax) {
                    used_ += size;
                    kept_[index] = true;
                }
                ++index;
            }
        }
    }

    static std::string left_out(const Block& block, std::string_view text) {
        return text.empty() ? std::string()
                            : fmt::format("<sub>Left out for its length: {}.</sub>\n\n",
                                          plain(fit(title_of(block), 60)));
    }

    const Document& document_;
    std::string text_;
    std::vector<std::string> texts_;
    std::vector<bool> kept_;
    std::size_t used_ = 0;
};

}  // namespace

std::string markdown_of(const Document& document) {
    return Writer(document).take();
}

}  // namespace ordersim::report

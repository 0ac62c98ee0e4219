#include "sim/report/document.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report {
namespace {

/// Room for the headings of chapters and the notes on what was left out.
constexpr std::size_t kReserve = 4'000;
/// Of what stands above the chapters, and of one paragraph or title of it: what is said of all may
/// not push out what is said of each.
constexpr std::size_t kHeadBytesMax = 12'000;
constexpr std::size_t kParagraphColumnsMax = 1'000;
constexpr std::size_t kTitleColumnsMax = 200;

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

std::string more_text(std::size_t count) {
    return fmt::format("<sub>and {} more; see the page</sub>\n\n", count);
}

/// The rows that `room` bytes hold, and how many more there are; empty where not one fits.
std::string grid_text(const Grid& grid, std::size_t room) {
    std::vector<std::string> heads;
    std::string rule = "|";
    for (const page::Table::Head& head : grid.heads) {
        heads.push_back(head.title);
        rule += head.kind == page::Table::Column::number ? " ---: |" : " --- |";
    }
    std::string text = grid_row(heads) + rule + "\n";
    for (std::size_t i = 0; i < grid.rows.size(); ++i) {
        const std::string row = grid_row(grid.rows[i]);
        const std::string rest = more_text(grid.rows.size() - i);
        const bool is_last = i + 1 == grid.rows.size();
        if (text.size() + row.size() + (is_last ? 0 : rest.size()) + 1 > room) {
            return i == 0 ? std::string() : text + "\n" + rest;
        }
        text += row;
    }
    return text + "\n";
}

std::string folded(std::string_view title, std::string_view content) {
    return fmt::format("<details><summary>{}</summary>\n\n{}</details>\n\n", plain(title), content);
}

struct ToMarkdown {
    /// Bytes that a table may take; what is no table comes whole.
    std::size_t room = std::string::npos;

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
        const auto captioned = [&grid](const std::string& rows) {
            return grid.is_folded ? folded(grid.caption, rows)
                                  : fmt::format("*{}*\n\n{}", plain(grid.caption), rows);
        };
        const std::size_t frame = captioned("").size();
        const std::string rows = grid_text(grid, room > frame ? room - frame : 0);
        return rows.empty() ? rows : captioned(rows);
    }
    std::string operator()(const Charts& /*unused*/) const { return {}; }
    std::string operator()(const Diagram& diagram) const {
        return diagram.mermaid.empty()
                   ? std::string()
                   : fmt::format("*{}*\n\n{}", plain(diagram.title),
                                 fenced("mermaid", diagram.mermaid));
    }
    std::string operator()(const Code& code) const {
        return code.text.empty() ? std::string() : fenced("sh", clean_lines(code.text));
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

/// Marks that take no column are cut by their bytes.
std::string brief(std::string_view text, std::size_t columns_most) {
    return plain(fit(text.substr(0, 4 * columns_most), columns_most));
}

std::string plain_title(std::string_view text) {
    return brief(text, kTitleColumnsMax);
}

std::string heading(const Document& document) {
    std::string identity =
        fmt::format("ordersim {} · {}", plain_title(document.version), document.kind);
    if (!document.seed.empty()) {
        identity += fmt::format(" · seed {}", plain_title(document.seed));
    }
    if (!document.hash.empty()) {
        identity += fmt::format(" · hash `{}`", plain_title(document.hash));
    }
    std::string text = fmt::format("# {}\n\n{}\n\n", plain_title(document.title), identity);
    for (std::size_t i = 0; i < document.head.size(); ++i) {
        const Paragraph& paragraph = document.head[i];
        const std::string next =
            ToMarkdown{}(Paragraph{fit(paragraph.text, kParagraphColumnsMax), paragraph.tone});
        if (text.size() + next.size() > kHeadBytesMax) {
            return text + more_text(document.head.size() - i);
        }
        text += next;
    }
    return text;
}

/// The blocks of all chapters that have room whole, folded ones only where the rest leaves some;
/// then, of tables that had none, the first rows.
class Writer {
public:
    explicit Writer(const Document& document) : document_(document), text_(heading(document)) {
        for (const Chapter& chapter : document.chapters) {
            for (const Block& block : chapter.blocks) {
                parts_.push_back({&chapter, &block, std::visit(ToMarkdown{}, block)});
            }
        }
    }

    std::string take() {
        for (const bool is_cut : {false, true}) {
            for (const bool is_of_folded : {false, true}) {
                choose(is_of_folded, is_cut);
            }
        }
        const Chapter* chapter = nullptr;
        for (const Part& part : parts_) {
            const std::string content = part.is_kept ? part.text : left_out(part);
            if (!content.empty() && part.chapter != chapter) {
                chapter = part.chapter;
                text_ += title_line(*chapter);
            }
            text_ += content;
        }
        text_ += unnamed_ > 0 ? more_text(unnamed_) : "";
        while (text_.ends_with("\n\n")) {
            text_.pop_back();
        }
        return std::move(text_);
    }

private:
    struct Part {
        const Chapter* chapter;
        const Block* block;
        std::string text;
        bool is_kept = false;
    };

    static std::string title_line(const Chapter& chapter) {
        return fmt::format("## {}\n\n", plain_title(chapter.title));
    }

    void choose(bool is_of_folded, bool is_cut) {
        for (Part& part : parts_) {
            if (part.is_kept || part.text.empty() || is_folded(*part.block) != is_of_folded) {
                continue;
            }
            const std::size_t taken =
                text_.size() + used_ + title_line(*part.chapter).size() + kReserve;
            const std::size_t room = taken < kMarkdownBytesMax ? kMarkdownBytesMax - taken : 0;
            std::string text = is_cut ? std::visit(ToMarkdown{room}, *part.block) : part.text;
            if (!text.empty() && text.size() <= room) {
                part.text = std::move(text);
                part.is_kept = true;
                used_ += part.text.size() + title_line(*part.chapter).size();
            }
        }
    }

    /// Few are named: a document of very many parts says how many more there are.
    std::string left_out(const Part& part) {
        constexpr std::size_t named_most = 8;
        if (part.text.empty() || ++left_out_ > named_most) {
            unnamed_ += part.text.empty() ? 0U : 1U;
            return {};
        }
        return fmt::format("<sub>Left out for its length: {}; see the page.</sub>\n\n",
                           brief(title_of(*part.block), 60));
    }

    const Document& document_;
    std::string text_;
    std::vector<Part> parts_;
    std::size_t used_ = 0;
    std::size_t left_out_ = 0;
    std::size_t unnamed_ = 0;
};

}  // namespace

std::string markdown_of(const Document& document) {
    return Writer(document).take();
}

}  // namespace ordersim::report

#pragma once

#include "sim/report/page/markup.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// A report without its format: what it says, in which order. One file a kind of record builds it
/// (sweep_document.cpp, ...); page and Markdown are two ways to write it down.
namespace ordersim::report {

struct Paragraph {
    enum class Tone { plain, answer, faint, warning };
    std::string text;
    Tone tone = Tone::plain;
};

/// Charts side by side; Markdown has none and leaves them to the tables.
struct Charts {
    std::vector<page::Picture> pictures;
};

/// A diagram in Mermaid's words, with what it is called; a page has charts for that.
struct Diagram {
    std::string title;
    std::string mermaid;
};

/// A command or a text to copy.
struct Code {
    std::string text;
};

using page::Grid;
using Block = std::variant<Paragraph, Grid, Charts, Diagram, Code>;

/// A titled part that can be linked to. Without blocks it is left out.
struct Chapter {
    std::string_view id;    ///< unique
    std::string_view link;  ///< its name in the navigation
    std::string title;
    std::vector<Block> blocks;
};

struct Document {
    std::string_view kind;  ///< what was done: "run", "sweep"
    std::string title;      ///< what it was done to: the scenario's name
    std::string version;    ///< of the program
    std::string seed;       ///< empty: nothing was drawn
    std::string hash;       ///< of the scenario; empty: there is none
    std::vector<Paragraph> head;  ///< question and answer
    std::vector<Chapter> chapters;
    std::string record;  ///< as JSON, to go along; may be empty
};

/// The whole page, as html.hpp describes it.
[[nodiscard]] std::string page_of(const Document& document);

/// Markdown as GitHub reads it, at most kMarkdownBytesMax long whatever the document holds: what
/// does not fit is left out, folded tables first, and named or counted ("and 12 more; see the
/// page"). Texts of files are escaped.
[[nodiscard]] std::string markdown_of(const Document& document);
inline constexpr std::size_t kMarkdownBytesMax = 60'000;

}  // namespace ordersim::report

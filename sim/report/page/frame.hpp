#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What the pages of all kinds of record have in common.
namespace ordersim::report::page {

/// A part of the page that can be linked to. Without content it is left out.
struct Section {
    std::string_view id;
    std::string_view link;  ///< its name in the navigation
    std::string title;
    std::string html;
};

/// A page without its frame.
struct Sheet {
    std::string_view kind;   ///< what was done: "run", "sweep"
    std::string title;       ///< what it was done to: the scenario's name
    std::string version;     ///< of the program
    std::string seed;        ///< empty: nothing was drawn
    std::string hash;        ///< of the scenario; empty: there is none
    std::string head_html;   ///< question, answer and what else stands above all sections
    std::vector<Section> sections;
    /// The record as JSON; goes along as long as the page stays within its size. Empty: none.
    std::string record;
};

/// No page is larger than this, unless its tables and charts alone are.
inline constexpr std::size_t kPageBytesMax = 598'000;

/// The whole page. It fetches nothing, and by its own content policy no other script than ours
/// runs on it.
[[nodiscard]] std::string sheet(const Sheet& content);

}  // namespace ordersim::report::page

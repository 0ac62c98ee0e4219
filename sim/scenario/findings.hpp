#pragma once

#include "sim/scenario/scenario.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ordersim::scenario {

/// A text that a scenario is read from, kept whole so that messages can quote it.
struct Source {
    std::string name;    ///< as messages print it
    std::string folder;  ///< paths in the text are relative to it
    std::vector<std::string> lines;
};

/// Where something stands in a source. Columns count characters from 1.
struct Place {
    const Source* source = nullptr;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t length = 1;
};

/// "run.toml:4"; the source's name where the place has no line.
[[nodiscard]] std::string origin_text(const Place& place);

/// Collects what is wrong with a scenario. The same complaint about the same place is kept once,
/// since variants read the text that they share again and again.
class Findings {
public:
    void add(const Place& place, std::string message);
    [[nodiscard]] bool empty() const { return found_.empty(); }
    /// By file in the order of first mention, then by place; what has no place comes last.
    [[nodiscard]] std::vector<Diagnostic> take();

private:
    std::vector<Diagnostic> found_;
};

/// The known word that `word` is most likely a misspelling of; empty if none is near: at most a
/// third of its letters wrong, missing, added or swapped.
[[nodiscard]] std::string nearest(std::string_view word, std::span<const std::string> known);

/// "; did you mean 'x'?", or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word, std::span<const std::string> known);

/// "a, b or c".
[[nodiscard]] std::string one_of(std::span<const std::string> words);

}  // namespace ordersim::scenario

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// RFC 4180 a second time, written from the text of the standard over the whole text at once.
namespace ordersim::fuzz {

using Rows = std::vector<std::vector<std::string>>;

/// The rows of `text`, of which those without any character are left out. Bare LF and CR end a row
/// as CR LF does, and a quote within a plain field is an ordinary character. Nothing if a quote is
/// never closed.
[[nodiscard]] std::optional<Rows> rows_of(std::string_view text);

/// The same rows as text, each field in quotes.
[[nodiscard]] std::string quoted(const Rows& rows);

}  // namespace ordersim::fuzz

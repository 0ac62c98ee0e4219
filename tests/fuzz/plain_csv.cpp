#include "tests/fuzz/plain_csv.hpp"

#include <algorithm>
#include <utility>

namespace ordersim::fuzz {

namespace {

constexpr std::string_view kEndsField = ",\r\n";

/// The field at the start of `text`, which is cut off. What follows a closing quote, up to the
/// field's end, belongs to it.
std::optional<std::string> take_field(std::string_view& text) {
    std::string field;
    if (text.starts_with('"')) {
        bool is_doubled = true;
        while (is_doubled) {
            const std::size_t next = text.find('"', 1);
            if (next == std::string_view::npos) {
                return std::nullopt;
            }
            field += text.substr(1, next - 1);
            text.remove_prefix(next);
            is_doubled = text.starts_with("\"\"");
            if (is_doubled) {
                field += '"';
                text.remove_prefix(1);
            }
        }
        text.remove_prefix(1);
    }
    const std::size_t end = std::min(text.find_first_of(kEndsField), text.size());
    field += text.substr(0, end);
    text.remove_prefix(end);
    return field;
}

}  // namespace

std::optional<Rows> rows_of(std::string_view text) {
    Rows rows;
    while (!text.empty()) {
        if (text.front() == '\r' || text.front() == '\n') {
            text.remove_prefix(1);
            continue;
        }
        std::vector<std::string> row;
        for (;;) {
            auto field = take_field(text);
            if (!field) {
                return std::nullopt;
            }
            row.push_back(std::move(*field));
            if (!text.starts_with(',')) {
                break;
            }
            text.remove_prefix(1);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string quoted(const Rows& rows) {
    std::string text;
    for (const std::vector<std::string>& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += i == 0 ? "\"" : ",\"";
            for (const char c : row[i]) {
                text.append(c == '"' ? 2U : 1U, c);
            }
            text += '"';
        }
        text += "\r\n";
    }
    return text;
}

}  // namespace ordersim::fuzz

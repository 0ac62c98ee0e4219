#include "sim/scenario/csv.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

namespace ordersim::scenario {
namespace {

namespace fs = std::filesystem;
using Done = tl::expected<void, std::string>;

constexpr std::size_t kFieldSizeMax = std::size_t{1} << 20U;
constexpr std::size_t kFieldsMax = 10'000;

std::string size_text(std::uint64_t bytes) {
    constexpr std::array<const char*, 4> units{"B", "KiB", "MiB", "GiB"};
    std::size_t unit = 0;
    while (bytes >= 10'240 && unit + 1 < units.size()) {
        bytes >>= 10U;
        ++unit;
    }
    return std::to_string(bytes) + " " + units[unit];
}

/// Opens a regular file of bounded size, or says why not.
tl::expected<std::ifstream, std::string> open_file(const std::string& path,
                                                   std::uint64_t size_max) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (status.type() == fs::file_type::not_found) {
        return tl::unexpected(std::string("does not exist"));
    }
    if (fs::is_directory(status)) {
        return tl::unexpected(std::string("is a directory, not a file"));
    }
    if (!fs::is_regular_file(status)) {
        return tl::unexpected(std::string("is not a regular file"));
    }
    const std::uint64_t size = fs::file_size(path, error);
    if (!error && size > size_max) {
        return tl::unexpected("has " + size_text(size) + "; at most " + size_text(size_max) +
                              " are read");
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return tl::unexpected("cannot be read: " +
                              std::error_code(errno, std::generic_category()).message());
    }
    return file;
}

/// Which bytes end a stretch of plain text.
using Ends = std::array<bool, 256>;

Ends plain_ends(char separator) {
    Ends ends{};
    for (const char c : {'\0', '"', '\r', '\n', separator}) {
        ends[static_cast<unsigned char>(c)] = true;
    }
    return ends;
}

/// The grammar of RFC 4180 as a machine over stretches of text; bare LF and CR end a row as well.
/// Fields are built where the row holds them, so that a row costs no memory of its own.
class Splitter {
public:
    Splitter(const CsvSink& sink, const CsvOptions& options)
        : sink_(sink),
          numbers_(options.numbers),
          separator_(options.separator),
          plain_ends_(plain_ends(options.separator)),
          row_(1) {}

    Done take(std::string_view text) {
        while (!text.empty()) {
            const std::size_t length =
                is_quoted_ ? std::min(text.find('"'), text.size()) : plain_length(text);
            if (Done done = append(text.substr(0, length)); !done) {
                return done;
            }
            text.remove_prefix(length);
            if (!text.empty()) {
                if (Done done = is_quoted_ ? close_quote() : take_mark(text.front()); !done) {
                    return done;
                }
                text.remove_prefix(1);
            }
        }
        return {};
    }

    Done finish() {
        if (is_quoted_) {
            return never_closed();
        }
        return end_row();
    }

private:
    [[nodiscard]] std::size_t plain_length(std::string_view text) const {
        std::size_t length = 0;
        while (length < text.size() && !plain_ends_[static_cast<unsigned char>(text[length])]) {
            ++length;
        }
        return length;
    }

    [[nodiscard]] std::string& field() { return row_[fields_]; }

    [[nodiscard]] Done never_closed() const {
        return tl::unexpected(named() + " opens a quote that is never closed");
    }
    [[nodiscard]] static Done no_text() {
        return tl::unexpected(std::string("holds NUL bytes: it is no text"));
    }
    [[nodiscard]] std::string named() const {
        return numbers_ == CsvNumbers::rows ? "row " + std::to_string(rows_)
                                            : "line " + std::to_string(row_line_);
    }

    Done append(std::string_view stretch) {
        if (stretch.empty()) {
            return {};
        }
        if (is_quoted_) {
            if (stretch.find('\0') != std::string_view::npos) {
                return no_text();
            }
            line_ += static_cast<std::uint64_t>(std::ranges::count(stretch, '\n'));
        }
        begin_row();
        saw_quote_ = false;
        after_return_ = false;
        field().append(stretch);
        if (field().size() > kFieldSizeMax) {
            return is_quoted_ ? never_closed()
                              : tl::unexpected(named() + " is longer than any row of data");
        }
        return {};
    }

    Done close_quote() {
        is_quoted_ = false;
        saw_quote_ = true;
        return {};
    }

    /// One of the characters that mean something outside of quotes.
    Done take_mark(char c) {
        const bool follows_quote = std::exchange(saw_quote_, false);
        const bool follows_return = std::exchange(after_return_, false);
        if (c == separator_) {
            begin_row();
            return next_field();
        }
        switch (c) {
        case '"':
            begin_row();
            // A doubled quote within a quoted field stands for one.
            is_quoted_ = follows_quote || field().empty();
            field().append(follows_quote || !is_quoted_ ? 1 : 0, '"');
            return {};
        case '\r': after_return_ = true; return end_line();
        case '\n': return follows_return ? Done{} : end_line();
        default: return no_text();
        }
    }

    void begin_row() {
        row_line_ = has_text_ ? row_line_ : line_;
        has_text_ = true;
    }

    Done next_field() {
        if (++fields_ > kFieldsMax) {
            return tl::unexpected(named() + " is longer than any row of data");
        }
        if (fields_ == row_.size()) {
            row_.emplace_back();
        }
        field().clear();
        return {};
    }

    Done end_line() {
        Done done = end_row();
        ++line_;
        return done;
    }

    Done end_row() {
        if (!std::exchange(has_text_, false)) {
            return {};
        }
        row_.resize(fields_ + 1);
        const std::uint64_t number = numbers_ == CsvNumbers::rows ? rows_ : row_line_;
        const Done done = rows_ == 0 ? sink_.header(row_) : sink_.row(row_, number);
        fields_ = 0;
        field().clear();
        ++rows_;
        return done;
    }

    const CsvSink& sink_;
    CsvNumbers numbers_;
    char separator_;
    Ends plain_ends_;
    CsvRow row_;              ///< the fields so far, and room of earlier rows
    std::size_t fields_ = 0;  ///< before the one that is being read
    std::uint64_t rows_ = 0;  ///< before this one; the first is the header
    std::uint64_t line_ = 1;
    std::uint64_t row_line_ = 1;  ///< on which the row began
    bool is_quoted_ = false;
    bool saw_quote_ = false;     ///< the character before closed a quote, or doubled one
    bool after_return_ = false;  ///< the character before was a CR outside of quotes
    bool has_text_ = false;      ///< of the row, which is empty otherwise
};

}  // namespace

Done read_csv(const std::string& path, const CsvSink& sink, const CsvOptions& options) {
    auto file = open_file(path, options.size_max);
    if (!file) {
        return tl::unexpected(file.error());
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::vector<char> buffer(std::size_t{1} << 16U);
    Splitter splitter(sink, options);
    bool is_start = true;
    while (*file) {
        file->read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        std::string_view text(buffer.data(), static_cast<std::size_t>(file->gcount()));
        if (std::exchange(is_start, false) && text.starts_with(byte_order_mark)) {
            text.remove_prefix(byte_order_mark.size());
        }
        if (Done done = splitter.take(text); !done) {
            return done;
        }
    }
    if (file->bad()) {
        return tl::unexpected(std::string("cannot be read to its end"));
    }
    return splitter.finish();
}

tl::expected<std::string, std::string> read_text(const std::string& path, std::uint64_t size_max) {
    auto file = open_file(path, size_max);
    if (!file) {
        return tl::unexpected(file.error());
    }
    std::string text((std::istreambuf_iterator<char>(*file)), std::istreambuf_iterator<char>());
    if (file->bad()) {
        return tl::unexpected(std::string("cannot be read to its end"));
    }
    return text;
}

}  // namespace ordersim::scenario

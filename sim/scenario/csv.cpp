#include "sim/scenario/csv.hpp"

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

constexpr std::uint64_t kCsvSizeMax = std::uint64_t{256} << 20U;
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

/// The grammar of RFC 4180 as a machine over characters; bare LF and CR end a row as well.
class Splitter {
public:
    explicit Splitter(const CsvSink& sink) : sink_(sink) {}

    Done take(char c) {
        if (c == '\0') {
            return tl::unexpected(std::string("holds NUL bytes: it is no text"));
        }
        if (field_.size() > kFieldSizeMax || row_.size() > kFieldsMax) {
            return tl::unexpected("row " + std::to_string(number_) +
                                  (is_quoted_ ? " opens a quote that is never closed"
                                              : " is longer than any row of data"));
        }
        if (is_quoted_) {
            take_quoted(c);
            return {};
        }
        return take_plain(c);
    }

    Done finish() {
        if (is_quoted_ && !saw_quote_) {
            return tl::unexpected("row " + std::to_string(number_) +
                                  " opens a quote that is never closed");
        }
        return end_row();
    }

private:
    void take_quoted(char c) {
        if (c == '"') {
            is_quoted_ = false;
            saw_quote_ = true;
        } else {
            field_ += c;
        }
    }

    Done take_plain(char c) {
        const bool follows_quote = std::exchange(saw_quote_, false);
        switch (c) {
        case '"':
            // A doubled quote within a quoted field stands for one.
            if (follows_quote) {
                field_ += '"';
                is_quoted_ = true;
            } else if (field_.empty()) {
                is_quoted_ = true;
            } else {
                field_ += '"';
            }
            has_text_ = true;
            return {};
        case ',':
            row_.push_back(std::exchange(field_, {}));
            has_text_ = true;
            return {};
        case '\r':
        case '\n': return end_row();
        default:
            field_ += c;
            has_text_ = true;
            return {};
        }
    }

    Done end_row() {
        if (!std::exchange(has_text_, false)) {
            return {};
        }
        row_.push_back(std::exchange(field_, {}));
        const Done done = number_ == 0 ? sink_.header(row_) : sink_.row(row_, number_);
        row_.clear();
        ++number_;
        return done;
    }

    const CsvSink& sink_;
    CsvRow row_;
    std::string field_;
    std::uint64_t number_ = 0;  ///< 0 is the header
    bool is_quoted_ = false;
    bool saw_quote_ = false;  ///< the character before closed a quote, or doubled one
    bool has_text_ = false;   ///< of the row, which is empty otherwise
};

}  // namespace

Done read_csv(const std::string& path, const CsvSink& sink) {
    auto file = open_file(path, kCsvSizeMax);
    if (!file) {
        return tl::unexpected(file.error());
    }
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    std::vector<char> buffer(std::size_t{1} << 16U);
    Splitter splitter(sink);
    bool is_start = true;
    while (*file) {
        file->read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        std::string_view text(buffer.data(), static_cast<std::size_t>(file->gcount()));
        if (std::exchange(is_start, false) && text.starts_with(byte_order_mark)) {
            text.remove_prefix(byte_order_mark.size());
        }
        for (const char c : text) {
            if (Done done = splitter.take(c); !done) {
                return done;
            }
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

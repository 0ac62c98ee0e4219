#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ordersim::scenario {

using CsvRow = std::vector<std::string>;

/// What to do with the text of a CSV file. Either may stop the reading with a message.
struct CsvSink {
    std::function<tl::expected<void, std::string>(const CsvRow&)> header;
    /// `number` counts rows of data from 1, or as the options say. The row lives until the return.
    std::function<tl::expected<void, std::string>(const CsvRow&, std::uint64_t number)> row;
};

/// What the number of a row counts.
enum class CsvNumbers : std::uint8_t {
    rows,  ///< rows of data, from 1
    lines  ///< lines of text, on which the row begins: as editors and spreadsheets count
};

struct CsvOptions {
    CsvNumbers numbers = CsvNumbers::rows;
    std::uint64_t size_max = std::uint64_t{256} << 20U;  ///< bytes of the file
    char separator = ',';                                ///< of fields; no quote, line break or NUL
};

/// Reads RFC 4180 text row by row, quotes and all: memory does not grow with the file. Blank lines
/// are passed over. Files that are larger than asked for, what is no regular file, and what holds
/// NUL bytes are refused.
[[nodiscard]] tl::expected<void, std::string> read_csv(const std::string& path, const CsvSink& sink,
                                                       const CsvOptions& options = {});

/// The whole of a small text file. The error is the rest of a sentence that starts with the path.
[[nodiscard]] tl::expected<std::string, std::string> read_text(const std::string& path,
                                                               std::uint64_t size_max);

}  // namespace ordersim::scenario

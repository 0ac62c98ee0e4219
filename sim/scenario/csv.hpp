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
    /// `number` counts rows of data from 1.
    std::function<tl::expected<void, std::string>(const CsvRow&, std::uint64_t number)> row;
};

/// Reads RFC 4180 text row by row, quotes and all: memory does not grow with the file. Files over
/// 256 MiB, what is no regular file, and what holds NUL bytes are refused.
[[nodiscard]] tl::expected<void, std::string> read_csv(const std::string& path,
                                                       const CsvSink& sink);

/// The whole of a small text file. The error is the rest of a sentence that starts with the path.
[[nodiscard]] tl::expected<std::string, std::string> read_text(const std::string& path,
                                                               std::uint64_t size_max);

}  // namespace ordersim::scenario

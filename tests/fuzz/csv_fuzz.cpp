#include "sim/scenario/csv.hpp"
#include "sim/scenario/sample.hpp"

#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/plain_csv.hpp"
#include "tests/fuzz/scratch.hpp"

#include <cmath>

// The reader of CSV files against RFC 4180 read a second time, and the samples that are taken from
// what it read. The input is the file.

using namespace ordersim;
using namespace ordersim::scenario;
using ordersim::fuzz::require;
using ordersim::fuzz::Rows;

namespace {

using Read = tl::expected<Rows, std::string>;

Read read(const std::string& path) {
    Rows rows;
    const CsvSink sink{
        [&rows](const CsvRow& row) -> tl::expected<void, std::string> {
            require(rows.empty(), "csv: a second header");
            rows.push_back(row);
            return {};
        },
        [&rows](const CsvRow& row, std::uint64_t number) -> tl::expected<void, std::string> {
            require(number == rows.size(), "csv: rows are counted from 1");
            rows.push_back(row);
            return {};
        }};
    const auto done = read_csv(path, sink);
    return done ? Read(std::move(rows)) : tl::unexpected(done.error());
}

std::string_view without_mark(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

void check_sample(const SampleRequest& request, const Rows& rows) {
    const auto sample = read_sample(request);
    if (!sample) {
        require(!sample.error().message.empty() && !sample.error().part.empty(),
                "csv: a sample is refused without a word");
        return;
    }
    require(sample->rows == rows.size() - 1, "csv: the rows of a sample are miscounted");
    require(sample->values.size() + sample->skipped + sample->rejected == sample->rows,
            "csv: a row of a sample is unaccounted for");
    for (const double value : sample->values) {
        require(std::isfinite(value), "csv: a sample holds what is no number");
        require(request.values == SampleRequest::Values::numbers || value >= 0,
                "csv: a sample holds a negative duration");
    }
}

void check_samples(const std::string& path, const Rows& rows) {
    SampleRequest request;
    request.path = path;
    request.column = rows[0][0];
    check_sample(request, rows);
    request.unit = "h";
    check_sample(request, rows);
    request.unit.clear();
    request.values = SampleRequest::Values::numbers;
    check_sample(request, rows);
    request = {};
    request.path = path;
    request.from = rows[0].front();
    request.to = rows[0].back();
    check_sample(request, rows);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Scratch scratch;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const std::string path = scratch.write("any.csv", text);
    const Read rows = read(path);
    const auto expected = fuzz::rows_of(without_mark(text));
    if (text.find('\0') != std::string_view::npos || !expected) {
        require(!rows, "csv: what is no CSV is read");
        return 0;
    }
    require(rows.has_value(), "csv: what is CSV is refused");
    require(*rows == *expected, "csv: other rows are read than stand there");
    const Read again = read(scratch.write("quoted.csv", fuzz::quoted(*rows)));
    require(again && *again == *rows, "csv: written in quotes, the same rows are read otherwise");
    if (!rows->empty()) {
        check_samples(path, *rows);
    }
    return 0;
}

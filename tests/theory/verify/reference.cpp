#include "tests/theory/verify/reference.hpp"

#include "sim/scenario/csv.hpp"

#include <charconv>
#include <cstdint>
#include <system_error>

namespace ordersim::verify {

using Nothing = tl::expected<void, std::string>;

tl::expected<std::vector<Reference>, std::string> read_reference(const std::string& path) {
    enum Column : std::size_t { name, model, parameters, quantity, value, how };
    const scenario::CsvRow columns{"case", "model", "parameters", "quantity", "value", "how"};
    std::vector<Reference> rows;
    const auto header = [&](const scenario::CsvRow& row) -> Nothing {
        if (row != columns) {
            return tl::unexpected(std::string("its columns are not those of the reference table"));
        }
        return {};
    };
    const auto add = [&](const scenario::CsvRow& row, std::uint64_t number) -> Nothing {
        if (row.size() != columns.size()) {
            return tl::unexpected("row " + std::to_string(number) + " has not all columns");
        }
        const std::string& text = row[value];
        Reference one{row[name], row[quantity]};
        const auto end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, one.value);
        if (parsed.ec != std::errc{} || parsed.ptr != end) {
            return tl::unexpected("row " + std::to_string(number) + ": no number: " + text);
        }
        rows.push_back(one);
        return {};
    };
    const auto read = scenario::read_csv(path, {.header = header, .row = add});
    if (!read) {
        return tl::unexpected(path + ": " + read.error());
    }
    return rows;
}

}  // namespace ordersim::verify

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// What a chart shows, as a table for programs.
namespace ordersim::report::chart {

/// A table after RFC 4180 with line feeds: a header, then rows that begin with texts and go on with
/// numbers of six significant digits. A number that does not exist, or has no bound, is an empty
/// field.
class Data {
public:
    Data() = default;
    explicit Data(const std::vector<std::string>& columns);
    void row(const std::vector<std::string>& texts, const std::vector<double>& numbers);

    [[nodiscard]] bool is_empty() const { return csv_.empty(); }
    [[nodiscard]] const std::string& csv() const { return csv_; }

private:
    std::string csv_;
};

/// The table as an address that holds it, which a link can offer as a file without any script.
[[nodiscard]] std::string data_address(const Data& data);

/// How many characters the text takes in such an address.
[[nodiscard]] std::size_t address_size(std::string_view text);

/// The title as the name of a file: "time-to-resolution.csv".
[[nodiscard]] std::string data_file_name(std::string_view title);

}  // namespace ordersim::report::chart

#include "sim/report/chart/data.hpp"

#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ordersim::report::chart {
namespace {

constexpr std::size_t kNameMax = 60;

bool is_alphanumeric(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

/// Whether an address holds the character as it is.
bool is_plain(char character) {
    constexpr std::string_view kPlain = ",.-_~:";
    return is_alphanumeric(character) || kPlain.find(character) != std::string_view::npos;
}

std::string field(std::string_view text) {
    const std::string cleaned = clean(text);
    if (cleaned.find_first_of(",\"") == std::string::npos) {
        return cleaned;
    }
    std::string quoted = "\"";
    for (const char character : cleaned) {
        quoted.append(character == '"' ? 2 : 1, character);
    }
    return quoted + '"';
}

}  // namespace

Data::Data(const std::vector<std::string>& columns) {
    row(columns, {});
}

void Data::row(const std::vector<std::string>& texts, const std::vector<double>& numbers) {
    std::string_view separator;
    for (const std::string& text : texts) {
        csv_ += separator;
        csv_ += field(text);
        separator = ",";
    }
    for (const double number : numbers) {
        csv_ += separator;
        csv_ += std::isfinite(number) ? fmt::format("{:.6g}", number) : std::string();
        separator = ",";
    }
    csv_ += '\n';
}

std::string data_address(const Data& data) {
    std::string address = "data:text/csv;charset=utf-8,";
    for (const char character : data.csv()) {
        if (is_plain(character)) {
            address += character;
        } else {
            address += fmt::format("%{:02X}", static_cast<unsigned char>(character));
        }
    }
    return address;
}

std::size_t address_size(std::string_view text) {
    const auto plain = std::count_if(text.begin(), text.end(), is_plain);
    return 3 * text.size() - 2 * static_cast<std::size_t>(plain);
}

std::string data_file_name(std::string_view title) {
    std::string name;
    for (const char character : title.substr(0, kNameMax)) {
        if (is_alphanumeric(character)) {
            name += static_cast<char>(character >= 'A' && character <= 'Z' ? character - 'A' + 'a'
                                                                           : character);
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
    }
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    return (name.empty() ? "chart" : name) + ".csv";
}

}  // namespace ordersim::report::chart

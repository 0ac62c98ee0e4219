#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace ordersim::verify {

/// One exact value of tests/theory/verify/reference.csv.
struct Reference {
    std::string name;  ///< of the case
    std::string quantity;
    double value = 0;
};

/// The rows of the table, in order. The error is a sentence.
[[nodiscard]] tl::expected<std::vector<Reference>, std::string> read_reference(
    const std::string& path);

}  // namespace ordersim::verify

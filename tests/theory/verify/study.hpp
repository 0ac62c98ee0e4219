#pragma once

#include "tests/theory/verify/case.hpp"
#include "tests/theory/verify/judge.hpp"
#include "tests/theory/verify/reference.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace ordersim::verify {

/// A case with its exact values.
struct Study {
    Case model;
    std::vector<Reference> rows;  ///< as the reference table has them
    Theory theory;                ///< the same by quantity
};

/// The cases whose name matches one of the shell patterns `only`, in the order of the reference
/// table. The error is a sentence: a row that no model simulates, a model without a row, a pattern
/// without a match.
[[nodiscard]] tl::expected<std::vector<Study>, std::string> studies_of(
    const std::vector<Case>& cases, const std::vector<Reference>& reference,
    const std::vector<std::string>& only);

struct SeedRange {
    std::uint64_t first = 1;
    std::uint64_t last = 2;  ///< > first

    [[nodiscard]] std::uint32_t count() const {
        return static_cast<std::uint32_t>(last - first + 1);
    }
};

/// A row of the table.
struct JudgedRow {
    Reference reference;
    Verdict verdict;
};

/// Simulates every study with every seed; the rows do not depend on the number of threads.
/// `on_progress` gets the share that is done, by one thread at a time. The error is a sentence: a
/// model that does not answer just the quantities of its rows.
[[nodiscard]] tl::expected<std::vector<JudgedRow>, std::string> judged(
    const std::vector<Study>& studies, const SeedRange& seeds, std::uint32_t threads,
    const std::function<void(double done)>& on_progress);

/// The rows, then what they come to, for people.
[[nodiscard]] std::string to_text(const std::vector<JudgedRow>& rows, const SeedRange& seeds);

[[nodiscard]] bool has_red(const std::vector<JudgedRow>& rows);

}  // namespace ordersim::verify

#pragma once

#include "sim/scenario/law.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The laws by name, and the one that is read from a file.
namespace ordersim::scenario {

struct Parameter {
    std::string_view name;
    bool has_unit;  ///< a duration where the law is of durations; else a plain number
};

/// A law that is given by numbers alone.
struct Family {
    std::string_view name;
    std::array<Parameter, 3> parameters;
    std::size_t count;
    Distribution::Made (*make)(const std::array<double, 3>& numbers);
};

[[nodiscard]] std::span<const Family> families();

/// Of all laws, those not given by numbers alone included.
[[nodiscard]] std::vector<std::string> law_names();

/// Whether `node` is a table with keys among `known`; complains about whatever is not, in the name
/// of `owner`.
[[nodiscard]] bool has_only(const Node& node, std::span<const std::string> known,
                            std::string_view owner, Findings& findings);

/// Reads what stands under `empirical`: a sample of a data file, whose path is relative to the
/// text that names it.
[[nodiscard]] std::optional<Law> read_empirical(const Node& node, LawUnit unit,
                                                ReadContext& context);

}  // namespace ordersim::scenario

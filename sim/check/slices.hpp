#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/check/model.hpp"

/// The parts in which the whole is explored: each cuts some counts or leaves some moves out, and
/// together they reach every row.
namespace ordersim::check {

/// For one order. The first leaves no command out.
[[nodiscard]] std::span<const Slice> order_slices();
/// For so many orders together. Requires: 2 to 4.
[[nodiscard]] const Slice& slice_for(std::uint32_t orders);

/// The commands that a slice leaves out, by name.
[[nodiscard]] std::vector<std::string> withheld_names(const Slice& slice);

}  // namespace ordersim::check

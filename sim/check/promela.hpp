#pragma once

#include <string>

#include "sim/check/product.hpp"

/// The rules as a model for SPIN, so that another checker, with a search of its own, confirms what
/// this one counts and proves.
///
/// The rows are the table's, written as guarded statements. What guards and effects mean, what the
/// environment may do and what may be forgotten of an order is written again in Promela
/// (promela_*.cpp), from its meaning: nothing is taken from `decide`, `apply` or `canonical`, so
/// that a mistake in either of the two shows as a difference of their counts.
namespace ordersim::check {

/// One order by itself. SPIN stores as many states as `explore` finds, in as many transitions and
/// the one to the first state, if compiled with -DSAFETY -DNOREDUCE.
[[nodiscard]] std::string promela(const Setting& setting);
/// Orders that share stock and agents. SPIN stores as many states as `explore_product` finds
/// without symmetry; it counts steps that change nothing as transitions too.
[[nodiscard]] std::string promela(const Setting& setting, const Shared& shared);

}  // namespace ordersim::check

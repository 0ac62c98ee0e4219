#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/figures.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Charts of curves, captioned and ready to stand in the page.
namespace ordersim::report::page {

/// What a curve shows, by its axes: how long things took, how much waits on each day of the run,
/// or which share of the staff is busy then.
enum class CurveKind : std::uint8_t { times, backlog, utilisation };

/// The variants whose curves are drawn, no more than can be told apart on the same axes: all, or
/// first, last and some evenly between them.
[[nodiscard]] std::vector<measure::Variant> drawn_of(const std::vector<measure::Variant>& variants);
/// Says so where not all are drawn; else empty.
[[nodiscard]] std::string drawn_note(const std::vector<measure::Variant>& variants);

/// The curves of that kind, one chart a name, each with the curves of all variants that have it;
/// what is zero throughout is left out. All days have the same axis.
[[nodiscard]] std::vector<std::string> curves(const std::vector<measure::Variant>& variants,
                                              CurveKind kind);
/// Names the backlogs that are zero throughout; empty if none is.
[[nodiscard]] std::string empty_lines(const std::vector<measure::Variant>& variants);
/// All of a variant's curves of that kind on the same axes; empty without any.
[[nodiscard]] std::string curves_together(const measure::Variant& variant, CurveKind kind,
                                          std::string_view title);
/// The figure over the key that the variants sweep.
[[nodiscard]] std::string along(const Sweep& sweep, const Figure& figure,
                                std::string_view currency);

}  // namespace ordersim::report::page

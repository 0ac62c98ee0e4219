#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/figures.hpp"

#include <string>
#include <vector>

/// Charts of a record's parts, captioned and ready to stand in the page. Each is empty when the
/// record does not hold what it needs.
namespace ordersim::report::page {

[[nodiscard]] std::string success_by_stage(const measure::Variant& variant);
/// One bar a variant, cut by the path on which buyers got out.
[[nodiscard]] std::string success_by_path(const std::vector<measure::Variant>& variants);
/// The first variant's curves, each together with those of the same name of the other variants.
[[nodiscard]] std::vector<std::string> curves(const std::vector<measure::Variant>& variants);
[[nodiscard]] std::string order_flow(const measure::Variant& variant);
/// The figure's differences to the first variant.
[[nodiscard]] std::string differences(const measure::Result& result, const KeyFigure& figure);
/// The figure over the key that the variants sweep.
[[nodiscard]] std::string along(const Sweep& sweep, const KeyFigure& figure);

}  // namespace ordersim::report::page

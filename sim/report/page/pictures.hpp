#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/figures.hpp"

#include <string>
#include <vector>

/// Charts of a record's metrics and flows, captioned and ready to stand in the page. Each is empty
/// when the record does not hold what it needs.
namespace ordersim::report::page {

[[nodiscard]] std::string success_by_stage(const measure::Variant& variant);
/// One bar a variant, cut by the path on which buyers got out.
[[nodiscard]] std::string success_by_path(const std::vector<measure::Variant>& variants);
/// The shares among the topic's figures as bars.
[[nodiscard]] std::string shares_of(const Topic& topic, const measure::Variant& variant);
/// One bar a variant, as long as the cost of an intended cancel and cut by who bears it.
[[nodiscard]] std::string cost_by_party(const measure::Result& result);
[[nodiscard]] std::string order_flow(const measure::Variant& variant);
/// The figure's differences to the first variant.
[[nodiscard]] std::string differences(const measure::Result& result, const Figure& figure);

}  // namespace ordersim::report::page

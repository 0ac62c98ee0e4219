#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/topics.hpp"

#include <string>
#include <vector>

/// The record's numbers as tables: the page says nothing in a chart that a table does not hold.
namespace ordersim::report::page {

/// Key figures of one variant, as cards where style is allowed and as a list where it is not.
[[nodiscard]] std::string key_cards(const measure::Result& result, const measure::Variant& variant);
/// Key figures of all variants with their differences to the first, and what each changes.
[[nodiscard]] std::vector<Grid> key_grids(const measure::Result& result);
/// The topic's figures of all variants with their differences to the first, in whichever form is
/// the narrower. None without data.
[[nodiscard]] std::vector<Grid> topic_grids(const measure::Result& result, const Topic& topic);
/// Every metric of a variant, with its difference to the first where there is one.
[[nodiscard]] Grid metric_grid(const measure::Variant& variant, const measure::Result& result);
/// Every metric with a column a variant.
[[nodiscard]] Grid metric_matrix(const measure::Result& result);
[[nodiscard]] Grid flow_grid(const measure::Variant& variant);
/// Every setting with its origin and where its value comes from.
[[nodiscard]] Grid settings_grid(const std::vector<measure::Setting>& settings);
/// How many of them come from data, how many from estimates.
[[nodiscard]] std::string source_counts(const std::vector<measure::Setting>& settings);
/// What run and machine contributed.
[[nodiscard]] Grid host_grid(const measure::Record& record);

}  // namespace ordersim::report::page

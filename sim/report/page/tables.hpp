#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/topics.hpp"

#include <string>

/// The record's numbers as tables: the page says nothing in a chart that a table does not hold.
namespace ordersim::report::page {

/// Key figures of one variant, as cards where style is allowed and as a list where it is not.
[[nodiscard]] std::string key_cards(const measure::Result& result, const measure::Variant& variant);
/// Key figures of all variants with their differences to the first, and what each changes.
[[nodiscard]] std::string key_tables(const measure::Result& result);
/// The topic's figures of all variants with their differences to the first, in whichever form is
/// the narrower. Empty without data.
[[nodiscard]] std::string topic_tables(const measure::Result& result, const Topic& topic);
/// Every metric of a variant, with its difference to the first where there is one.
[[nodiscard]] std::string metric_table(const measure::Variant& variant,
                                       const measure::Result& result);
/// Every metric with a column a variant.
[[nodiscard]] std::string metric_matrix(const measure::Result& result);
[[nodiscard]] std::string flow_table(const measure::Variant& variant);
/// Every setting with its origin and where its value comes from.
[[nodiscard]] std::string settings_table(const measure::Result& result);
/// What run and machine contributed.
[[nodiscard]] std::string host_table(const measure::Record& record);

}  // namespace ordersim::report::page

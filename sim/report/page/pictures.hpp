#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/chart/flow.hpp"
#include "sim/report/figures.hpp"

#include <string>
#include <vector>

/// Charts of a record's metrics and flows, captioned and ready to stand in the page. Each is empty
/// when the record does not hold what it needs.
namespace ordersim::report::page {

/// Stages of the order at the first contact, whether those buyers got out, and how; counted over
/// all replications. Without links: no data.
[[nodiscard]] chart::Flow cancel_flow_of(const measure::Variant& variant);
/// What became of those who wanted out: from the order's stage at their first contact to the path
/// on which they got out, counted over all replications.
[[nodiscard]] std::string cancel_flow(const measure::Variant& variant);
/// How often the parcel was faster than the cancellation: of one variant in all its forms, of
/// several the share of requests that were lost.
[[nodiscard]] std::string race_losses(const std::vector<measure::Variant>& variants);
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

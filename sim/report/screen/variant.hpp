#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/screen/lines.hpp"

#include <string_view>

/// One variant on the terminal. What has no data is left out here; the page says so.
namespace ordersim::report::screen {

/// Who got out by stage and path, and what became of the requests.
void success(Lines& lines, const measure::Variant& variant);
/// How long it took, then sellers, cases and the platform's desks.
void market(Lines& lines, const measure::Variant& variant);
/// Who pays, what else it costs, and how much of all there was.
void costs(Lines& lines, const measure::Variant& variant, std::string_view currency);
/// Whatever no part above has shown: what a later version adds.
void other_figures(Lines& lines, const measure::Variant& variant, std::string_view currency);

}  // namespace ordersim::report::screen

#pragma once

#include "sim/measure/record.hpp"

#include <string>
#include <string_view>

/// The report of a run as one HTML file that needs nothing else: no fetched file, no font, and no
/// script to be read; one of ours makes the charts answer where scripts run.
namespace ordersim::report {

/// The whole page. Readable also under the content policy
/// "default-src 'none'; img-src 'self'; style-src 'self'", which takes its style away: tables are
/// tables and charts are SVG with presentation attributes. With style: light and dark, from a
/// phone's width on, and on paper. `repeat` is the command that makes the record again; empty:
/// the page says what to give instead. Equal arguments give equal bytes.
[[nodiscard]] std::string html(const measure::Record& record, std::string_view repeat);

}  // namespace ordersim::report

#pragma once

#include "sim/measure/study_record.hpp"
#include "sim/report/chart/verdicts.hpp"
#include "sim/report/document.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Comparisons of a policy with a baseline, for every document that holds some.
namespace ordersim::report {

/// Judged differences on one axis, with the data behind them; empty without any.
[[nodiscard]] page::Picture verdicts_drawn(const std::string& title,
                                           const std::vector<chart::Judged>& rows,
                                           chart::Data data);

/// All differences on one axis, in multiples of what matters, better to the right. Metrics without
/// a better side or a threshold stay out; without any other the picture is empty.
[[nodiscard]] page::Picture verdict_picture(const std::vector<measure::Comparison>& comparisons,
                                            std::string_view currency);

/// What common draws were worth in the middle of the metrics; empty without any.
[[nodiscard]] std::string narrowing_text(const std::vector<measure::Comparison>& comparisons);

/// A row a metric: verdict, difference, baseline, value, what matters.
[[nodiscard]] Grid comparison_grid(const std::vector<measure::Comparison>& comparisons,
                                   std::string caption, std::string_view currency);

}  // namespace ordersim::report

#pragma once

#include "sim/measure/study_record.hpp"
#include "sim/report/document.hpp"

#include <string_view>

/// What the documents of all studies have in common.
namespace ordersim::report {

/// Identity and question; chapters are the caller's.
[[nodiscard]] Document study_document(std::string_view kind, const measure::StudyHead& study);

/// Adds settings, how to repeat the study, and how to read its intervals.
void add_study_chapters(Document& document, const measure::StudyHead& study,
                        const measure::StudyHost& host, std::string_view repeat);

/// "95 %"
[[nodiscard]] std::string level_text(double level);

/// A metric of a point, or null.
[[nodiscard]] const measure::Metric* metric_of(const measure::StudyPoint& point,
                                               std::string_view id, std::string_view label);
/// The metrics that any point has data for, key figures first, then the others in their order; the
/// first of `points` says what they are.
[[nodiscard]] std::vector<measure::Metric> metrics_with_data(
    const std::vector<measure::StudyPoint>& points);

/// How reports call a metric: the words of its figure where there are some.
[[nodiscard]] std::string title_of(const measure::Metric& metric);

}  // namespace ordersim::report

#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/topics.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the reports pick out of a record, so that terminal and page speak of the same figures in
/// the same words. Everything is looked up, nothing computed.
namespace ordersim::report {

/// The metric of that id and label, or null.
[[nodiscard]] const measure::Metric* find(const std::vector<measure::Metric>& metrics,
                                          std::string_view id, std::string_view label);
/// The estimate of that id and label; one without data when the metric is missing.
[[nodiscard]] measure::Estimate estimate_of(const std::vector<measure::Metric>& metrics,
                                            std::string_view id, std::string_view label);

/// One slice of a metric: its label without the common prefix.
struct Slice {
    std::string label;
    measure::Estimate estimate;
};
/// The metric's slices whose labels start with `prefix`, in the record's order.
[[nodiscard]] std::vector<Slice> slices(const std::vector<measure::Metric>& metrics,
                                        std::string_view id, std::string_view prefix);

/// The figures that every report leads with: success, half of the answers to those who asked, half
/// of the money, race loss, escalation, cost, hold cost; in this order.
[[nodiscard]] std::span<const Figure> key_figures();
/// Those of them that any variant has data for, the headline in any case.
[[nodiscard]] std::vector<Figure> key_figures_of(std::span<const measure::Variant> variants);

/// "Of 100 buyers of paid orders who wanted out, 62.3 [61.5, 63.1] got out."
[[nodiscard]] std::string headline(const measure::Variant& variant);
/// With several variants, the least and the greatest of their headlines; else empty.
[[nodiscard]] std::string headline_range(const measure::Result& result);

/// "20 replications x 20,106 orders, 95 % intervals"
[[nodiscard]] std::string extent(const measure::Result& result);
/// "12 of 402,113 orders (0.003 %) had not ended"; measured orders at the horizon.
[[nodiscard]] std::string open_orders(const measure::Variant& variant);
/// Why the run ended, where that needs saying: "stopped early: ..."; else empty.
[[nodiscard]] std::string ending(const measure::Result& result);
/// "6.13 M events/s of one core"
[[nodiscard]] std::string throughput(const measure::Host& host);
/// "7.42 s on 2 threads, 54.2 k measured orders/s"
[[nodiscard]] std::string effort(const measure::Record& record);

/// A row of variants along one numeric key: what a curve over that key needs.
struct Sweep {
    struct Stop {
        double at = 0;  ///< hours when `is_time`
        const measure::Variant* variant = nullptr;
    };
    std::string key;  ///< "policy.grace_window"
    bool is_time = false;
    std::vector<Stop> stops;  ///< >= 3, by rising `at`
};
/// The sweep that the variants form, if they do: each overrides the same single key by another
/// number or duration. The first may override nothing; its value is then the scenario's. The
/// result points into `result`.
[[nodiscard]] std::optional<Sweep> sweep_of(const measure::Result& result);

}  // namespace ordersim::report

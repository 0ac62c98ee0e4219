#include "sim/report/figures.hpp"

#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::Metric;
using measure::Result;
using measure::Variant;

constexpr std::array kKeyFigures{
    Figure{"M01", "", "share", "got out, of paid orders", "got out"},
    Figure{"M03", "asked: p50", "h", "half of those who asked, answered within", "answer"},
    Figure{"M04", "p50", "h", "half of the money back within", "money"},
    Figure{"M05", "", "share", "requests lost to the parcel", "race loss"},
    Figure{"M07", "", "share", "escalated, of refused and unanswered", "escalated"},
    Figure{"M10", "", "currency", "cost per intended cancel", "cost"},
    Figure{"M12", "", "h", "hold cost per shipped order", "hold cost"}};
constexpr Unit kShare{.unit = "share", .currency = {}};

/// The key that every variant overrides, and it alone; empty if there is none.
std::string common_key(const std::vector<Variant>& variants) {
    const auto& last = variants.back().overrides;
    if (last.size() != 1) {
        return {};
    }
    const std::string& key = last.begin()->first;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        const auto& overrides = variants[i].overrides;
        const bool is_base = i == 0 && overrides.empty();
        if (!is_base && (overrides.size() != 1 || overrides.begin()->first != key)) {
            return {};
        }
    }
    return key;
}

std::string value_of(const Result& result, const Variant& variant, const std::string& key) {
    const auto own = variant.overrides.find(key);
    if (own != variant.overrides.end()) {
        return own->second;
    }
    const auto setting =
        std::find_if(result.settings.begin(), result.settings.end(),
                     [&key](const measure::Setting& candidate) { return candidate.key == key; });
    return setting == result.settings.end() ? std::string() : setting->value;
}

using Reader = double (*)(std::string_view);

std::vector<Sweep::Stop> stops_of(const Result& result, const std::string& key, Reader read) {
    std::vector<Sweep::Stop> stops;
    for (const Variant& variant : result.variants) {
        stops.push_back({.at = read(value_of(result, variant, key)), .variant = &variant});
    }
    const bool all_read = std::none_of(stops.begin(), stops.end(),
                                       [](const auto& stop) { return std::isnan(stop.at); });
    if (!all_read) {
        return {};
    }
    const auto earlier = [](const auto& a, const auto& b) { return a.at < b.at; };
    std::stable_sort(stops.begin(), stops.end(), earlier);
    const auto twin = std::adjacent_find(
        stops.begin(), stops.end(), [](const auto& a, const auto& b) { return !(a.at < b.at); });
    return twin == stops.end() ? stops : std::vector<Sweep::Stop>();
}

}  // namespace

const Metric* find(const std::vector<Metric>& metrics, std::string_view id,
                   std::string_view label) {
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const Metric& metric) {
        return metric.id == id && metric.label == label;
    });
    return found == metrics.end() ? nullptr : &*found;
}

Estimate estimate_of(const std::vector<Metric>& metrics, std::string_view id,
                     std::string_view label) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    const Metric* metric = find(metrics, id, label);
    return metric != nullptr ? metric->estimate
                             : Estimate{.value = kNone, .low = kNone, .high = kNone};
}

std::vector<Slice> slices(const std::vector<Metric>& metrics, std::string_view id,
                          std::string_view prefix) {
    std::vector<Slice> result;
    for (const Metric& metric : metrics) {
        if (metric.id == id && metric.label.starts_with(prefix)) {
            result.push_back({metric.label.substr(prefix.size()), metric.estimate});
        }
    }
    return result;
}

std::span<const Figure> key_figures() {
    return kKeyFigures;
}

std::vector<Figure> key_figures_of(std::span<const Variant> variants) {
    std::vector<Figure> figures = with_data(kKeyFigures, variants);
    const Figure& first = kKeyFigures.front();
    if (figures.empty() || figures.front().id != first.id) {
        figures.insert(figures.begin(), first);
    }
    return figures;
}

std::string headline(const Variant& variant) {
    const Shown shown = show(estimate_of(variant.metrics, "M01", ""), kShare);
    if (shown.unit.empty()) {
        return "No buyer of a paid order wanted out: no data.";
    }
    return fmt::format("Of 100 buyers of paid orders who wanted out, {} got out.",
                       shown.with_interval());
}

std::string headline_range(const Result& result) {
    std::vector<std::pair<Estimate, const Variant*>> known;
    for (const Variant& variant : result.variants) {
        const Estimate estimate = estimate_of(variant.metrics, "M01", "");
        if (has_data(estimate)) {
            known.emplace_back(estimate, &variant);
        }
    }
    if (known.size() < 2) {
        return {};
    }
    const auto [least, most] = std::minmax_element(
        known.begin(), known.end(),
        [](const auto& a, const auto& b) { return a.first.value < b.first.value; });
    return fmt::format("Least: {} ({}); most: {} ({}).", show(least->first, kShare).brief(),
                       clean(least->second->name), show(most->first, kShare).brief(),
                       clean(most->second->name));
}

std::string extent(const Result& result) {
    const double orders = result.variants.empty() ? 0 : result.variants.front().orders;
    const double each = orders / std::max(1U, result.replications);
    std::string text =
        fmt::format("{} replication{} x {} measured orders", grouped(result.replications, 0),
                    result.replications == 1 ? "" : "s", grouped(each, 0));
    if (result.replications > 1) {
        text += fmt::format(", {:.4g} % intervals", result.level * 100);
    }
    return text;
}

std::string open_orders(const Variant& variant) {
    if (!(variant.orders > 0)) {
        return "no orders measured";
    }
    if (!(variant.orders_open > 0)) {
        return fmt::format("all {} orders had ended", grouped(variant.orders, 0));
    }
    const double percent = variant.orders_open / variant.orders * 100;
    return fmt::format("{} of {} orders ({} %) had not ended", grouped(variant.orders_open, 0),
                       grouped(variant.orders, 0), grouped(percent, decimals_for(0, percent)));
}

std::string ending(const Result& result) {
    if (result.partial) {
        return fmt::format("PARTIAL: {} before all replications were done",
                           result.stopped_by.empty() ? "stopped" : clean(result.stopped_by));
    }
    return result.stopped_by == "half-width" ? "stopped when the half-width was reached" : "";
}

std::string throughput(const measure::Host& host) {
    return short_count(host.events_per_second) + " events/s of one core";
}

std::string effort(const measure::Record& record) {
    double orders = 0;
    for (const Variant& variant : record.result.variants) {
        orders += variant.orders;
    }
    const measure::Host& host = record.host;
    const double seconds = host.wall_seconds;
    const double per_second = seconds > 0 ? orders / seconds : 0;
    return fmt::format("{} s on {} thread{}, {} measured orders/s",
                       grouped(seconds, decimals_for(seconds, 0)), host.threads,
                       host.threads == 1 ? "" : "s", short_count(per_second));
}

std::optional<Sweep> sweep_of(const Result& result) {
    if (result.variants.size() < 3) {
        return std::nullopt;
    }
    const std::string key = common_key(result.variants);
    if (key.empty()) {
        return std::nullopt;
    }
    if (auto stops = stops_of(result, key, number_of); !stops.empty()) {
        return Sweep{.key = key, .is_time = false, .stops = std::move(stops)};
    }
    if (auto stops = stops_of(result, key, hours_of); !stops.empty()) {
        return Sweep{.key = key, .is_time = true, .stops = std::move(stops)};
    }
    return std::nullopt;
}

}  // namespace ordersim::report

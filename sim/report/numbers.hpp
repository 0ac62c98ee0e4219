#pragma once

#include "sim/measure/record.hpp"

#include <string>
#include <string_view>

/// Numbers as people read them: no more digits than the interval earns, units that fit the size,
/// words where there is no number. Nothing here depends on the locale.
namespace ordersim::report {

/// Decimals that show a half-width to one significant digit, or to two where that digit is 1
/// (0.8 -> 1, 0.15 -> 2, 2.4 -> 0). Without a usable half-width: three significant digits of the
/// value. In [0, 6].
[[nodiscard]] int decimals_for(double value, double half_width);

/// Fixed decimals, thousands separated by commas, never "-0"; "no data" for NaN, "inf" and "-inf".
[[nodiscard]] std::string grouped(double value, int decimals);

/// A large count in short: "950", "45.2 k", "6.13 M".
[[nodiscard]] std::string short_count(double value);

/// How many times as much: "0.82", "2.5", "110"; "no data" for NaN.
[[nodiscard]] std::string factor_text(double factor);

/// A probability in percent, never a certainty that was not computed: "97.3 %", "over 99.9 %",
/// "below 0.1 %".
[[nodiscard]] std::string chance_text(double probability);

/// A length of time by its two largest units of d, h, min, s: "2d 4h", "35min", "0s"; "no data"
/// for NaN. `hours` may be negative.
[[nodiscard]] std::string duration_text(double hours);

/// The hours that a scenario's value stands for: "30min", "2d 12h", "\"1h\"", "0s"; NaN when the
/// text is no duration in fixed units ("3 business days").
[[nodiscard]] double hours_of(std::string_view text);
/// The number that a scenario's value stands for, NaN when it is none.
[[nodiscard]] double number_of(std::string_view text);

/// Whether an estimate is a level or the difference between two: differences carry their sign,
/// and differences of shares are percentage points.
enum class Sense { level, difference };

/// An estimate in words. All parts have the same scale and decimals.
struct Shown {
    std::string value{};     ///< "62.3"; "no data" when there is none
    std::string interval{};  ///< "[61.5, 63.1]"; empty when there is none
    std::string unit{};      ///< "%", "points", "h", "d", "BRL"; empty for pure numbers
    /// "62.3 [61.5, 63.1]", or the value and why there is no interval.
    [[nodiscard]] std::string with_interval() const;
    /// The same with the unit behind the value: "62.3 % [61.5, 63.1]".
    [[nodiscard]] std::string in_full() const;
    /// The same without the excuse, for columns whose caption gives the unit or not.
    [[nodiscard]] std::string brief() const;
    [[nodiscard]] std::string brief_with_unit() const;
    std::string excuse{};  ///< "no interval from one replication"; empty when there is an interval
};

/// The unit of the record made readable: shares in percent, hours in min, h or d by size.
struct Unit {
    std::string_view unit;      ///< as in measure::Metric
    std::string_view currency;  ///< what "currency" means in this record
};
[[nodiscard]] Shown show(const measure::Estimate& estimate, const Unit& unit,
                         Sense sense = Sense::level);

[[nodiscard]] bool has_data(const measure::Estimate& estimate);
[[nodiscard]] bool has_interval(const measure::Estimate& estimate);
/// Whether the interval lies wholly to one side of zero.
[[nodiscard]] bool excludes_zero(const measure::Estimate& estimate);

}  // namespace ordersim::report

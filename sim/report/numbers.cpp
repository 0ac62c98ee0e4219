#include "sim/report/numbers.hpp"

#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace ordersim::report {
namespace {

constexpr int kDecimalsMax = 6;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct TimeUnit {
    std::string_view name;
    double hours;
};
/// From large to small.
constexpr std::array<TimeUnit, 4> kTimeUnits{
    {{"d", 24.0}, {"h", 1.0}, {"min", 1.0 / 60}, {"s", 1.0 / 3600}}};
constexpr std::array<TimeUnit, 9> kWrittenUnits{{{"d", 24.0},
                                                 {"h", 1.0},
                                                 {"min", 1.0 / 60},
                                                 {"s", 1.0 / 3600},
                                                 {"ms", 1.0 / 3.6e6},
                                                 {"us", 1.0 / 3.6e9},
                                                 {"m", 1.0 / 60},
                                                 {"w", 168.0},
                                                 {"days", 24.0}}};

struct Scale {
    std::string unit;
    double factor = 1;
};

/// The unit in which a length of time has one to three digits before the point.
Scale time_scale(double hours) {
    const double size = std::abs(hours);
    if (size >= 72) {
        return {"d", 1.0 / 24};
    }
    if (size >= 1.5 || size == 0) {
        return {"h", 1};
    }
    return size >= 1.5 / 60 ? Scale{"min", 60} : Scale{"s", 3600};
}

Scale scale_of(double value, const Unit& unit, Sense sense) {
    if (unit.unit == "share") {
        return {sense == Sense::level ? "%" : "points", 100};
    }
    if (unit.unit == "h") {
        return time_scale(value);
    }
    if (unit.unit == "currency") {
        return {clean(unit.currency), 1};
    }
    if (unit.unit == "1" || unit.unit == "count") {
        return {"", 1};
    }
    return {clean(unit.unit), 1};
}

/// Intervals next to zero may be narrower than anybody cares for.
int finest_decimals(const Unit& unit, const Scale& scale) {
    if (scale.unit == "s") {
        return 2;
    }
    const bool is_known = unit.unit == "share" || unit.unit == "currency" || unit.unit == "h" ||
                          unit.unit == "d";
    return is_known ? 3 : kDecimalsMax;
}

std::string with_commas(std::string_view digits) {
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    std::size_t place = std::min(digits.find('.'), digits.size());
    std::string text(digits);
    while (place > first + 3) {
        place -= 3;
        text.insert(place, 1, ',');
    }
    return text;
}

std::string_view without_quotes(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

void skip_spaces(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

/// Takes a number off the front of the text; NaN when there is none.
double take_number(std::string_view& text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || !std::isfinite(number)) {
        return kNone;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

double take_unit(std::string_view& text) {
    const std::size_t length =
        std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), text.size());
    const std::string_view word = text.substr(0, length);
    text.remove_prefix(length);
    const auto* const unit =
        std::find_if(kWrittenUnits.begin(), kWrittenUnits.end(),
                     [word](const TimeUnit& candidate) { return candidate.name == word; });
    return unit == kWrittenUnits.end() ? kNone : unit->hours;
}

std::string signed_text(double value, int decimals, Sense sense) {
    std::string text = grouped(value, decimals);
    const bool is_zero = text.find_first_of("123456789") == std::string::npos;
    if (sense == Sense::difference && value > 0 && !is_zero) {
        text.insert(0, "+");
    }
    return text;
}

}  // namespace

int decimals_for(double value, double half_width) {
    double leading = half_width;
    int digits = 1;
    if (!(half_width > 0) || !std::isfinite(half_width)) {
        leading = std::abs(value);
        digits = 3;
    }
    if (!(leading > 0) || !std::isfinite(leading)) {
        return 0;
    }
    // The hair keeps 0.0199999999, the rest of a subtraction, from looking finer than 0.02.
    const int exponent = static_cast<int>(std::floor(std::log10(leading) + 1e-9));
    if (digits == 1 && leading < (2 - 1e-6) * std::pow(10.0, exponent)) {
        digits = 2;
    }
    return std::clamp(digits - 1 - exponent, 0, kDecimalsMax);
}

std::string grouped(double value, int decimals) {
    if (std::isnan(value)) {
        return "no data";
    }
    if (std::isinf(value)) {
        return value > 0 ? "inf" : "-inf";
    }
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.front() == '-' && text.find_first_of("123456789") == std::string::npos) {
        text.erase(0, 1);
    }
    return with_commas(std::move(text));
}

std::string short_count(double value) {
    const double size = std::abs(value);
    if (!(size >= 1e4)) {
        return grouped(value, decimals_for(std::floor(value) == value ? 0 : value, 0));
    }
    const bool millions = size >= 999'500;
    const double scaled = value / (millions ? 1e6 : 1e3);
    const int decimals = std::abs(scaled) >= 100 ? 0 : (std::abs(scaled) >= 10 ? 1 : 2);
    return grouped(scaled, decimals) + (millions ? " M" : " k");
}

std::string factor_text(double factor) {
    return grouped(factor, factor < 1 ? 2 : factor < 10 ? 1 : 0);
}

std::string chance_text(double probability) {
    if (probability > 0.9995) {
        return "over 99.9 %";
    }
    return probability < 0.0005 ? "below 0.1 %" : grouped(100 * probability, 1) + " %";
}

std::string duration_text(double hours) {
    if (!std::isfinite(hours)) {
        return grouped(hours, 0);
    }
    double rest = std::round(std::abs(hours) * 3600) / 3600;
    std::string result;
    int parts = 0;
    for (const TimeUnit& unit : kTimeUnits) {
        // A hair more than the unit, so that 59.999999 s does not print where 1 min belongs.
        const double count = std::floor(rest / unit.hours + 1e-9);
        parts += count > 0 || parts > 0 ? 1 : 0;
        if (count > 0 && parts <= 2) {
            result += fmt::format("{}{:.0f}{}", result.empty() ? "" : " ", count, unit.name);
        }
        rest = std::max(0.0, rest - count * unit.hours);
    }
    if (result.empty()) {
        return "0s";
    }
    return hours < 0 ? "-" + result : result;
}

double hours_of(std::string_view text) {
    text = without_quotes(text);
    skip_spaces(text);
    if (text.empty()) {
        return kNone;
    }
    if (text == "0") {
        return 0;  // the one duration that needs no unit
    }
    double total = 0;
    while (!text.empty()) {
        const double number = take_number(text);
        skip_spaces(text);
        const double unit = take_unit(text);
        skip_spaces(text);
        total += number * unit;
        if (std::isnan(total)) {
            return kNone;
        }
    }
    return total;
}

double number_of(std::string_view text) {
    text = without_quotes(text);
    const double number = take_number(text);
    return text.empty() ? number : kNone;
}

std::string Shown::with_interval() const {
    return interval.empty() && !excuse.empty() ? value + " (" + excuse + ")" : brief();
}

std::string Shown::in_full() const {
    return interval.empty() && !excuse.empty() ? brief_with_unit() + " (" + excuse + ")"
                                               : brief_with_unit();
}

std::string Shown::brief() const {
    return interval.empty() ? value : value + " " + interval;
}

std::string Shown::brief_with_unit() const {
    const std::string number = unit.empty() ? value : value + " " + unit;
    return interval.empty() ? number : number + " " + interval;
}

Shown show(const measure::Estimate& estimate, const Unit& unit, Sense sense) {
    if (!has_data(estimate)) {
        return {.value = "no data"};
    }
    const Scale scale = scale_of(estimate.value, unit, sense);
    const double value = estimate.value * scale.factor;
    Shown shown{.unit = scale.unit};
    if (!has_interval(estimate)) {
        shown.value = signed_text(value, decimals_for(value, 0), sense);
        shown.excuse =
            estimate.replications <= 1 ? "no interval from one replication" : "no interval";
        return shown;
    }
    const double low = estimate.low * scale.factor;
    const double high = estimate.high * scale.factor;
    const int decimals =
        std::min(decimals_for(value, (high - low) / 2), finest_decimals(unit, scale));
    shown.value = signed_text(value, decimals, sense);
    shown.interval = fmt::format("[{}, {}]", signed_text(low, decimals, sense),
                                 signed_text(high, decimals, sense));
    return shown;
}

bool has_data(const measure::Estimate& estimate) {
    return std::isfinite(estimate.value);
}

bool has_interval(const measure::Estimate& estimate) {
    return has_data(estimate) && std::isfinite(estimate.low) && std::isfinite(estimate.high);
}

bool excludes_zero(const measure::Estimate& estimate) {
    return has_interval(estimate) && (estimate.low > 0 || estimate.high < 0);
}

}  // namespace ordersim::report

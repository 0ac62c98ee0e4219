#include "sim/scenario/factor.hpp"

#include "sim/base/trimmed.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/keys.hpp"
#include "sim/scenario/node.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace ordersim::scenario {
namespace {

constexpr double kHour = 3'600'000'000.0;  // in microseconds
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// A step may miss the end by so much of itself, for the dust of adding up.
constexpr double kStepSlack = 1e-9;

using Problem = std::string;

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_read = error == std::errc() && end == text.data() + text.size();
    return is_read && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

/// A value by itself: "0" is a number until its neighbours say that they are durations.
struct Reading {
    std::string text;
    std::optional<double> number;
    std::optional<double> hours;
};

Reading read(std::string_view text) {
    Reading reading{std::string(trimmed(text)), number_of(trimmed(text)), std::nullopt};
    const auto duration = parse_duration(reading.text);
    if (duration && duration->clock != DurationClock::business) {
        reading.hours = duration->microseconds / kHour;
    }
    return reading;
}

Axis axis_of(const std::vector<Reading>& readings) {
    const auto is_number = [](const Reading& reading) { return reading.number.has_value(); };
    const auto is_hours = [](const Reading& reading) { return reading.hours.has_value(); };
    if (std::ranges::all_of(readings, is_number)) {
        return Axis::numbers;
    }
    return std::ranges::all_of(readings, is_hours) ? Axis::hours : Axis::words;
}

double at(const Reading& reading, Axis axis) {
    switch (axis) {
        case Axis::hours: return *reading.hours;
        case Axis::numbers: return *reading.number;
        case Axis::words: break;
    }
    return kNaN;
}

/// Splits at commas that stand in no brackets and no quotes.
std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    int depth = 0;
    char quote = '\0';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != '\0') {
            quote = c == quote ? '\0' : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        } else if (c == ',' && depth == 0) {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    parts.push_back(text.substr(begin));
    return parts;
}

std::vector<std::string_view> split_range(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t dots = text.find(".."); dots != text.npos; dots = text.find("..")) {
        parts.push_back(text.substr(0, dots));
        text.remove_prefix(dots + 2);
    }
    parts.push_back(text);
    return parts;
}

struct Assignment {
    std::string key;
    std::string_view values;
};

tl::expected<Assignment, Problem> split_key(std::string_view text, std::string_view example) {
    const std::size_t equals = text.find('=');
    const std::string_view key = trimmed(text.substr(0, equals));
    if (equals == text.npos || key.empty() || trimmed(text.substr(equals + 1)).empty()) {
        return tl::unexpected("'" + std::string(text) + "' is no key with its values; write, for "
                              "example, " + std::string(example));
    }
    return Assignment{std::string(key), text.substr(equals + 1)};
}

bool takes_whole_numbers(std::string_view key) {
    for (const Key<Target>& known : keys()) {
        if (known.traits.name == key) {
            return std::holds_alternative<std::uint8_t& (*)(Target&)>(known.slot) ||
                   std::holds_alternative<std::uint32_t& (*)(Target&)>(known.slot) ||
                   std::holds_alternative<std::uint64_t& (*)(Target&)>(known.slot);
        }
    }
    return false;
}

/// FIRST..LAST..STEP spelled out.
tl::expected<Factor, Problem> stepped(Factor factor, const std::vector<Reading>& parts) {
    factor.axis = axis_of(parts);
    if (factor.axis == Axis::words || parts.size() > 3) {
        return tl::unexpected(factor.key + ": a range is FIRST..LAST..STEP in numbers or in "
                              "durations, like 0..24h..2h");
    }
    const double first = at(parts[0], factor.axis);
    const double last = at(parts[1], factor.axis);
    const bool is_whole = factor.axis == Axis::numbers && first == std::floor(first) &&
                          last == std::floor(last);
    if (parts.size() == 2 && !is_whole) {
        return tl::unexpected(factor.key + ": the range needs a step: " + parts[0].text + ".." +
                              parts[1].text + "..STEP");
    }
    const double step = parts.size() == 3 ? at(parts[2], factor.axis) : 1;
    if (!(last >= first) || !(step > 0)) {
        return tl::unexpected(factor.key + ": a range rises: FIRST..LAST..STEP with a step above "
                              "0");
    }
    const double count = std::floor((last - first) / step + kStepSlack) + 1;
    if (count > static_cast<double>(kLevelsMost)) {
        return tl::unexpected(factor.key + ": the range has more than " +
                              std::to_string(kLevelsMost) + " values; take a longer step");
    }
    for (double i = 0; i < count; ++i) {
        const double value = first + i * step;
        factor.levels.push_back({level_text(factor.axis, value), value});
    }
    return factor;
}

tl::expected<Factor, Problem> listed(Factor factor, const std::vector<Reading>& parts) {
    factor.axis = axis_of(parts);
    for (const Reading& part : parts) {
        if (part.text.empty()) {
            return tl::unexpected(factor.key + ": a value is missing between two commas");
        }
        const FactorLevel level{part.text, at(part, factor.axis)};
        const auto is_same = [&](const FactorLevel& other) {
            return factor.axis == Axis::words ? other.text == level.text : other.at == level.at;
        };
        if (std::ranges::any_of(factor.levels, is_same)) {
            return tl::unexpected(factor.key + ": the value " + part.text + " stands there twice");
        }
        factor.levels.push_back(level);
    }
    if (factor.levels.size() > kLevelsMost) {
        return tl::unexpected(factor.key + ": more than " + std::to_string(kLevelsMost) +
                              " values");
    }
    return factor;
}

std::vector<Reading> readings_of(const std::vector<std::string_view>& parts) {
    std::vector<Reading> readings;
    std::ranges::transform(parts, std::back_inserter(readings), read);
    return readings;
}

/// Whether text is a range; laws and decimals hold no two dots in a row.
bool is_range(std::string_view text) {
    return text.find("..") != text.npos && text.find('"') == text.npos;
}

}  // namespace

tl::expected<Factor, std::string> parse_factor(std::string_view text) {
    const auto split = split_key(text, "policy.grace_window=0,30min,1h or support.cases.agents="
                                       "8..16");
    if (!split) {
        return tl::unexpected(split.error());
    }
    Factor factor{split->key, Axis::words, {}};
    return is_range(split->values)
               ? stepped(std::move(factor), readings_of(split_range(split->values)))
               : listed(std::move(factor), readings_of(split_list(split->values)));
}

tl::expected<Knob, std::string> parse_knob(std::string_view text) {
    const auto split = split_key(text, "policy.grace_window=0..24h");
    if (!split) {
        return tl::unexpected(split.error());
    }
    Knob knob{split->key, Axis::words, takes_whole_numbers(split->key), 0, 0, {}};
    if (!is_range(split->values)) {
        auto factor = parse_factor(text);
        if (!factor) {
            return tl::unexpected(factor.error());
        }
        if (factor->levels.size() < 2) {
            return tl::unexpected(knob.key + ": a knob has a range, LOW..HIGH, or two values or "
                                  "more");
        }
        knob.levels = std::move(factor->levels);
        return knob;
    }
    const std::vector<Reading> parts = readings_of(split_range(split->values));
    knob.axis = axis_of(parts);
    if (parts.size() != 2 || knob.axis == Axis::words) {
        return tl::unexpected(knob.key + ": a knob's range is LOW..HIGH in numbers or in durations,"
                              " like 0..24h");
    }
    knob.low = at(parts[0], knob.axis);
    knob.high = at(parts[1], knob.axis);
    if (!(knob.low < knob.high)) {
        return tl::unexpected(knob.key + ": a knob's range rises: LOW..HIGH");
    }
    return knob;
}

std::optional<Factor> factor_of(
    const std::vector<std::map<std::string, std::string>>& overrides) {
    std::string values;
    for (const auto& own : overrides) {
        if (own.size() != 1 || own.begin()->first != overrides.front().begin()->first) {
            return std::nullopt;
        }
        std::string text = own.begin()->second;
        if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
            text = text.substr(1, text.size() - 2);
        }
        values += (values.empty() ? "" : ",") + text;
    }
    if (overrides.size() < 2) {
        return std::nullopt;
    }
    const auto factor = parse_factor(overrides.front().begin()->first + "=" + values);
    return factor && factor->levels.size() == overrides.size() ? std::optional(*factor)
                                                               : std::nullopt;
}

std::string level_text(Axis axis, double at) {
    if (axis == Axis::hours) {
        return duration_text(SimDuration(std::llround(at * kHour)));
    }
    return number_text(at);
}

std::vector<std::vector<std::string>> grid(const std::vector<Factor>& factors) {
    std::vector<std::vector<std::string>> points{{}};
    for (const Factor& factor : factors) {
        std::vector<std::vector<std::string>> longer;
        for (const std::vector<std::string>& point : points) {
            for (const FactorLevel& level : factor.levels) {
                longer.push_back(point);
                longer.back().push_back(factor.key + "=" + level.text);
            }
        }
        points = std::move(longer);
    }
    return points;
}

}  // namespace ordersim::scenario

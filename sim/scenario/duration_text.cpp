#include "sim/scenario/duration_text.hpp"

#include "sim/scenario/findings.hpp"
#include "sim/scenario/node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

namespace ordersim::scenario {
namespace {

struct Unit {
    std::string_view name;
    double microseconds;
};

constexpr double kDay = 86.4e9;

constexpr std::array<Unit, 25> kUnits{{{"us", 1},
                                       {"ms", 1e3},
                                       {"s", 1e6},
                                       {"sec", 1e6},
                                       {"second", 1e6},
                                       {"seconds", 1e6},
                                       {"min", 60e6},
                                       {"mins", 60e6},
                                       {"minute", 60e6},
                                       {"minutes", 60e6},
                                       {"h", 3.6e9},
                                       {"hr", 3.6e9},
                                       {"hour", 3.6e9},
                                       {"hours", 3.6e9},
                                       {"d", kDay},
                                       {"day", kDay},
                                       {"days", kDay},
                                       {"w", 7 * kDay},
                                       {"week", 7 * kDay},
                                       {"weeks", 7 * kDay},
                                       {"bd", kDay},
                                       {"business day", kDay},
                                       {"business days", kDay},
                                       {"working day", kDay},
                                       {"working days", kDay}}};

bool is_business(std::string_view unit) {
    return unit == "bd" || unit.starts_with("business") || unit.starts_with("working");
}

constexpr std::string_view kShape = "a duration is text like \"30 min\", \"2d 12h\" or \"0\"";

std::string unknown_unit(std::string_view unit) {
    std::vector<std::string> names;
    for (const Unit& known : kUnits) {
        names.emplace_back(known.name);
    }
    if (unit == "m") {
        return "unit 'm' could be minutes or months: write 'min'";
    }
    if (unit.starts_with("mo") || unit.starts_with("y")) {
        return "'" + std::string(unit) + "' has no fixed length: write days";
    }
    return "unknown unit '" + std::string(unit) + "'" + did_you_mean(unit, names) +
           " (units are us, ms, s, min, h, d, weeks)";
}

/// A cursor over the text: numbers and units by turns.
class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) { skip_blanks(); }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    std::optional<double> number() {
        double value = 0;
        const char* first = rest_.data();
        const char* last = first + rest_.size();
        const auto [end, error] = std::from_chars(first, last, value, std::chars_format::fixed);
        const bool starts_well = !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9';
        if (!starts_well || error != std::errc{} || !std::isfinite(value)) {
            return std::nullopt;
        }
        rest_.remove_prefix(static_cast<std::size_t>(end - first));
        skip_blanks();
        return value;
    }

    std::string_view unit() {
        const std::size_t end = std::min(rest_.find_first_of("0123456789.,+-"), rest_.size());
        std::string_view word = rest_.substr(0, end);
        rest_.remove_prefix(end);
        while (word.ends_with(' ')) {
            word.remove_suffix(1);
        }
        return word;
    }

private:
    void skip_blanks() {
        const std::size_t blanks = std::min(rest_.find_first_not_of(' '), rest_.size());
        rest_.remove_prefix(blanks);
    }

    std::string_view rest_;
};

using Result = tl::expected<DurationText, std::string>;

Result checked(const DurationText& sum) {
    if (sum.microseconds > microseconds(kLongestDelay)) {
        return tl::unexpected(std::string("a duration is at most 36525 d (100 years)"));
    }
    return DurationText{std::round(sum.microseconds), sum.clock};
}

}  // namespace

Result parse_duration(std::string_view text) {
    Cursor cursor(text);
    if (cursor.at_end()) {
        return tl::unexpected(std::string("the duration is empty; ").append(kShape));
    }
    if (text.starts_with('-')) {
        return tl::unexpected(std::string("a duration is never negative"));
    }
    DurationText sum;
    while (!cursor.at_end()) {
        const auto number = cursor.number();
        if (!number) {
            return tl::unexpected("'" + std::string(text) + "' is no duration; " +
                                  std::string(kShape));
        }
        const std::string_view name = cursor.unit();
        if (name.empty() && *number == 0 && cursor.at_end()) {
            break;
        }
        if (name.empty()) {
            return tl::unexpected("'" + std::string(text) + "' has no unit; " +
                                  std::string(kShape));
        }
        const auto unit = std::ranges::find(kUnits, name, &Unit::name);
        if (unit == kUnits.end()) {
            return tl::unexpected(unknown_unit(name));
        }
        const auto clock = is_business(name) ? DurationClock::business : DurationClock::calendar;
        if (sum.clock != DurationClock::any && sum.clock != clock) {
            return tl::unexpected(
                std::string("business days and calendar time do not add up; write one of them"));
        }
        sum.clock = clock;
        sum.microseconds += *number * unit->microseconds;
    }
    return checked(sum);
}

std::string duration_text(const DurationText& duration) {
    if (duration.clock == DurationClock::business) {
        return number_text(duration.microseconds / kDay) + " business days";
    }
    return duration_text(SimDuration(std::llround(duration.microseconds)));
}

std::string duration_text(SimDuration duration) {
    return duration == SimDuration::zero() ? "0" : exact_text(duration);
}

}  // namespace ordersim::scenario

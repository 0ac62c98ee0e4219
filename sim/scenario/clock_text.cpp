#include "sim/scenario/clock_text.hpp"

#include "sim/base/trimmed.hpp"

#include <tl/expected.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace ordersim::scenario {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::size_t kDayHours = 24;
constexpr std::string_view kShape = "write \"always\" or days and hours like \"Mon-Sat 09-21\"";

using Speeds = WeeklyClock::Speeds;
using Message = std::string;

struct Range {
    std::size_t first;
    std::size_t last;
};

tl::expected<std::size_t, Message> day_of(std::string_view name) {
    const auto found = std::ranges::find(kDays, name);
    if (found == kDays.end()) {
        const std::vector<std::string> known(kDays.begin(), kDays.end());
        return tl::unexpected("unknown weekday '" + std::string(name) + "'" +
                              did_you_mean(name, known) + " (Mon Tue Wed Thu Fri Sat Sun)");
    }
    return static_cast<std::size_t>(found - kDays.begin());
}

tl::expected<Range, Message> days_of(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = day_of(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_of(text.substr(dash + 1));
    if (!first || !last) {
        return tl::unexpected(first ? last.error() : first.error());
    }
    return Range{*first, *last};
}

/// "09" or "09:00".
std::optional<std::size_t> hour_of(std::string_view text) {
    if (text.ends_with(":00")) {
        text.remove_suffix(3);
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (text.empty() || text.size() > 2 || !std::ranges::all_of(text, is_digit)) {
        return std::nullopt;
    }
    std::size_t hour = 0;
    for (const char c : text) {
        hour = hour * 10 + static_cast<std::size_t>(c - '0');
    }
    return hour <= kDayHours ? std::optional(hour) : std::nullopt;
}

tl::expected<Range, Message> hours_of(std::string_view text) {
    const std::size_t dash = text.find('-');
    const auto first = hour_of(text.substr(0, dash));
    const auto last =
        dash == std::string_view::npos ? std::nullopt : hour_of(text.substr(dash + 1));
    if (!first || !last) {
        return tl::unexpected("'" + std::string(text) +
                              "' is no span of whole hours like 09-21 (00 to 24)");
    }
    if (*first == *last) {
        return tl::unexpected("'" + std::string(text) + "' never opens");
    }
    if (*first > *last) {
        return tl::unexpected("'" + std::string(text) +
                              "' ends before it begins; part a night in two at 24, like "
                              "\"Mon 21-24, Tue 00-06\"");
    }
    return Range{*first, *last};
}

std::string two_digits(std::size_t hour) {
    return (hour < 10 ? "0" : "") + std::to_string(hour);
}

/// One "Mon-Sat 09-21": opens its hours, and says itself in the canonical way.
tl::expected<std::string, Message> open(std::string_view part, Speeds& speeds) {
    const std::size_t blank = part.find(' ');
    if (blank == std::string_view::npos) {
        return tl::unexpected("'" + std::string(part) + "' is no calendar; " + std::string(kShape));
    }
    const auto days = days_of(part.substr(0, blank));
    const auto hours = hours_of(trimmed(part.substr(blank)));
    if (!days || !hours) {
        return tl::unexpected(days ? hours.error() : days.error());
    }
    for (std::size_t day = days->first;; day = (day + 1) % kDays.size()) {
        const auto start =
            speeds.begin() + static_cast<std::ptrdiff_t>(day * kDayHours + hours->first);
        std::fill_n(start, hours->last - hours->first, 1.0);
        if (day == days->last) {
            break;
        }
    }
    std::string text(kDays[days->first]);
    text += days->last == days->first ? "" : "-" + std::string(kDays[days->last]);
    return text + " " + two_digits(hours->first) + "-" + two_digits(hours->last);
}

tl::expected<std::string, Message> read_calendar(std::string_view text, Speeds& speeds) {
    if (trimmed(text) == "always") {
        speeds.fill(1.0);
        return std::string("always");
    }
    std::string canonical;
    while (true) {
        const std::size_t comma = text.find(',');
        const auto part = open(trimmed(text.substr(0, comma)), speeds);
        if (!part) {
            return part;
        }
        canonical += (canonical.empty() ? "" : ", ") + *part;
        if (comma == std::string_view::npos) {
            return canonical;
        }
        text.remove_prefix(comma + 1);
    }
}

/// A list of `count` speeds, with its canonical text.
std::optional<std::vector<double>> read_speeds(const Node& node, std::string_view name,
                                               std::size_t count, Findings& findings) {
    const Node* list = node.find(name);
    if (list == nullptr || list->kind != Node::Kind::array || list->items.size() != count) {
        findings.add((list == nullptr ? node : *list).place,
                     "a profile needs " + std::string(name) + " = [" + std::to_string(count) +
                         " numbers]" +
                         (list == nullptr || list->kind != Node::Kind::array
                              ? ""
                              : ", found " + std::to_string(list->items.size())));
        return std::nullopt;
    }
    std::vector<double> speeds;
    for (const Node& item : list->items) {
        if (!item.is_number() || !std::isfinite(item.number()) || item.number() < 0) {
            findings.add(item.place, "a speed is a finite number, at least 0");
            return std::nullopt;
        }
        speeds.push_back(item.number());
    }
    return speeds;
}

std::string list_text(const std::vector<double>& numbers) {
    std::string text;
    for (const double number : numbers) {
        text += (text.empty() ? "" : ", ") + number_text(number);
    }
    return "[" + text + "]";
}

std::optional<std::string> read_profile(const Node& node, Speeds& speeds, Findings& findings) {
    for (const Member& member : node.members) {
        if (member.key != "hours" && member.key != "weekdays") {
            findings.add(member.value.key_place,
                         "unknown key '" + member.key + "' in a profile; it has hours or weekdays");
            return std::nullopt;
        }
    }
    const auto hours = read_speeds(node, "hours", kDayHours, findings);
    const auto days = read_speeds(node, "weekdays", kDays.size(), findings);
    if (!hours || !days) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < speeds.size(); ++i) {
        speeds[i] = (*days)[i / kDayHours] * (*hours)[i % kDayHours];
    }
    return "{ hours = " + list_text(*hours) + ", weekdays = " + list_text(*days) + " }";
}

/// Speed 1 in the mean over a week. A clock that never runs is left as it is.
void normalise(Speeds& speeds) {
    double sum = 0;
    for (const double speed : speeds) {
        sum += speed;
    }
    if (sum > 0) {
        for (double& speed : speeds) {
            speed *= static_cast<double>(WeeklyClock::kHours) / sum;
        }
    }
}

}  // namespace

std::optional<ClockRead> read_clock(const Node& node, ClockKind kind, ReadContext& context) {
    Speeds speeds{};
    std::string text;
    const bool is_profile = node.kind == Node::Kind::table && kind == ClockKind::profile;
    if (is_profile) {
        const auto read = read_profile(node, speeds, context.findings);
        if (!read) {
            return std::nullopt;
        }
        text = *read;
    } else if (node.kind == Node::Kind::text) {
        const auto read = read_calendar(node.text, speeds);
        if (!read) {
            context.findings.add(node.place, read.error());
            return std::nullopt;
        }
        text = quotation(*read);
    } else {
        context.findings.add(node.place, "expected a calendar, found " +
                                             std::string(kind_name(node.kind)) + "; " +
                                             std::string(kShape));
        return std::nullopt;
    }
    if (kind == ClockKind::profile) {
        normalise(speeds);
    }
    const auto clock = WeeklyClock::create(speeds);
    if (!clock) {
        context.findings.add(node.place, clock.error().message);
        return std::nullopt;
    }
    return ClockRead{*clock, {text, text, ""}};
}

}  // namespace ordersim::scenario

#include "sim/scenario/spelt_time.hpp"

#include <chrono>

namespace ordersim::scenario {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes a stamp apart from the left. What does not fit leaves everything where it is.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

    /// A number of `least` to `most` digits that no further digit follows.
    std::optional<int> number(std::size_t least, std::size_t most) {
        int value = 0;
        std::size_t digits = 0;
        while (digits < rest_.size() && digits <= most && is_digit(rest_[digits])) {
            value = value * 10 + (rest_[digits] - '0');
            ++digits;
        }
        if (digits < least || digits > most) {
            return std::nullopt;
        }
        rest_.remove_prefix(digits);
        return value;
    }
    bool skip(char c) {
        const bool fits = next_is(c);
        rest_.remove_prefix(fits ? 1 : 0);
        return fits;
    }
    std::size_t skip_blanks() {
        std::size_t count = 0;
        while (skip(' ')) {
            ++count;
        }
        return count;
    }
    bool skip_word(std::string_view upper) {
        if (rest_.size() < upper.size()) {
            return false;
        }
        for (std::size_t i = 0; i < upper.size(); ++i) {
            const char c = rest_[i];
            if ((c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c) != upper[i]) {
                return false;
            }
        }
        rest_.remove_prefix(upper.size());
        return true;
    }
    std::optional<char> date_separator() {
        for (const char c : {'-', '/', '.'}) {
            if (skip(c)) {
                return c;
            }
        }
        return std::nullopt;
    }
    /// The digits after a point, as microseconds; finer ones are dropped.
    std::optional<std::int64_t> fraction() {
        std::int64_t value = 0;
        std::int64_t size = kSecond;
        if (rest_.empty() || !is_digit(rest_.front())) {
            return std::nullopt;
        }
        while (!rest_.empty() && is_digit(rest_.front())) {
            size /= 10;
            value += size * (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }

private:
    std::string_view rest_;
};

struct Date {
    int year;
    int first;
    int second;
    bool is_year_first;
};

std::optional<Date> scan_date(Scanner& scan) {
    const auto year_first = scan.number(4, 4);
    const auto a = year_first ? year_first : scan.number(1, 2);
    const auto separator = a ? scan.date_separator() : std::nullopt;
    const auto b = separator ? scan.number(1, 2) : std::nullopt;
    if (!b || !scan.skip(*separator)) {
        return std::nullopt;
    }
    const auto c = year_first ? scan.number(1, 2) : scan.number(4, 4);
    if (!c) {
        return std::nullopt;
    }
    return year_first ? Date{*a, *b, *c, true} : Date{*c, *a, *b, false};
}

std::chrono::year_month_day day_of(int year, int month, int day) {
    return {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
            std::chrono::day(static_cast<unsigned>(day))};
}

/// There is such a day, whichever number is the month.
bool is_possible(const Date& date) {
    return day_of(date.year, date.first, date.second).ok() ||
           (!date.is_year_first && day_of(date.year, date.second, date.first).ok());
}

/// "AM" and "PM" turn the hour of a clock face into that of the day.
std::optional<int> hour_of_day(Scanner& scan, int hour) {
    scan.skip_blanks();
    const bool is_morning = scan.skip_word("AM");
    const bool is_afternoon = !is_morning && scan.skip_word("PM");
    if (!is_morning && !is_afternoon) {
        return hour <= 23 ? std::optional(hour) : std::nullopt;
    }
    if (hour < 1 || hour > 12) {
        return std::nullopt;
    }
    return hour % 12 + (is_afternoon ? 12 : 0);
}

std::optional<std::int64_t> scan_time(Scanner& scan) {
    const auto hour = scan.number(1, 2);
    const bool has_minutes = hour && scan.skip(':');
    const auto minute = has_minutes ? scan.number(2, 2) : std::nullopt;
    if (!minute || *minute > 59) {
        return std::nullopt;
    }
    int second = 0;
    std::int64_t fraction = 0;
    if (scan.skip(':')) {
        const auto seconds = scan.number(2, 2);
        const bool has_fraction = seconds && (scan.skip('.') || scan.skip(','));
        const auto micros =
            has_fraction ? scan.fraction() : std::optional<std::int64_t>(std::int64_t{0});
        if (!seconds || *seconds > 60 || !micros) {
            return std::nullopt;
        }
        second = *seconds;
        fraction = *micros;
    }
    const auto hour24 = hour_of_day(scan, *hour);
    if (!hour24) {
        return std::nullopt;
    }
    return *hour24 * kHour + *minute * 60 * kSecond + second * kSecond + fraction;
}

std::optional<std::int64_t> scan_offset(Scanner& scan) {
    if (scan.skip_word("UTC") || scan.skip_word("GMT") || scan.skip_word("Z")) {
        return 0;
    }
    const std::int64_t sign = scan.skip('-') ? -1 : (scan.skip('+') ? 1 : 0);
    if (sign == 0) {
        return std::nullopt;
    }
    auto hours = scan.number(2, 2);
    std::optional<int> minutes = 0;
    if (hours && scan.skip(':')) {
        minutes = scan.number(2, 2);
    } else if (!hours) {
        const auto both = scan.number(4, 4);
        hours = both ? std::optional(*both / 100) : std::nullopt;
        minutes = both ? *both % 100 : 0;
    }
    if (!hours || !minutes || *minutes > 59 || *hours * 60 + *minutes > 14 * 60) {
        return std::nullopt;
    }
    return sign * (*hours * kHour + *minutes * 60 * kSecond);
}

}  // namespace

std::optional<ReadTime> SpeltTime::parse(std::string_view text) {
    Scanner scan(text);
    const auto date = scan_date(scan);
    if (!date || !is_possible(*date)) {
        return std::nullopt;
    }
    std::int64_t time = 0;
    std::optional<std::int64_t> offset;
    if (!scan.at_end()) {
        const bool has_time = scan.skip_blanks() > 0 || scan.skip('T') || scan.skip('t');
        const auto read = has_time ? scan_time(scan) : std::nullopt;
        if (!read) {
            return std::nullopt;
        }
        time = *read;
        if (!scan.at_end()) {
            offset = scan_offset(scan);
            if (!offset || !scan.at_end()) {
                return std::nullopt;
            }
        }
    }
    SpeltTime spelt;
    spelt.bits_ = (offset ? kOffset : 0) | (date->is_year_first ? kYearFirst : 0) |
                  static_cast<std::uint64_t>(date->year) << kYearShift |
                  static_cast<std::uint64_t>(date->first) << kFirstShift |
                  static_cast<std::uint64_t>(date->second) << kSecondShift |
                  static_cast<std::uint64_t>(time - offset.value_or(0) + kDay);
    return ReadTime{spelt, offset};
}

std::optional<std::int64_t> SpeltTime::microseconds(DateOrder order) const {
    const bool is_month_first = is_year_first() || order == DateOrder::mdy;
    const auto year = static_cast<int>(field(kYearShift, 0x3FFF));
    const auto a = static_cast<int>(first());
    const auto b = static_cast<int>(second());
    const auto date = is_month_first ? day_of(year, a, b) : day_of(year, b, a);
    if (!date.ok()) {
        return std::nullopt;
    }
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return days * kDay + static_cast<std::int64_t>(bits_ & kTimeMask) - kDay;
}

std::optional<std::int64_t> parse_offset(std::string_view text) {
    Scanner scan(text);
    const auto offset = scan_offset(scan);
    return scan.at_end() ? offset : std::nullopt;
}

}  // namespace ordersim::scenario

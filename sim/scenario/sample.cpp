#include "sim/scenario/sample.hpp"

#include "sim/base/time.hpp"
#include "sim/base/trimmed.hpp"
#include "sim/scenario/csv.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/findings.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace ordersim::scenario {
namespace {

constexpr std::size_t kValuesMax = 5'000'000;
constexpr std::size_t kRowsNamed = 5;

/// Reads a time stamp from the left, piece by piece; any misfit sticks.
class StampReader {
public:
    explicit StampReader(std::string_view text) : rest_(text) {}

    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') {
                is_good_ = false;
                return 0;
            }
            value = value * 10 + (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    bool skip(std::string_view any_of) {
        const bool fits = !rest_.empty() && any_of.find(rest_[0]) != std::string_view::npos;
        if (fits) {
            rest_.remove_prefix(1);
        }
        return fits;
    }
    void expect(char c) { is_good_ = skip({&c, 1}) && is_good_; }
    /// Digits after a point, as microseconds; finer ones are dropped.
    std::int64_t fraction() {
        std::int64_t value = 0;
        std::int64_t size = 1'000'000;
        if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') {
            is_good_ = false;
        }
        while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
            size /= 10;
            value += size * (rest_[0] - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }
    [[nodiscard]] bool is_good() const { return is_good_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] bool next_is(char c) const { return !rest_.empty() && rest_[0] == c; }

private:
    std::string_view rest_;
    bool is_good_ = true;
};

/// Seconds east of UTC; 0 where none is given.
std::optional<std::int64_t> read_offset(StampReader& reader) {
    if (reader.skip("Zz") || reader.at_end()) {
        return 0;
    }
    const std::int64_t sign = reader.next_is('-') ? -1 : 1;
    if (!reader.skip("+-")) {
        return std::nullopt;
    }
    const int hours = reader.digits(2);
    reader.skip(":");
    const int minutes = reader.at_end() ? 0 : reader.digits(2);
    if (!reader.is_good() || hours > 14 || minutes > 59) {
        return std::nullopt;
    }
    return sign * (hours * 3600 + minutes * 60);
}

std::optional<std::int64_t> read_time_of_day(StampReader& reader) {
    const int hour = reader.digits(2);
    reader.expect(':');
    const int minute = reader.digits(2);
    int second = 0;
    std::int64_t micros = 0;
    if (reader.skip(":")) {
        second = reader.digits(2);
        if (reader.skip(".,")) {
            micros = reader.fraction();
        }
    }
    if (!reader.is_good() || hour > 23 || minute > 59 || second > 60) {
        return std::nullopt;
    }
    return (hour * 3600LL + minute * 60 + second) * 1'000'000 + micros;
}

/// Turns rows into values, and keeps account of those that give none.
class Collector {
public:
    explicit Collector(const SampleRequest& request) : request_(request) {}

    tl::expected<void, SampleError> find_columns(const CsvRow& header) {
        names_ = header;
        for (std::string& name : names_) {
            name = trimmed(name);
        }
        const bool is_span = request_.column.empty();
        const auto first = is_span ? find(request_.from, "from") : find(request_.column, "column");
        const auto second = is_span ? find(request_.to, "to") : first;
        if (!first || !second) {
            return tl::unexpected(first ? second.error() : first.error());
        }
        first_ = *first;
        second_ = *second;
        return {};
    }

    tl::expected<void, SampleError> take(const CsvRow& row, std::uint64_t number) {
        ++sample_.rows;
        if (row.size() <= std::max(first_, second_)) {
            note_bad(number, "the row ends before the column");
            return {};
        }
        const std::string_view first = trimmed(row[first_]);
        const std::string_view second = trimmed(row[second_]);
        if (first.empty() || second.empty()) {
            ++sample_.skipped;
            return {};
        }
        request_.column.empty() ? take_span(first, second, number) : take_cell(first, number);
        if (sample_.values.size() > kValuesMax) {
            return tl::unexpected(
                SampleError{"file", "holds more than " + std::to_string(kValuesMax) + " values"});
        }
        return {};
    }

    tl::expected<Sample, SampleError> finish() {
        const std::string part = request_.column.empty() ? "from" : "column";
        if (names_.empty()) {
            return tl::unexpected(SampleError{"file", "is empty"});
        }
        if (bad_count_ > 0) {
            return tl::unexpected(SampleError{part, bad_rows()});
        }
        if (sample_.values.empty()) {
            return tl::unexpected(
                SampleError{"file", sample_.rows == 0 ? "has a header and no rows"
                                                      : "has no usable row " + sample_.account()});
        }
        return std::move(sample_);
    }

private:
    [[nodiscard]] tl::expected<std::size_t, SampleError> find(const std::string& name,
                                                              const char* part) const {
        const auto found = std::ranges::find(names_, name);
        if (found == names_.end()) {
            std::string message = "has no column '" + name + "'" + did_you_mean(name, names_);
            if (names_.size() == 1 && names_[0].find(';') != std::string::npos &&
                names_[0].find(name) != std::string::npos) {
                message += "; its fields are parted by ';', not by ','";
            }
            return tl::unexpected(SampleError{part, message});
        }
        return static_cast<std::size_t>(found - names_.begin());
    }

    void take_span(std::string_view from, std::string_view to, std::uint64_t number) {
        const auto start = parse_time_stamp(from);
        const auto end = parse_time_stamp(to);
        if (!start || !end) {
            const std::string text(start ? to : from);
            note_bad(number, "'" + text + "' is no time stamp like 2017-10-02 11:07:15");
        } else {
            add(static_cast<double>(*end - *start));
        }
    }

    void take_cell(std::string_view text, std::uint64_t number) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_number = error == std::errc{} && end == text.data() + text.size();
        if (is_number && !std::isfinite(value)) {
            note_bad(number, "'" + std::string(text) + "' is no finite number");
        } else if (request_.values == SampleRequest::Values::numbers) {
            is_number ? add(value) : note_bad(number, "'" + std::string(text) + "' is no number");
        } else if (is_number && value < 0) {
            ++sample_.rejected;
        } else {
            take_duration(std::string(text) + (is_number ? " " + request_.unit : ""), number);
        }
    }

    void take_duration(const std::string& text, std::uint64_t number) {
        const auto duration = parse_duration(text);
        if (!duration) {
            const bool lacks_unit = request_.unit.empty() && text.ends_with(' ');
            note_bad(number, duration.error() +
                                 (lacks_unit ? "; or say unit = \"h\" beside the column" : ""));
        } else if (duration->clock == DurationClock::business) {
            note_bad(number, "business days have no place in a file of durations");
        } else {
            add(duration->microseconds);
        }
    }

    void add(double value) {
        const bool is_span = request_.values == SampleRequest::Values::durations;
        if (is_span && value < 0) {
            ++sample_.rejected;
        } else if (is_span && value > microseconds(kLongestDelay)) {
            ++sample_.rejected;
        } else {
            sample_.values.push_back(value);
        }
    }

    void note_bad(std::uint64_t number, std::string why) {
        if (bad_.size() < kRowsNamed) {
            bad_.push_back(number);
        }
        if (bad_count_++ == 0) {
            first_why_ = std::move(why);
        }
    }

    [[nodiscard]] std::string bad_rows() const {
        std::string text = "row ";
        for (std::size_t i = 0; i < bad_.size(); ++i) {
            text += (i == 0 ? "" : ", ") + std::to_string(bad_[i]);
        }
        if (bad_count_ > bad_.size()) {
            text += " and " + std::to_string(bad_count_ - bad_.size()) + " more";
        }
        return text + ": " + first_why_;
    }

    const SampleRequest& request_;
    CsvRow names_;
    std::size_t first_ = 0;
    std::size_t second_ = 0;  ///< the same as the first for a single column
    Sample sample_;
    std::vector<std::uint64_t> bad_;
    std::uint64_t bad_count_ = 0;
    std::string first_why_;
};

}  // namespace

std::string Sample::account() const {
    std::string text =
        "[" + std::to_string(values.size()) + " of " + std::to_string(rows) + " rows used";
    if (skipped > 0) {
        text += ", " + std::to_string(skipped) + " empty";
    }
    if (rejected > 0) {
        text += ", " + std::to_string(rejected) + " backwards";
    }
    return text + "]";
}

std::optional<std::int64_t> parse_time_stamp(std::string_view text) {
    StampReader reader(text);
    const int year = reader.digits(4);
    reader.expect('-');
    const int month = reader.digits(2);
    reader.expect('-');
    const int day = reader.digits(2);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!reader.is_good() || !date.ok()) {
        return std::nullopt;
    }
    std::int64_t micros = std::chrono::duration_cast<std::chrono::microseconds>(
                              std::chrono::sys_days(date).time_since_epoch())
                              .count();
    if (!reader.at_end()) {
        const bool has_time = reader.skip(" Tt");
        const auto time = has_time ? read_time_of_day(reader) : std::nullopt;
        const auto offset = time ? read_offset(reader) : std::nullopt;
        if (!offset || !reader.at_end()) {
            return std::nullopt;
        }
        micros += *time - *offset * 1'000'000;
    }
    return micros;
}

tl::expected<Sample, SampleError> read_sample(const SampleRequest& request) {
    Collector collector(request);
    // The reader of CSV knows messages only; what they are about is kept beside it.
    std::optional<SampleError> stopped;
    const auto pass_on =
        [&](tl::expected<void, SampleError> done) -> tl::expected<void, std::string> {
        if (!done) {
            stopped = done.error();
            return tl::unexpected(done.error().message);
        }
        return {};
    };
    const auto done = read_csv(
        request.path,
        {.header = [&](const CsvRow& row) { return pass_on(collector.find_columns(row)); },
         .row = [&](const CsvRow& row,
                    std::uint64_t number) { return pass_on(collector.take(row, number)); }});
    if (stopped) {
        return tl::unexpected(*stopped);
    }
    if (!done) {
        return tl::unexpected(SampleError{"file", done.error()});
    }
    return collector.finish();
}

}  // namespace ordersim::scenario

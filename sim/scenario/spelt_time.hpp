#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// Time stamps as files of orders spell them.
namespace ordersim::scenario {

/// Which of the first two numbers of "3/4/2017" is the month.
enum class DateOrder : std::uint8_t { mdy, dmy };

struct ReadTime;

/// A time stamp that was read but not yet understood: whether "3/4/2017" is in March or in April,
/// and on which clock a stamp without an offset was written, only the rest of the file can tell.
/// Eight bytes; a value.
class SpeltTime {
public:
    /// An empty cell.
    SpeltTime() = default;

    /// Reads "2017-10-02", "2017/10/2 11:07", "10/2/2017 11:07:15 PM", "2.10.2017 11:07",
    /// "2017-10-02T11:07:15.25+02:00": the year first or last, '-', '/' or '.' between, a time with
    /// or without seconds, fraction, AM or PM, offset. nullopt: it is none of these.
    [[nodiscard]] static std::optional<ReadTime> parse(std::string_view text);

    [[nodiscard]] bool is_empty() const { return bits_ == 0; }
    [[nodiscard]] bool has_offset() const { return (bits_ & kOffset) != 0; }
    /// The year comes first: there is no doubt about day and month.
    [[nodiscard]] bool is_year_first() const { return (bits_ & kYearFirst) != 0; }
    /// The numbers beside the year, as they stand.
    [[nodiscard]] unsigned first() const { return field(kFirstShift, 31); }
    [[nodiscard]] unsigned second() const { return field(kSecondShift, 31); }

    /// Microseconds since 1970-01-01 00:00, in UTC where there is an offset, else on the clock that
    /// wrote it. nullopt: there is no such day. Requires: not empty.
    [[nodiscard]] std::optional<std::int64_t> microseconds(DateOrder order) const;

    friend bool operator==(const SpeltTime&, const SpeltTime&) = default;

private:
    // From the top: flags, year, the two numbers, and the time of day in microseconds, less the
    // offset, from 24 hours before midnight.
    static constexpr std::uint64_t kOffset = std::uint64_t{1} << 63U;
    static constexpr std::uint64_t kYearFirst = std::uint64_t{1} << 62U;
    static constexpr unsigned kYearShift = 48;
    static constexpr unsigned kFirstShift = 43;
    static constexpr unsigned kSecondShift = 38;
    static constexpr std::uint64_t kTimeMask = (std::uint64_t{1} << kSecondShift) - 1;

    [[nodiscard]] unsigned field(unsigned shift, unsigned mask) const {
        return static_cast<unsigned>(bits_ >> shift) & mask;
    }

    std::uint64_t bits_ = 0;
};

/// What a cell gave.
struct ReadTime {
    SpeltTime time;
    std::optional<std::int64_t> offset;  ///< microseconds east of UTC, where it is told
};

/// "+08:00", "-0330", "Z" or "UTC" in microseconds east of UTC; nullopt: none of these, or beyond
/// 14 hours.
[[nodiscard]] std::optional<std::int64_t> parse_offset(std::string_view text);

}  // namespace ordersim::scenario

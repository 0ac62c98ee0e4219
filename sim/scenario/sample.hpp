#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ordersim::scenario {

/// Which numbers of a CSV file make a sample: one column of values, or the time from one column of
/// time stamps to another.
struct SampleRequest {
    enum class Values : std::uint8_t { durations, numbers };

    std::string path;
    std::string column;  ///< either this
    std::string from;    ///< or these two
    std::string to;
    std::string unit;  ///< of bare numbers in a column of durations; empty: they carry their own
    Values values = Values::durations;

    friend bool operator==(const SampleRequest&, const SampleRequest&) = default;
};

/// What a file gave. Durations are in microseconds.
struct Sample {
    std::vector<double> values;  ///< in the order of the rows; not empty
    std::uint64_t rows = 0;
    std::uint64_t skipped = 0;   ///< for an empty cell
    std::uint64_t rejected = 0;  ///< for an end before its start, or a negative duration

    /// "[291 of 300 rows used, 5 empty, 4 backwards]"
    [[nodiscard]] std::string account() const;
};

/// Why there is no sample; `part` names the key of the request that is to blame.
struct SampleError {
    std::string part;  ///< "file", "column", "from", "to"
    std::string message;
};

[[nodiscard]] tl::expected<Sample, SampleError> read_sample(const SampleRequest& request);

/// Microseconds since 1970 of an ISO 8601 date with or without a time: "2017-10-02",
/// "2017-10-02 11:07:15.25", "2017-10-02T11:07:15+02:00". Without an offset it is taken as UTC.
[[nodiscard]] std::optional<std::int64_t> parse_time_stamp(std::string_view text);

}  // namespace ordersim::scenario

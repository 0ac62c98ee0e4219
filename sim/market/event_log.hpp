#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/agents/cast.hpp"
#include "sim/base/output_file.hpp"
#include "sim/market/case_sorter.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::market {

enum class EventLogFormat : std::uint8_t {
    csv,  ///< a row an event, in the columns that PM4Py, bupaR, Celonis and Disco read
    xes,  ///< IEEE 1849-2016: a trace an order
    ocel  ///< OCEL 2.0 JSON: events and all the objects that they are about
};

/// The format that a file's name asks for: XES by .xes or .xml, OCEL by .jsonocel or .json, else
/// CSV; in letters of any case.
[[nodiscard]] EventLogFormat event_log_format_of(std::string_view path);

/// The trace of a replication as an event log: an event an accepted command (case = order, activity
/// = command). Time stamps are ISO 8601 with milliseconds, UTC, counted from Monday 2024-01-01;
/// `seq` orders the events of a case.
///
/// CSV is streamed in the order of time. The other formats want events case by case: up to half a
/// million wait in memory, more in a temporary file. Memory does not grow with the log.
class EventLog {
public:
    /// `policy`: the variant's name, for the column case:policy. A file that stands at `path` and
    /// is no event log is not replaced: that is an error.
    [[nodiscard]] static tl::expected<EventLog, OutputError> create(
        const std::string& path, std::string policy, std::string currency,
        EventLogFormat format = EventLogFormat::csv);

    /// Refusals are left out: they change nothing. (A buyer who wants out after shipment and is
    /// refused counts in M01 and shows here by nothing.) Errors show at `commit`.
    void write(const metrics::OrderEvent& event, const agents::View& view);
    /// The file stands under its name only after this.
    [[nodiscard]] tl::expected<void, OutputError> commit();

private:
    EventLog(OutputFile file, std::string policy, std::string currency, EventLogFormat format);

    void write_row(const LoggedEvent& event);
    [[nodiscard]] tl::expected<void, OutputError> write_xes();
    [[nodiscard]] tl::expected<void, OutputError> write_ocel();

    OutputFile file_;
    std::string policy_;
    std::string currency_;
    EventLogFormat format_;
    CaseSorter cases_;
    std::string line_;
};

}  // namespace ordersim::market

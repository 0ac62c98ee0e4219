#pragma once

#include <string>
#include <tl/expected.hpp>

#include "sim/agents/cast.hpp"
#include "sim/base/output_file.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::market {

/// The trace of a replication as an event log: CSV with a row an accepted command, in the columns
/// that PM4Py, bupaR, Celonis and Disco read (case = order, activity = command). Time stamps are
/// ISO 8601 with milliseconds, UTC, counted from Monday 2024-01-01; `seq` orders the rows of a
/// case. Streamed: memory does not grow with the log.
class EventLog {
public:
    /// `policy`: the variant's name, for the column case:policy. A file that stands at `path` and
    /// is no event log is not replaced: that is an error.
    [[nodiscard]] static tl::expected<EventLog, OutputError> create(const std::string& path,
                                                                    std::string policy,
                                                                    std::string currency);

    /// Refusals are left out: they change nothing. (A buyer who wants out after shipment and is
    /// refused counts in M01 and shows here by nothing.) Errors show at `commit`.
    void write(const metrics::OrderEvent& event, const agents::View& view);
    /// The file stands under its name only after this.
    [[nodiscard]] tl::expected<void, OutputError> commit();

private:
    EventLog(OutputFile file, std::string policy, std::string currency);

    OutputFile file_;
    std::string policy_;
    std::string currency_;
    std::string line_;
};

}  // namespace ordersim::market

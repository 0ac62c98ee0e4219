#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>

#include "sim/measure/record.hpp"
#include "sim/scenario/scenario.hpp"

namespace ordersim::market {
enum class EventLogFormat : std::uint8_t;
}

/// A scenario run to its result: all variants on common draws, replicated on several threads.
namespace ordersim::experiment {

/// How far a run has come.
struct Progress {
    std::uint32_t replications_done = 0;  ///< of all variants together
    std::uint32_t replications_planned = 0;
    double half_width = 0;  ///< of the metric that decides when to stop; NaN without one
    double events = 0;      ///< useful events so far
};

struct RunOptions {
    std::uint32_t threads = 1;  ///< >= 1; the result does not depend on it
    /// Finishes the replications at work, and the first of every variant in any case; the result
    /// is then partial.
    std::stop_token stop{};
    /// Called after each replication, by one thread at a time.
    std::function<void(const Progress&)> on_progress{};
    /// Where the event log of the first variant's first replication goes; empty: nowhere.
    std::string event_log_path{};
    market::EventLogFormat event_log_format{};  ///< CSV
    /// Where the table of its orders goes; empty: nowhere.
    std::string orders_path{};
};

struct RunError {
    enum class Kind : std::uint8_t {
        output,            ///< the event log could not be written
        nothing_measured,  ///< no order was placed after the warm-up
        scenario,          ///< a point of a study contradicts itself
        violation,         ///< an invariant was broken: the message names it and where
        elsewhere,         ///< no error: a shard has done its tasks, others have not yet
        missing            ///< tasks of a study that is put together are not there
    };
    Kind kind = Kind::output;
    std::string message;
};

/// Runs until the plan's replications or half-width are reached, or `stop`. The result's bytes
/// depend on the scenario and the program's version alone, unless stopped.
[[nodiscard]] tl::expected<measure::Result, RunError> run(const scenario::Scenario& scenario,
                                                          const RunOptions& options);

}  // namespace ordersim::experiment

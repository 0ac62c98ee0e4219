#pragma once

#include <string>

/// The log (WAL) that a process which was killed leaves beside a file of SQLite.
namespace ordersim::service {

/// Whether something in the log at `path` is not as it was written. SQLite reads a log up to the
/// first frame that is not whole and takes the rest for what a power cut left of the last commit.
/// But if commits follow, they were synced, and perhaps acknowledged: then it is damage. Of the
/// last commit nobody can tell. False where there is no log.
[[nodiscard]] bool is_log_damaged(const std::string& path);

}  // namespace ordersim::service

#pragma once

/// What the process tells its caller; the words of `ordersim --help`.
namespace ordersim::cli {

enum ExitCode : int {
    kDone = 0,
    kRunTimeFailure = 1,
    kWrongUsage = 2,      ///< of the command line, or a wrong scenario
    kViolated = 3,        ///< a gate or a property
    /// A bound was hit before there was an answer; or, of a check, what should happen never does,
    /// so that what holds may hold for want of cases.
    kUndecided = 4,
    kInterrupted = 130    ///< by SIGINT; what was finished is written, marked partial
};

}  // namespace ordersim::cli

#pragma once

#include "sim/gate/sample.hpp"

#include <tl/expected.hpp>

#include <map>
#include <string>
#include <string_view>

/// Files of results in, readings out. Text is an argument: nothing here opens a file.
namespace ordersim::gate {

/// What a metric of the simulator should do, by its reference: "M01", "M03 p50".
struct KnownMetric {
    measure::Better better = measure::Better::neither;
    bool is_key = false;  ///< judged without being asked for
};
using KnownMetrics = std::map<std::string, KnownMetric, std::less<>>;

/// A file of the command line.
struct InputFile {
    std::string path;
    std::string text;
};

/// A record of run, sweep, compare or load, or Google Benchmark's JSON:
/// which of them, its text tells. The error names file, place and remedy.
[[nodiscard]] tl::expected<Readings, std::string> read(const InputFile& file,
                                                       const KnownMetrics& known);

}  // namespace ordersim::gate

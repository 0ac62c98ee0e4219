#pragma once

#include "sim/measure/json.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// Results of Google Benchmark, ours and anybody's, read from its JSON.
namespace ordersim::measure {

/// One repetition of one benchmark.
struct BenchmarkRun {
    std::string name;  ///< without "/repeats:N": how often it ran does not change what it is
    std::string path;  ///< "benchmarks[3]", for messages
    double cpu_ns = 0; ///< an iteration
    double real_ns = 0;
    bool is_real_timed = false;  ///< the benchmark itself asks to be judged by the clock
    std::map<std::string, double> counters;  ///< its own; rates and bytes of the library left out
    std::string failure;  ///< what it said when it failed; empty: it did not
};

struct BenchmarkResults {
    std::string executable;
    std::string host;
    std::size_t aggregates = 0;      ///< entries that sum up others, passed over
    std::vector<BenchmarkRun> runs;  ///< in the order of the file
};

/// The same as Google Benchmark writes it, a run a repetition, so that `gate`, and whatever else
/// reads its files, reads ours. Counters stand beside the times. Requires: strings are UTF-8.
[[nodiscard]] std::string to_json(const BenchmarkResults& results);

/// Reads `--benchmark_format=json`, of version 1.4 and later (without `run_type` an aggregate is
/// known by the end of its name). Times come in nanoseconds, whatever their unit was. Names, or the
/// keys of entries, that it does not know are passed over; a time that is missing, negative or no
/// number is an error with its path.
[[nodiscard]] tl::expected<BenchmarkResults, JsonError> benchmarks_from_json(
    std::string_view text);

}  // namespace ordersim::measure

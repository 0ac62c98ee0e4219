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
    /// As Google Benchmark writes it ("BM_x/8/iterations:5/real_time"), less "/repeats:N": how
    /// often it was measured does not change what it is, and a number of iterations may.
    std::string name;
    std::string path;  ///< "benchmarks[3]", for messages
    double cpu_ns = 0;   ///< an iteration; of the whole process where the name has "/process_time"
    double real_ns = 0;  ///< the benchmark's own clock where the name has "/manual_time"
    /// It asks to be judged by `real_ns`: its name has the part "/real_time" or "/manual_time",
    /// as "/process_time/real_time" does; "/process_time" alone keeps to `cpu_ns`.
    bool is_real_timed = false;
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
/// known by the end of its name: _mean, _median, _stddev, _cv, _BigO, _RMS). Times come in
/// nanoseconds, whatever their unit was. Names, or the keys of entries, that it does not know are
/// passed over; a time that is missing, negative or no number is an error with its path and the
/// benchmark's name.
[[nodiscard]] tl::expected<BenchmarkResults, JsonError> benchmarks_from_json(
    std::string_view text);

}  // namespace ordersim::measure

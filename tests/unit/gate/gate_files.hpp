#pragma once

#include "sim/gate/read.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Files of results as benchmarks and runs write them, made up.
namespace ordersim::gate::test {

/// Google Benchmark's JSON of one benchmark, a repetition a time.
[[nodiscard]] std::string benchmark_text(const std::string& name,
                                         const std::vector<double>& cpu_times,
                                         const std::string& unit = "ns");

/// The record of a run with one metric, a share, of that estimate; its bounds lie in [0, 1].
struct RunText {
    std::uint64_t seed = 1;
    double value = 0.6;
    double half_width = 0.01;
    std::uint32_t replications = 20;
    std::string unit = "share";
    std::string scenario = "market";
};
[[nodiscard]] std::string run_text(const RunText& run);

/// The record of a load of 1,000 calls, all of that latency; `turn` makes its length its own.
struct LoadText {
    double latency_ms = 2;
    double failed = 0;
    int turn = 0;
};
[[nodiscard]] std::string load_text(const LoadText& load);

/// Read, with M01 known as a key metric that should be high. Requires: the text is sound.
[[nodiscard]] Readings readings_of(const std::string& path, const std::string& text);
[[nodiscard]] std::string fault_of(const std::string& path, const std::string& text);

/// Times of a program of that mean, `cv` of it apart: lognormal, with one in twenty a third slower,
/// as another process on the machine makes it.
struct Noise {
    double mean = 100;
    double cv = 0.02;
    std::uint64_t seed = 1;
    std::uint32_t side = 0;
};
[[nodiscard]] std::vector<double> noisy_times(const Noise& noise, std::size_t count);

}  // namespace ordersim::gate::test

#include "tests/unit/gate/gate_files.hpp"

#include "sim/base/random.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/json.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

namespace ordersim::gate::test {

namespace {

enum class Purpose : std::uint16_t { size, outlier };

KnownMetrics known() { return {{"M01", {measure::Better::higher, true}}}; }

}  // namespace

std::string benchmark_text(const std::string& name, const std::vector<double>& cpu_times,
                           const std::string& unit) {
    std::string text = R"({"context": {"executable": "bench"}, "benchmarks": [)";
    for (std::size_t i = 0; i < cpu_times.size(); ++i) {
        const std::string time = std::to_string(cpu_times[i]);
        text += (i > 0 ? "," : "") + std::string(R"({"name": ")") + name +
                R"(", "run_type": "iteration", "cpu_time": )" + time + R"(, "real_time": )" +
                time + R"(, "time_unit": ")" + unit + "\"}";
    }
    return text + "]}";
}

std::string run_text(const RunText& run) {
    measure::Record record;
    record.result.scenario = run.scenario;
    record.result.seed = run.seed;
    record.result.replications = run.replications;
    record.result.currency = "BRL";
    measure::Variant variant;
    variant.name = "base";
    measure::Estimate estimate{run.value, run.value - run.half_width, run.value + run.half_width,
                               run.replications};
    if (run.unit == "share") {
        estimate.low = std::max(estimate.low, 0.0);
        estimate.high = std::min(estimate.high, 1.0);
    }
    variant.metrics.push_back({"M01", "cancellation success", "", run.unit, estimate});
    record.result.variants.push_back(variant);
    return measure::to_json(record);
}

std::string load_text(const LoadText& load) {
    measure::LoadRecord record;
    record.result.scenario = "market";
    record.result.mode = "flat out";
    record.result.limited_by = "nothing";
    record.result.is_passed = true;
    record.result.seconds = 10 + 0.01 * load.turn;
    record.result.all.accepted = 1000 - load.failed;
    record.result.all.failed = load.failed;
    record.result.all.latency = {.p50 = load.latency_ms,
                                 .p90 = load.latency_ms,
                                 .p99 = load.latency_ms,
                                 .p999 = load.latency_ms,
                                 .max = load.latency_ms};
    return measure::to_json(record);
}

Readings readings_of(const std::string& path, const std::string& text) {
    auto read = gate::read({path, text}, known());
    INFO((read.has_value() ? std::string() : read.error()));
    REQUIRE(read.has_value());
    return std::move(*read);
}

std::string fault_of(const std::string& path, const std::string& text) {
    const auto read = gate::read({path, text}, known());
    REQUIRE_FALSE(read.has_value());
    return read.error();
}

std::vector<double> noisy_times(const Noise& noise, std::size_t count) {
    const Draws draws(noise.seed, noise.side);
    std::vector<double> times;
    for (std::size_t i = 0; i < count; ++i) {
        const double size =
            noise.mean *
            std::exp(noise.cv * measure::normal_quantile(draws.uniform(i, Purpose::size)));
        times.push_back(draws.uniform(i, Purpose::outlier) < 0.05 ? 1.3 * size : size);
    }
    return times;
}

}  // namespace ordersim::gate::test

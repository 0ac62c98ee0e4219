#include "tests/unit/gate/gate_files.hpp"

#include "sim/base/random.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/json.hpp"

#include <catch2/catch.hpp>

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
    variant.metrics.push_back({"M01", "cancellation success", "", run.unit,
                               {run.value, run.value - run.half_width, run.value + run.half_width,
                                run.replications}});
    record.result.variants.push_back(variant);
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

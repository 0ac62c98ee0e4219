#include "sim/measure/benchmark_json.hpp"

#include "sim/measure/json_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

namespace ordersim::measure {

namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, double>, 4> kNanoseconds{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
constexpr std::array<std::string_view, 14> kOfTheLibrary{
    "family_index",     "per_family_instance_index", "repetitions",     "repetition_index",
    "threads",          "iterations",                "real_time",       "cpu_time",
    "items_per_second", "bytes_per_second",          "allocs_per_iter", "max_bytes_used",
    "total_allocated_bytes", "net_heap_growth"};
constexpr std::array<std::string_view, 6> kAggregates{"_mean", "_median", "_stddev",
                                                      "_cv",   "_BigO",   "_RMS"};

std::string text_at(const json::object& object, std::string_view key) {
    const json::value* found = object.if_contains(key);
    return found != nullptr && found->is_string() ? std::string(found->get_string())
                                                  : std::string();
}

bool is_true(const json::object& object, std::string_view key) {
    const json::value* found = object.if_contains(key);
    return found != nullptr && found->is_bool() && found->get_bool();
}

bool is_aggregate(const json::object& entry) {
    if (entry.contains("run_type")) {
        return text_at(entry, "run_type") == "aggregate";
    }
    const std::string name = text_at(entry, "name");
    return std::ranges::any_of(kAggregates,
                               [&](std::string_view end) { return name.ends_with(end); });
}

std::string without_repeats(std::string name) {
    const std::size_t at = name.find("/repeats:");
    if (at == std::string::npos) {
        return name;
    }
    const std::size_t end = name.find('/', at + 1);
    return name.erase(at, end == std::string::npos ? end : end - at);
}

/// Whether one of the parts between slashes is that: "BM_x/8/real_time/threads:2" has "real_time".
bool has_part(std::string_view name, std::string_view part) {
    for (std::size_t from = name.find('/'); from != std::string_view::npos;) {
        const std::size_t end = name.find('/', from + 1);
        if (name.substr(from + 1, end - from - 1) == part) {
            return true;
        }
        from = end;
    }
    return false;
}

std::optional<double> number_at(const json::object& entry, std::string_view key) {
    const json::value* found = entry.if_contains(key);
    if (found == nullptr || !found->is_number()) {
        return std::nullopt;
    }
    return found->to_number<double>();
}

/// In nanoseconds, of the run that has its name and path.
tl::expected<double, JsonError> time_at(const json::object& entry, const BenchmarkRun& run,
                                        std::string_view key) {
    const std::string unit = entry.contains("time_unit") ? text_at(entry, "time_unit") : "ns";
    const auto* const scale =
        std::ranges::find(kNanoseconds, unit, &std::pair<std::string_view, double>::first);
    if (scale == kNanoseconds.end()) {
        return tl::unexpected(
            JsonError{run.path + ".time_unit",
                      "'" + run.name + "': expected ns, us, ms or s, found '" + unit + "'"});
    }
    const std::optional<double> time = number_at(entry, key);
    if (!time || !(*time >= 0) || !std::isfinite(*time)) {
        return tl::unexpected(
            JsonError{run.path + "." + std::string(key),
                      "'" + run.name + "': expected a time, a number of at least 0"});
    }
    return *time * scale->second;
}

tl::expected<BenchmarkRun, JsonError> run_of(const json::object& entry, const std::string& path) {
    BenchmarkRun run;
    run.path = path;
    const std::string name = text_at(entry, entry.contains("run_name") ? "run_name" : "name");
    if (name.empty()) {
        return tl::unexpected(JsonError{path + ".name", "expected the benchmark's name"});
    }
    run.name = without_repeats(name);
    run.is_real_timed = has_part(name, "real_time") || has_part(name, "manual_time");
    if (is_true(entry, "error_occurred")) {
        run.failure = text_at(entry, "error_message");
        run.failure = run.failure.empty() ? "without a message" : run.failure;
        return run;
    }
    if (is_true(entry, "skipped")) {  // its times are 0
        run.failure = "skipped: " + text_at(entry, "skip_message");
        return run;
    }
    const auto cpu = time_at(entry, run, "cpu_time");
    const auto real = time_at(entry, run, "real_time");
    if (!cpu || !real) {
        return tl::unexpected(cpu ? real.error() : cpu.error());
    }
    run.cpu_ns = *cpu;
    run.real_ns = *real;
    for (const auto& [key, value] : entry) {
        const std::string_view known(key.data(), key.size());
        if (value.is_number() && std::ranges::find(kOfTheLibrary, known) == kOfTheLibrary.end()) {
            run.counters.emplace(known, value.to_number<double>());
        }
    }
    return run;
}

void read_context(const json::object& context, BenchmarkResults& results) {
    results.executable = text_at(context, "executable");
    results.host = text_at(context, "host_name");
}

}  // namespace

tl::expected<BenchmarkResults, JsonError> benchmarks_from_json(std::string_view text) {
    const auto value = parsed(text);
    if (!value) {
        return tl::unexpected(value.error());
    }
    const json::object* object = value->if_object();
    const json::value* list = object == nullptr ? nullptr : object->if_contains("benchmarks");
    if (list == nullptr || !list->is_array()) {
        return tl::unexpected(JsonError{"benchmarks", "missing or no array"});
    }
    BenchmarkResults results;
    const json::value* context = object->if_contains("context");
    if (context != nullptr && context->is_object()) {
        read_context(context->get_object(), results);
    }
    const json::array& entries = list->get_array();
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string path = "benchmarks[" + std::to_string(i) + "]";
        const json::object* entry = entries[i].if_object();
        if (entry == nullptr) {
            return tl::unexpected(JsonError{path, "expected an object"});
        }
        if (is_aggregate(*entry)) {
            ++results.aggregates;
            continue;
        }
        auto run = run_of(*entry, path);
        if (!run) {
            return tl::unexpected(run.error());
        }
        results.runs.push_back(std::move(*run));
    }
    return results;
}

std::string to_json(const BenchmarkResults& results) {
    json::array entries;
    std::map<std::string, std::uint32_t> repetitions;
    for (const BenchmarkRun& run : results.runs) {
        json::object entry{{"name", run.name},
                           {"run_name", run.name},
                           {"run_type", "iteration"},
                           {"repetition_index", repetitions[run.name]++},
                           {"real_time", run.real_ns},
                           {"cpu_time", run.cpu_ns},
                           {"time_unit", "ns"}};
        for (const auto& [name, value] : run.counters) {
            entry.emplace(name, value);
        }
        entries.emplace_back(std::move(entry));
    }
    const json::object document{
        {"context",
         {{"executable", results.executable},
          {"host_name", results.host}}},
        {"benchmarks", std::move(entries)}};
    return json::serialize(document) + "\n";
}

}  // namespace ordersim::measure

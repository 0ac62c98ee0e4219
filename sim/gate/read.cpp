#include "sim/gate/read.hpp"

#include "sim/gate/read_records.hpp"
#include "sim/measure/json.hpp"

namespace ordersim::gate {

namespace {

using measure::JsonError;

std::string told(const InputFile& file, const std::string& what) {
    return "'" + file.path + "' " + what;
}

std::string told(const InputFile& file, const JsonError& error, const char* remedy) {
    return "'" + file.path + "': " + (error.path.empty() ? "" : error.path + ": ") + error.message +
           "; " + remedy;
}

constexpr const char* kBroken = "the file is damaged or was cut: make it anew, or fetch it again";
constexpr const char* kOtherWriter =
    "written by another version of ordersim? Make both sides with the same one";

template <class AnyRecord>
tl::expected<Readings, std::string> read_as(const InputFile& file, const KnownMetrics& known) {
    const auto record = measure::record_from_json<AnyRecord>(file.text);
    if (!record) {
        return tl::unexpected(told(file, record.error(), kOtherWriter));
    }
    Readings readings;
    readings.source.path = file.path;
    readings.source.kind = AnyRecord::kSchema;
    read_record(*record, known, readings);
    return readings;
}

tl::expected<Readings, std::string> read_google(const InputFile& file) {
    const auto results = measure::benchmarks_from_json(file.text);
    if (!results) {
        return tl::unexpected(
            told(file, results.error(),
                 "expected an ordersim record or what a benchmark program writes by "
                 "--benchmark_out=FILE --benchmark_out_format=json"));
    }
    Readings readings;
    readings.source.path = file.path;
    readings.source.kind = "google benchmark";
    if (const std::string fault = read_benchmarks(*results, readings); !fault.empty()) {
        return tl::unexpected(told(file, fault));
    }
    return readings;
}

std::string unread(const InputFile& file, const std::string& schema) {
    const std::string kind = schema.substr(0, schema.find('/'));
    for (const char* const known :
         {measure::Record::kSchema, measure::SweepRecord::kSchema,
          measure::ComparisonRecord::kSchema, measure::LoadRecord::kSchema}) {
        const std::string ours = known;
        if (ours.substr(0, ours.find('/')) == kind) {
            return told(file, "is of schema " + schema + "; this program reads " + ours +
                                  ": make both sides with the same ordersim, or gate with the "
                                  "newer one");
        }
    }
    return told(file, "is of schema " + schema +
                          ", which holds nothing to gate; give records of run, sweep, compare or "
                          "load, or Google Benchmark's JSON");
}

}  // namespace

tl::expected<Readings, std::string> read(const InputFile& file, const KnownMetrics& known) {
    const auto schema = measure::schema_of(file.text);
    if (!schema) {
        return schema.error().path.empty() ? tl::unexpected(told(file, schema.error(), kBroken))
                                           : read_google(file);
    }
    if (*schema == measure::Record::kSchema) {
        return read_as<measure::Record>(file, known);
    }
    if (*schema == measure::SweepRecord::kSchema) {
        return read_as<measure::SweepRecord>(file, known);
    }
    if (*schema == measure::ComparisonRecord::kSchema) {
        return read_as<measure::ComparisonRecord>(file, known);
    }
    if (*schema == measure::LoadRecord::kSchema) {
        return read_as<measure::LoadRecord>(file, known);
    }
    return tl::unexpected(unread(file, *schema));
}

}  // namespace ordersim::gate

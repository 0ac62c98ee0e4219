#include "sim/scenario/law_families.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "sim/base/fingerprint.hpp"

namespace ordersim::scenario {
namespace {

namespace fs = std::filesystem;

/// A working folder that is gone leaves the path as it is; opening it will say so.
fs::path whole_path(const fs::path& path) {
    std::error_code error;
    const fs::path made = fs::absolute(path.empty() ? "." : path, error);
    return (error ? path : made).lexically_normal();
}

class EmpiricalReader {
public:
    EmpiricalReader(LawUnit unit, ReadContext& context) : unit_(unit), context_(context) {}

    std::optional<Law> read(const Node& node) {
        const std::vector<std::string> known{"file", "column", "unit", "from", "to"};
        if (!has_only(node, known, "empirical", context_.findings)) {
            return std::nullopt;
        }
        const auto file = text_of(node, "file");
        const auto column = text_of(node, "column");
        const auto unit = text_of(node, "unit");
        const auto from = text_of(node, "from");
        const auto to = text_of(node, "to");
        if (!file || !column || !unit || !from || !to) {
            return std::nullopt;
        }
        const bool is_column = !column->empty() && from->empty() && to->empty();
        const bool is_span = column->empty() && unit->empty() && !from->empty() && !to->empty();
        if (file->empty() || (!is_column && !is_span)) {
            return fail(node.place,
                        "empirical needs a file, and either one column (with a unit "
                        "where its numbers have none) or two columns of time stamps, "
                        "'from' and 'to'");
        }
        if (is_span && unit_ == LawUnit::number) {
            return fail(node.find("from")->place,
                        "time stamps make durations; this law is of "
                        "plain numbers");
        }
        const auto values = unit_ == LawUnit::number ? SampleRequest::Values::numbers
                                                     : SampleRequest::Values::durations;
        return law_of({.path = {},
                       .column = *column,
                       .from = *from,
                       .to = *to,
                       .unit = *unit,
                       .values = values},
                      node);
    }

private:
    std::nullopt_t fail(const Place& place, std::string message) {
        context_.findings.add(place, std::move(message));
        return std::nullopt;
    }

    std::optional<std::string> text_of(const Node& node, std::string_view key) {
        const Node* value = node.find(key);
        if (value == nullptr) {
            return std::string();
        }
        if (value->kind != Node::Kind::text || value->text.empty()) {
            return fail(value->place, "'" + std::string(key) + "' is text in quotes");
        }
        return value->text;
    }

    std::optional<Law> law_of(SampleRequest request, const Node& node) {
        const Node& file = *node.find("file");
        const fs::path folder = file.place.source->folder;
        const fs::path path = whole_path(folder / file.text);
        request.path = path.string();
        const Sample* sample = sample_of(request, node);
        if (sample == nullptr) {
            return std::nullopt;
        }
        const auto law = Distribution::empirical(sample->values);
        if (!law) {
            return fail(node.place, law.error().message);
        }
        const fs::path home = whole_path(context_.folder);
        std::string text =
            "empirical = { file = " + quotation(path.lexically_relative(home).generic_string());
        for (const auto& [name, value] :
             {std::pair("column", request.column), std::pair("unit", request.unit),
              std::pair("from", request.from), std::pair("to", request.to)}) {
            text += value.empty() ? "" : std::string(", ") + name + " = " + quotation(value);
        }
        return Law{*law,
                   {text + " }", "empirical = " + digest_of(*sample), sample->account()},
                   DurationClock::any};
    }

    const Sample* sample_of(const SampleRequest& request, const Node& node) {
        const auto known =
            std::ranges::find(context_.samples, request, &std::pair<SampleRequest, Sample>::first);
        if (known != context_.samples.end()) {
            return &known->second;
        }
        auto sample = read_sample(request);
        if (!sample) {
            const Node* part = node.find(sample.error().part);
            const Node& file = *node.find("file");
            fail((part != nullptr ? *part : file).place,
                 "'" + file.text + "' " + sample.error().message);
            return nullptr;
        }
        context_.samples.emplace_back(request, std::move(*sample));
        return &context_.samples.back().second;
    }

    static std::string digest_of(const Sample& sample) {
        std::string bytes;
        for (const double value : sample.values) {
            bytes += number_text(value) + '\n';
        }
        return fingerprint(bytes);
    }

    LawUnit unit_;
    ReadContext& context_;
};

}  // namespace

std::optional<Law> read_empirical(const Node& node, LawUnit unit, ReadContext& context) {
    return EmpiricalReader(unit, context).read(node);
}

std::string fingerprint(std::string_view bytes) {
    Fingerprint whole;
    whole.add(bytes);
    return whole.text();
}

}  // namespace ordersim::scenario

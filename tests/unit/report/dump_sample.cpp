#include "sim/report/csv.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/html.hpp"
#include "sim/report/terminal.hpp"

#include "tests/support/full_gate.hpp"
#include "tests/support/odd_records.hpp"
#include "tests/support/sample_record.hpp"
#include "tests/support/full_load.hpp"
#include "tests/support/full_searches.hpp"
#include "tests/support/full_studies.hpp"

#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

// Writes sample records in every format, for eyes and for check_pages.py.
// Usage: report_dump FOLDER
namespace {

using ordersim::measure::Record;
namespace report = ordersim::report;
namespace tests = ordersim::tests;

bool write(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    return !file.fail();
}

bool write_all(const std::string& stem, const Record& record) {
    const std::string next = "ordersim report out/" + record.result.scenario + ".json";
    const std::string repeat =
        "ordersim run scenarios/" + record.result.scenario + ".toml --seed 1";
    return write(stem + ".txt", report::summary(record, report::Colour::off, next)) &&
           write(stem + ".html", report::html(record, repeat)) &&
           write(stem + ".md", report::markdown_of(report::document_of(record, repeat))) &&
           write(stem + ".metrics.csv", report::metrics_csv(record.result)) &&
           write(stem + ".curves.csv", report::curves_csv(record.result)) &&
           write(stem + ".flows.csv", report::flows_csv(record.result));
}

/// More variants than a page shows.
Record crowded_record() {
    Record record = tests::sample_record(8);
    while (record.result.variants.size() < 60) {
        record.result.variants.push_back(record.result.variants.back());
        record.result.variants.back().name += " " + std::to_string(record.result.variants.size());
    }
    return record;
}

/// As many points as a page must take without getting slow.
Record long_record() {
    Record record = tests::sample_record();
    auto& curves = record.result.variants.front().curves;
    for (auto& curve : curves) {
        if (curve.x_unit == "d") {
            curve.points.clear();
            for (int i = 0; i < 5000; ++i) {
                const double y = 50 + 40 * std::sin(i / 300.0) + 5 * std::cos(i * 7.0);
                curve.points.push_back({i / 100.0, y, y - 3, y + 3});
            }
            curves = {curves.front(), curve};
            break;
        }
    }
    return record;
}

Record empty_record() {
    Record record = tests::sample_record();
    record.result.variants.clear();
    return record;
}

std::vector<std::pair<std::string, Record>> records() {
    return {{"one", tests::sample_record(1)},
            {"two", tests::sample_record(2)},
            {"eight", tests::sample_record(8)},
            {"one_replication", tests::one_replication_record(2)},
            {"dataless", tests::dataless_record(3)},
            {"hostile", tests::hostile_record(2)},
            {"crowded", crowded_record()},
            {"long", long_record()},
            {"empty", empty_record()}};
}

bool write_documents(const std::string& folder) {
    const std::vector<std::pair<std::string, report::Document>> documents{
        {"sweep", report::document_of(tests::full_sweep(), "ordersim sweep grace_sweep")},
        {"sweep_plane", report::document_of(tests::full_sweep({4, 8, 12, 16}), "")},
        {"compare", report::document_of(tests::full_comparison(), "ordersim compare a b")},
        {"tune", report::document_of(tests::full_tuning(), "ordersim tune grace_sweep")},
        {"morris", report::document_of(tests::full_sensitivity("morris"), "")},
        {"sobol", report::document_of(tests::full_sensitivity("sobol"), "")},
        {"gate", report::document_of(tests::full_gate(), "ordersim gate new.json")},
        {"calibrate", report::document_of(tests::full_calibration(), "")},
        {"load", report::document_of(tests::full_load(), "ordersim load aliexpress_base")}};
    for (const auto& [name, document] : documents) {
        const std::string stem = folder + "/" + name;
        if (!write(stem + ".html", report::page_of(document)) ||
            !write(stem + ".md", report::markdown_of(document))) {
            std::perror(stem.c_str());
            return false;
        }
    }
    return true;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("usage: report_dump FOLDER\n", stderr);
        return 2;
    }
    for (const auto& [name, record] : records()) {
        const std::string stem = std::string(arguments[1]) + "/" + name;
        if (!write_all(stem, record)) {
            std::perror(stem.c_str());
            return 1;
        }
    }
    return write_documents(arguments[1]) ? 0 : 1;
}

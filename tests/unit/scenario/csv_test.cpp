#include "sim/scenario/csv.hpp"

#include "sim/scenario/sample.hpp"

#include "tests/unit/scenario/support.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

namespace ordersim::scenario {
namespace {

using tests::TempFolder;

std::vector<CsvRow> rows_of(std::string_view text) {
    const TempFolder folder;
    std::vector<CsvRow> rows;
    const auto done =
        read_csv(folder.write("t.csv", text), {.header =
                                                   [&](const CsvRow& row) {
                                                       rows.push_back(row);
                                                       return tl::expected<void, std::string>{};
                                                   },
                                               .row =
                                                   [&](const CsvRow& row, std::uint64_t) {
                                                       rows.push_back(row);
                                                       return tl::expected<void, std::string>{};
                                                   }});
    INFO((done ? "" : done.error()));
    REQUIRE(done.has_value());
    return rows;
}

tl::expected<Sample, SampleError> sample_of(std::string_view text, SampleRequest request) {
    const TempFolder folder;
    request.path = folder.write("t.csv", text);
    return read_sample(request);
}

std::string error_of(std::string_view text, const SampleRequest& request) {
    const auto sample = sample_of(text, request);
    REQUIRE_FALSE(sample.has_value());
    return sample.error().part + ": " + sample.error().message;
}

const SampleRequest kSpan{
    .path = {}, .column = {}, .from = "a", .to = "b", .unit = {}, .values = {}};
const SampleRequest kColumn{
    .path = {}, .column = "d", .from = {}, .to = {}, .unit = {}, .values = {}};

}  // namespace

TEST_CASE("csv: fields are quoted as RFC 4180 says") {
    const std::vector<CsvRow> expected{{"a", "b"}, {"x,y", "say \"hi\""}, {"two\nlines", ""}};
    CHECK(rows_of("a,b\r\n\"x,y\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\n") == expected);
    CHECK(rows_of("\xEF\xBB\xBF"
                  "a,b\n\"\",z") == std::vector<CsvRow>{{"a", "b"}, {"", "z"}});
    CHECK(rows_of("a\n\n\n1\n") == std::vector<CsvRow>{{"a"}, {"1"}});
}

TEST_CASE("csv: what is no readable file of text is refused by name") {
    const TempFolder folder;
    const CsvSink ignore{
        [](const CsvRow&) { return tl::expected<void, std::string>{}; },
        [](const CsvRow&, std::uint64_t) { return tl::expected<void, std::string>{}; }};
    CHECK_THAT(read_csv(folder.path() + "/none", ignore).error(), Catch::Contains("not exist"));
    CHECK_THAT(read_csv(folder.path(), ignore).error(), Catch::Contains("directory"));
    CHECK_THAT(read_csv("/dev/zero", ignore).error(), Catch::Contains("not a regular file"));
    CHECK_THAT(read_csv(folder.write("nul", std::string_view("a\n\0b", 4)), ignore).error(),
               Catch::Contains("NUL"));
    CHECK_THAT(read_csv(folder.write("open", "a\n1\n\"x\ny"), ignore).error(),
               Catch::Contains("row 2 opens a quote that is never closed"));
    // A sparse file: 1 GiB to the reader, nothing on the disk.
    const std::string huge = folder.write("huge", "a\n");
    std::filesystem::resize_file(huge, std::uintmax_t{1} << 30U);
    CHECK_THAT(read_csv(huge, ignore).error(), Catch::Contains("at most 256 MiB"));
}

TEST_CASE("csv: a field without an end does not eat the memory") {
    const TempFolder folder;
    const std::string text = "a\n" + std::string(std::size_t{3} << 20U, 'x');
    const auto sample = sample_of(text, kColumn);
    REQUIRE_FALSE(sample.has_value());
}

TEST_CASE("time stamp: ISO dates, with and without time, fraction and offset") {
    const std::int64_t base = *parse_time_stamp("2017-10-02 11:07:15");
    CHECK(base == 1'506'942'435'000'000);
    CHECK(parse_time_stamp("2017-10-02T11:07:15Z") == base);
    CHECK(parse_time_stamp("2017-10-02 11:07:15.25") == base + 250'000);
    CHECK(parse_time_stamp("2017-10-02T13:07:15+02:00") == base);
    CHECK(parse_time_stamp("2017-10-02T08:07:15-0300") == base);
    CHECK(parse_time_stamp("2017-10-02 11:07") == base - 15'000'000);
    CHECK(*parse_time_stamp("2016-02-29") % 86'400'000'000 == 0);
    for (const char* bad : {"", "soon", "2017-13-01", "2017-02-29", "2017-10-02 25:00:00",
                            "2017-10-02 11:07:15 PM", "02.10.2017", "2017-10-02T", "2017-1-2"}) {
        INFO(bad);
        CHECK_FALSE(parse_time_stamp(bad).has_value());
    }
}

TEST_CASE("sample: empty cells are skipped, ends before starts rejected, both are counted") {
    const auto sample = sample_of(
        "a,x,b\n2020-01-01,,2020-01-02\n,,2020-01-02\n2020-01-03,,2020-01-02\n"
        "2020-01-01,,2020-01-03\n2020-01-01,,\n",
        kSpan);
    REQUIRE(sample.has_value());
    CHECK(sample->values == std::vector<double>{86.4e9, 172.8e9});
    CHECK(sample->account() == "[2 of 5 rows used, 2 empty, 1 backwards]");
}

TEST_CASE("sample: a column of durations, or of numbers with a unit beside") {
    CHECK(sample_of("d\n1h\n90 min\n", kColumn)->values == std::vector<double>{3.6e9, 5.4e9});
    SampleRequest hours = kColumn;
    hours.unit = "h";
    CHECK(sample_of("d\n1\n1.5\n-2\n", hours)->account() == "[2 of 3 rows used, 1 backwards]");
    SampleRequest numbers = kColumn;
    numbers.values = SampleRequest::Values::numbers;
    CHECK(sample_of("d\n-3\n4.5\n", numbers)->values == std::vector<double>{-3, 4.5});
    CHECK_THAT(error_of("d\n1\n2\n", kColumn), Catch::Contains("unit = \"h\""));
    CHECK_THAT(error_of("d\nnan\n", numbers), Catch::Contains("no finite number"));
}

TEST_CASE("sample: what is wrong with a file names the rows, the column and the remedy") {
    CHECK(error_of("", kSpan) == "file: is empty");
    CHECK(error_of("a,b\n", kSpan) == "file: has a header and no rows");
    CHECK(error_of("a,b\n,\n", kSpan) == "file: has no usable row [0 of 1 rows used, 1 empty]");
    CHECK(error_of("aa,b\n1,2\n", kSpan) == "from: has no column 'a'");
    CHECK_THAT(error_of("a;b\n1;2\n", kSpan), Catch::Contains("parted by ';'"));
    CHECK(error_of("a,b\n2020-01-01,x\n2020-01-01,2020-01-02\ny,2020-01-02\n", kSpan) ==
          "from: row 1, 3: 'x' is no time stamp like 2017-10-02 11:07:15");
    CHECK_THAT(error_of("a,b\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n1,2\n", kSpan),
               Catch::Contains("row 1, 2, 3, 4, 5 and 2 more"));
    CHECK_THAT(error_of("a,b\n2020-01-01\n", kSpan), Catch::Contains("row 1: the row ends"));
}

}  // namespace ordersim::scenario

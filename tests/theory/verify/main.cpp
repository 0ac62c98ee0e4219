#include "tests/theory/verify/case.hpp"
#include "tests/theory/verify/reference.hpp"
#include "tests/theory/verify/study.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <tl/expected.hpp>

#include <cstdio>
#include <string>
#include <vector>

// Simulates the cases of reference.csv with every seed and prints the theory table. Exit codes: 0
// all agrees, 1 some row is red, 2 wrong usage.

namespace {

using namespace ordersim;

constexpr int kRed = 1;
constexpr int kWrongUsage = 2;
constexpr const char* kSource = ORDERSIM_SOURCE_DIR;

struct Options {
    std::string seeds = "1-200";
    std::uint32_t threads = 1;
    std::vector<std::string> only{"*"};
    std::string reference = std::string(kSource) + "/tests/theory/verify/reference.csv";
};

tl::expected<verify::SeedRange, std::string> seeds_of(const std::string& text) {
    constexpr std::uint64_t longest = 100'000;
    unsigned long long first = 0;
    unsigned long long last = 0;
    char rest = 0;
    const bool is_range = text.find_first_not_of("0123456789-") == std::string::npos &&
                          std::sscanf(text.c_str(), "%llu-%llu%c", &first, &last, &rest) == 2;
    if (!is_range || last <= first || last - first >= longest) {
        return tl::unexpected(
            fmt::format("--seeds wants FIRST-LAST with two to {} seeds, such as 1-200, not '{}'",
                        longest, text));
    }
    return verify::SeedRange{first, last};
}

tl::expected<std::vector<verify::Case>, std::string> all_cases() {
    auto all = verify::market_cases(std::string(kSource) + "/scenarios");
    if (!all) {
        return all;
    }
    for (const auto& family :
         {verify::markov_lines(), verify::general_service(), verify::transients(),
          verify::networks(), verify::disciplines(), verify::streams()}) {
        all->insert(all->end(), family.begin(), family.end());
    }
    return all;
}

int complain(const std::string& sentence) {
    fmt::print(stderr, "theory_verify: {}\n", sentence);
    return kWrongUsage;
}

/// A line whenever another tenth is done.
class Progress {
public:
    void operator()(double done) {
        const int tenths = static_cast<int>(done * 10 + 1e-9);
        if (tenths > tenths_) {
            tenths_ = tenths;
            fmt::print(stderr, "theory: {} %\n", tenths * 10);
        }
    }

private:
    int tenths_ = 0;
};

int verify_all(const Options& options) {
    const auto seeds = seeds_of(options.seeds);
    if (!seeds) {
        return complain(seeds.error());
    }
    const auto reference = verify::read_reference(options.reference);
    if (!reference) {
        return complain(reference.error());
    }
    const auto cases = all_cases();
    if (!cases) {
        return complain(cases.error());
    }
    const auto studies = verify::studies_of(*cases, *reference, options.only);
    if (!studies) {
        return complain(studies.error());
    }
    const auto rows = verify::judged(*studies, *seeds, options.threads, Progress{});
    if (!rows) {
        return complain(rows.error());
    }
    fmt::print("{}", verify::to_text(*rows, *seeds));
    return verify::has_red(*rows) ? kRed : 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Simulates models with known answers and holds them against theory."};
    Options options;
    app.add_option("--seeds", options.seeds, "FIRST-LAST, default 1-200")->take_last();
    app.add_option("--threads", options.threads, "at work at a time, default 1")
        ->take_last()
        ->check(CLI::Range(1, 1024));
    app.add_option("--only", options.only, "cases whose name matches: 'mm1_*'; may be repeated");
    app.add_option("--reference", options.reference, "other exact values")->take_last();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kWrongUsage;
    }
    return verify_all(options);
}

#include "sim/gate/provenance.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace ordersim::gate {

namespace {

bool is_same_number(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool is_same_reading(const Reading& a, const Reading& b) {
    return a.key == b.key && a.draws == b.draws && is_same_result(a, b) &&
           std::ranges::equal(a.values, b.values, is_same_number);
}

bool is_same_content(const Readings& a, const Readings& b) {
    return !a.readings.empty() && std::ranges::equal(a.readings, b.readings, is_same_reading);
}

bool is_timed(const Readings& file) {
    return std::ranges::any_of(file.readings,
                               [](const Reading& reading) { return reading.traits.is_timed; });
}

std::set<std::string> draws_of(const std::vector<Readings>& files) {
    std::set<std::string> draws;
    for (const Readings& file : files) {
        for (const Reading& reading : file.readings) {
            draws.insert(reading.draws);
        }
    }
    draws.erase("");
    return draws;
}

std::vector<const Readings*> all_of(const std::vector<Readings>& some,
                                    const std::vector<Readings>& others) {
    std::vector<const Readings*> files;
    for (const auto* side : {&some, &others}) {
        for (const Readings& file : *side) {
            files.push_back(&file);
        }
    }
    return files;
}

}  // namespace

bool is_same_result(const Reading& a, const Reading& b) {
    return is_same_number(a.estimate.value, b.estimate.value) && a.estimate.low == b.estimate.low &&
           a.estimate.high == b.estimate.high &&
           a.estimate.replications == b.estimate.replications && a.replications == b.replications;
}

std::vector<Finding> copies_in(const std::vector<Readings>& news,
                               const std::vector<Readings>& baseline) {
    std::vector<Finding> findings;
    const std::vector<const Readings*> files = all_of(news, baseline);
    for (std::size_t i = 0; i < files.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (is_timed(*files[i]) && is_same_content(*files[i], *files[j])) {
                findings.push_back(
                    {{},
                     "'" + files[j]->source.path + "' and '" + files[i]->source.path +
                         "' hold the same times to the last digit, which no two measurements do: "
                         "one is a copy; give each measurement once, and measure both sides"});
                break;
            }
        }
    }
    return findings;
}

std::string sameness_note(const std::vector<Readings>& news,
                          const std::vector<Readings>& baseline) {
    for (const Readings& file : news) {
        for (const Readings& other : baseline) {
            if (is_same_content(file, other)) {
                return "'" + file.source.path + "' and '" + other.source.path +
                       "' hold the same results of the same draws: nothing changed between them, "
                       "or one is a copy";
            }
        }
    }
    return {};
}

std::string staleness_of(const std::vector<Readings>& fresh, const std::vector<Readings>& news,
                         const std::vector<Readings>& baseline) {
    const std::set<std::string> used = draws_of(news);
    for (const std::string& draws : draws_of(fresh)) {
        if (used.contains(draws)) {
            return "it drew from " + draws +
                   ", as the new side did, and the same draws cannot confirm themselves: have it "
                   "run with another --seed";
        }
    }
    std::vector<const Readings*> known = all_of(news, baseline);
    for (const Readings& file : fresh) {
        for (const Readings* other : known) {
            if (is_timed(file) && is_same_content(file, *other)) {
                return "it gave the measurement of '" + other->source.path +
                       "' again, to the last digit: have it measure anew";
            }
        }
        known.push_back(&file);
    }
    return {};
}

}  // namespace ordersim::gate

#include "tests/theory/verify/study.hpp"

#include "sim/base/threads.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <optional>

namespace ordersim::verify {

namespace {

bool matches(const std::string& name, const std::string& pattern) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

/// The first pattern that names no case, if any does not.
std::optional<std::string> idle_pattern(const std::vector<Study>& studies,
                                        const std::vector<std::string>& only) {
    for (const std::string& pattern : only) {
        if (std::ranges::none_of(studies, [&pattern](const Study& study) {
                return matches(study.model.name, pattern);
            })) {
            return pattern;
        }
    }
    return std::nullopt;
}

std::string mark_of(const Verdict& verdict) {
    if (verdict.is_red) {
        return "RED";
    }
    return verdict.is_certain ? "ok, not random" : "ok";
}

bool answers_just(const Answer& answer, const Theory& theory) {
    return std::ranges::equal(answer, theory, {}, &Answer::value_type::first,
                              &Theory::value_type::first);
}

std::string summary(const std::vector<JudgedRow>& rows, const SeedRange& seeds) {
    double score_max = 0;
    std::size_t red = 0;
    std::uint32_t low = seeds.count();
    std::uint32_t high = 0;
    for (const JudgedRow& row : rows) {
        const Verdict& verdict = row.verdict;
        red += verdict.is_red ? 1U : 0U;
        if (!verdict.is_certain) {
            score_max = std::max(score_max, std::abs(verdict.z));
            low = std::min(low, verdict.covered);
            high = std::max(high, verdict.covered);
        }
    }
    const CoverageLimits limits = coverage_limits(seeds.count());
    const std::string limits_text =
        limits.red_by_chance > 0
            ? fmt::format("red outside {}-{}, which chance alone does to a row once in {:.0f}",
                          limits.low, limits.high, 1 / limits.red_by_chance)
            : "too few seeds to judge it";
    std::string text = fmt::format(
        "\nLargest |z| {:.2f} (red from {}); intervals covering {}-{} of {}\n({}).\n", score_max,
        kScoreMax, low, high, seeds.count(), limits_text);
    for (const JudgedRow& row : rows) {
        if (row.verdict.is_red) {
            text += fmt::format("RED: {} {}\n", row.reference.name, row.reference.quantity);
        }
    }
    return text + fmt::format("theory, seeds {}-{}: {} rows, {} red\n", seeds.first, seeds.last,
                              rows.size(), red);
}

}  // namespace

tl::expected<std::vector<Study>, std::string> studies_of(const std::vector<Case>& cases,
                                                         const std::vector<Reference>& reference,
                                                         const std::vector<std::string>& only) {
    std::vector<Study> studies;
    for (const Reference& row : reference) {
        auto study =
            std::ranges::find(studies, row.name, [](const Study& each) { return each.model.name; });
        if (study == studies.end()) {
            const auto model = std::ranges::find(cases, row.name, &Case::name);
            if (model == cases.end()) {
                return tl::unexpected("no model simulates the reference row " + row.name);
            }
            study = studies.insert(studies.end(), Study{*model, {}, {}});
        }
        study->rows.push_back(row);
        study->theory[row.quantity] = row.value;
    }
    if (studies.size() != cases.size()) {
        return tl::unexpected(fmt::format("{} models, of which {} have reference rows",
                                          cases.size(), studies.size()));
    }
    if (const auto idle = idle_pattern(studies, only)) {
        std::string names;
        for (const Study& study : studies) {
            names += " " + study.model.name;
        }
        return tl::unexpected("no case is named like '" + *idle + "'; there are" + names);
    }
    std::erase_if(studies, [&only](const Study& study) {
        return std::ranges::none_of(only, [&study](const std::string& pattern) {
            return matches(study.model.name, pattern);
        });
    });
    return studies;
}

tl::expected<std::vector<JudgedRow>, std::string> judged(
    const std::vector<Study>& studies, const SeedRange& seeds, std::uint32_t threads,
    const std::function<void(double done)>& on_progress) {
    const std::size_t count = seeds.count();
    std::vector<Simulated> answers(studies.size() * count);
    std::atomic<std::size_t> next = 0;
    std::size_t done = 0;
    std::mutex mutex;
    on_threads(threads, [&](std::uint32_t) {
        for (std::size_t i = next++; i < answers.size(); i = next++) {
            const Study& study = studies[i / count];
            answers[i] = study.model.simulate(seeds.first + i % count, study.theory);
            const std::lock_guard lock(mutex);
            ++done;
            on_progress(static_cast<double>(done) / static_cast<double>(answers.size()));
        }
    });
    std::vector<JudgedRow> rows;
    for (std::size_t i = 0; i < studies.size(); ++i) {
        const Study& study = studies[i];
        const std::span all(answers.begin() + static_cast<std::ptrdiff_t>(i * count), count);
        for (const Simulated& simulated : all) {
            if (!simulated) {
                return tl::unexpected(study.model.name + ": " + simulated.error());
            }
            if (!answers_just(*simulated, study.theory)) {
                return tl::unexpected(study.model.name + " answers other rows than the reference");
            }
        }
        for (const Reference& row : study.rows) {
            std::vector<Seen> seen;
            for (const Simulated& answer : all) {
                seen.push_back(answer->at(row.quantity));
            }
            rows.push_back({row, judge(row.value, seen)});
        }
    }
    return rows;
}

std::string to_text(const std::vector<JudgedRow>& rows, const SeedRange& seeds) {
    std::string text = fmt::format("{:<11} {:<37} {:>14} {:>14} {:>6} {:>8}  {}\n", "case",
                                   "quantity", "theory", "simulated", "z", "covered", "verdict");
    for (const auto& [reference, verdict] : rows) {
        text +=
            fmt::format("{:<11} {:<37} {:>14.8g} {:>14.8g} {:>6.2f} {:>8}  {}\n", reference.name,
                        reference.quantity, reference.value, verdict.estimate, verdict.z,
                        fmt::format("{}/{}", verdict.covered, seeds.count()), mark_of(verdict));
    }
    return text + summary(rows, seeds);
}

bool has_red(const std::vector<JudgedRow>& rows) {
    return std::ranges::any_of(rows, [](const JudgedRow& row) { return row.verdict.is_red; });
}

}  // namespace ordersim::verify

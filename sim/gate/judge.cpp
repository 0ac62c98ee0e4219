#include "sim/gate/judge.hpp"

#include "sim/gate/changes.hpp"
#include "sim/gate/methods.hpp"
#include "sim/gate/provenance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace ordersim::gate {

namespace {

using measure::Better;
using measure::GateChange;

/// A metric that both sides have and that is to be judged.
struct Candidate {
    MetricKey key;
    const Sample* news = nullptr;
    const Sample* baseline = nullptr;
    Ruled ruled;
};

std::string unit_fault(const Candidate& candidate) {
    const Reading& first = *candidate.news->front();
    for (const Sample* sample : {candidate.news, candidate.baseline}) {
        for (const Reading* reading : *sample) {
            if (reading->traits.unit != first.traits.unit) {
                return fmt::format(
                    "{} is in {}, {} in {}: convert one of them, or compare files "
                    "that count in the same unit",
                    first.place, first.traits.unit, reading->place, reading->traits.unit);
            }
        }
    }
    return {};
}

std::string directionless(const std::string& place) {
    return place + ": it has no better side: say better = \"lower\" or \"higher\" in its rule";
}

/// Rules whose threshold is not one of a metric that they match, by their origin: the first such
/// metric tells.
class RuleFaults {
public:
    void look_at(const MetricKey& key, const MetricTraits& traits, const Ruled& ruled) {
        if (std::string fault = threshold_fault(ruled.threshold, key, traits.unit);
            !fault.empty()) {
            faults_.emplace(ruled.threshold.origin, std::move(fault));
        }
    }

    void move_to(std::vector<Finding>& findings) {
        for (auto& [origin, fault] : faults_) {
            findings.push_back({{}, std::move(fault)});
        }
    }

private:
    std::map<std::string, std::string> faults_;
};

/// What is judged, and what cannot be.
class Sorter {
public:
    Sorter(const Side& news, const Side& baseline, const Rules& rules)
        : news_(news), baseline_(baseline), rules_(rules) {
        for (const auto& [key, sample] : news) {
            sort(key, sample);
        }
        for (const auto& [key, sample] : baseline) {
            if (!news.contains(key) && rule(key, sample).is_judged) {
                findings.push_back(
                    {key, fmt::format("{} is missing on the new side: measure it again, or leave "
                                      "it out with --skip-unusable",
                                      sample.front()->place)});
            }
        }
    }

    std::vector<Candidate> candidates;
    std::vector<Finding> findings;
    RuleFaults faults;
    std::vector<measure::GateLeftOut> left_out;
    std::size_t not_judged = 0;

private:
    [[nodiscard]] Ruled rule(const MetricKey& key, const Sample& sample) const {
        return ruled(key, sample.front()->traits, rules_);
    }

    void sort(const MetricKey& key, const Sample& sample) {
        Candidate candidate{key, &sample, nullptr, rule(key, sample)};
        if (!candidate.ruled.is_judged) {
            ++not_judged;
            return;
        }
        faults.look_at(key, sample.front()->traits, candidate.ruled);
        const auto other = baseline_.find(key);
        if (other == baseline_.end()) {
            left_out.push_back({key.full_name(), "the baseline does not have it"});
            return;
        }
        candidate.baseline = &other->second;
        if (candidate.ruled.better == Better::neither) {
            findings.push_back({key, directionless(sample.front()->place)});
        } else if (const std::string fault = unit_fault(candidate); !fault.empty()) {
            findings.push_back({key, fault});
        } else if (!is_sampled(sample) || !is_sampled(other->second)) {
            if (is_sampled(sample) || is_sampled(other->second)) {
                left_out.push_back({key.full_name(), is_sampled(sample)
                                                         ? "the baseline has no data for it"
                                                         : "the new side has no data for it"});
            }
        } else {
            candidates.push_back(std::move(candidate));
        }
    }

    const Side& news_;
    const Side& baseline_;
    const Rules& rules_;
};

/// Files of a side.
struct FileCounts {
    std::size_t news = 0;
    std::size_t baseline = 0;
};

/// Why files do not pair up, one to one, for the metric; empty: they do.
std::string pairing_fault(const Candidate& candidate, const FileCounts& files) {
    const Reading& first = *candidate.news->front();
    if (first.level > 0 || (files.news == 1 && files.baseline == 1)) {
        return {};
    }
    if (files.news != files.baseline) {
        return fmt::format(
            "{}: {} files against {}; pairs need as many on both sides, in the "
            "order in which they were measured",
            first.place, files.news, files.baseline);
    }
    const std::size_t missing =
        2 * files.news - candidate.news->size() - candidate.baseline->size();
    return missing == 0 ? ""
                        : fmt::format("{}: missing in {} of the {} files; pairs need it in each",
                                      first.place, missing, 2 * files.news);
}

/// Moves what no method can work on to the findings. What that is depends on no level.
void sift(Sorter& sorter, const FileCounts& files, const JudgeOptions& options) {
    std::erase_if(sorter.candidates, [&](const Candidate& candidate) {
        if (options.is_paired) {
            if (std::string fault = pairing_fault(candidate, files); !fault.empty()) {
                sorter.findings.push_back({candidate.key, std::move(fault)});
                return true;
            }
        }
        const auto found = difference_of(*candidate.news, *candidate.baseline,
                                         {1 - options.alpha, options.is_paired});
        if (!found) {
            sorter.findings.push_back({candidate.key, found.error()});
        }
        return !found;
    });
}

void add_machine_notes(const std::vector<Readings>& files, std::set<std::string>& machines,
                       std::vector<std::string>& notes) {
    for (const Readings& file : files) {
        if (!file.machine.empty()) {
            machines.insert(file.machine);
        }
        notes.insert(notes.end(), file.notes.begin(), file.notes.end());
    }
}

std::vector<std::string> notes_of(const std::vector<Readings>& news,
                                  const std::vector<Readings>& baseline) {
    std::vector<std::string> notes;
    std::set<std::string> machines;
    add_machine_notes(news, machines, notes);
    add_machine_notes(baseline, machines, notes);
    if (machines.size() > 1) {
        notes.push_back(
            fmt::format("measured on {} machines ({} and others): a difference may be "
                        "theirs",
                        machines.size(), *machines.begin()));
    }
    return notes;
}

/// Welch on draws that both sides share: right, but wider than need be.
bool is_wider_than_need_be(const Candidate& candidate, const GateChange& change) {
    return change.method == "Welch" &&
           candidate.news->front()->draws == candidate.baseline->front()->draws;
}

bool has_single_file_of_runs(const std::vector<Readings>& files) {
    return files.size() == 1 && files.front().source.kind == "google benchmark";
}

std::string not_judged_note(std::size_t count) {
    return fmt::format("not judged: {} other {} of the files", count,
                       count == 1 ? "metric" : "metrics");
}

void add_idle_rules(const std::vector<MetricKey>& keys, const Rules& rules, Judged& judged) {
    for (std::string& idle : idle_rules(keys, rules)) {
        judged.notes.push_back(std::move(idle));
    }
}

/// All that stands against a verdict; what may be left out is none of it if there is more.
std::vector<Finding> refusals_of(const Sorter& sorter, std::vector<Finding> faults,
                                 const JudgeOptions& options) {
    if (!options.may_leave_out) {
        faults.insert(faults.end(), sorter.findings.begin(), sorter.findings.end());
    }
    if (faults.empty() && sorter.candidates.empty()) {
        faults = sorter.findings;
        faults.push_back({{},
                          "the two sides have no metric in common that is judged; a rule with "
                          "judge = true adds one (--thresholds)"});
    }
    return faults;
}

void judge_all(const Sorter& sorter, const JudgeOptions& options, Judged& judged) {
    judged.each_level = level_of(options.alpha, sorter.candidates.size());
    bool is_wide = false;
    for (const Candidate& candidate : sorter.candidates) {
        GateChange change =
            change_of(candidate.key, candidate.news->front()->traits, candidate.ruled);
        settle(change,
               *difference_of(*candidate.news, *candidate.baseline,
                              {judged.each_level, options.is_paired}),
               candidate.ruled);
        is_wide = is_wide || is_wider_than_need_be(candidate, change);
        judged.changes.push_back(std::move(change));
    }
    if (is_wide) {
        judged.notes.emplace_back(
            "both sides share their draws, but records of runs hold no single replications to "
            "pair: `ordersim compare`, or records of 5 and more seeds a side, give narrower "
            "intervals");
    }
}

}  // namespace

tl::expected<Judged, std::vector<Finding>> judge(const std::vector<Readings>& news,
                                                 const std::vector<Readings>& baseline,
                                                 const Rules& rules, const JudgeOptions& options) {
    Judged judged;
    judged.notes = notes_of(news, baseline);
    const Side ours = side_of(news);
    const Side theirs = aligned(side_of(baseline), ours, judged.notes);
    Sorter sorter(ours, theirs, rules);
    sift(sorter, {.news = news.size(), .baseline = baseline.size()}, options);
    std::vector<Finding> faults = copies_in(news, baseline);
    sorter.faults.move_to(faults);
    faults = refusals_of(sorter, std::move(faults), options);
    if (!faults.empty()) {
        return tl::unexpected(std::move(faults));
    }
    for (const Finding& finding : sorter.findings) {
        sorter.left_out.push_back({finding.key.full_name(), finding.message});
    }
    judged.left_out = std::move(sorter.left_out);
    judge_all(sorter, options, judged);
    if (has_single_file_of_runs(news) || has_single_file_of_runs(baseline)) {
        judged.notes.emplace_back(
            "one file of benchmarks on a side: its repetitions ran in one process, and what "
            "differs between processes does not show; scripts that run both sides in turn do "
            "better");
    }
    if (std::string note = sameness_note(news, baseline); !note.empty()) {
        judged.notes.push_back(std::move(note));
    }
    if (sorter.not_judged > 0) {
        judged.notes.push_back(not_judged_note(sorter.not_judged));
    }
    std::vector<MetricKey> keys;
    for (const auto& [key, sample] : ours) {
        keys.push_back(key);
    }
    add_idle_rules(keys, rules, judged);
    return judged;
}

tl::expected<Judged, std::vector<Finding>> judge_recorded(const Readings& news,
                                                          const Rules& rules) {
    Judged judged;
    judged.notes = notes_of({news}, {});
    judged.each_level = level_of(1 - news.joint_level, news.changes.size());
    std::vector<Finding> findings;
    RuleFaults faults;
    std::vector<MetricKey> keys;
    for (const RecordedChange& recorded : news.changes) {
        keys.push_back(recorded.key);
        Ruled ruling = ruled(recorded.key, recorded.traits, rules);
        if (!ruling.is_judged) {
            continue;
        }
        faults.look_at(recorded.key, recorded.traits, ruling);
        if (ruling.better == Better::neither) {
            findings.push_back({recorded.key, directionless(recorded.key.full_name())});
            continue;
        }
        if (std::isnan(recorded.difference.value)) {
            judged.left_out.push_back({recorded.key.full_name(), "no data"});
            continue;
        }
        if (ruling.threshold.origin == kByDefault) {
            ruling.threshold.origin = "as recorded";
        }
        GateChange change = change_of(recorded.key, recorded.traits, ruling);
        settle(change,
               {.method = "as recorded",
                .baseline = recorded.baseline,
                .value = recorded.value,
                .difference = recorded.difference,
                .note = {}},
               ruling);
        judged.changes.push_back(std::move(change));
    }
    faults.move_to(findings);
    if (findings.empty() && judged.changes.empty()) {
        findings.push_back({{},
                            "the comparison holds no metric that is judged; a rule with judge = "
                            "true adds one (--thresholds)"});
    }
    if (!findings.empty()) {
        return tl::unexpected(std::move(findings));
    }
    add_idle_rules(keys, rules, judged);
    return judged;
}

std::string verdict_of_all(const std::vector<GateChange>& changes) {
    for (const char* const verdict : {"regressed", "undecided", "improved"}) {
        if (std::ranges::find(changes, verdict, &GateChange::verdict) != changes.end()) {
            return verdict;
        }
    }
    return "equivalent";
}

}  // namespace ordersim::gate

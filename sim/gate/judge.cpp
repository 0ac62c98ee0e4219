#include "sim/gate/judge.hpp"

#include "sim/gate/methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace ordersim::gate {

namespace {

using measure::Better;
using measure::Estimate;
using measure::GateChange;
using measure::Verdict;

/// A metric that both sides have and that is to be judged.
struct Candidate {
    MetricKey key;
    const Sample* news = nullptr;
    const Sample* baseline = nullptr;
    Ruled ruled;
};

bool is_sampled(const Sample& sample) {
    return std::ranges::any_of(sample, [](const Reading* reading) {
        return !reading->observations.empty() || !std::isnan(reading->estimate.value);
    });
}

std::set<std::string> groups_of(const Side& side) {
    std::set<std::string> groups;
    for (const auto& [key, sample] : side) {
        groups.insert(key.group);
    }
    return groups;
}

bool is_simulated(const Side& side) {
    return !side.empty() && side.begin()->second.front()->level > 0;
}

/// One scenario against another of a different name: their metrics are compared all the same.
Side aligned(Side baseline, const Side& news, std::vector<std::string>& notes) {
    const std::set<std::string> ours = groups_of(news);
    const std::set<std::string> theirs = groups_of(baseline);
    if (ours.size() != 1 || theirs.size() != 1 || ours == theirs || !is_simulated(news)) {
        return baseline;
    }
    notes.push_back(
        fmt::format("two scenarios are compared: {} against {}", *ours.begin(), *theirs.begin()));
    Side renamed;
    for (auto& [key, sample] : baseline) {
        renamed.emplace(MetricKey{*ours.begin(), key.metric, key.label}, std::move(sample));
    }
    return renamed;
}

const char* better_word(Better better) {
    switch (better) {
    case Better::higher: return "higher";
    case Better::lower: return "lower";
    case Better::neither: break;
    }
    return "";
}

std::string threshold_text(const Threshold& threshold) {
    if (!threshold.is_relative) {
        return threshold.origin;
    }
    const std::string amount = fmt::format("{:g} %", 100 * threshold.value);
    return threshold.origin == kByDefault ? amount + " " + kByDefault
                                          : threshold.origin + ": " + amount;
}

/// Everything of a change but what was estimated.
GateChange change_of(const MetricKey& key, const MetricTraits& traits, const Ruled& ruled) {
    GateChange change;
    change.group = key.group;
    change.metric = key.metric;
    change.label = key.label;
    change.name = traits.name;
    change.unit = traits.unit;
    change.better = better_word(ruled.better);
    change.threshold_from = threshold_text(ruled.threshold);
    return change;
}

double amount_of(const Threshold& threshold, double baseline) {
    return threshold.is_relative ? threshold.value * std::abs(baseline) : threshold.value;
}

void settle(GateChange& change, const Difference& found, const Ruled& ruled) {
    change.method = found.method;
    change.baseline = found.baseline;
    change.value = found.value;
    change.difference = found.difference;
    change.note = found.note;
    change.relative = found.baseline.value != 0
                          ? found.difference.value / std::abs(found.baseline.value)
                          : std::numeric_limits<double>::quiet_NaN();
    change.threshold = amount_of(ruled.threshold, found.baseline.value);
    change.verdict = measure::verdict_name(
        measure::verdict_of(found.difference, change.threshold, ruled.better));
}

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
        const auto other = baseline_.find(key);
        if (other == baseline_.end()) {
            left_out.push_back({key.full_name(), "the baseline does not have it"});
            return;
        }
        candidate.baseline = &other->second;
        if (candidate.ruled.better == Better::neither) {
            findings.push_back({key, fmt::format("{}: it has no better side: say better = "
                                                 "\"lower\" or \"higher\" in its rule",
                                                 sample.front()->place)});
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

double level_of(double alpha, std::size_t judged) {
    return 1 - alpha / static_cast<double>(std::max<std::size_t>(judged, 1));
}

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
    if (sorter.candidates.empty() && (sorter.findings.empty() || options.may_leave_out)) {
        sorter.findings.push_back({{},
                                   "the two sides have no metric in common that is judged; a "
                                   "rule with judge = true adds one (--thresholds)"});
        return tl::unexpected(sorter.findings);
    }
    if (!sorter.findings.empty() && !options.may_leave_out) {
        return tl::unexpected(sorter.findings);
    }
    for (const Finding& finding : sorter.findings) {
        sorter.left_out.push_back({finding.key.full_name(), finding.message});
    }
    judged.left_out = std::move(sorter.left_out);
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
    if (has_single_file_of_runs(news) || has_single_file_of_runs(baseline)) {
        judged.notes.emplace_back(
            "one file of benchmarks on a side: its repetitions ran in one process, and what "
            "differs between processes does not show; scripts that run both sides in turn do "
            "better");
    }
    if (sorter.not_judged > 0) {
        judged.notes.push_back(fmt::format("not judged: {} other {} of the files",
                                           sorter.not_judged,
                                           sorter.not_judged == 1 ? "metric" : "metrics"));
    }
    std::vector<MetricKey> keys;
    for (const auto& [key, sample] : ours) {
        keys.push_back(key);
    }
    for (std::string& idle : idle_rules(keys, rules)) {
        judged.notes.push_back(std::move(idle));
    }
    return judged;
}

tl::expected<Judged, std::vector<Finding>> judge_recorded(const Readings& news, const Rules& rules,
                                                          const JudgeOptions& /*options*/) {
    Judged judged;
    judged.notes = notes_of({news}, {});
    judged.each_level = 1 - (1 - news.joint_level) / static_cast<double>(news.changes.size());
    for (const RecordedChange& recorded : news.changes) {
        Ruled ruling = ruled(recorded.key, recorded.traits, rules);
        if (ruling.threshold.origin == kByDefault) {
            ruling.threshold.origin = "as recorded";
        }
        if (!ruling.is_judged || ruling.better == Better::neither) {
            continue;
        }
        if (std::isnan(recorded.difference.value)) {
            judged.left_out.push_back({recorded.key.full_name(), "no data"});
            continue;
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
    if (judged.changes.empty()) {
        return tl::unexpected(std::vector<Finding>{
            {{},
             "the comparison holds no metric that is judged; a rule with judge = true adds "
             "one (--thresholds)"}});
    }
    return judged;
}

void confirm(Judged& judged, const std::vector<Readings>& fresh,
             const std::vector<Readings>& baseline, const Rules& rules,
             const JudgeOptions& options) {
    const auto is_regressed = [](const GateChange& change) {
        return change.verdict == "regressed";
    };
    const auto suspects = std::ranges::count_if(judged.changes, is_regressed);
    std::vector<std::string> notes;
    const Side ours = side_of(fresh);
    const Side theirs = aligned(side_of(baseline), ours, notes);
    const double level = level_of(options.alpha, static_cast<std::size_t>(suspects));
    for (GateChange& change : judged.changes) {
        if (!is_regressed(change)) {
            continue;
        }
        const MetricKey key{change.group, change.metric, change.label};
        const auto news = ours.find(key);
        const auto olds = theirs.find(key);
        change.verdict = "undecided";
        if (news == ours.end() || olds == theirs.end() || !is_sampled(news->second)) {
            change.note = "looked regressed; the confirmation did not measure it";
            continue;
        }
        const auto found = difference_of(news->second, olds->second, {level, options.is_paired});
        if (!found) {
            change.note = "looked regressed; not confirmed: " + found.error();
            continue;
        }
        const Ruled ruling = ruled(key, news->second.front()->traits, rules);
        const Verdict verdict = measure::verdict_of(
            found->difference, amount_of(ruling.threshold, found->baseline.value), ruling.better);
        change.confirmation.push_back(
            {found->value, found->difference, std::string(measure::verdict_name(verdict))});
        if (verdict == Verdict::regressed || verdict == Verdict::equivalent) {
            change.verdict = measure::verdict_name(verdict);
        }
        change.note = verdict == Verdict::regressed
                          ? "confirmed by a fresh sample"
                          : "looked regressed; a fresh sample did not confirm it";
    }
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

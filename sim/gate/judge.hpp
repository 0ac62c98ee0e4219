#pragma once

#include "sim/gate/rules.hpp"
#include "sim/gate/sample.hpp"
#include "sim/measure/gate_record.hpp"

#include <tl/expected.hpp>

#include <string>
#include <vector>

/// New results against old ones: metric by metric a difference, its interval, a verdict.
///
/// How a difference is estimated follows from how both sides were made:
///
/// | the files of both sides hold | method |
/// |---|---|
/// | estimates from equal draws that agree to the last bit | exact: no draw set the sides apart |
/// | estimates of 5 or more common seeds | paired t over the seeds |
/// | other estimates of independent replications | Welch, from the estimates' own intervals |
/// | measured values, taken in turn (`is_paired`) | signed ranks of the differences |
/// | other measured values | ranks (Hodges-Lehmann), no law assumed |
///
/// Welch takes an estimate's standard error from the wider side of its interval, because a share's
/// is cut at 0 and 1; one that is cut at both says nothing, and the metric is undecided. Agreement
/// is no certainty but in the first row: replications that all agree on either side go by ranks,
/// seeds that all differ by the same by signed ranks, and both need enough of them. Measured values
/// that agree go by ranks like others, and their interval is widened by what their rounding may
/// hide (`step`).
///
/// Of measured values the unit is the file where a side has several (one process a file), else the
/// repetition. All intervals of a gate hold together with probability 1 - alpha: each has the level
/// 1 - alpha / judged (Bonferroni). Holm's steps would find a little more, but a verdict, and above
/// all equivalence, is read off an interval here, and Holm has none that fits.
namespace ordersim::gate {

struct JudgeOptions {
    double alpha = 0.01;         ///< from kAlphaMin to kAlphaMax
    bool is_paired = false;      ///< file i of both sides was measured in turn
    bool may_leave_out = false;  ///< what cannot be judged is told and left out
};

/// What was judged, in the order of the metrics' names.
struct Judged {
    std::vector<measure::GateChange> changes;
    std::vector<measure::GateLeftOut> left_out;
    std::vector<std::string> notes;
    double each_level = 0.99;
};

/// Findings where a metric cannot be judged as it stands and may not be left out; where a rule's
/// threshold does not fit, or one measurement is given twice, whatever may be left out.
[[nodiscard]] tl::expected<Judged, std::vector<Finding>> judge(
    const std::vector<Readings>& news, const std::vector<Readings>& baseline, const Rules& rules,
    const JudgeOptions& options);

/// The same for a record of paired policies alone, which holds its baseline already. Its
/// differences keep their joint level, whatever alpha the rules name. Requires: `news` holds
/// changes.
[[nodiscard]] tl::expected<Judged, std::vector<Finding>> judge_recorded(const Readings& news,
                                                                        const Rules& rules);

/// Holds what regressed against a fresh sample of the new side alone, with the correction for as
/// many as regressed; it was not measured in turn with the baseline, and does not pair up. From
/// then on value, difference and verdict are the fresh sample's, and `confirmation` keeps what the
/// first one said. What the fresh sample does not call regressed is so no longer: equivalent where
/// it says that, else undecided. Two independent samples must err for a false alarm, so that alpha
/// holds as before. A metric that the sample lacks is undecided. Requires: `staleness_of`
/// (provenance.hpp) finds the sample fresh.
void confirm(Judged& judged, const std::vector<Readings>& fresh,
             const std::vector<Readings>& baseline, const Rules& rules,
             const JudgeOptions& options);

/// "regressed" if any change is, else "undecided" if any is, else "improved" if any is, else
/// "equivalent".
[[nodiscard]] std::string verdict_of_all(const std::vector<measure::GateChange>& changes);

}  // namespace ordersim::gate

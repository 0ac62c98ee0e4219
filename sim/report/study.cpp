#include "sim/report/study.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"

#include <fmt/format.h>

namespace ordersim::report {

void study_identity(screen::Lines& lines, const measure::StudyHead& study) {
    lines.paragraph(fmt::format("ordersim {} | scenario {} | seed {} | hash {}", study.version,
                               study.scenario, study.seed, study.scenario_hash));
    if (study.partial) {
        lines.paragraph("interrupted: points have fewer replications than was asked for",
                        screen::Tone::strong);
    }
    if (!study.question.empty()) {
        lines.paragraph(study.question, screen::Tone::faint);
    }
    lines.blank();
}

void study_footing(screen::Lines& lines, const measure::StudyHead& study,
                   const measure::StudyHost& host, std::string_view next) {
    lines.blank();
    lines.entry("warm-up", study.warm_up.empty() ? "none" : study.warm_up);
    lines.entry("replications",
                fmt::format("{} run, {} from the run store", grouped(host.simulated, 0),
                            grouped(host.recalled, 0)));
    lines.entry("run", fmt::format("{:.3g} s on {} thread{}, {} events", host.host.wall_seconds,
                                   host.host.threads, host.host.threads == 1 ? "" : "s",
                                   short_count(host.events)));
    if (!next.empty()) {
        lines.blank();
        lines.paragraph(fmt::format("next: {}", next));
    }
}

}  // namespace ordersim::report

#include "sim/report/steps.hpp"

#include "sim/report/screen/lines.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report {
namespace {

using measure::Step;
using measure::StepList;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kGap = 2;
constexpr std::size_t kActorMax = 28;
constexpr std::size_t kOrder = 5;
/// However long the instants are, this much is left for what happened.
constexpr std::size_t kTextMin = 24;

std::string command_text(const Step& step) {
    return step.detail.empty() ? step.command : step.command + " (" + step.detail + ")";
}

/// Changes set side by side into lines of at most `width` columns; none is broken that fits.
std::vector<std::string> change_lines(const Step& step, std::size_t width) {
    std::vector<std::string> lines;
    for (const measure::StepChange& change : step.changes) {
        const std::string text = fmt::format("{}: {} -> {}", change.field, change.from, change.to);
        const bool fits =
            !lines.empty() && display_width(lines.back()) + 2 + display_width(text) <= width;
        if (fits) {
            lines.back() += "; " + text;
        } else {
            for (std::string& piece : wrap(text, width)) {
                lines.push_back(std::move(piece));
            }
        }
    }
    return lines;
}

class Table {
public:
    Table(const StepList& list, Colour colour) : list_(list), lines_(colour) {
        number_ = std::to_string(list.steps.size()).size();
        for (const Step& step : list.steps) {
            is_timed_ = is_timed_ || step.at != SimTime{};
            time_ = std::max(time_, exact_text(step.at.time_since_epoch()).size());
            actor_ = std::max(actor_, std::min(display_width(step.actor), kActorMax));
            several_ = several_ || step.order != list.steps.front().order;
        }
        const std::size_t order = several_ ? kOrder + kGap : 0;
        const std::size_t others = number_ + kGap + kGap + order + actor_ + kGap + kTextMin;
        time_ = std::min(time_, kSummaryColumns - others);
    }

    std::string text() && {
        if (!list_.title.empty()) {
            lines_.paragraph(list_.title, Tone::strong);
            lines_.blank();
        }
        if (!list_.steps.empty()) {
            lines_.line(lines_.paint(head("#", "time", "order", "actor") + "what", Tone::faint));
        }
        for (std::size_t i = 0; i < list_.steps.size(); ++i) {
            step(i + 1, list_.steps[i]);
        }
        end();
        return lines_.take();
    }

private:
    std::string head(std::string_view number, std::string_view time, std::string_view order,
                     std::string_view actor) const {
        const std::string gap(kGap, ' ');
        return pad_left(number, number_) + gap + (is_timed_ ? pad_right(time, time_) + gap : "") +
               (several_ ? pad_right(order, kOrder) + gap : "") + pad_right(actor, actor_) + gap;
    }

    /// Lines below one another in the last column, from the second on below `start`.
    void column(std::string start, const std::vector<std::string>& pieces, Tone tone) {
        for (const std::string& piece : pieces) {
            lines_.line(start + lines_.paint(piece, tone));
            start.assign(display_width(start), ' ');
        }
    }

    void step(std::size_t number, const Step& step) {
        const std::string start =
            head(std::to_string(number), exact_text(step.at.time_since_epoch()),
                 std::to_string(step.order), step.actor);
        const std::size_t indent = display_width(start);
        const std::size_t width = kSummaryColumns - indent;
        column(start, wrap(command_text(step), width), Tone::strong);
        const std::string below(indent, ' ');
        if (!step.outcome.empty()) {
            column(below, wrap(step.outcome, width), Tone::plain);
        }
        column(below + "  ", change_lines(step, width - 2), Tone::faint);
    }

    void end() {
        lines_.blank();
        if (list_.loops_to > 0) {
            lines_.paragraph(
                fmt::format("From step {} on this repeats without end.", list_.loops_to));
        }
        if (!list_.violation.empty()) {
            lines_.paragraph(fmt::format("Step {} breaks {}{}{}", list_.steps.size(),
                                         list_.violation, list_.violation_text.empty() ? "" : ": ",
                                         list_.violation_text),
                             Tone::strong);
        }
        for (const measure::Standing& standing : list_.standings) {
            lines_.entry(fmt::format("order {} stands at", standing.order), standing.state);
        }
        if (!list_.note.empty()) {
            lines_.paragraph(list_.note);
        }
    }

    const StepList& list_;
    Lines lines_;
    std::size_t number_ = 1;
    std::size_t time_ = 4;
    std::size_t actor_ = 5;
    bool several_ = false;
    bool is_timed_ = false;  ///< something happens later than at the start
};

}  // namespace

std::string steps_table(const StepList& list, Colour colour) {
    return Table(list, colour).text();
}

}  // namespace ordersim::report

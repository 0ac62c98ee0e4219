#include "sim/report/steps.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Step;
using measure::StepList;

/// Who gives commands, from left to right.
constexpr std::array<std::string_view, 6> kActors{"buyer",   "seller",  "platform",
                                                  "gateway", "carrier", "clock"};

/// Characters that Mermaid reads as its own, as its references; a line break becomes one there.
std::string quoted(std::string_view text) {
    std::string result;
    for (const char character : clean(text)) {
        if (std::string_view("#;:\"%<>{}\\`").find(character) == std::string_view::npos) {
            result += character;
        } else {
            result += fmt::format("#{};", static_cast<int>(character));
        }
    }
    return result;
}

std::string capitalised(std::string_view word) {
    std::string text(word);
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

class Diagram {
public:
    explicit Diagram(const StepList& list) : list_(list) {
        for (const Step& step : list.steps) {
            orders_.insert(step.order);
            is_timed_ = is_timed_ || step.at != SimTime{};
            if (std::ranges::find(kActors, step.actor) == kActors.end() &&
                std::ranges::find(others_, step.actor) == others_.end()) {
                others_.push_back(step.actor);
            }
        }
        if (orders_.empty()) {
            orders_.insert(1);
        }
    }

    std::string text() && {
        line("sequenceDiagram");
        participants();
        for (std::size_t i = 0; i < list_.steps.size(); ++i) {
            if (list_.loops_to == i + 1) {
                line("    loop without end");
            }
            step(list_.steps[i]);
        }
        if (list_.loops_to > 0) {
            line("    end");
        }
        end();
        return std::move(text_);
    }

private:
    void line(std::string_view content) {
        text_ += content;
        text_ += '\n';
    }

    /// An id that is no word of Mermaid's.
    [[nodiscard]] std::string id_of(const std::string& actor) const {
        if (std::ranges::find(kActors, actor) != kActors.end()) {
            return capitalised(actor);
        }
        const auto other = std::ranges::find(others_, actor);
        return fmt::format("Other{}", other - others_.begin() + 1);
    }
    [[nodiscard]] std::string id_of(std::uint32_t order) const {
        return orders_.size() == 1 ? "Order" : fmt::format("Order{}", order);
    }

    void participants() {
        const auto takes_part = [this](std::string_view actor) {
            return std::ranges::find(list_.steps, actor, &Step::actor) != list_.steps.end();
        };
        if (!list_.title.empty()) {
            line("    title " + quoted(list_.title));
        }
        for (const std::string_view actor : kActors) {
            if (takes_part(actor)) {
                line("    participant " + capitalised(actor));
            }
        }
        for (const std::string& actor : others_) {
            line(fmt::format("    participant {} as {}", id_of(actor),
                             quoted(actor.empty() ? "somebody" : actor)));
        }
        for (const std::uint32_t order : orders_) {
            line(orders_.size() == 1
                     ? "    participant Order"
                     : fmt::format("    participant Order{} as Order {}", order, order));
        }
    }

    void step(const Step& step) {
        const std::string actor = id_of(step.actor);
        const std::string order = id_of(step.order);
        const std::string detail = step.detail.empty() ? "" : " (" + step.detail + ")";
        const bool concerns_order = !step.outcome.empty() || !step.changes.empty();
        line(fmt::format("    {}->>{}: {}{}", actor, concerns_order ? order : actor,
                         is_timed_ ? exact_text(step.at.time_since_epoch()) + " " : "",
                         quoted(step.command + detail)));
        if (!step.outcome.empty()) {
            const bool is_refused = step.outcome.starts_with("refused");
            line(fmt::format("    {}--{}{}: {}", order, is_refused ? "x" : ">>", actor,
                             quoted(step.outcome)));
        }
        note(order, step);
    }

    void note(const std::string& order, const Step& step) {
        std::string content;
        for (const measure::StepChange& change : step.changes) {
            content += content.empty() ? "" : "<br/>";
            content += quoted(fmt::format("{}: {} -> {}", change.field, change.from, change.to));
        }
        if (!content.empty()) {
            line(fmt::format("    Note over {}: {}", order, content));
        }
    }

    void end() {
        for (const measure::Standing& standing : list_.standings) {
            if (orders_.contains(standing.order)) {
                line(fmt::format("    Note over {}: {}", id_of(standing.order),
                                 quoted("stands at " + standing.state)));
            }
        }
        if (!list_.violation.empty()) {
            const std::uint32_t order =
                list_.steps.empty() ? *orders_.begin() : list_.steps.back().order;
            const std::string text =
                list_.violation_text.empty() ? "" : "<br/>" + quoted(list_.violation_text);
            line(fmt::format("    Note over {}: breaks {}{}", id_of(order),
                             quoted(list_.violation), text));
        }
    }

    const StepList& list_;
    std::set<std::uint32_t> orders_;
    bool is_timed_ = false;            ///< something happens later than at the start
    std::vector<std::string> others_;  ///< who gives commands and is no actor of an order
    std::string text_;
};

}  // namespace

std::string steps_diagram(const StepList& list) {
    return Diagram(list).text();
}

}  // namespace ordersim::report

#include "sim/report/rules_document.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/report/rules_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace ordersim::report {

using namespace ordersim::order;

namespace {

std::string code(std::string_view word) {
    return fmt::format("`{}`", word);
}

std::string quoted(const Words& words) {
    Words marked;
    for (const std::string& word : words) {
        marked.push_back(code(word));
    }
    return joined(marked, ", ");
}

std::string table_row(const Words& cells) {
    return fmt::format("| {} |\n", joined(cells, " | "));
}

std::string table_head(const Words& titles) {
    std::string text = table_row(titles);
    for (std::size_t i = 0; i < titles.size(); ++i) {
        text += "|---";
    }
    return text + "|\n";
}

/// The ids of the rows for which `is_chosen` holds.
template <class Choice>
Words ids_where(Choice is_chosen) {
    Words ids;
    for (const Row& row : rules().rows()) {
        if (is_chosen(row)) {
            ids.emplace_back(row.id);
        }
    }
    return ids;
}

std::string regions_section() {
    std::string text =
        "## Regions\n\nOne transition may move several at once. The last five "
        "states of the order are terminal.\n\n";
    text += table_head({"region", "states"});
    for (const RegionWords& region : region_words()) {
        text += table_row({std::string(region.name), quoted(region.states)});
    }
    return text + "\n";
}

/// What a row does, or why it refuses.
std::string deeds(const Row& row) {
    if (row.refusal != Refusal::none) {
        return fmt::format("refused: `{}`", enum_name(row.refusal));
    }
    Words parts;
    for (const Words& words : {change_words(row), timer_words(row), effect_words(row)}) {
        if (!words.empty()) {
            parts.push_back(joined(words, ", "));
        }
    }
    return joined(parts, "; ");
}

std::string transitions_section() {
    std::string text =
        "## Transitions\n\nOf the rows for a state and a command, the first whose *when* holds "
        "decides: its guards\naccept the command or name the refusal. The last column lists the "
        "regions set (the order's first),\nthe timers moved and the effects.\n\n";
    text += table_head({"id", "what", "from", "on (by)", "when", "guards", "does"});
    for (const Row& row : rules().rows()) {
        const std::string on =
            fmt::format("{} ({})", enum_name(row.on), joined(actor_words(row.on), ", "));
        text += table_row({std::string(row.id), std::string(row.title),
                           joined(from_words(row), ", "), on, joined(when_words(row), ", "),
                           joined(guard_words(row), "; "), deeds(row)});
    }
    text +=
        "\nA command without a row is refused: `unknown_order` before it is placed, "
        "`order_closed` in a terminal\nstate, else `wrong_state`; by a hand that may not give "
        "it, `wrong_actor`; on another version than\nexpected, `stale_version`. A fact "
        "without a row is recorded and changes nothing, and so is a timer\nthat is not "
        "due.\n\n";
    return text;
}

Words ids_moving(CommandKind timer, std::initializer_list<TimerAction> actions) {
    return ids_where([&](const Row& row) {
        return std::ranges::any_of(row.timers, [&](const TimerMove& move) {
            return move.timer == timer && std::ranges::count(actions, move.action) > 0;
        });
    });
}

std::string slot_word(CommandKind timer) {
    const bool is_refunds =
        timer == CommandKind::refund_retry_timer || timer == CommandKind::refund_sla_timer;
    return is_refunds ? "the refund's" : std::string(enum_name(slot_of(timer)));
}

std::string timers_section() {
    std::string text =
        "## Timers\n\nDeadlines are part of the order, so that a stale one cannot fire. Those of "
        "one slot exclude each\nother: arming one replaces the other. Of several due at one "
        "instant the first in this table fires\nfirst; facts and commands of that instant come "
        "before all.\n\n";
    text +=
        table_head({"timer", "runs for", "slot", "armed by", "paused by", "resumed by", "fires"});
    const auto first = static_cast<std::size_t>(CommandKind::pay_timer);
    for (std::size_t i = first; i < enum_count<CommandKind>; ++i) {
        const auto timer = static_cast<CommandKind>(i);
        const Words fires = ids_where([timer](const Row& row) { return row.on == timer; });
        text += table_row(
            {std::string(enum_name(timer)), std::string(duration_name(timer)), slot_word(timer),
             joined(ids_moving(timer, {TimerAction::arm, TimerAction::arm_paused}), ", "),
             joined(ids_moving(timer, {TimerAction::pause, TimerAction::arm_paused}), ", "),
             joined(ids_moving(timer, {TimerAction::resume}), ", "), joined(fires, ", ")});
    }
    return text +
           "\nPausing and resuming act on the slot: a dispute pauses whichever deadline "
           "the order's life had.\nRefund timers are armed by sending (service level) and "
           "failing (retry), the last one by the order\nitself when a refunding order owes "
           "and awaits nothing more.\n\n";
}

std::string guards_section() {
    std::string text = "## Guards\n\n";
    text += table_head({"guard", "refuses as", "in the guards of", "in the when of"});
    for (std::size_t i = 1; i < enum_count<Guard>; ++i) {
        const auto guard = static_cast<Guard>(i);
        const Words refusing = ids_where(
            [guard](const Row& row) { return std::ranges::count(row.guards, guard) > 0; });
        const Words choosing =
            ids_where([guard](const Row& row) { return std::ranges::count(row.when, guard) > 0; });
        const std::string refusal = refusing.empty() ? "" : code(enum_name(refusal_of(guard)));
        text += table_row({std::string(enum_name(guard)), refusal, joined(refusing, ", "),
                           joined(choosing, ", ")});
    }
    return text + "\n";
}

/// The commands that the table knows in a state, each with its rows and refusals.
std::string commands_of(OrderState state) {
    Words commands;
    const auto facts = static_cast<std::size_t>(CommandKind::payment_verified);
    for (std::size_t i = 0; i < facts; ++i) {
        const auto kind = static_cast<CommandKind>(i);
        Words refusals;
        const auto candidates = rules().candidates(state, kind);
        for (const Candidate& candidate : candidates) {
            for (const std::string& refusal : refusal_words(rules().row(candidate.id))) {
                if (std::ranges::find(refusals, refusal) == refusals.end()) {
                    refusals.push_back(refusal);
                }
            }
        }
        if (!candidates.empty()) {
            commands.push_back(
                refusals.empty() ? std::string(enum_name(kind))
                                 : fmt::format("{} ({})", enum_name(kind), joined(refusals, ", ")));
        }
    }
    return joined(commands, ", ");
}

std::string refusals_section() {
    std::string text =
        "## Commands by state\n\nIn brackets how each may be refused there; any "
        "other command is refused for the state.\n\n";
    text += table_head({"state", "commands"});
    for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
        const auto state = static_cast<OrderState>(i);
        text += table_row({std::string(enum_name(state)), commands_of(state)});
    }
    return text;
}

/// `words` from column `hang` on, wrapped to `width`; `label` stands before them.
std::string paragraph(std::string label, std::size_t hang, const std::string& words,
                      std::size_t width) {
    label.resize(hang, ' ');
    std::string text;
    std::string line = std::move(label);
    for (std::size_t start = 0; start < words.size();) {
        const std::size_t end = std::min(words.find(' ', start), words.size());
        const bool is_first = line.size() == hang;
        if (!is_first && line.size() + 1 + end - start > width) {
            text.append(line).append("\n");
            line.assign(hang, ' ');
        } else if (!is_first) {
            line += ' ';
        }
        line.append(words, start, end - start);
        start = end + 1;
    }
    return text + line + "\n";
}

std::string text_of(const Row& row, std::size_t width) {
    constexpr std::size_t title_hang = 6;
    constexpr std::size_t part_hang = 14;
    std::string text = paragraph(std::string(row.id), title_hang, std::string(row.title), width);
    const std::array<std::pair<std::string_view, std::string>, 7> parts{{
        {"from", joined(from_words(row), ", ")},
        {"on", fmt::format("{} by {}", enum_name(row.on), joined(actor_words(row.on), " or "))},
        {"when", joined(when_words(row), ", ")},
        {"if", joined(guard_words(row), "; ")},
        {"to", joined(change_words(row), ", ")},
        {"timers", joined(timer_words(row), ", ")},
        {"does", row.refusal == Refusal::none ? joined(effect_words(row), ", ")
                                              : fmt::format("refuses: {}", enum_name(row.refusal))},
    }};
    for (const auto& [label, words] : parts) {
        const std::string indented = std::string(title_hang, ' ').append(label);
        text += words.empty() ? "" : paragraph(indented, part_hang, words, width);
    }
    return text;
}

}  // namespace

std::string rules_mermaid() {
    std::map<std::pair<OrderState, OrderState>, Words> edges;
    for (const Row& row : rules().rows()) {
        for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
            const auto from = static_cast<OrderState>(i);
            if (row.change.moves_order() && contains(row.from, from)) {
                edges[{from, row.change.to.order}].emplace_back(row.id);
            }
        }
    }
    std::string text = "stateDiagram-v2\n";
    for (const auto& [ends, ids] : edges) {
        const bool is_birth = ends.first == OrderState::none;
        text += fmt::format("    {} --> {}: {}\n", is_birth ? "[*]" : enum_name(ends.first),
                            enum_name(ends.second), joined(ids, ", "));
    }
    for (std::size_t i = 0; i < enum_count<OrderState>; ++i) {
        if (is_terminal(static_cast<OrderState>(i))) {
            text += fmt::format("    {} --> [*]\n", enum_names<OrderState>[i]);
        }
    }
    return text;
}

std::string rules_markdown() {
    return "# The rules of an order\n\nRendered from the table in `sim/order/table` by `ordersim "
           "rules --markdown`; a test keeps this copy\ncurrent.\n\n```mermaid\n" +
           rules_mermaid() + "```\n\n" + regions_section() + transitions_section() +
           timers_section() + guards_section() + refusals_section();
}

std::string rules_text(std::size_t width) {
    ORDERSIM_ASSERT(width >= 60);
    std::string text;
    for (const Row& row : rules().rows()) {
        text.append(text.empty() ? "" : "\n").append(text_of(row, width));
    }
    return text;
}

}  // namespace ordersim::report

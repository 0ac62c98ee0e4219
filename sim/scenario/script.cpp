#include "sim/scenario/script.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/scenario/duration_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace ordersim::scenario {
namespace {

using order::Command;
using order::CommandField;
using order::CommandKind;

constexpr std::uint32_t kOrdersMax = 1'000;
/// Sums of a few such amounts are far from what Money holds.
constexpr std::int64_t kAmountMax = 1'000'000'000'000'000;
constexpr std::int64_t kMinutesMax = kLongestDelay / std::chrono::minutes(1);

constexpr std::array<std::string_view, 4> kOwnKeys{"at", "order", "actor", "command"};

template <class Enum>
std::vector<std::string> words_of() {
    return {enum_names<Enum>.begin(), enum_names<Enum>.end()};
}

/// What a script may give: everything but timers.
std::vector<std::string> command_words() {
    std::vector<std::string> words = words_of<CommandKind>();
    words.resize(static_cast<std::size_t>(CommandKind::pay_timer));
    return words;
}

std::vector<std::string> fields_of(CommandKind kind) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        if (reads(kind, static_cast<CommandField>(i))) {
            names.emplace_back(enum_names<CommandField>[i]);
        }
    }
    return names;
}

class StepReader {
public:
    StepReader(const Node& node, bool is_whole, Findings& findings)
        : node_(node), is_whole_(is_whole), findings_(findings) {}

    ScriptStep read() {
        step_.origin = origin_text(node_.place);
        read_time();
        step_.order = static_cast<std::uint32_t>(whole_number("order", 1, kOrdersMax).value_or(1));
        if (const auto actor = word<order::Actor>("actor", words_of<order::Actor>(), true)) {
            step_.command.actor = *actor;
        }
        const auto kind = read_kind();
        for (const Member& member : node_.members) {
            read_field(member, kind);
        }
        return step_;
    }

private:
    void fault(const Place& place, const std::string& message) { findings_.add(place, message); }

    const Node* needed(std::string_view key, std::string_view like) {
        const Node* const node = node_.find(key);
        if (node == nullptr && is_whole_) {
            fault(node_.place, "a step needs '" + std::string(key) + "', like " +
                                   std::string(key) + " = " + std::string(like));
        }
        return node;
    }

    void read_time() {
        const Node* const node = needed("at", "\"2d 3h\"");
        if (node == nullptr || (node->kind == Node::Kind::integer && node->integer == 0)) {
            return;
        }
        if (node->kind != Node::Kind::text) {
            fault(node->place, "'at' is the time since the start: write it like \"2d 3h\"");
            return;
        }
        const auto duration = parse_duration(node->text);
        if (!duration) {
            fault(node->place, duration.error());
        } else if (duration->clock == DurationClock::business) {
            fault(node->place, "'at' is calendar time, not business days");
        } else {
            step_.at = SimTime(SimDuration(std::llround(duration->microseconds)));
        }
    }

    /// A word of an enumeration, if it is one of `allowed`.
    template <class Enum>
    std::optional<Enum> word(std::string_view key, const std::vector<std::string>& allowed,
                             bool is_needed) {
        const std::string like = quotation(allowed.front());
        const Node* const node = is_needed ? needed(key, like) : node_.find(key);
        if (node == nullptr) {
            return std::nullopt;
        }
        if (node->kind != Node::Kind::text) {
            fault(node->place, "'" + std::string(key) + "' is a word in quotes, like " + like);
            return std::nullopt;
        }
        if (std::ranges::find(allowed, node->text) == allowed.end()) {
            const std::string guess = did_you_mean(node->text, allowed);
            constexpr std::size_t few = 12;
            const std::string list =
                allowed.size() <= few ? "; it is " + one_of(allowed) : std::string();
            fault(node->place, "unknown " + std::string(key) + " '" + node->text + "'" +
                                   (guess.empty() ? list : guess));
            return std::nullopt;
        }
        return enum_from_name<Enum>(node->text);
    }

    std::optional<CommandKind> read_kind() {
        const Node* const node = node_.find("command");
        const bool is_text = node != nullptr && node->kind == Node::Kind::text;
        const auto named = is_text ? enum_from_name<CommandKind>(node->text) : std::nullopt;
        if (named && class_of(*named) == order::CommandClass::timer) {
            fault(node->place, "timers fire by themselves at their deadlines: leave '" +
                                   node->text + "' out");
            return std::nullopt;
        }
        const auto kind = word<CommandKind>("command", command_words(), true);
        step_.command.kind = kind.value_or(CommandKind::place_order);
        return kind;
    }

    void read_field(const Member& member, std::optional<CommandKind> kind) {
        if (std::ranges::find(kOwnKeys, member.key) != kOwnKeys.end()) {
            return;
        }
        const auto field = enum_from_name<CommandField>(member.key);
        if (!field) {
            std::vector<std::string> known = words_of<CommandField>();
            known.insert(known.begin(), kOwnKeys.begin(), kOwnKeys.end());
            fault(member.value.key_place, "unknown key '" + member.key + "' in a step" +
                                              did_you_mean(member.key, known));
        } else if (!kind) {
            return;  // which fields it reads is not known
        } else if (!reads(*kind, *field)) {
            const std::vector<std::string> read = fields_of(*kind);
            fault(member.value.key_place,
                  std::string(enum_name(*kind)) + " does not read '" + member.key + "'" +
                      (read.empty() ? "" : "; it reads " + one_of(read)));
        } else {
            read_value(*field);
        }
    }

    void read_value(CommandField field) {
        Command& command = step_.command;
        switch (field) {
        case CommandField::reason: return choose(command.reason, "reason");
        case CommandField::offer: return choose(command.offer, "offer");
        case CommandField::verdict: return choose(command.verdict, "verdict");
        case CommandField::party:
            command.party = word<order::Actor>("party", {"buyer", "seller"}, false)
                                .value_or(command.party);
            return;
        case CommandField::refund: return choose(command.refund, "refund");
        case CommandField::is_trusted: return decide(command.is_trusted, "is_trusted");
        case CommandField::with_return: return decide(command.with_return, "with_return");
        case CommandField::is_permanent: return decide(command.is_permanent, "is_permanent");
        case CommandField::attempt: return count(command.attempt, "attempt");
        case CommandField::evidence: return count(command.evidence, "evidence");
        case CommandField::quantity: return count(command.quantity, "quantity", 1);
        case CommandField::stock_free: return count(command.stock_free, "stock_free");
        case CommandField::minutes: return count(command.minutes, "minutes", 0, kMinutesMax);
        case CommandField::expected_version:
            return count(command.expected_version, "expected_version", 0,
                         std::int64_t{Command::kAnyVersion} - 1);
        case CommandField::amount:
            command.amount.minor =
                whole_number("amount", 0, kAmountMax).value_or(command.amount.minor);
            return;
        }
    }

    template <class Enum>
    void choose(Enum& into, std::string_view key) {
        into = word<Enum>(key, words_of<Enum>(), false).value_or(into);
    }

    void decide(bool& into, std::string_view key) {
        const Node& node = *node_.find(key);
        if (node.kind != Node::Kind::flag) {
            fault(node.place, "'" + std::string(key) + "' is true or false, without quotes");
            return;
        }
        into = node.flag;
    }

    template <class Number>
    void count(Number& into, std::string_view key, std::int64_t least = 0,
               std::int64_t most = std::numeric_limits<Number>::max()) {
        into = static_cast<Number>(whole_number(key, least, most).value_or(into));
    }

    std::optional<std::int64_t> whole_number(std::string_view key, std::int64_t least,
                                             std::int64_t most) {
        const Node* const node = node_.find(key);
        if (node == nullptr) {
            return std::nullopt;
        }
        if (node->kind != Node::Kind::integer || node->integer < least || node->integer > most) {
            fault(node->place, "'" + std::string(key) + "' is a whole number from " +
                                   std::to_string(least) + " to " + std::to_string(most));
            return std::nullopt;
        }
        return node->integer;
    }

    const Node& node_;
    bool is_whole_;
    Findings& findings_;
    ScriptStep step_;
};

}  // namespace

std::vector<ScriptStep> read_script(const Node& list, bool is_whole, Findings& findings) {
    if (list.kind != Node::Kind::array) {
        findings.add(list.key_place,
                     "a script is a list of steps: write [[script]] with at, actor and command");
        return {};
    }
    std::vector<ScriptStep> steps;
    for (const Node& item : list.items) {
        if (item.kind != Node::Kind::table) {
            findings.add(item.place,
                         "a step is a table: write [[script]] with at, actor and command");
            continue;
        }
        ScriptStep step = StepReader(item, is_whole, findings).read();
        if (!steps.empty() && step.at < steps.back().at) {
            const Node* const at = item.find("at");
            const std::string before = duration_text(steps.back().at.time_since_epoch());
            findings.add(at == nullptr ? item.place : at->place,
                         "steps stand in the order of time: the one above is at " + before);
            step.at = steps.back().at;
        }
        steps.push_back(std::move(step));
    }
    return steps;
}

std::string step_toml(const ScriptStep& step) {
    std::string text = "[[script]]\nat = " + quotation(duration_text(step.at.time_since_epoch())) +
                       "\n";
    text += step.order == 1 ? "" : "order = " + std::to_string(step.order) + "\n";
    text.append("actor = ").append(quotation(enum_name(step.command.actor))).append("\n");
    text.append("command = ").append(quotation(enum_name(step.command.kind))).append("\n");
    for (std::size_t i = 0; i < enum_count<CommandField>; ++i) {
        const auto field = static_cast<CommandField>(i);
        const bool is_word = field <= CommandField::refund;
        if (reads(step.command.kind, field) && (is_word || !is_default(step.command, field))) {
            const std::string value = field_text(step.command, field);
            text.append(enum_name(field)).append(" = ");
            text.append(is_word ? quotation(value) : value).append("\n");
        }
    }
    return text;
}

std::string script_toml(const ScriptHead& head, std::span<const ScriptStep> steps) {
    std::string text;
    for (const std::string& comment : head.comments) {
        std::string line = "# " + comment;
        std::ranges::replace_if(
            line, [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    text += "name = " + quotation(head.name) + "\n";
    text += head.question.empty() ? "" : "question = " + quotation(head.question) + "\n";
    text += "extends = " + quotation(head.extends) + "\n";
    for (const auto& [key, value] : head.overrides) {
        text.append(key).append(" = ").append(value).append("\n");
    }
    if (!head.variant.empty()) {
        text += "\n[[variant]]\nname = " + quotation(head.variant) + "\n";
    }
    for (const ScriptStep& step : steps) {
        text += "\n" + step_toml(step);
    }
    return text;
}

}  // namespace ordersim::scenario

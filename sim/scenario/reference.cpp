#include "sim/base/enum_names.hpp"
#include "sim/order/command_fields.hpp"
#include "sim/order/rules.hpp"
#include "sim/scenario/keys.hpp"
#include "sim/scenario/node.hpp"

#include <array>
#include <string>
#include <type_traits>
#include <utility>

namespace ordersim::scenario {
namespace {

template <class Enum>
std::string words() {
    std::string text;
    for (const std::string_view name : enum_names<Enum>) {
        text.append(text.empty() ? "`\"" : ", `\"").append(name).append("\"`");
    }
    return text;
}

std::string range_of(const KeyTraits& traits, const std::string& what) {
    constexpr double endless = 1e15;
    return traits.most < endless
               ? what + " in [" + number_text(traits.least) + ", " + number_text(traits.most) + "]"
               : what + ", at least " + number_text(traits.least);
}

/// What a key holds, told by the type of its slot.
template <class Value>
std::string description(const KeyTraits& traits) {
    if constexpr (std::is_same_v<Value, bool>) {
        return "`true`, `false`";
    } else if constexpr (std::is_same_v<Value, std::uint64_t>) {
        return "whole number";
    } else if constexpr (std::is_integral_v<Value>) {
        return range_of(traits, "whole number");
    } else if constexpr (std::is_enum_v<Value>) {
        return words<Value>();
    } else if constexpr (std::is_same_v<Value, double>) {
        return traits.kind == Kind::probability ? "probability" : range_of(traits, "number");
    } else if constexpr (std::is_same_v<Value, Distribution>) {
        return traits.kind == Kind::amounts ? "law of numbers" : "law of durations";
    } else if constexpr (std::is_same_v<Value, agents::Leg>) {
        return "law of durations, or of business days";
    } else if constexpr (std::is_same_v<Value, WeeklyClock>) {
        return traits.kind == Kind::profile ? "calendar or profile" : "calendar";
    } else if constexpr (std::is_same_v<Value, Shares>) {
        return "shares by name, sum 1";
    } else if constexpr (std::is_same_v<Value, std::optional<RunPlan::Precision>>) {
        return "table, may be left out";
    } else {
        return traits.word.empty() ? "duration" : "duration or `" + quotation(traits.word) + "`";
    }
}

template <class Root>
std::string row_of(const Key<Root>& key) {
    const std::string holds = std::visit(
        [&]<class Value>(Value (*)(Root&)) {
            return description<std::remove_cvref_t<Value>>(key.traits);
        },
        key.slot);
    const std::string_view name = key.traits.name.substr(key.traits.name.rfind('.') + 1);
    return "| `" + std::string(name) + "` | " + holds + " | " + std::string(key.traits.help) +
           " |\n";
}

constexpr std::string_view kHead = R"(# Keys of a scenario

Made by the program from the table that it reads scenarios by. Every key must have a value, here or
in what the scenario extends; nothing has a silent default.

At the top: `name` (else the file's), `question`, `currency` (three capitals), `extends` (a shipped
scenario's name, one beside the file, or a path) and `[[variant]]` tables: a `name` and what it
changes. Variants of an extended scenario hold unless the file has its own; so do its script and its
`[vary]`, the grid that `ordersim sweep` runs unless it is given another: a key and its values as
text, a list (`"0,30min,1h"`), whole numbers (`"8..16"`) or a stepped range (`"0..24h..2h"`).

| value | written |
|---|---|
| duration | `"30 min"`, `"2d 12h"`, `"1.5 h"`, `"0"`; units us, ms, s, min, h, d, weeks |
| probability | a number in [0, 1] |
| calendar | `"always"`, `"Mon-Sat 09-21"`, `"Mon-Fri 09-18, Sat 10-14"` |
| profile | `{ hours = [24 numbers], weekdays = [7 numbers] }`: products, scaled to mean 1 |
| business days | `"3 business days"` in `[gateway.bank_leg]` alone |

A law is a table with one of these, and then any of `shift`, `truncate = [min, max]` (drawn again if
outside) and `clamp = [min, max]` (moved to the bound), which work in this order:

- `constant = "2h"`, `exponential = { mean }`, `lognormal = { median, sigma }`,
  `normal = { mean, sd }`
- `weibull`, `gamma`, `loglogistic` or `pareto = { shape, scale }`
- `uniform = { min, max }`, `triangular = { min, mode, max }`; of numbers `beta = { alpha, beta }`
- `mixture = [{ share, law }, ...]`, `minimum = [law, ...]`
- `empirical = { file, column }`, with `unit = "h"` for bare numbers, or `{ file, from, to }` for
  two columns of time stamps

A table in braces replaces what it extends; dotted keys and `[headers]` change only what they name.
A comment beside a value that begins with `data:`, `official:`, `third party:`, `estimate:`,
`convention:` or `exact:` is its source, and `ordersim explain` prints it.
)";

constexpr std::string_view kScript = R"(
## [[script]]

A scenario with steps is no market: `ordersim run` plays its commands on single orders under the
policy of each variant, shows what each step changed and stops at the first broken invariant.
Orders start from nothing, so that each begins with `place_order`. Deadlines fire by themselves
when they come, also after the last step; a command at the very instant of a deadline comes before
it, and steps of one instant come in the order of the file. Any command may be given in any state
by anybody: to be refused is an answer.

A file's own script replaces that of what it extends; `script = []` drops it.

| key | value | meaning |
|---|---|---|
| `at` | duration | Time since the start, Monday 00:00; never before the step above |
| `order` | whole number in [1, 1000] | Whose step it is; 1 if left out |
| `actor` | @ACTORS | Who gives the command |
| `command` | a word of the table below | What happens |
| `reason` | @REASONS | Why a cancellation |
| `offer` | @OFFERS | What the seller offers instead |
| `verdict` | @VERDICTS | Whom support decides for |
| `party` | `"buyer"`, `"seller"` | Who is asked for information |
| `refund` | @REFUNDS | Which refund is meant |
| `is_trusted` | `true`, `false` | The platform trusts the buyer |
| `with_return` | `true`, `false` | The goods go back before the money does |
| `is_permanent` | `true`, `false` | The refund failed for good |
| `attempt` | whole number in [0, 255] | Which payment or refund try, from 1; 0: the latest |
| `evidence` | whole number in [0, 255] | Items attached |
| `quantity`, `stock_free` | whole number up to 65535 | Units ordered; units the shop still has |
| `minutes` | whole number | The seller's shipping limit; by how much it is extended |
| `expected_version` | whole number | Stale unless so many commands were accepted before |
| `amount` | whole number | Money in minor units |

| command | by | reads |
|---|---|---|
)";

/// Commands and facts, with what a step may say of each.
std::string command_rows() {
    std::string text;
    for (std::size_t i = 0; i < static_cast<std::size_t>(order::CommandKind::pay_timer); ++i) {
        const auto kind = static_cast<order::CommandKind>(i);
        std::string actors;
        for (std::size_t j = 0; j < enum_count<order::Actor>; ++j) {
            if (may_give(static_cast<order::Actor>(j), kind)) {
                actors.append(actors.empty() ? "" : ", ").append(enum_names<order::Actor>[j]);
            }
        }
        std::string fields;
        for (std::size_t j = 0; j < enum_count<order::CommandField>; ++j) {
            if (reads(kind, static_cast<order::CommandField>(j))) {
                fields.append(fields.empty() ? "" : ", ");
                fields.append(enum_names<order::CommandField>[j]);
            }
        }
        text.append("| `").append(enum_name(kind)).append("` | ").append(actors);
        text.append(" | ").append(fields).append(" |\n");
    }
    return text;
}

std::string script_section() {
    const std::array<std::pair<std::string_view, std::string>, 5> lists{
        {{"@ACTORS", words<order::Actor>()},
         {"@REASONS", words<order::Reason>()},
         {"@OFFERS", words<order::Offer>()},
         {"@VERDICTS", words<order::Verdict>()},
         {"@REFUNDS", words<order::RefundKind>()}}};
    std::string text(kScript);
    for (const auto& [mark, list] : lists) {
        text.replace(text.find(mark), mark.size(), list);
    }
    return text + command_rows();
}

}  // namespace

std::string reference() {
    std::string text(kHead);
    for (const Section& section : sections()) {
        text.append("\n## [").append(section.name).append("]\n\n").append(section.help);
        text += "\n\n| key | value | meaning |\n|---|---|---|\n";
        if (section.name == "sellers.class") {
            for (const auto& key : class_keys()) {
                text += row_of(key);
            }
        }
        for (const Key<Target>& key : keys()) {
            const std::string_view name = key.traits.name;
            if (name.substr(0, name.rfind('.')) == section.name) {
                text += row_of(key);
            }
        }
    }
    text += script_section();
    return text;
}

}  // namespace ordersim::scenario

#pragma once

#include <cstdint>
#include <string>

#include "sim/order/command.hpp"

/// A command's fields one by one, for texts that name them: scripts, traces.
namespace ordersim::order {

/// The members of Command beyond kind and actor, under their own names.
enum class CommandField : std::uint8_t {
    reason,
    offer,
    verdict,
    party,
    refund,
    is_trusted,
    with_return,
    is_permanent,
    attempt,
    evidence,
    quantity,
    stock_free,
    minutes,
    expected_version,
    amount
};

/// Whether a field of such a command can matter to the rules.
[[nodiscard]] bool reads(CommandKind kind, CommandField field) noexcept;

/// Whether its value is a name: an enumerator's.
[[nodiscard]] constexpr bool is_choice(CommandField field) { return field <= CommandField::refund; }

/// Whether the field is as in `Command{}`.
[[nodiscard]] bool is_default(const Command& command, CommandField field) noexcept;

/// The field's value: an enumerator's name, "true" or "false", a whole number.
[[nodiscard]] std::string field_text(const Command& command, CommandField field);

/// What the command says beyond its kind: "reason slow_shipping", "with_return, amount 750".
/// Choices that it reads are always named, numbers and yes-or-no unless they are the default.
[[nodiscard]] std::string detail_text(const Command& command);

}  // namespace ordersim::order

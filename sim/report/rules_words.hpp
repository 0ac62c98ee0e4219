#pragma once

#include "sim/order/rules.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The parts of a transition in words, as every document of the rules prints them.
namespace ordersim::report {

using Words = std::vector<std::string>;

/// The words with `separator` between.
[[nodiscard]] std::string joined(const Words& words, std::string_view separator);

/// The order states of a row; all, or all that are not terminal, by that name.
[[nodiscard]] Words from_words(const order::Row& row);
/// Who may give a command.
[[nodiscard]] Words actor_words(order::CommandKind kind);
/// The conditions that choose a row.
[[nodiscard]] Words when_words(const order::Row& row);
/// The conditions that accept a command: "no_open_case, else case_is_open".
[[nodiscard]] Words guard_words(const order::Row& row);
/// The regions a row sets: "cancel_pending", "request requested".
[[nodiscard]] Words change_words(const order::Row& row);
[[nodiscard]] Words timer_words(const order::Row& row);
[[nodiscard]] Words effect_words(const order::Row& row);
/// How a row may refuse, in order and without repetition.
[[nodiscard]] Words refusal_words(const order::Row& row);

/// The regions by name, each with its states.
struct RegionWords {
    std::string_view name;
    Words states;
};
[[nodiscard]] std::vector<RegionWords> region_words();

}  // namespace ordersim::report

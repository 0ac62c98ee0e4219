#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/promela.hpp"

/// The parts of a Promela model, as text.
namespace ordersim::check::promela_text {

/// One way in which a command may come, with what the model says of it.
struct Way {
    order::Command command{};
    std::string amount = "0";  ///< an expression
    bool is_earlier = false;   ///< a report about an earlier payment or try than the latest
    bool is_at_deadline = false;
    std::vector<std::string> offered{};  ///< conditions under which the environment has it
};

/// All ways of a command, in the model of one order or of orders that share.
[[nodiscard]] std::vector<Way> ways_of(const Setting& setting, order::CommandKind kind,
                                       bool is_shared);

/// An expression that holds iff the guard does; "true" or "false" if the way alone decides.
[[nodiscard]] std::string guard_text(order::Guard guard, const Way& way);
/// All of the terms; none of them needs brackets.
[[nodiscard]] std::string all_of(std::span<const std::string> terms, std::string_view separator);
[[nodiscard]] std::string negation(const std::string& term);

/// A statement; empty if nothing that the model keeps changes.
[[nodiscard]] std::string effect_text(order::Effect effect, const Way& way);
[[nodiscard]] std::string timer_text(const order::TimerMove& move);
/// A statement a region.
[[nodiscard]] std::vector<std::string> change_texts(const order::Change& change);

/// Names of an order's variables, macros of what guards ask, and statements that effects consist
/// of: the part of the model that is the same for every table and policy.
extern const std::string_view kVariables;
extern const std::string_view kStatements;
/// `tidy`: an order becomes the representative of those that behave alike.
extern const std::string_view kTidy;
/// `inspect`: what must hold after every step, by name.
extern const std::string_view kInvariants;

}  // namespace ordersim::check::promela_text

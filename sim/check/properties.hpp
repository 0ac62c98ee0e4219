#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sim/check/model.hpp"

/// What must be true of every order at every step, as data. Temporal properties and traps, which
/// are about what follows, stand in temporal.hpp.
namespace ordersim::check {

/// What a step did: of a refused or recorded one `after` is `before`.
struct Step {
    const Setting& setting;
    const order::Order& before;
    const order::Order& after;
    const order::Command& command;
    const order::Decision& decision;
    SimTime now;
};

struct Property {
    std::string_view name;   ///< "inv_05_refunds_within_captured"
    std::string_view title;  ///< "refunds never come to more than was captured"
    bool (*holds)(const Step& step);
    /// Whether the step could have broken it: the twin by which a property that holds for want of
    /// cases is told from one that holds.
    bool (*is_at_stake)(const Step& step);
};

/// At most 64. Those of the order's own invariants first.
[[nodiscard]] std::span<const Property> properties();

/// Whether nothing more will or must happen: ended, money with buyer or seller, stock in order.
[[nodiscard]] bool is_settled(const order::Order& order);

}  // namespace ordersim::check

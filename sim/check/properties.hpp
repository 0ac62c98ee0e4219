#pragma once

#include <bitset>
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
    /// Of which steps it says anything. What was not accepted changes nothing, so that most
    /// properties have nothing to say of it.
    enum class About : std::uint8_t { accepted, any_answer };

    std::string_view name;   ///< "inv_05_refunds_within_captured"
    std::string_view title;  ///< "refunds never come to more than was captured"
    /// Requires: `step` is one that the property is about.
    bool (*holds)(const Step& step);
    /// Whether the step could have broken it: the twin by which a property that holds for want of
    /// cases is told from one that holds.
    bool (*is_at_stake)(const Step& step);
    About about = About::accepted;
};


/// At most 64. Those of the order's own invariants first.
[[nodiscard]] std::span<const Property> properties();

/// By their places in properties().
using PropertySet = std::bitset<64>;
/// The properties that a step breaks. As quick as if each were called by its name, which a loop
/// over properties() is not: several times as slow.
[[nodiscard]] PropertySet broken_by(const Step& step);
/// `known` with the properties that a step could have broken.
[[nodiscard]] PropertySet at_stake_in(const Step& step, const PropertySet& known);

/// Whether nothing more will or must happen: ended, money with buyer or seller, stock in order.
[[nodiscard]] bool is_settled(const order::Order& order);

}  // namespace ordersim::check

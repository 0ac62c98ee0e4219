#pragma once

#include "sim/order/rules.hpp"
#include "sim/order/states.hpp"

#include <bit>
#include <cstdint>

/// Sets of the names by which orders and refusals are told. A service that is not ours may have one
/// word for several of ours.
namespace ordersim::order {

template <class Enum>
class NamesMeant {
public:
    constexpr NamesMeant() = default;
    constexpr void add(Enum name) { bits_ |= bit(name); }
    constexpr void add_all() { bits_ = ~std::uint64_t{0}; }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr bool contains(Enum name) const { return (bits_ & bit(name)) != 0; }
    /// The first of them. Requires: not empty.
    [[nodiscard]] constexpr Enum first() const {
        return static_cast<Enum>(std::countr_zero(bits_));
    }

    friend constexpr bool operator==(const NamesMeant&, const NamesMeant&) = default;

private:
    static constexpr std::uint64_t bit(Enum name) {
        return std::uint64_t{1} << static_cast<unsigned>(name);
    }
    std::uint64_t bits_ = 0;
};

using StatesMeant = NamesMeant<OrderState>;
using RefusalsMeant = NamesMeant<Refusal>;

}  // namespace ordersim::order

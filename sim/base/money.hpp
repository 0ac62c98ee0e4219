#pragma once

#include <compare>
#include <cstdint>

namespace ordersim {

/// An amount in minor units (cents) of the scenario's one currency. Exact: no fractions, no
/// conversion from or to floating point but through `scaled`.
struct Money {
    std::int64_t minor = 0;

    friend constexpr auto operator<=>(Money, Money) = default;
    friend constexpr Money operator+(Money a, Money b) { return {a.minor + b.minor}; }
    friend constexpr Money operator-(Money a, Money b) { return {a.minor - b.minor}; }
    constexpr Money& operator+=(Money other) {
        minor += other.minor;
        return *this;
    }
    constexpr Money& operator-=(Money other) {
        minor -= other.minor;
        return *this;
    }
};

/// `amount` times `share`, rounded down to the minor unit. Requires: 0 <= share <= 1 and
/// 0 <= amount < 2^53 minor units.
[[nodiscard]] constexpr Money scaled(Money amount, double share) {
    return {static_cast<std::int64_t>(static_cast<double>(amount.minor) * share)};
}

}  // namespace ordersim

#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "sim/base/enum_names.hpp"
#include "sim/order/states.hpp"

/// Sets of region states, one bit each: 62 in all. A condition on any number of regions is one set,
/// and whether an order meets it one comparison, however many guards it was made from.
namespace ordersim::order {

using StateSet = std::uint64_t;
inline constexpr StateSet kAllStates = ~StateSet{0};

namespace state_set_detail {
inline constexpr std::size_t kRegions = 8;
/// More than any region has.
inline constexpr std::size_t kMostStates = 16;

inline constexpr std::array<std::size_t, kRegions> kStates{
    enum_count<OrderState>, enum_count<PaymentState>, enum_count<ShipmentState>,
    enum_count<RequestState>, enum_count<ChatState>, enum_count<CaseState>,
    enum_count<StockState>, enum_count<StopState>};

/// The bit of each state, by region and state.
inline constexpr auto kBits = [] {
    std::array<std::array<StateSet, kMostStates>, kRegions> bits{};
    unsigned next = 0;
    for (std::size_t region = 0; region < kRegions; ++region) {
        for (std::size_t state = 0; state < kStates[region]; ++state) {
            bits[region][state] = StateSet{1} << next++;
        }
    }
    return bits;
}();
}  // namespace state_set_detail

/// The eight states that an order is in.
[[nodiscard]] constexpr StateSet states_in(const Regions& regions) {
    using state_set_detail::kBits;
    const auto bytes =
        std::bit_cast<std::array<std::uint8_t, state_set_detail::kRegions>>(regions);
    return kBits[0][bytes[0]] | kBits[1][bytes[1]] | kBits[2][bytes[2]] | kBits[3][bytes[3]] |
           kBits[4][bytes[4]] | kBits[5][bytes[5]] | kBits[6][bytes[6]] | kBits[7][bytes[7]];
}

/// All states but those of one region, of which only `state` is left.
[[nodiscard]] constexpr StateSet only_state(std::size_t region, std::size_t state) {
    StateSet others = kAllStates;
    for (std::size_t i = 0; i < state_set_detail::kStates[region]; ++i) {
        others &= i == state ? kAllStates : ~state_set_detail::kBits[region][i];
    }
    return others;
}

/// Whether each region's state is one of the set.
[[nodiscard]] constexpr bool all_in(StateSet states, StateSet set) { return (states & ~set) == 0; }

}  // namespace ordersim::order

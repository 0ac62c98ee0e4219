#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/base/enum_names.hpp"

/// The names of an enumeration, found without looking through them one by one: every reply about an
/// order holds forty.
namespace ordersim::wire {

constexpr std::size_t hash_of(std::string_view name) {
    const auto at = [name](std::size_t place) { return static_cast<unsigned char>(name[place]); };
    return name.empty() ? 0
                        : name.size() + 5U * at(0) + 17U * at(name.size() / 2) +
                              3U * at(name.size() - 1);
}

/// A place for each name: at its hash, or the next free one behind it.
template <class Enum>
class NamePlaces {
public:
    static constexpr std::uint8_t kFree = 0xff;
    static_assert(enum_count<Enum> < kFree);

    constexpr NamePlaces() {
        places_.fill(kFree);
        for (std::size_t i = 0; i < enum_count<Enum>; ++i) {
            std::size_t place = hash_of(enum_names<Enum>[i]) & kMask;
            while (places_[place] != kFree) {
                place = (place + 1) & kMask;
            }
            places_[place] = static_cast<std::uint8_t>(i);
        }
    }

    [[nodiscard]] constexpr std::optional<Enum> find(std::string_view name) const {
        for (std::size_t place = hash_of(name) & kMask; places_[place] != kFree;
             place = (place + 1) & kMask) {
            if (enum_names<Enum>[places_[place]] == name) {
                return static_cast<Enum>(places_[place]);
            }
        }
        return std::nullopt;
    }

private:
    static constexpr std::size_t kMask = 4 * std::bit_ceil(enum_count<Enum> + 1) - 1;
    std::array<std::uint8_t, kMask + 1> places_{};
};

template <class Enum>
inline constexpr NamePlaces<Enum> kNamePlaces{};

/// As `enum_from_name`. O(name).
template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> enum_of(std::string_view name) {
    return kNamePlaces<Enum>.find(name);
}

}  // namespace ordersim::wire

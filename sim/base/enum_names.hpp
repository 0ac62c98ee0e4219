#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

/// The names of a dense enumeration (0, 1, 2, ... without gaps), taken from the code itself, so
/// that reports, tables and error messages use the enumerators' own words.
namespace ordersim {

namespace enum_detail {

template <auto Value>
constexpr std::string_view spelling() {
    const std::string_view full = __PRETTY_FUNCTION__;
    const std::size_t start = full.find("Value = ") + 8;
    return full.substr(start, full.find_first_of(";]", start) - start);
}

template <auto Value>
constexpr bool is_enumerator() {
    return spelling<Value>().find('(') == std::string_view::npos;
}

template <class Enum, std::size_t Index = 0>
constexpr std::size_t count() {
    if constexpr (is_enumerator<static_cast<Enum>(Index)>()) {
        return count<Enum, Index + 1>();
    } else {
        return Index;
    }
}

template <auto Value>
constexpr std::string_view last_word() {
    const std::string_view full = spelling<Value>();
    const std::size_t colon = full.rfind(':');
    std::string_view word = colon == std::string_view::npos ? full : full.substr(colon + 1);
    if (word.ends_with('_')) {
        word.remove_suffix(1);
    }
    return word;
}

template <class Enum, std::size_t... Index>
constexpr auto names(std::index_sequence<Index...>) {
    return std::array<std::string_view, sizeof...(Index)>{
        last_word<static_cast<Enum>(Index)>()...};
}

}  // namespace enum_detail

/// How many enumerators `Enum` has.
template <class Enum>
inline constexpr std::size_t enum_count = enum_detail::count<Enum>();

/// All names in order. A trailing underscore, which dodges a keyword, is left out.
template <class Enum>
inline constexpr auto enum_names =
    enum_detail::names<Enum>(std::make_index_sequence<enum_count<Enum>>{});

/// Requires: `value` is an enumerator.
template <class Enum>
[[nodiscard]] constexpr std::string_view enum_name(Enum value) {
    return enum_names<Enum>[static_cast<std::size_t>(value)];
}

template <class Enum>
[[nodiscard]] constexpr std::optional<Enum> enum_from_name(std::string_view name) {
    for (std::size_t i = 0; i < enum_count<Enum>; ++i) {
        if (enum_names<Enum>[i] == name) {
            return static_cast<Enum>(i);
        }
    }
    return std::nullopt;
}

}  // namespace ordersim

#pragma once

#include "sim/base/enum_names.hpp"
#include "sim/scenario/keys.hpp"

#include <array>

namespace ordersim::scenario {

/// The path of members from a root to a field, as a function: `at<&Target::policy, &Policy::lock>`.
template <auto First, auto... Rest>
struct MemberPath;

template <class Root, class Field, Field Root::*First>
struct MemberPath<First> {
    static Field& get(Root& root) { return root.*First; }
};

template <class Root, class Field, Field Root::*First, auto Second, auto... Rest>
struct MemberPath<First, Second, Rest...> {
    static auto& get(Root& root) { return MemberPath<Second, Rest...>::get(root.*First); }
};

template <auto... Path>
inline constexpr auto at = &MemberPath<Path...>::get;

/// Traits of the commonest kinds of keys.
constexpr KeyTraits probability(std::string_view name, std::string_view help) {
    return {.name = name, .kind = Kind::probability, .least = 0, .most = 1, .help = help};
}

constexpr KeyTraits plain(std::string_view name, std::string_view help) {
    return {.name = name, .help = help};
}

constexpr KeyTraits shift(std::string_view name, std::string_view help) {
    return {.name = name, .least = -50, .most = 50, .help = help};
}

/// The keys of each part of the vocabulary; `keys()` strings them together.
[[nodiscard]] std::span<const Key<Target>> run_keys();
[[nodiscard]] std::span<const Key<Target>> policy_keys();
[[nodiscard]] std::span<const Key<Target>> payment_keys();
[[nodiscard]] std::span<const Key<Target>> buyer_keys();
[[nodiscard]] std::span<const Key<Target>> seller_keys();
[[nodiscard]] std::span<const Key<Target>> delivery_keys();
[[nodiscard]] std::span<const Key<Target>> support_keys();

}  // namespace ordersim::scenario

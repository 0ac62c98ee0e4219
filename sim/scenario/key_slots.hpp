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

/// The keys of each part of the vocabulary; `keys()` strings them together.
[[nodiscard]] std::span<const Key<Target>> run_keys();
[[nodiscard]] std::span<const Key<Target>> policy_keys();
[[nodiscard]] std::span<const Key<Target>> market_keys();

}  // namespace ordersim::scenario

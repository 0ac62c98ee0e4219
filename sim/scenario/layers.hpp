#pragma once

#include "sim/scenario/node.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Texts laid over one another: what is extended, the file, overrides, a variant.
namespace ordersim::scenario {

/// What a path of keys names.
enum class PathKind : std::uint8_t { key, section, unknown };

/// Knows keys of the vocabulary, sections on the way to them, and under sellers.class any name
/// with the fields of a class.
[[nodiscard]] PathKind kind_of(std::string_view path);

/// What a text of a layer is, for the messages about it.
enum class Layer : std::uint8_t { file, variant, override };

/// Checks one layer before it is merged: every key is known, every section a table. Turns
/// [[sellers.class]] into a closed table by name. Top-level keys that are no sections (name,
/// extends, ...) must have been taken out.
void check_layer(Node& root, Layer layer, Findings& findings);

/// Lays `over` on `base`. Sections merge key by key. A value replaces a value, but for a table
/// written with dotted keys or a header, which changes only the parts that it names.
void merge(Node& base, const Node& over);

/// The paths of all keys with a value, classes by their names, in the order of the tree.
[[nodiscard]] std::vector<std::string> paths_in(const Node& root);

/// `--set` text: "policy.grace_window=30 min". Words and durations need no quotes. The path's
/// last value has the whole override as its place.
[[nodiscard]] Node parse_override(std::string_view text, const Source& source, Findings& findings);

}  // namespace ordersim::scenario

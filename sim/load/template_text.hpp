#pragma once

#include "sim/wire/mapping.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Texts with placeholders such as {order}: those of paths, headers and bodies in a mapping.
namespace ordersim::load {

/// What may be filled in where a template stands.
struct TemplateScope {
    std::optional<order::CommandKind> kind = std::nullopt;  ///< whose fields there are; none: none
    bool has_order = false;                                 ///< it is about an order that is there
    bool has_key = false;                                   ///< it gives a command, under a key
    bool has_token = false;                                 ///< who calls has logged in
    std::string who;                                        ///< whose template it is, for messages
};

/// A placeholder is a word of small letters and underscores in braces; all other braces, such as
/// JSON's, stand for themselves. Adds to `faults` what cannot be filled in, with what could.
[[nodiscard]] wire::Template read_template(std::string_view text, const TemplateScope& scope,
                                           std::vector<std::string>& faults);

}  // namespace ordersim::load

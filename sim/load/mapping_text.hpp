#pragma once

#include "sim/scenario/scenario.hpp"
#include "sim/wire/mapping.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Mapping files: TOML in, a whole mapping or all errors out. MAPPING.md says what they hold.
namespace ordersim::load {

/// `name` stands in the messages.
[[nodiscard]] tl::expected<wire::Mapping, std::vector<scenario::Diagnostic>> parse_mapping(
    std::string_view text, const std::string& name);

/// The file at `path`; one that cannot be read is an error like the others.
[[nodiscard]] tl::expected<wire::Mapping, std::vector<scenario::Diagnostic>> read_mapping(
    const std::string& path);

}  // namespace ordersim::load

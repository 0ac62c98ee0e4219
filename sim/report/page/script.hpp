#pragma once

#include <string_view>

/// The page's script: reports/web/dist/page.js, compiled in.
namespace ordersim::report::page {

/// The script, ready to stand between its tags.
[[nodiscard]] std::string_view script();
/// What a content policy calls it and what it unpacks: "'sha256-...' 'sha256-...'".
[[nodiscard]] std::string_view script_policy();

}  // namespace ordersim::report::page

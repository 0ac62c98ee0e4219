#pragma once

#include <optional>
#include <string>

/// The secret that a service and its callers share, in a file that only its owner reads.
namespace ordersim::cli {

/// The key in the file, which is made where it is missing; nothing after telling why not.
[[nodiscard]] std::optional<std::string> key_or_make(const std::string& path);
/// The key in a file that is there; nothing after telling why not.
[[nodiscard]] std::optional<std::string> key_or_tell(const std::string& path);

}  // namespace ordersim::cli

#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace ordersim {

/// The first bytes of a regular file, at most `size_max`; nullopt where none stands: the path is
/// free, or leads to a device or a pipe. Of a file that cannot be read: none. What a program may
/// replace without asking starts as its own files do.
[[nodiscard]] std::optional<std::string> start_of_file(const std::filesystem::path& path,
                                                       std::size_t size_max);

}  // namespace ordersim

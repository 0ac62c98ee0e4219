#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

/// The files that a calibration writes: its scenario and the tables beside it.
namespace ordersim::cli {

/// Text by path.
using Texts = std::map<std::filesystem::path, std::string>;

/// Why nothing may be written to a path, with the remedy; nullopt: it is free, or holds what an
/// earlier calibration wrote of the same kind, told by how that begins. `read`: what the
/// calibration reads, by what it is ("the orders", "the preset"); it is never written over, by
/// whatever name.
[[nodiscard]] std::optional<std::string> refusal_to_write(
    const std::filesystem::path& path,
    const std::map<std::string, std::filesystem::path>& read);

/// All of them or none. False: told.
[[nodiscard]] bool write_files(const Texts& texts);

/// The scenario among texts as it will be read at `path`, before anything stands there; on errors
/// they have been told. `texts`: all in one folder.
[[nodiscard]] std::optional<scenario::Scenario> check_texts(const Texts& texts,
                                                            const std::filesystem::path& path);

}  // namespace ordersim::cli

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ordersim::fuzz {

/// A folder for what is only read from files, in the one for temporary files; it goes with the
/// object.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    Scratch(Scratch&&) = delete;
    Scratch& operator=(Scratch&&) = delete;

    [[nodiscard]] std::string path(std::string_view name) const {
        return (folder_ / name).string();
    }
    /// Writes a file anew and returns its path.
    [[nodiscard]] std::string write(std::string_view name, std::string_view bytes) const;
    [[nodiscard]] std::string read(std::string_view name) const;

private:
    std::filesystem::path folder_;
};

}  // namespace ordersim::fuzz

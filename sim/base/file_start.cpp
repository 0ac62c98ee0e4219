#include "sim/base/file_start.hpp"

#include <fstream>
#include <system_error>

namespace ordersim {

std::optional<std::string> start_of_file(const std::filesystem::path& path,
                                         std::size_t size_max) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) {
        return std::nullopt;
    }
    std::string start(size_max, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    return start;
}

}  // namespace ordersim

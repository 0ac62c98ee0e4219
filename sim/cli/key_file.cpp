#include "sim/cli/key_file.hpp"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "sim/cli/console.hpp"

namespace ordersim::cli {
namespace {

constexpr std::size_t kKeyBytes = 32;

/// A new key in a file that nobody else may read.
bool make_key(const std::string& path) {
    std::array<unsigned char, kKeyBytes> bytes{};
    if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
        return false;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) {
        return false;
    }
    const bool is_written = write(file, text.data(), text.size()) ==
                            static_cast<ssize_t>(text.size());
    return close(file) == 0 && is_written;
}

}  // namespace

std::optional<std::string> key_or_make(const std::string& path) {
    if (access(path.c_str(), F_OK) != 0 && !make_key(path)) {
        tell_error("cannot make the key file '" + path + "': " + std::strerror(errno) +
                   "; give another one with --key-file");
        return std::nullopt;
    }
    return key_or_tell(path);
}

std::optional<std::string> key_or_tell(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string key{std::istreambuf_iterator<char>(file), {}};
    while (!key.empty() && (key.back() == '\n' || key.back() == '\r')) {
        key.pop_back();
    }
    if (!file.is_open()) {
        tell_error("cannot read the key file '" + path + "'; the service made it where it was " +
                   "started: give its path with --key-file");
        return std::nullopt;
    }
    if (key.size() < kKeyBytes / 2) {
        tell_error("the key file '" + path + "' must hold 16 characters or more");
        return std::nullopt;
    }
    return key;
}

}  // namespace ordersim::cli

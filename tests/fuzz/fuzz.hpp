#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

/// What a fuzz target is made of. It reads any bytes and must come back; what should hold and does
/// not ends the process.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace ordersim::fuzz {

/// An input as choices, one byte after the other; zeros once they run out.
class Bytes {
public:
    Bytes(const std::uint8_t* data, std::size_t size) : left_(data, size) {}

    [[nodiscard]] bool empty() const noexcept { return left_.empty(); }
    std::uint8_t byte() noexcept;
    /// So many bytes as one number, the lowest first. Requires: count <= 8.
    std::uint64_t number(std::size_t count) noexcept;
    /// Requires: 1 <= n <= 256.
    std::uint32_t below(std::uint32_t n) noexcept { return byte() % n; }
    bool flag() noexcept { return (byte() & 1U) != 0; }
    /// Up to so many bytes; fewer where the input ends.
    std::string_view text(std::size_t count) noexcept;

private:
    std::span<const std::uint8_t> left_;
};

/// Says what was found and aborts.
[[noreturn]] void found(std::string_view what);

inline void require(bool holds, std::string_view what) {
    if (!holds) {
        found(what);
    }
}

}  // namespace ordersim::fuzz

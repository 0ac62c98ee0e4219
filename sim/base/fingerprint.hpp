#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ordersim {

/// Tells texts apart that differ by accident; not against who means harm (64-bit FNV-1a).
class Fingerprint {
public:
    void add(std::string_view bytes) {
        for (const char c : bytes) {
            hash_ ^= static_cast<unsigned char>(c);
            hash_ *= 0x100000001b3U;
        }
    }
    /// Of all bytes so far: 16 hexadecimal digits.
    [[nodiscard]] std::string text() const {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string text(16, '0');
        std::uint64_t hash = hash_;
        for (auto place = text.rbegin(); place != text.rend(); ++place) {
            *place = digits[hash & 15U];
            hash >>= 4U;
        }
        return text;
    }

private:
    std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace ordersim

#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/base/money.hpp"

/// Values as bytes and back. A struct has its fields named once, for both ways, by
///
///     template <class Archive> void fields(Archive& archive, Packs<Struct> auto& value) {
///         archive(value.one, value.other);
///     }
///
/// Whole numbers, instants, money and enumerators take a byte for each seven bits of their size
/// (LEB128; signed ones have the sign in the lowest bit), strings and lists a count before.
namespace ordersim::load {

/// The struct, to be read or written.
template <class Value, class Struct>
concept Packs = std::same_as<std::remove_const_t<Value>, Struct>;

template <class Value>
concept PackedTime = requires(Value value) { value.time_since_epoch(); };

/// What fits into one number.
template <class Value>
concept PackedNumber = std::is_arithmetic_v<Value> || std::is_enum_v<Value> ||
                       std::same_as<Value, Money> || PackedTime<Value>;

template <PackedNumber Value>
[[nodiscard]] constexpr std::uint64_t as_number(Value value) {
    if constexpr (std::is_enum_v<Value>) {
        return as_number(static_cast<std::underlying_type_t<Value>>(value));
    } else if constexpr (std::same_as<Value, Money>) {
        return as_number(value.minor);
    } else if constexpr (PackedTime<Value>) {
        return as_number(std::int64_t{value.time_since_epoch().count()});
    } else if constexpr (std::floating_point<Value>) {
        return std::bit_cast<std::uint64_t>(double{value});
    } else if constexpr (std::signed_integral<Value>) {
        const auto bits = static_cast<std::uint64_t>(std::int64_t{value});
        return bits << 1U ^ (value < 0 ? ~std::uint64_t{0} : 0);
    } else {
        return value;
    }
}

template <PackedNumber Value>
[[nodiscard]] constexpr Value from_number(std::uint64_t number) {
    if constexpr (std::is_enum_v<Value>) {
        return static_cast<Value>(from_number<std::underlying_type_t<Value>>(number));
    } else if constexpr (std::same_as<Value, Money>) {
        return {from_number<std::int64_t>(number)};
    } else if constexpr (PackedTime<Value>) {
        return Value(typename Value::duration(from_number<std::int64_t>(number)));
    } else if constexpr (std::floating_point<Value>) {
        return std::bit_cast<double>(number);
    } else if constexpr (std::signed_integral<Value>) {
        return static_cast<Value>(number >> 1U ^ ((number & 1U) != 0 ? ~std::uint64_t{0} : 0));
    } else {
        return static_cast<Value>(number);
    }
}

class Packer {
public:
    template <class... Values>
    void operator()(const Values&... values) {
        (put(values), ...);
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    void clear() { bytes_.clear(); }

private:
    template <PackedNumber Value>
    void put(const Value& value) {
        std::uint64_t number = as_number(value);
        for (; number >= 0x80; number >>= 7U) {
            bytes_ += static_cast<char>(number | 0x80U);
        }
        bytes_ += static_cast<char>(number);
    }
    void put(const std::string& text) {
        put(text.size());
        bytes_ += text;
    }
    template <class Value>
    void put(const std::vector<Value>& list) {
        put(list.size());
        for (const Value& value : list) {
            put(value);
        }
    }
    template <class Value>
    void put(const std::optional<Value>& value) {
        put(value.has_value());
        if (value) {
            put(*value);
        }
    }
    template <class Struct>
    void put(const Struct& value) {
        fields(*this, value);
    }

    std::string bytes_;
};

/// After the first value that is not whole, nothing more is read and values stay as they were.
class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : rest_(bytes) {}

    template <class... Values>
    void operator()(Values&... values) {
        (take(values), ...);
    }
    /// Whether all was there, and nothing more.
    [[nodiscard]] bool is_at_end() const { return is_good_ && rest_.empty(); }

private:
    template <PackedNumber Value>
    void take(Value& value) {
        std::uint64_t number = 0;
        for (unsigned shift = 0; is_good_; shift += 7) {
            is_good_ = !rest_.empty() && shift < 64;
            if (is_good_) {
                const auto byte = static_cast<unsigned char>(rest_.front());
                rest_.remove_prefix(1);
                number |= std::uint64_t{byte & 0x7fU} << shift;
                if (byte < 0x80) {
                    value = from_number<Value>(number);
                    return;
                }
            }
        }
    }
    void take(std::string& text) {
        const std::uint64_t size = count();
        text = rest_.substr(0, size);
        rest_.remove_prefix(text.size());
    }
    template <class Value>
    void take(std::vector<Value>& list) {
        list.resize(count());
        for (Value& value : list) {
            take(value);
        }
    }
    template <class Value>
    void take(std::optional<Value>& value) {
        bool has_value = false;
        take(has_value);
        if (has_value) {
            take(value.emplace());
        }
    }
    template <class Struct>
    void take(Struct& value) {
        fields(*this, value);
    }
    /// Of things that take a byte each, or more.
    [[nodiscard]] std::uint64_t count() {
        std::uint64_t count = 0;
        take(count);
        is_good_ = is_good_ && count <= rest_.size();
        return is_good_ ? count : 0;
    }

    std::string_view rest_;
    bool is_good_ = true;
};

}  // namespace ordersim::load

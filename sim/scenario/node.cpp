#include "sim/scenario/node.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace ordersim::scenario {

const Node* Node::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
    return const_cast<Node*>(std::as_const(*this).find(key));
}

const Node* Node::at(std::string_view path) const {
    const Node* node = this;
    while (node != nullptr && !path.empty()) {
        const std::size_t dot = path.find('.');
        node = node->find(path.substr(0, dot));
        path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    }
    return node;
}

std::string_view kind_name(Node::Kind kind) {
    switch (kind) {
    case Node::Kind::table: return "a table";
    case Node::Kind::array: return "an array";
    case Node::Kind::text: return "text";
    case Node::Kind::integer: return "a whole number";
    case Node::Kind::real: return "a number";
    case Node::Kind::flag: return "true or false";
    case Node::Kind::date: return "a date";
    }
    return "";
}

std::string quotation(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result.append(1, '\\').append(1, c);
        } else if (code < 0x20U || code == 0x7FU) {
            result.append("\\u00").append(1, digits[code >> 4U]).append(1, digits[code & 15U]);
        } else {
            result += c;
        }
    }
    return result + '"';
}

std::string key_text(std::string_view key) {
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    };
    const bool is_bare = !key.empty() && std::ranges::all_of(key, is_plain);
    return is_bare ? std::string(key) : quotation(key);
}

std::string number_text(double value) {
    std::array<char, 64> buffer{};
    const double size = std::abs(value);
    const bool is_handy = size == 0 || (size >= 1e-6 && size < 1e15);
    const auto format = is_handy ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format);
    return {buffer.data(), end.ptr};
}

std::string sum_text(double value) {
    return number_text(std::round(value * 1e9) / 1e9);
}

}  // namespace ordersim::scenario

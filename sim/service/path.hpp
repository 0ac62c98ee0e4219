#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ordersim::service {

/// A target taken apart.
struct Path {
    std::string pattern;  ///< with "{}" for an order's id: "/orders/{}/cancel"
    std::uint64_t order = 0;  ///< 0: none
    std::string_view query;   ///< behind the question mark

    /// Never fails: what is unknown matches no route.
    [[nodiscard]] static Path parse(std::string_view target) {
        Path path;
        const std::size_t mark = target.find('?');
        path.query = mark == std::string_view::npos ? "" : target.substr(mark + 1);
        std::string_view rest = target.substr(0, mark);
        constexpr std::string_view orders = "/orders/";
        if (rest.starts_with(orders)) {
            const std::string_view id = rest.substr(orders.size());
            const std::size_t end = std::min(id.find('/'), id.size());
            const auto [last, error] = std::from_chars(id.data(), id.data() + end, path.order);
            if (error == std::errc() && last == id.data() + end && path.order > 0) {
                path.pattern = std::string(orders) + "{}" + std::string(id.substr(end));
                return path;
            }
            path.order = 0;
        }
        path.pattern = std::string(rest);
        return path;
    }

    /// The value of a query parameter as a whole number; nothing without one.
    [[nodiscard]] std::optional<std::uint64_t> number(std::string_view key) const {
        const auto text = parameter(key);
        std::uint64_t value = 0;
        if (!text) {
            return std::nullopt;
        }
        const char* const end = text->data() + text->size();
        const auto [last, error] = std::from_chars(text->data(), end, value);
        return error == std::errc() && last == end ? std::optional(value) : std::nullopt;
    }

    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view key) const {
        std::string_view rest = query;
        while (!rest.empty()) {
            const std::string_view one = rest.substr(0, rest.find('&'));
            const std::size_t equals = one.find('=');
            if (one.substr(0, equals) == key && equals != std::string_view::npos) {
                return one.substr(equals + 1);
            }
            rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        }
        return std::nullopt;
    }
};

/// An order's id as text; 0 for what is none.
[[nodiscard]] inline std::uint64_t order_number(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace ordersim::service

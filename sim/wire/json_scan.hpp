#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// JSON read from its beginning to its end, value by value, without a tree of it.
namespace ordersim::wire {

/// Stands before a value of a JSON text (RFC 8259). Each call takes one value, of whatever kind; a
/// text that is no JSON ends the scan, and `is_whole` tells. What is plain, as nearly everything
/// is, is read in place; escapes, other letters than ASCII, and numbers that are no short whole
/// numbers are left to Boost.JSON. O(text).
class JsonScan {
public:
    /// `text` must outlive the scan.
    explicit JsonScan(std::string_view text) : rest_(text) { skip_space(); }

    /// Takes an object: `member(key)` is called for each member and takes its value from the scan.
    /// The key holds until then. False, and the value is taken, if it is none.
    template <class Member>
    bool object(Member member) {
        if (!opens('{')) {
            skip();
            return false;
        }
        for (bool is_first = true; goes_on('}', is_first); is_first = false) {
            const std::string_view key = take_key();
            if (!is_whole_) {
                break;
            }
            member(key);
        }
        return is_whole_;
    }

    /// Takes an array: `element()` is called for each element and takes it from the scan. False,
    /// and the value is taken, if it is none.
    template <class Element>
    bool array(Element element) {
        if (!opens('[')) {
            skip();
            return false;
        }
        for (bool is_first = true; goes_on(']', is_first); is_first = false) {
            element();
        }
        return is_whole_;
    }

    /// A string, which holds until the next call; nothing if the value is none.
    [[nodiscard]] std::optional<std::string_view> text();
    /// A whole number; nothing if the value is none, or beyond 64 bits.
    [[nodiscard]] std::optional<std::int64_t> number();
    /// Any value.
    void skip();

    /// No fault so far.
    [[nodiscard]] bool is_whole() const { return is_whole_; }
    /// The text was one value, without a fault.
    [[nodiscard]] bool is_done() const { return is_whole_ && rest_.empty(); }

private:
    void fail() {
        is_whole_ = false;
        rest_ = {};
    }
    void skip_space() {
        while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n' ||
                                  rest_.front() == '\r' || rest_.front() == '\t')) {
            rest_.remove_prefix(1);
        }
    }
    /// Takes so many bytes and the white space behind them.
    void advance(std::size_t bytes) {
        rest_.remove_prefix(bytes);
        skip_space();
    }
    [[nodiscard]] bool is_next(char c) const { return !rest_.empty() && rest_.front() == c; }
    [[nodiscard]] bool opens(char bracket);
    /// Whether another part of an array or object comes; takes the comma, or the end.
    [[nodiscard]] bool goes_on(char end, bool is_first) {
        if (is_next(',') && !is_first) {
            advance(1);
            return true;
        }
        return goes_on_without_comma(end, is_first);
    }
    [[nodiscard]] bool goes_on_without_comma(char end, bool is_first);
    [[nodiscard]] std::string_view take_key();
    [[nodiscard]] std::string_view take_text();
    [[nodiscard]] std::string_view take_odd_text();
    [[nodiscard]] std::optional<std::int64_t> take_odd_number();
    void take_word(std::string_view word);

    std::string_view rest_;
    std::string decoded_;  ///< the last text that was not plain
    unsigned depth_ = 0;
    bool is_whole_ = true;
};

}  // namespace ordersim::wire

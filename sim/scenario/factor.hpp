#pragma once

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Keys that a study moves: which values they take, and where those stand on an axis.
namespace ordersim::scenario {

/// What the values of a key measure.
enum class Axis : std::uint8_t {
    hours,    ///< durations
    numbers,
    words     ///< "reject", laws, clocks: no order among them
};

/// A value that a key may take.
struct FactorLevel {
    std::string text;  ///< as after --set KEY=: "30min", "8", "reject"
    double at = 0;     ///< hours or the number itself; NaN on an axis of words
};

/// A key of the scenario and the values that it is given in turn.
struct Factor {
    std::string key;  ///< "policy.grace_window"
    Axis axis = Axis::words;
    std::vector<FactorLevel> levels;  ///< as given, no two alike
};

/// A key that may move anywhere between two values.
struct Knob {
    std::string key;
    Axis axis = Axis::numbers;  ///< words: only `levels` can be taken
    bool is_whole = false;      ///< takes whole numbers only
    double low = 0;             ///< hours or numbers; low < high
    double high = 0;
    std::vector<FactorLevel> levels;  ///< of an axis of words
};

/// At most so many values of one factor.
inline constexpr std::size_t kLevelsMost = 1000;

/// Reads "policy.grace_window=0,30min,1h" (a list), "support.cases.agents=8..16" (whole numbers) or
/// "policy.grace_window=0..24h..2h" (from, to, step; the end is included where a step meets it).
/// The error is a sentence that names the remedy. Whether the key takes the values is for `load`.
[[nodiscard]] tl::expected<Factor, std::string> parse_factor(std::string_view text);

/// Reads "policy.grace_window=0..24h" or, for words, a list as `parse_factor` does.
[[nodiscard]] tl::expected<Knob, std::string> parse_knob(std::string_view text);

/// The factor that named overrides of one and the same key form, as variants do; nothing unless
/// there are two or more and each overrides that key alone.
[[nodiscard]] std::optional<Factor> factor_of(
    const std::vector<std::map<std::string, std::string>>& overrides);

/// A value of the axis as text of a scenario: whole microseconds for hours, and the shortest
/// decimals for numbers. Requires: not an axis of words, finite.
[[nodiscard]] std::string level_text(Axis axis, double at);

/// All combinations of the factors' levels, the last factor moving fastest, as overrides
/// "KEY=VALUE". One empty point without factors.
[[nodiscard]] std::vector<std::vector<std::string>> grid(const std::vector<Factor>& factors);

}  // namespace ordersim::scenario

#include "sim/scenario/policy_text.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/scenario/duration_text.hpp"
#include "sim/scenario/key_slots.hpp"
#include "sim/scenario/node.hpp"

#include <memory>
#include <type_traits>
#include <variant>

namespace ordersim::scenario {
namespace {

/// The types that a policy has: an overload each.
struct Writer {
    std::string_view word;  ///< that stands for the longest duration; empty: none does

    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::uint8_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return number_text(value); }
    std::string operator()(SimDuration value) const {
        const bool is_word = value == kLongestDelay && !word.empty();
        return quotation(is_word ? std::string(word) : duration_text(value));
    }
    template <class Enum>
        requires std::is_enum_v<Enum>
    std::string operator()(Enum value) const {
        return quotation(enum_name(value));
    }
};

}  // namespace

std::map<std::string, std::string> policy_settings(const order::Policy& policy) {
    const auto holder = std::make_unique<Target>();
    Target& target = *holder;
    target.policy = policy;
    std::map<std::string, std::string> settings;
    for (const Key<Target>& key : policy_keys()) {
        const auto text = [&](auto slot) -> std::string {
            using Value = std::remove_cvref_t<decltype(slot(target))>;
            if constexpr (std::is_invocable_v<Writer, Value>) {
                return Writer{key.traits.word}(slot(target));
            } else {
                ORDERSIM_ASSERT(false);
                return {};
            }
        };
        settings.emplace(key.traits.name, std::visit(text, key.slot));
    }
    return settings;
}

}  // namespace ordersim::scenario

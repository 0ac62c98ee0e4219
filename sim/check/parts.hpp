#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/check.hpp"
#include "sim/check/coverage.hpp"
#include "sim/check/product.hpp"

/// The parts of a check, each explored by itself: a slice, orders together, a layer's scenes.
namespace ordersim::check {

/// What one part came to, before parts are laid together.
struct Part {
    /// Of one property; with the steps that break it, if something does.
    struct Verdict {
        std::string name;
        std::string title;
        bool is_broken = false;
        bool is_undecided = false;  ///< not all was explored to which it applies
        bool is_vacuous = false;
        std::optional<measure::StepList> steps{};  ///< if broken
        Replay replay{};
    };
    measure::Exploration exploration;
    std::vector<Verdict> verdicts{};
    std::optional<Coverage> coverage{};  ///< of one order's part
    std::vector<std::string> twins_met{};  ///< of other layers
    std::vector<std::string> twins_missed{};
    double bytes_a_state = 0;
};

/// What was to be explored at once: its parts, and those that were not explored.
struct Explored {
    std::vector<Part> parts{};
    std::vector<measure::PartLeftOut> left_out{};
    std::vector<measure::PartLeftOut> ruled_out{};
};

/// One order in a slice, under the rules or a planted change of them.
[[nodiscard]] Part one_order(std::string_view layer, const NamedPolicy& policy,
                             const Slice& slice, const order::Rules& rules,
                             const CheckOptions& options);
/// Several orders. What one of them breaks by itself is among the verdicts if it breaks; all is
/// undecided if one order alone has too many states.
[[nodiscard]] Part several_orders(const NamedPolicy& policy, const Shared& shared,
                                  const order::Rules& rules, const CheckOptions& options);
/// A layer's scenes: the first one explored carries the verdicts, which are of all scenes.
/// `wanted`: the property that ended the exploration once it was broken; empty: none did.
[[nodiscard]] Explored parts_of(std::string_view layer, const NamedPolicy& policy,
                                const LayerResult& result, std::string_view wanted);

/// Whether the part breaks the property.
[[nodiscard]] bool breaks(const Part& part, std::string_view property);

/// The rules to explore: as they are, or with the planted rows.
[[nodiscard]] order::Rules rules_of(const CheckOptions& options);
/// The property that a planted defect must break: once it has, no more is looked for.
[[nodiscard]] std::string_view wanted_of(const CheckOptions& options);

}  // namespace ordersim::check

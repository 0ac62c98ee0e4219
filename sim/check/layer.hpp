#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "sim/measure/steps.hpp"

/// What a check of one layer above the rules comes to: the handler that carries commands to them,
/// or the network around it. A layer is explored scene by scene: small starts, each to its end.
namespace ordersim::check {

/// One step of a found trace, in words.
struct LayerStep {
    std::string actor;    ///< "buyer", "handler 2", "process"
    std::string what;     ///< "sends request_cancel under key 1"
    std::vector<measure::StepChange> changes{};  ///< in the order; empty: nothing to be seen
};

/// The shortest way to break a property in its scene.
struct LayerViolation {
    std::string_view property;
    std::vector<LayerStep> trace;
};

struct SceneResult {
    std::string_view name;
    std::string_view title;
    std::string skipped;   ///< why the policy has no such scene; empty: it has
    std::string left_out;  ///< why it was not explored all the same; empty: it was
    std::size_t states = 0;
    std::uint64_t transitions = 0;
    std::uint32_t depth = 0;  ///< steps to the farthest state
    bool is_complete = true;  ///< false: a bound was hit or all was to end; nothing is proved
    /// The first of each property, in the order of the properties. What follows a step that breaks
    /// one is not explored.
    std::vector<LayerViolation> violations;
};

/// A property over all scenes, and its `sometimes` twin: that what it forbids could have happened
/// at all.
struct LayerVerdict {
    std::string_view property;
    std::string_view title;
    std::string_view twin;
    bool is_broken = false;
    /// Not broken, but not all was explored; or, of one about what follows, another property was
    /// broken, beyond which nothing is explored.
    bool is_undecided = false;
    bool is_twin_reached = false;
};

struct LayerResult {
    std::vector<SceneResult> scenes;
    std::vector<LayerVerdict> verdicts;  ///< one a property, over all scenes

    /// Every scene that the policy has was explored to its end.
    [[nodiscard]] bool is_complete() const;
    /// Nothing is broken. Says nothing about what was not explored: see is_complete.
    [[nodiscard]] bool holds() const;
    /// The shortest trace that breaks the property in any scene; nullptr if none does.
    [[nodiscard]] const LayerViolation* violation_of(std::string_view property) const;
};

/// Whether any scene so far breaks the property.
[[nodiscard]] bool breaks(const LayerResult& result, std::string_view property);

/// Why a part is left out after what was looked for has shown.
inline constexpr std::string_view kCaughtBefore = "the planted defect was caught before";

/// How far a layer is explored.
struct LayerOptions {
    std::size_t states_max = 5'000'000;  ///< of each scene
    std::string_view scene{};    ///< explored alone, the others left out; empty: all are
    std::string_view stop_at{};  ///< all ends once this property is broken; empty: it does not
    std::stop_token stop{};      ///< scenes end, incomplete, once a stop is asked for
};

}  // namespace ordersim::check

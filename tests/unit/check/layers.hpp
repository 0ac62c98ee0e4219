#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "sim/check/layer.hpp"

/// What tests say of the layers above the rules.
namespace ordersim::tests {

/// "name: states, transitions, depth" of the scene.
[[nodiscard]] inline std::string size_of(const check::SceneResult& scene) {
    return std::string(scene.name) + ": " + std::to_string(scene.states) + ", " +
           std::to_string(scene.transitions) + ", " + std::to_string(scene.depth);
}

/// The trace, a line a step; for messages.
[[nodiscard]] inline std::string text_of(const check::LayerViolation& violation) {
    std::string text(violation.property);
    for (const check::LayerStep& step : violation.trace) {
        text += "\n  " + step.actor + " " + step.what;
        const char* separator = " | ";
        for (const measure::StepChange& change : step.changes) {
            text += separator + change.field + ": " + change.from + " -> " + change.to;
            separator = ", ";
        }
    }
    return text;
}

/// Traces of everything that is broken; empty if nothing is.
[[nodiscard]] inline std::string faults_of(const check::LayerResult& result) {
    std::string text;
    for (const check::SceneResult& scene : result.scenes) {
        for (const check::LayerViolation& violation : scene.violations) {
            text += std::string(scene.name) + ": " + text_of(violation) + "\n";
        }
    }
    return text;
}

/// Nothing is broken, nothing left out, and all that ought to happen does.
inline void check_proved(const check::LayerResult& result) {
    CHECK(faults_of(result).empty());
    CHECK(result.holds());
    CHECK(result.is_complete());
    for (const check::LayerVerdict& verdict : result.verdicts) {
        INFO(verdict.property << ": " << verdict.twin);
        CHECK(verdict.is_twin_reached);
    }
}

/// The scene of a name, which there is.
[[nodiscard]] inline const check::SceneResult& scene_named(const check::LayerResult& result,
                                                           std::string_view name) {
    const auto found = std::ranges::find(result.scenes, name, &check::SceneResult::name);
    REQUIRE(found != result.scenes.end());
    return *found;
}

/// The sizes of all scenes, none of them skipped.
[[nodiscard]] inline std::set<std::string> sizes_of(const check::LayerResult& result) {
    std::set<std::string> sizes;
    for (const check::SceneResult& scene : result.scenes) {
        CHECK(scene.skipped.empty());
        sizes.insert(size_of(scene));
    }
    return sizes;
}

}  // namespace ordersim::tests

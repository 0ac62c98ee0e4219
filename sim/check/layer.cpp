#include "sim/check/layer.hpp"

#include <algorithm>

namespace ordersim::check {

bool LayerResult::is_complete() const {
    return std::ranges::all_of(scenes, [](const SceneResult& scene) {
        return !scene.skipped.empty() || (scene.left_out.empty() && scene.is_complete);
    });
}

bool LayerResult::holds() const {
    return std::ranges::none_of(verdicts, &LayerVerdict::is_broken);
}

const LayerViolation* LayerResult::violation_of(std::string_view property) const {
    const LayerViolation* shortest = nullptr;
    for (const SceneResult& scene : scenes) {
        for (const LayerViolation& violation : scene.violations) {
            const bool is_shorter =
                shortest == nullptr || violation.trace.size() < shortest->trace.size();
            if (violation.property == property && is_shorter) {
                shortest = &violation;
            }
        }
    }
    return shortest;
}

bool breaks(const LayerResult& result, std::string_view property) {
    return result.violation_of(property) != nullptr;
}

}  // namespace ordersim::check

#pragma once

#include <cmath>

namespace ordersim::agents {

/// The share whose logit is `logit`.
[[nodiscard]] inline double logistic(double logit) { return 1.0 / (1.0 + std::exp(-logit)); }

/// The share after its logit has moved by `shift`. What is certain stays certain.
/// Requires: 0 <= share <= 1; `shift` is finite.
[[nodiscard]] inline double shifted(double share, double shift) {
    if (shift == 0.0 || share <= 0.0 || share >= 1.0) {
        return share;
    }
    return logistic(std::log(share / (1.0 - share)) + shift);
}

}  // namespace ordersim::agents

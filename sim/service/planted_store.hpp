#pragma once

#include "sim/service/store.hpp"

#include <memory>
#include <span>
#include <string_view>

/// Stores with a defect planted on purpose that only a restart brings to light, to see whether who
/// kills the service notices. Only for stores that are not shared.
namespace ordersim::service {

/// Ids that the checker's catalogue has as well name the same defect.
struct StorePlant {
    std::string_view id;     ///< "D36"
    std::string_view title;  ///< what people see of it
    std::unique_ptr<Store> (*make)(std::unique_ptr<Store> store);
};

[[nodiscard]] std::span<const StorePlant> store_plants();
/// nullptr if there is none of that id.
[[nodiscard]] const StorePlant* find_store_plant(std::string_view id);

}  // namespace ordersim::service

#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "sim/service/service.hpp"

/// Services with a defect planted on purpose, to see whether who tests them notices: each replaces
/// one step of the request handler. Those in the rules are a table or a policy of their own, which
/// `ServiceConfig` takes.
namespace ordersim::service {

/// Ids that the checker's catalogue has as well name the same defect.
struct ServicePlant {
    std::string_view id;     ///< "D27"
    std::string_view title;  ///< what people see of it
    std::unique_ptr<Service> (*make)(ServiceConfig config, Store& store);
};

[[nodiscard]] std::span<const ServicePlant> service_plants();
/// nullptr if there is none of that id.
[[nodiscard]] const ServicePlant* find_service_plant(std::string_view id);

}  // namespace ordersim::service

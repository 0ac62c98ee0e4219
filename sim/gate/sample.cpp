#include "sim/gate/sample.hpp"

namespace ordersim::gate {

std::string MetricKey::full_name() const {
    std::string text = group.empty() ? metric : group + " " + metric;
    return label.empty() ? text : text + " " + label;
}

Side side_of(const std::vector<Readings>& files) {
    Side side;
    for (const Readings& file : files) {
        for (const Reading& reading : file.readings) {
            side[reading.key].push_back(&reading);
        }
    }
    return side;
}

}  // namespace ordersim::gate

#include "sim/load/probes.hpp"

namespace ordersim::load {

std::optional<Probe> Probes::beside(const order::Command& command, std::uint32_t version,
                                    std::uint64_t call) const {
    if (shares_.probe <= 0 || draw(call, Purpose::probe) >= shares_.probe) {
        return std::nullopt;
    }
    if (class_of(command.kind) != order::CommandClass::command) {
        return Probe{.standing = judge::Standing::unproved, .command = command};
    }
    Probe probe{.command = command};
    if (draw(call, Purpose::kind) < 0.5 && version > 1) {
        probe.command.expected_version = version - 1;
    } else if (shares_.has_strangers) {
        probe = {.is_look = true, .standing = judge::Standing::stranger};
    }
    return probe;
}

}  // namespace ordersim::load

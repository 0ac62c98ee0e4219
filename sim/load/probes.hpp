#pragma once

#include <cstdint>
#include <optional>

#include "sim/base/random.hpp"
#include "sim/judge/observation.hpp"
#include "sim/order/command.hpp"

/// What a load asks beyond what its people want, to see what the service makes of it.
namespace ordersim::load {

/// A call beside a command, which the service must refuse.
struct Probe {
    bool is_look = false;
    judge::Standing standing = judge::Standing::party;
    order::Command command = {};  ///< of a look: none
};

struct ProbeShares {
    double race = 0;   ///< of people's commands: meet rivals at the same instant
    double probe = 0;  ///< of people's commands: have a probe beside them; of answers: are asked
                       ///< for again
    bool has_strangers = false;  ///< there are buyers of whom an order is not
};

/// Draws, by the number of the call and apart from all that people draw, which calls are probed.
/// The same draws for the same numbers. Immutable; O(1).
class Probes {
public:
    Probes(Draws draws, const ProbeShares& shares) : draws_(draws), shares_(shares) {}

    [[nodiscard]] bool is_raced(std::uint64_t call) const {
        return shares_.race > 0 && draw(call, Purpose::race) < shares_.race;
    }
    /// Whether what has been answered is asked for again, under its key: it must be answered as
    /// before, and change nothing.
    [[nodiscard]] bool is_resent(std::uint64_t call) const {
        return shares_.probe > 0 && draw(call, Purpose::resend) < shares_.probe;
    }
    /// Whether it is another request that goes out under that key then: it must be refused.
    [[nodiscard]] bool is_altered(std::uint64_t call) const {
        return draw(call, Purpose::kind) < 0.5;
    }
    /// Shows the order to another buyer, reports what nobody signed, or commands on a version that
    /// has moved on. `version`: of the order, as far as its people know.
    [[nodiscard]] std::optional<Probe> beside(const order::Command& command,
                                              std::uint32_t version, std::uint64_t call) const;

private:
    enum class Purpose : std::uint16_t { resend = 0xfffc, kind, probe, race };
    [[nodiscard]] double draw(std::uint64_t call, Purpose purpose) const {
        return draws_.uniform(call, purpose);
    }

    Draws draws_;
    ProbeShares shares_;
};

}  // namespace ordersim::load

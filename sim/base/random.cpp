#include "sim/base/random.hpp"

#include <Random123/philox.h>

namespace ordersim {

std::uint64_t Draws::block(std::uint64_t entity, std::uint16_t purpose,
                           std::uint16_t index) const noexcept {
    const auto low = [](std::uint64_t word) { return static_cast<std::uint32_t>(word); };
    const auto high = [](std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32U); };
    const std::uint32_t what = static_cast<std::uint32_t>(purpose) << 16U | index;
    const r123::Philox4x32::ctr_type counter{{low(entity), high(entity), what, replication_}};
    const r123::Philox4x32::key_type key{{low(seed_), high(seed_)}};
    const r123::Philox4x32::ctr_type word = r123::Philox4x32()(counter, key);
    return static_cast<std::uint64_t>(word[0]) << 32U | word[1];
}

}  // namespace ordersim

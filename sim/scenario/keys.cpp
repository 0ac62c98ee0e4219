#include "sim/scenario/keys.hpp"

#include "sim/scenario/key_slots.hpp"

#include <vector>

namespace ordersim::scenario {
namespace {

constexpr std::array<Section, 13> kSections{{
    {"run", "How often and how long to run, and how sure to be."},
    {"arrivals", "When orders are placed."},
    {"policy", "The marketplace's rules: every lever of the order machine."},
    {"payment", "How and when buyers pay, and how much."},
    {"buyers.intent", "Who wants out, why and when."},
    {"buyers.intent.reason_share", "What buyers say; reasons left out have share 0."},
    {"buyers", "What buyers do about it."},
    {"sellers", "How sellers answer and handle."},
    {"sellers.class",
     "Kinds of sellers: one `[[sellers.class]]` with a `name` each. A later layer changes single "
     "fields under `[sellers.class.NAME]`, or all classes by new `[[sellers.class]]` tables."},
    {"warehouse", "How a parcel is stopped before it leaves."},
    {"carrier", "What happens to a parcel after hand-over."},
    {"gateway", "How money travels back."},
    {"gateway.bank_leg",
     "Laws by payment method; written in business days, they run on business days."},
}};

std::vector<Key<Target>> gathered() {
    std::vector<Key<Target>> all;
    for (const auto part : {run_keys(), policy_keys(), market_keys()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

const std::vector<Key<Target>> kKeys = gathered();

}  // namespace

std::span<const Section> sections() {
    return kSections;
}
std::span<const Key<Target>> keys() {
    return kKeys;
}

}  // namespace ordersim::scenario

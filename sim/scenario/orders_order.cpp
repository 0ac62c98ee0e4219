#include "sim/scenario/orders_order.hpp"

#include "sim/base/enum_names.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ordersim::scenario {
namespace {

constexpr std::array<StampPair, 14> kPairs{{
    {Stamp::created_at, Stamp::paid_at},
    {Stamp::created_at, Stamp::shipped_at},
    {Stamp::created_at, Stamp::delivered_at},
    {Stamp::created_at, Stamp::cancel_requested_at},
    {Stamp::created_at, Stamp::cancel_resolved_at},
    {Stamp::created_at, Stamp::dispute_opened_at},
    {Stamp::created_at, Stamp::dispute_closed_at},
    {Stamp::created_at, Stamp::refund_requested_at},
    {Stamp::created_at, Stamp::refund_posted_at},
    {Stamp::paid_at, Stamp::shipped_at},
    {Stamp::shipped_at, Stamp::delivered_at},
    {Stamp::cancel_requested_at, Stamp::cancel_resolved_at},
    {Stamp::dispute_opened_at, Stamp::dispute_closed_at},
    {Stamp::refund_requested_at, Stamp::refund_posted_at},
}};

/// Rows looked at to find who is to blame.
constexpr std::size_t kRowsTried = 2000;

struct Backwards {
    std::uint64_t backwards = 0;
    std::uint64_t both = 0;  ///< rows that have both stamps
};

Backwards count(std::span<const RealOrder> orders, const StampPair& pair) {
    Backwards found;
    for (const RealOrder& order : orders) {
        if (order.has(pair.before) && order.has(pair.after)) {
            ++found.both;
            found.backwards += order[pair.after] < order[pair.before] ? 1U : 0U;
        }
    }
    return found;
}

std::uint64_t all_backwards(std::span<const RealOrder> orders, const StampPair& swapped) {
    const auto in_place_of = [&swapped](Stamp stamp) {
        return stamp == swapped.before  ? swapped.after
               : stamp == swapped.after ? swapped.before
                                        : stamp;
    };
    std::uint64_t total = 0;
    for (const StampPair& pair : kPairs) {
        total += count(orders, {in_place_of(pair.before), in_place_of(pair.after)}).backwards;
    }
    return total;
}

std::string name_of(const OrderFile& file, Stamp stamp) {
    const std::string name(enum_name(stamp));
    const OrderColumn* column = file.find(name);
    return column == nullptr || column->header == name ? "'" + name + "'"
                                                       : "'" + column->header + "' (" + name + ")";
}

/// The swap that leaves the fewest rows backwards.
std::pair<StampPair, std::uint64_t> best_swap(const OrderFile& file) {
    const std::span<const RealOrder> tried(file.orders.data(),
                                           std::min(file.orders.size(), kRowsTried));
    std::pair<StampPair, std::uint64_t> best{
        {Stamp::created_at, Stamp::created_at},
        all_backwards(tried, {Stamp::created_at, Stamp::created_at})};
    for (std::size_t a = 0; a < kStamps; ++a) {
        for (std::size_t b = a + 1; b < kStamps; ++b) {
            const StampPair pair{static_cast<Stamp>(a), static_cast<Stamp>(b)};
            if (file.has(pair.before) && file.has(pair.after)) {
                const std::uint64_t left = all_backwards(tried, pair);
                if (left < best.second) {
                    best = {pair, left};
                }
            }
        }
    }
    return best;
}

}  // namespace

std::span<const StampPair> ordered_pairs() {
    return kPairs;
}

std::optional<std::string> find_swapped(const OrderFile& file) {
    for (const StampPair& pair : kPairs) {
        const Backwards found = count(file.orders, pair);
        if (found.backwards < 2 || found.backwards * 2 <= found.both) {
            continue;
        }
        std::string text = name_of(file, pair.after) + " lies before " +
                           name_of(file, pair.before) + " in " + std::to_string(found.backwards) +
                           " of " + std::to_string(found.both) + " rows";
        const auto [swap, left] = best_swap(file);
        if (swap.before == swap.after) {
            return text + ": one of the two is not what its name says";
        }
        const std::string first(enum_name(swap.before));
        const std::string second(enum_name(swap.after));
        return text + "; columns " + name_of(file, swap.before) + " and " +
               name_of(file, swap.after) + " look swapped. Say --column '" + first + "=" +
               file.find(second)->header + "' --column '" + second + "=" +
               file.find(first)->header + "'";
    }
    return std::nullopt;
}

}  // namespace ordersim::scenario
